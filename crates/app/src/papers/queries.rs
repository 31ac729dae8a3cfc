//! What facilitators see of a batch: their own pass until both are there, then where they differ.

use auth::receipts::Receipt;
use domain::{
    papers::{Batch, BatchId, BatchKind, Difference, Pass, Sums, Typed, differences},
    plans::{Plan, PlanId},
};

use super::Both;
use crate::{Cx, Result, recordings};

/// A batch as one of its facilitators sees it.
#[derive(Debug, Clone)]
pub struct Board {
    /// The batch.
    pub batch: Batch,
    /// Its plan.
    pub plan: Plan,
    /// Which pass the actor types, if they do.
    pub pass: Option<Pass>,
    /// What they typed: never what the other did.
    pub mine: Vec<Typed>,
    /// How many sheets each pass has.
    pub typed: (usize, usize),
    /// Where the two differ, once the second is begun; of sheets that both typed, until the second has as many.
    pub differences: Vec<Difference>,
    /// The sums of the first pass.
    pub sums: Sums,
}

/// A batch, for a facilitator of its plan.
pub async fn board(cx: &Cx, id: BatchId) -> Result<Board> {
    let (batch, plan) = super::found(cx, id).await?;
    let me = cx.actor.person()?.account;
    let both = super::typed(cx, cx.db(), id).await?;
    let pass = batch.clone().typed_by(me).ok().map(|(_, pass)| pass);
    let differs = batch.double && batch.second_by.is_some();
    Ok(Board {
        pass,
        mine: pass.map(|pass| both.of(pass).to_vec()).unwrap_or_default(),
        typed: (both.first.len(), both.second.len()),
        differences: if differs { told(&both) } else { Vec::new() },
        sums: match (batch.closed_at, batch.signed) {
            (Some(_), Some((_, sums))) => sums,
            _ => Sums::of(&both.first),
        },
        batch,
        plan,
    })
}

/// Where two passes differ, as it may be told: while the second person types, of the sheets alone that both have typed.
fn told(both: &Both) -> Vec<Difference> {
    let mut found = differences(&both.first, &both.second);
    if both.second.len() < both.first.len() {
        found.retain(|one| both.second.iter().any(|typed| typed.sheet == one.sheet));
    }
    found
}

/// The batches of these plans, newest first: those of plans in which the actor types.
pub async fn mine(cx: &Cx, plans: &[Plan]) -> Result<Vec<Batch>> {
    cx.actor.person()?;
    let ids: Vec<PlanId> = plans
        .iter()
        .filter(|plan| {
            cx.actor
                .may(domain::policy::recordings::Record, (*plan).clone())
                .is_ok()
        })
        .map(|plan| plan.id)
        .collect();
    Ok(persistence::papers::of_plans(cx.db(), &ids).await?)
}

/// What is printed on the sheets of a batch of forms: the receipt of each, which its person keeps.
pub async fn print(cx: &Cx, id: BatchId) -> Result<(Batch, Plan, Vec<Receipt>)> {
    let (batch, plan) = super::found(cx, id).await?;
    let receipts = match batch.kind {
        BatchKind::Words => receipts(cx, &batch),
        BatchKind::Votes => Vec::new(),
    };
    Ok((batch, plan, receipts))
}

/// The receipts of a batch's sheets, in order.
fn receipts(cx: &Cx, batch: &Batch) -> Vec<Receipt> {
    (1..=batch.sheets)
        .map(|sheet| recordings::receipt(cx, batch.recording(sheet)))
        .collect()
}
