//! Leaving a group.

use domain::{
    Code,
    policy::merges::Leave,
    proposals::{Proposal, ProposalId},
};
use persistence::Tx;

use super::{lock_group, record_merged, recount};
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
};

/// Takes one's proposal out of its group; when it led, the one with the lowest number leads the rest.
#[tracing::instrument(name = "merges.leave", skip_all, fields(proposal.id = %id))]
pub async fn leave(cx: &Cx, id: ProposalId) -> Result<Proposal> {
    cx.write(|tx| leave_in(cx, tx, id)).await
}

async fn leave_in(cx: &Cx, tx: Tx, id: ProposalId) -> Result<Proposal> {
    let group = lock_group(cx, &tx, id).await?;
    let proposal = group
        .iter()
        .find(|proposal| proposal.id == id)
        .cloned()
        .or_not_found(Code::ProposalNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx
        .actor
        .may(Leave, proposal.clone())
        .or_hidden(Code::ProposalNotFound)?;
    let changed = permitted.leave(&group)?;
    for other in &changed {
        persistence::proposals::save(&tx, other).await?;
    }
    recount(&tx, group.iter().map(|proposal| proposal.id)).await?;
    record_merged(&tx, &changed, now).await?;
    Ok(changed
        .into_iter()
        .find(|changed| changed.id == id)
        .unwrap_or(proposal))
}
