//! Taking one's proposal back.

use domain::{
    Code, EventKind, NewEvent,
    attachments::On,
    merges::left,
    moderation::Item,
    policy::proposals::Withdraw,
    proposals::{Proposal, ProposalId},
    reviews::Outcome,
};
use persistence::Tx;

use crate::{
    Cx, Result, attachments,
    error::{OrHidden, OrNotFound},
    merges::{lock_group, record_merged, recount},
};

/// Takes a proposal back: a tombstone keeps its number and totals, and it leaves its group.
#[tracing::instrument(name = "proposals.withdraw", skip_all, fields(proposal.id = %id))]
pub async fn withdraw(cx: &Cx, id: ProposalId) -> Result<Proposal> {
    cx.write(|tx| withdraw_in(cx, tx, id)).await
}

/// Takes a proposal back in the transaction of whoever withdraws it: its author, or their leaving.
pub(crate) async fn withdraw_in(cx: &Cx, tx: Tx, id: ProposalId) -> Result<Proposal> {
    let group = lock_group(cx, &tx, id).await?;
    let proposal = group
        .iter()
        .find(|proposal| proposal.id == id)
        .cloned()
        .or_not_found(Code::ProposalNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let was_public = proposal.text.published_at().is_some();
    let mut proposal = cx
        .actor
        .may(Withdraw, proposal)
        .or_hidden(Code::ProposalNotFound)?
        .withdraw(now)?;
    if group.len() > 1 {
        let (own, others): (Vec<_>, Vec<_>) = left(&proposal, &group)?.into_iter().partition(|p| p.id == id);
        for other in &others {
            persistence::proposals::save(&tx, other).await?;
        }
        recount(&tx, group.iter().map(|proposal| proposal.id)).await?;
        record_merged(&tx, &others, now).await?;
        proposal = own.into_iter().next().unwrap_or(proposal);
    }
    persistence::proposals::save(&tx, &proposal).await?;
    attachments::forget_of(cx, &tx, On::Item(Item::Proposal(id))).await?;
    // What nobody had read is no event.
    if was_public {
        let event = NewEvent::new(
            EventKind::ProposalWithdrawn,
            Some(proposal.plan),
            proposal.id,
            now,
        );
        persistence::outbox::record(&tx, event).await?;
    } else {
        persistence::reviews::end(&tx, proposal.id, Outcome::Withdrawn, now).await?;
    }
    Ok(proposal)
}
