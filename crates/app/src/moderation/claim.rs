//! Reserving cases, and giving them back.

use domain::{
    Code,
    moderation::{
        Case, CaseFile, CaseId, Item, ModerationRefusal,
        cases::ClaimedBy,
        priority::{Notifiers, Priority},
    },
    policy::moderation::{Claim, Open, Release},
};
use persistence::{Tx, moderation::Queue};

use super::{file, item, record, record_all, terms::case_due};
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
    signals,
};

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

/// Opens a case about an item of one's own accord, where none is open, and reserves it: how what waits for its review is
/// decided with reasons.
#[tracing::instrument(name = "moderation.open", skip_all, fields(item = %about))]
pub async fn open(cx: &Cx, about: Item) -> Result<Case> {
    cx.write(|tx| open_in(cx, tx, about)).await
}

async fn open_in(cx: &Cx, tx: Tx, about: Item) -> Result<Case> {
    let seen = persistence::moderation::target(&tx, &cx.scope(), about)
        .await?
        .or_not_found(Code::ModerationNotFound)?;
    let _permitted = cx.actor.may(Open, seen).or_hidden(Code::ModerationNotFound)?;
    // The lock of the item lets one case be opened, not two.
    let target = item(&tx, about).await?.target();
    let now = cx.decided_at(&tx).await?;
    let case = if let Some(case) = persistence::moderation::lock_open(&tx, about).await? {
        case
    } else {
        if !target.may_be_opened() {
            return Err(ModerationRefusal::NotShown.into());
        }
        let review = persistence::reviews::open_of(&tx, &[about]).await?.pop();
        let due_at = review.map_or_else(|| case_due(now), |review| review.due_at);
        let hits = signals::ordering(&tx, about).await?;
        let case = Case {
            priority: Priority::of(None, &Notifiers::default(), target.takes_part, false).with_signals(hits),
            ..Case::open(cx.new_id(), about, target.plan, now, due_at)
        };
        persistence::moderation::insert(&tx, &case).await?;
        case
    };
    claim_in(cx, tx, case.id).await
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
