//! Piles of paper forms and ballots in the API.

use app::papers::{Board, Choice, OpenBatch, Row, Which};
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::papers;

use crate::{
    Fault,
    context::Here,
    problems::{Problem, outcome},
    scalars::{DateTime, id},
};

/// What the sheets of a batch are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "papers::BatchKind")]
pub enum BatchKind {
    /// Forms with an idea.
    Words,
    /// Ballots.
    Votes,
}

/// One thing that is typed of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "papers::Cell")]
pub enum SheetCell {
    /// `blank` or `refused` where the sheet says nothing that is published or counted; otherwise empty.
    State,
    /// The title of an idea.
    Title,
    /// Its text.
    Body,
    /// The language in which it is written, by its tag; that of the plan where nothing is typed.
    Language,
    /// Its theme, by its id.
    Theme,
    /// Its zone, by its id.
    Zone,
    /// The name that the person wants under it.
    Speaker,
    /// `yes` where the person agrees to its publication.
    Agreed,
    /// The code of a ballot.
    Code,
    /// The numbers that a ballot supports, or is for: «3, 12».
    For,
    /// The numbers that it is against.
    Against,
    /// The numbers that it is neither for nor against.
    Neither,
}

/// Which of two people typed what a sheet says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum Typist {
    /// The first.
    First,
    /// The second.
    Second,
}

/// A cell as it is typed.
#[derive(Debug, InputObject)]
pub struct CellInput {
    /// Which.
    cell: SheetCell,
    /// What the sheet says.
    text: String,
}

/// A sheet as it is typed. Without any cell, what the viewer typed of it before is forgotten.
#[derive(Debug, InputObject)]
pub struct SheetInput {
    /// The number on it, from 1.
    sheet: u32,
    /// What it says.
    cells: Vec<CellInput>,
}

/// What stays of a cell in which two people differ.
#[derive(Debug, InputObject)]
pub struct SettledCellInput {
    /// Of which sheet.
    sheet: u32,
    /// Which cell.
    cell: SheetCell,
    /// Whose.
    typist: Typist,
}

/// A cell in which two people differ.
#[derive(SimpleObject)]
pub struct SheetDifference {
    /// Of which sheet.
    sheet: u32,
    /// Which cell.
    cell: SheetCell,
    /// What the first typed.
    first: String,
    /// What the second typed.
    second: String,
}

/// A pile of sheets, for the facilitators of its plan.
pub struct PaperBatch(Board);

#[Object]
impl PaperBatch {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.batch.id.to_string().into()
    }
    /// Its number in the plan.
    async fn number(&self) -> u32 {
        self.0.batch.number
    }
    /// What its sheets are.
    async fn kind(&self) -> BatchKind {
        self.0.batch.kind.into()
    }
    /// How many sheets were handed out.
    async fn sheets(&self) -> u32 {
        self.0.batch.sheets
    }
    /// How many sheets the first and the second typed.
    async fn typed(&self) -> Vec<u64> {
        vec![self.0.typed.0 as u64, self.0.typed.1 as u64]
    }
    /// Where they differ, once the second has begun.
    async fn differences(&self) -> Vec<SheetDifference> {
        self.0
            .differences
            .iter()
            .map(|one| SheetDifference {
                sheet: one.sheet,
                cell: one.cell.into(),
                first: one.first.clone(),
                second: one.second.clone(),
            })
            .collect()
    }
    /// Whether one person has signed its count.
    async fn signed(&self) -> bool {
        self.0.batch.signed.is_some()
    }
    /// Since when two have; null while it is open.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.batch.closed_at.map(DateTime)
    }
}

/// The signed count of a closed batch, as everybody reads it.
#[derive(SimpleObject)]
pub struct SignedCount {
    /// The number of the batch.
    batch: u32,
    /// What its sheets were.
    kind: BatchKind,
    /// Where they were handed out.
    place: String,
    /// How many were.
    handed_out: u32,
    /// How many came back.
    collected: u32,
    /// How many are published or counted.
    entered: u32,
    /// How many were blank.
    blank: u32,
    /// How many were refused.
    refused: u32,
    /// When the second person signed.
    closed_at: Option<DateTime>,
    /// What is hashed, with the hash of the count before.
    line: String,
    /// The SHA-256 of the line, in hexadecimal digits.
    hash: String,
}

/// A batch, or why nothing was done.
#[derive(SimpleObject)]
pub struct BatchPayload {
    /// Its id; null when it was refused.
    batch: Option<ID>,
    /// Its number in the plan; null when it was refused.
    number: Option<u32>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn payload(cx: &app::Cx, result: app::Result<papers::Batch>) -> Result<BatchPayload, Fault> {
    let (batch, problems) = outcome(cx, result)?;
    Ok(BatchPayload {
        batch: batch.as_ref().map(|batch| batch.id.to_string().into()),
        number: batch.map(|batch| batch.number),
        problems,
    })
}

/// Reading about piles of sheets.
#[derive(Default)]
pub struct PapersQueries;

#[Object]
impl PapersQueries {
    /// A batch, for the facilitators of its plan; null for everybody else.
    async fn paper_batch(&self, ctx: &Context<'_>, id: ID) -> Result<Option<PaperBatch>, Fault> {
        let cx = ctx.cx()?;
        match app::papers::board(cx, crate::scalars::id(&id)?).await {
            Ok(board) => Ok(Some(PaperBatch(board))),
            Err(app::Error::NotFound(_) | app::Error::Denied(_)) => Ok(None),
            Err(error) => Err(Fault::of(cx, &error)),
        }
    }

    /// The signed counts of a plan's batches, oldest first.
    async fn paper_counts(&self, ctx: &Context<'_>, plan: ID) -> Result<Vec<SignedCount>, Fault> {
        let cx = ctx.cx()?;
        let counts = app::papers::paper_counts(cx, id(&plan)?)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(counts
            .into_iter()
            .map(|count| SignedCount {
                batch: count.batch.number,
                kind: count.batch.kind.into(),
                place: count.batch.place,
                handed_out: count.batch.sheets,
                collected: count.sums.collected(),
                entered: count.sums.entered,
                blank: count.sums.blank,
                refused: count.sums.refused,
                closed_at: count.batch.closed_at.map(DateTime),
                line: count.line,
                hash: count.hash,
            })
            .collect())
    }
}

/// Typing piles of sheets.
#[derive(Default)]
pub struct PapersMutations;

#[Object]
impl PapersMutations {
    /// Opens a batch of 1 to 200 sheets, by a facilitator of the plan. Ballots are always typed by two people.
    /// Codes: `FIELD_*`, `AUTH_REQUIRED`, `PLAN_NOT_FOUND`, `PERMISSION_ROLE_REQUIRED`, `PERMISSION_LIMITED`,
    /// `REQUEST_KEY_REUSED`.
    async fn open_batch(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        kind: BatchKind,
        place: String,
        sheets: u32,
        #[graphql(default = true, desc = "Whether two people type it.")] double: bool,
        #[graphql(
            desc = "1 to 200 characters, kept for a day: the same request under the same key opens one batch."
        )]
        idempotency_key: Option<String>,
    ) -> Result<BatchPayload, Fault> {
        let cx = ctx.cx()?;
        let key = idempotency_key.as_deref();
        let opened = match OpenBatch::parse(id(&plan)?, kind.into(), (&place, sheets), double, key) {
            Ok(command) => app::papers::open_batch(cx, command).await,
            Err(wrong) if cx.actor.person().is_ok() => Err(wrong.into()),
            Err(_) => Err(domain::Denied::SignInRequired.into()),
        };
        payload(cx, opened)
    }

    /// Keeps what the viewer types of sheets, in the place of what they typed of them before: the first pass by whoever
    /// begins, the second by somebody else, who does not see the first. Wrong cells are told as `rows.0.title`, and
    /// nothing is kept then.
    /// Codes: `FIELD_*`, `TEXT_PERSONAL_DATA`, `VOTING_CODE_NOT_FOUND`, `VOTING_CODE_USED`, `VOTING_LIMIT_REACHED`,
    /// `AUTH_REQUIRED`, `BATCH_NOT_FOUND`, `BATCH_CLOSED`, `BATCH_TYPED_BY_OTHER`.
    async fn enter_sheets(
        &self,
        ctx: &Context<'_>,
        batch: ID,
        #[graphql(validator(max_items = 200))] sheets: Vec<SheetInput>,
    ) -> Result<BatchPayload, Fault> {
        let cx = ctx.cx()?;
        let rows = sheets
            .into_iter()
            .map(|one| Row {
                sheet: one.sheet,
                cells: one
                    .cells
                    .into_iter()
                    .map(|cell| (cell.cell.into(), cell.text))
                    .collect(),
            })
            .collect();
        payload(cx, app::papers::enter(cx, id(&batch)?, rows).await)
    }

    /// Settles cells in which two people differ, with the sheets in hand.
    /// Codes: `AUTH_REQUIRED`, `BATCH_NOT_FOUND`, `BATCH_CLOSED`.
    async fn settle_sheets(
        &self,
        ctx: &Context<'_>,
        batch: ID,
        #[graphql(validator(max_items = 1400))] cells: Vec<SettledCellInput>,
    ) -> Result<BatchPayload, Fault> {
        let cx = ctx.cx()?;
        let choices = cells
            .into_iter()
            .map(|one| Choice {
                sheet: one.sheet,
                cell: one.cell.into(),
                which: match one.typist {
                    Typist::First => Which::First,
                    Typist::Second => Which::Second,
                },
            })
            .collect();
        payload(cx, app::papers::settle(cx, id(&batch)?, choices).await)
    }

    /// Signs how many sheets of a batch were collected, by somebody who has signed in within 15 minutes. With another
    /// person's signature the batch is closed: each form is published like recorded words, each ballot counts, and the
    /// count stands for good.
    /// Codes: `FIELD_*`, `AUTH_REQUIRED`, `ACCOUNT_SIGN_IN_AGAIN`, `BATCH_NOT_FOUND`, `BATCH_CLOSED`, `BATCH_TYPED_ONCE`,
    /// `BATCH_DIFFERS`, `BATCH_OTHER_COUNT`, `BATCH_SAME_PERSON`, `BATCH_CHANGED_MEANWHILE`, those of `recordWords` and
    /// of `castVotesByCode`.
    async fn sign_count(&self, ctx: &Context<'_>, batch: ID, collected: u32) -> Result<BatchPayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::papers::sign(cx, id(&batch)?, collected).await)
    }
}
