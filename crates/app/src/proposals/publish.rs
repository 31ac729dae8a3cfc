//! Publishing what waited for review.

use domain::{
    Code, EventKind, NewEvent, Timestamp,
    policy::proposals::PublishReviewed,
    proposals::{Proposal, ProposalId, ProposalRefusal},
    reviews::Outcome,
};
use persistence::Tx;

use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
    recordings, reviews,
};

/// Publishes a proposal that waits for review, and gives it its number. `read` is the version that was read, where it is said.
#[tracing::instrument(name = "proposals.publish", skip_all, fields(proposal.id = %id))]
pub async fn publish_reviewed(cx: &Cx, id: ProposalId, read: Option<i32>) -> Result<Proposal> {
    cx.write(|tx| publish_in(cx, tx, id, read)).await
}

async fn publish_in(cx: &Cx, tx: Tx, id: ProposalId, read: Option<i32>) -> Result<Proposal> {
    let scope = cx.scope();
    let seen = persistence::proposals::by_id(&tx, &scope, id)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    // The plan's lock hands out numbers one at a time.
    persistence::plans::lock(&tx, &scope, seen.plan)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let proposal = persistence::proposals::lock(&tx, &scope, id)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    recordings::leave_to_others(cx, &tx, proposal.id.into(), proposal.author).await?;
    let now = cx.decided_at(&tx).await?;
    if read.is_some_and(|read| read != proposal.version) {
        return Err(ProposalRefusal::ChangedMeanwhile.into());
    }
    reviews::must_be_free(cx, &tx, proposal.id.into(), now).await?;
    publish_locked(cx, &tx, proposal, reviews::outcome(&cx.actor), now).await
}

/// Publishes a proposal that is locked, as its plan is.
pub(crate) async fn publish_locked(
    cx: &Cx,
    tx: &Tx,
    proposal: Proposal,
    outcome: Outcome,
    now: Timestamp,
) -> Result<Proposal> {
    let permitted = cx
        .actor
        .may(PublishReviewed, proposal)
        .or_hidden(Code::ProposalNotFound)?;
    let mut proposal = permitted.publish_reviewed(now)?;
    proposal.number = Some(persistence::proposals::next_number(tx, proposal.plan, proposal.id).await?);
    persistence::proposals::save(tx, &proposal).await?;
    persistence::reviews::end(tx, proposal.id, outcome, now).await?;
    let event = NewEvent::new(
        EventKind::ProposalPublished,
        Some(proposal.plan),
        proposal.id,
        now,
    );
    persistence::outbox::record(tx, event).await?;
    Ok(proposal)
}
