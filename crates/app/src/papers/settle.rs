//! Settling where two people differ, with the sheet in hand.

use domain::papers::{Batch, BatchId, Cell, Pass, Typed};
use persistence::Tx;

use crate::{Cx, Result};

/// Which of two is what the sheet says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// What was typed first.
    First,
    /// What was typed second.
    Second,
}

/// One cell that is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Of which sheet.
    pub sheet: u32,
    /// Which cell.
    pub cell: Cell,
    /// What stays.
    pub which: Which,
}

/// Settles cells: both passes say what was chosen from then on.
#[tracing::instrument(name = "papers.settle", skip_all)]
pub async fn settle(cx: &Cx, id: BatchId, choices: Vec<Choice>) -> Result<Batch> {
    super::found(cx, id).await?;
    cx.write(|tx| {
        let choices = &choices;
        async move { settle_in(cx, tx, id, choices).await }
    })
    .await
}

async fn settle_in(cx: &Cx, tx: Tx, id: BatchId, choices: &[Choice]) -> Result<Batch> {
    let (batch, _) = super::locked(cx, &tx, id).await?;
    let batch = batch.settled()?;
    let mut both = super::typed(cx, &tx, id).await?;
    for choice in choices {
        let value = |typed: &[Typed]| {
            let one = typed.iter().find(|one| one.sheet == choice.sheet);
            one.and_then(|one| one.cells.get(&choice.cell)).cloned()
        };
        let stays = match choice.which {
            Which::First => value(&both.first),
            Which::Second => value(&both.second),
        };
        put(&mut both.first, *choice, stays.as_ref());
        put(&mut both.second, *choice, stays.as_ref());
    }
    for (pass, typed) in [(Pass::First, &both.first), (Pass::Second, &both.second)] {
        for one in typed {
            if !choices.iter().any(|choice| choice.sheet == one.sheet) {
                continue;
            }
            if one.cells.is_empty() {
                persistence::papers::drop_sheet(&tx, id, one.sheet, pass).await?;
            } else {
                persistence::papers::keep_sheet(&tx, id, super::seal(cx, id, one, pass)?).await?;
            }
        }
    }
    persistence::papers::save(&tx, &batch).await?;
    Ok(batch)
}

fn put(typed: &mut Vec<Typed>, choice: Choice, value: Option<&String>) {
    if !typed.iter().any(|one| one.sheet == choice.sheet) {
        typed.push(Typed {
            sheet: choice.sheet,
            ..Typed::default()
        });
    }
    for one in typed.iter_mut().filter(|one| one.sheet == choice.sheet) {
        match value {
            Some(value) => one.cells.insert(choice.cell, value.clone()),
            None => one.cells.remove(&choice.cell),
        };
    }
}
