//! Saying yes or no to a merge, for one's own proposals.

use domain::{
    Code,
    merges::{Merge, MergeId, Parties, Pending},
    policy::merges::Consent,
};
use persistence::Tx;

use super::{lock_parties, record_merged};
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
    notifications,
};

/// Says yes or no.
#[derive(Debug, Clone, Copy)]
pub struct AnswerMerge {
    /// The merge.
    pub merge: MergeId,
    /// Whether the author agrees.
    pub agree: bool,
}

/// Says yes or no for every proposal of the actor's in the merge; the last yes merges, the first no ends it.
#[tracing::instrument(name = "merges.answer", skip_all, fields(merge.id = %command.merge))]
pub async fn answer(cx: &Cx, command: AnswerMerge) -> Result<Merge> {
    cx.write(|tx| answer_in(cx, tx, command)).await
}

async fn answer_in(cx: &Cx, tx: Tx, command: AnswerMerge) -> Result<Merge> {
    let author = cx.actor.person()?.account;
    let seen = persistence::merges::by_id(&tx, author, command.merge)
        .await?
        .or_not_found(Code::MergeNotFound)?;
    let others: Vec<_> = seen.consents.iter().map(|consent| consent.proposal).collect();
    // Plan, proposals, then the merge: the same order as everywhere.
    let (plan, proposals) = lock_parties(cx, &tx, seen.leader, &others).await?;
    let merge = persistence::merges::lock(&tx, author, command.merge)
        .await?
        .or_not_found(Code::MergeNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let authors: Vec<_> = proposals
        .iter()
        .map(|proposal| (proposal.id, proposal.author))
        .collect();
    let pending = Pending {
        parties: Parties {
            plan,
            leader: merge.leader,
            proposals,
        },
        merge,
    };
    let permitted = cx.actor.may(Consent, pending).or_hidden(Code::MergeNotFound)?;
    let step = permitted.answer(command.agree, now)?;
    persistence::merges::save(&tx, &step.merge).await?;
    for proposal in &step.merged {
        persistence::proposals::save(&tx, proposal).await?;
    }
    record_merged(&tx, &step.merged, now).await?;
    notifications::tell_of_outcome(cx, &tx, &step.merge, &authors, now).await?;
    Ok(step.merge)
}
