//! Merging proposals with everybody's consent.

use std::collections::BTreeSet;

use domain::{
    Code, EventKind, NewEvent, Timestamp,
    plans::Plan,
    proposals::{Proposal, ProposalId},
};
use persistence::Tx;

use crate::{Cx, Result, error::OrNotFound};

mod consent;
mod leave;
mod propose;
mod queries;

pub use consent::{AnswerMerge, answer};
pub use leave::leave;
pub use propose::{ProposeMerge, propose};
pub use queries::{by_id, list};

/// Locks the plan, which holds its groups still, and then a proposal with its whole group.
pub(crate) async fn lock_group(cx: &Cx, tx: &Tx, id: ProposalId) -> Result<Vec<Proposal>> {
    let scope = cx.scope();
    let seen = persistence::proposals::by_id(tx, &scope, id)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    persistence::plans::lock(tx, &scope, seen.plan)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let group = persistence::proposals::group_of(tx, id).await?;
    Ok(persistence::proposals::lock_all(tx, &scope, &group).await?)
}

/// Has the votes on these counted again.
pub(crate) async fn recount(tx: &Tx, these: impl IntoIterator<Item = ProposalId>) -> Result<()> {
    let these: Vec<_> = these.into_iter().collect();
    Ok(persistence::voting::recount(tx, &these, auth::keys::draw_receipt).await?)
}

/// Locks what a merge is about: the plan, the leader with its present group, and the newcomers.
async fn lock_parties(
    cx: &Cx,
    tx: &Tx,
    leader: ProposalId,
    others: &[ProposalId],
) -> Result<(Plan, Vec<Proposal>)> {
    let scope = cx.scope();
    let seen = persistence::proposals::by_id(tx, &scope, leader)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let plan = persistence::plans::lock(tx, &scope, seen.plan)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let mut ids: BTreeSet<_> = persistence::proposals::group_of(tx, leader)
        .await?
        .into_iter()
        .collect();
    ids.insert(leader);
    for other in others {
        // A newcomer that leads a group of its own brings it along.
        ids.extend(persistence::proposals::group_of(tx, *other).await?);
        ids.insert(*other);
    }
    let ids: Vec<_> = ids.into_iter().collect();
    let proposals = persistence::proposals::lock_all(tx, &scope, &ids).await?;
    if proposals.len() == ids.len() {
        Ok((plan, proposals))
    } else {
        Err(crate::Error::NotFound(Code::ProposalNotFound))
    }
}

/// Records that these joined or left a group, whose votes are counted again.
pub(crate) async fn record_merged(tx: &Tx, proposals: &[Proposal], now: Timestamp) -> Result<()> {
    let touched: BTreeSet<_> = proposals
        .iter()
        .flat_map(|proposal| [Some(proposal.id), proposal.merged_into])
        .flatten()
        .collect();
    recount(tx, touched).await?;
    for proposal in proposals {
        let mut event = NewEvent::new(EventKind::ProposalMerged, Some(proposal.plan), proposal.id, now);
        event.data.parent = proposal.merged_into.map(ProposalId::uuid);
        persistence::outbox::record(tx, event).await?;
    }
    Ok(())
}
