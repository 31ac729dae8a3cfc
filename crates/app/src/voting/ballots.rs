//! A person's ballot, locked, with everything that decides about a vote read after the lock.

use auth::keys::VotingKey;
use domain::{
    Actor, Code, Denied, Timestamp,
    accounts::{AccountId, Standing},
    plans::Requirement,
    proposals::ProposalId,
    voting::{Ballot, Decided, VoterKey},
};
use persistence::Tx;

use super::keys;
use crate::{Cx, Result, error::OrNotFound};

/// A ballot in the hands of its voter.
pub(super) struct Open {
    /// Who votes, as they are now.
    pub(super) actor: Actor,
    /// The account.
    pub(super) account: AccountId,
    /// Its link with the plan's neighbourhood.
    pub(super) link: Requirement,
    /// The plan's key.
    pub(super) key: VotingKey,
    /// The voter's name in the plan.
    pub(super) voter: VoterKey,
    /// Whether the person never voted in the plan before.
    pub(super) first: bool,
    /// The ballot.
    pub(super) ballot: Ballot,
    /// When it is decided.
    pub(super) now: Timestamp,
}

/// Locks the actor's account and their ballot in the plan of a proposal, then reads plan, proposal, votes and time.
pub(super) async fn open(cx: &Cx, tx: &Tx, proposal: ProposalId) -> Result<Open> {
    let account = cx.actor.person()?.account;
    let scope = cx.scope();
    let seen = persistence::proposals::by_id(tx, &scope, proposal)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    // An account is erased and its address changed under this lock.
    let locked = persistence::accounts::lock(tx, account).await?;
    if locked.is_none_or(|account| matches!(account.standing, Standing::Erased { .. })) {
        return Err(Denied::SignInRequired.into());
    }
    let key = keys::key_in(cx, tx, seen.plan).await?;
    let voter = keys::voter(&key, account);
    let (first, means) = persistence::voting::lock_ballot(tx, seen.plan, voter).await?;
    let now = cx.decided_at(tx).await?;
    let plan = persistence::plans::by_id(tx, &scope, seen.plan)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let proposal = persistence::proposals::by_id(tx, &scope, proposal)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let person = persistence::accounts::person(tx, account, now)
        .await?
        .ok_or(Denied::SignInRequired)?;
    let held = persistence::voting::held(tx, plan.id, voter).await?;
    Ok(Open {
        link: person
            .links
            .get(&plan.id)
            .copied()
            .unwrap_or(Requirement::Account),
        actor: Actor::Person(person),
        account,
        key,
        voter,
        first,
        ballot: Ballot {
            plan,
            proposal,
            held,
            means,
        },
        now,
    })
}

/// Writes what was decided.
pub(super) async fn keep(tx: &Tx, ballot: &Ballot, voter: VoterKey, decided: &Decided) -> Result<()> {
    let fresh = auth::keys::draw_receipt;
    persistence::voting::take_steps(tx, ballot.plan.id, voter, &decided.steps, fresh).await?;
    if let Some(at) = decided.freezes {
        persistence::proposals::freeze(tx, ballot.proposal.id, at).await?;
    }
    Ok(())
}
