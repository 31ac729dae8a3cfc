//! Casting a vote.

use domain::{
    Code, Refusal,
    policy::voting::Cast,
    proposals::{Proposal, ProposalId},
    voting::{Choice, Means, ReceiptId, Vote, VotingRefusal},
};
use persistence::{Constraint, StoreError, Tx};
use tracing::field::Empty;

use super::{
    ballots::{Open, keep, open},
    claims::claim_in,
};
use crate::{Cx, Error, Result, error::OrHidden};

/// Casts a vote, in the place of another on the same proposal.
#[derive(Debug, Clone, Copy)]
pub struct CastVote {
    /// On which proposal.
    pub proposal: ProposalId,
    /// What it says.
    pub choice: Choice,
}

/// A proposal, and the vote of the actor on it now.
#[derive(Debug, Clone)]
pub struct Voted {
    /// The proposal.
    pub proposal: Proposal,
    /// The vote; none when there is none any more.
    pub vote: Option<Vote>,
}

/// Casts a vote; doing it twice changes nothing.
#[tracing::instrument(name = "voting.cast", skip_all, fields(plan.id = Empty, code = Empty))]
pub async fn cast(cx: &Cx, command: CastVote) -> Result<Voted> {
    told(
        cx.write(|tx| async move { cast_in(cx, &tx, command, Over::Any).await })
            .await,
    )
}

/// Which vote may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// Any of the person's.
    Any,
    /// None that says something else.
    Same,
}

pub(super) async fn cast_in(cx: &Cx, tx: &Tx, command: CastVote, over: Over) -> Result<Voted> {
    let Open {
        actor,
        account,
        link,
        key,
        voter,
        first,
        ballot,
        now,
    } = open(cx, tx, command.proposal).await?;
    let replaces = ballot.vote().is_some_and(|vote| vote.choice != command.choice);
    if over == Over::Same && replaces {
        return Err(VotingRefusal::AlreadyVoted.into());
    }
    let permitted = actor.may(Cast, ballot).or_hidden(Code::ProposalNotFound)?;
    let receipt = ReceiptId::new(auth::keys::draw_receipt());
    let decided = permitted.cast(command.choice, receipt, now)?;
    let ballot = permitted.subject();
    claim_in(tx, &key, &ballot.plan, (account, voter), first, now).await?;
    keep(tx, ballot, voter, &decided).await?;
    persistence::voting::set_means(tx, ballot.plan.id, voter, Means::Link(link)).await?;
    Ok(Voted {
        proposal: ballot.proposal.clone(),
        vote: decided.vote,
    })
}

/// Says in the span how it ended, and takes every row out of what went wrong: whatever is logged later with the
/// request must not name what was voted on.
pub(super) fn told(outcome: Result<Voted>) -> Result<Voted> {
    let outcome = scrubbed(outcome);
    if let Ok(voted) = &outcome {
        tracing::Span::current().record("plan.id", tracing::field::display(voted.proposal.plan));
    }
    outcome
}

/// The same of whatever else reads or keeps votes.
pub(super) fn scrubbed<T>(outcome: Result<T>) -> Result<T> {
    let outcome = outcome.map_err(|error| match error {
        Error::Store(StoreError::Taken(Constraint::Vote)) => {
            Error::Refused(Refusal::Voting(VotingRefusal::AlreadyVoted))
        }
        Error::Store(StoreError::Corrupt { .. } | StoreError::Db(_) | StoreError::Taken(_)) => {
            Error::internal("a vote could not be read or kept")
        }
        error => error,
    });
    let said = match &outcome {
        Ok(_) => "ok",
        Err(error) => code(error),
    };
    tracing::Span::current().record("code", said);
    outcome
}

fn code(error: &Error) -> &'static str {
    match error {
        Error::Refused(refusal) => refusal.code().as_str(),
        Error::Denied(denied) => denied.code().as_str(),
        Error::NotFound(code) => code.as_str(),
        Error::Throttled { .. } => Code::RequestThrottled.as_str(),
        Error::Invalid(_) | Error::KeyReused => Code::RequestMalformed.as_str(),
        Error::Store(_) | Error::Internal(_) => Code::ServiceInternal.as_str(),
    }
}
