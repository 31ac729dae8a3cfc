//! Reserving cases, and giving them back.

use domain::{
    moderation::{Case, CaseFile, CaseId, cases::ClaimedBy},
    policy::moderation::{Claim, Release},
};
use persistence::{Tx, moderation::Queue};

use super::{file, record, record_all};
use crate::{Cx, Result, error::OrHidden};
use domain::Code;

/// How many cases are taken at once, at most.
const TAKE: u64 = 50;

/// Reserves a case for half an hour.
#[tracing::instrument(name = "moderation.claim", skip_all, fields(case.id = %id))]
pub async fn claim(cx: &Cx, id: CaseId) -> Result<Case> {
    cx.write(|tx| claim_in(cx, tx, id)).await
}

async fn claim_in(cx: &Cx, tx: Tx, id: CaseId) -> Result<Case> {
    let (file, _) = file(cx, &tx, id).await?;
    let now = cx.decided_at(&tx).await?;
    let case = cx
        .actor
        .may(Claim, file)
        .or_hidden(Code::ModerationNotFound)?
        .claim(now)?;
    persistence::moderation::save(&tx, std::slice::from_ref(&case)).await?;
    record(&tx, &case, now).await?;
    Ok(case)
}

/// Gives a case back.
#[tracing::instrument(name = "moderation.release", skip_all, fields(case.id = %id))]
pub async fn release(cx: &Cx, id: CaseId) -> Result<Case> {
    cx.write(|tx| release_in(cx, tx, id)).await
}

async fn release_in(cx: &Cx, tx: Tx, id: CaseId) -> Result<Case> {
    let (file, _) = file(cx, &tx, id).await?;
    let now = cx.decided_at(&tx).await?;
    let case = cx
        .actor
        .may(Release, file)
        .or_hidden(Code::ModerationNotFound)?
        .release(now)?;
    persistence::moderation::save(&tx, std::slice::from_ref(&case)).await?;
    record(&tx, &case, now).await?;
    Ok(case)
}

/// Reserves the first cases of a part of the queue that the actor may decide and nobody works on; those. Fewer where
/// others are faster.
#[tracing::instrument(name = "moderation.take", skip_all)]
pub async fn take(cx: &Cx, queue: &Queue, first: u32) -> Result<Vec<Case>> {
    cx.write(|tx| take_in(cx, tx, queue.clone(), first)).await
}

async fn take_in(cx: &Cx, tx: Tx, queue: Queue, first: u32) -> Result<Vec<Case>> {
    let person = cx.actor.person()?.account;
    let scope = cx.scope();
    let now = cx.decided_at(&tx).await?;
    let queue = Queue {
        free_at: Some(now),
        ..queue
    };
    let first = u64::from(first).clamp(1, TAKE);
    // A few more: those where the actor is concerned are left to others.
    let ids = persistence::moderation::take(&tx, &scope, &queue, person, first + 5).await?;
    let files = persistence::moderation::files(&tx, &scope, &ids).await?;
    let mut by_place: Vec<(usize, CaseFile)> = files
        .into_iter()
        .filter_map(|(file, _)| Some((ids.iter().position(|id| *id == file.case.id)?, file)))
        .collect();
    by_place.sort_by_key(|(place, _)| *place);
    let taken: Vec<Case> = by_place
        .into_iter()
        .filter_map(|(_, file)| cx.actor.may(Claim, file).ok()?.claim(now).ok())
        .filter(|case| case.claim.is_some_and(|ClaimedBy { by, .. }| by == person))
        .take(usize::try_from(first).unwrap_or(usize::MAX))
        .collect();
    persistence::moderation::save(&tx, &taken).await?;
    record_all(&tx, &taken, now).await?;
    Ok(taken)
}
