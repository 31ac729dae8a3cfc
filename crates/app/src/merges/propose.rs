//! Proposing a merge.

use std::collections::BTreeSet;

use domain::{
    Code,
    merges::{MAX_GROUP, Merge, Parties},
    policy,
    proposals::ProposalId,
    refusal::{Fault, Fields},
};
use persistence::Tx;

use super::{lock_parties, record_merged};
use crate::{Cx, Result, error::OrHidden, notifications};

/// Proposes that proposals join the group of another.
#[derive(Debug, Clone)]
pub struct ProposeMerge {
    into: ProposalId,
    proposals: Vec<ProposalId>,
}

impl ProposeMerge {
    /// Reads what was asked, or says what is wrong with it: 1 to 50 proposals.
    pub fn parse(into: ProposalId, proposals: Vec<ProposalId>) -> Result<Self> {
        let mut fields = Fields::default();
        if !(1..=MAX_GROUP).contains(&proposals.len()) {
            let fault = Fault::new(Code::FieldOutOfRange)
                .with("min", 1_u32)
                .with("max", MAX_GROUP);
            fields.refuse("proposals", fault);
        }
        Ok(fields.finish(Some(Self { into, proposals }))?)
    }
}

/// Proposes a merge: done at once when every proposal is the actor's own, otherwise open for 14 days. One that waits already for
/// the same proposals, whichever leads, is answered as it is: nobody is asked twice.
#[tracing::instrument(name = "merges.propose", skip_all, fields(proposal.id = %command.into))]
pub async fn propose(cx: &Cx, command: ProposeMerge) -> Result<Merge> {
    cx.write(|tx| propose_in(cx, tx, &command)).await
}

async fn propose_in(cx: &Cx, tx: Tx, command: &ProposeMerge) -> Result<Merge> {
    let by = cx.actor.person()?.account;
    let (plan, proposals) = lock_parties(cx, &tx, command.into, &command.proposals).await?;
    let now = cx.decided_at(&tx).await?;
    let authors: Vec<_> = proposals
        .iter()
        .map(|proposal| (proposal.id, proposal.author))
        .collect();
    let parties = Parties {
        plan,
        leader: command.into,
        proposals,
    };
    let open = persistence::merges::open_count(&tx, by, now).await?;
    let permitted = cx
        .actor
        .may(policy::merges::ProposeMerge, parties)
        .or_hidden(Code::ProposalNotFound)?;
    // The same parties wait already: whoever asks again, or the other way round, has asked.
    let parties: BTreeSet<ProposalId> = authors.iter().map(|(id, _)| *id).collect();
    let waiting = persistence::merges::open_among(&tx, by, now).await?;
    let same = waiting.into_iter().find(|merge| {
        let ids: BTreeSet<ProposalId> = merge.consents.iter().map(|one| one.proposal).collect();
        ids == parties
    });
    if let Some(merge) = same {
        return Ok(merge);
    }
    let step = permitted.propose(cx.new_id(), open, now)?;
    persistence::merges::insert(&tx, &step.merge).await?;
    for proposal in &step.merged {
        persistence::proposals::save(&tx, proposal).await?;
    }
    record_merged(&tx, &step.merged, now).await?;
    notifications::tell_of_merge(cx, &tx, &step.merge, &authors, now).await?;
    Ok(step.merge)
}
