//! Taking votes back.

use domain::{
    Actor, Code,
    accounts::AccountId,
    plans::Verb,
    policy::voting::Withdraw,
    proposals::ProposalId,
    voting::{Means, Step},
};
use persistence::Tx;
use tracing::field::Empty;

use super::{
    ballots::{Open, keep, open},
    cast::{Voted, told},
    keys,
};
use crate::{Cx, Result, error::OrHidden};

/// Takes one's vote on a proposal back, until its phase ends; doing it twice changes nothing.
#[tracing::instrument(name = "voting.withdraw", skip_all, fields(plan.id = Empty, code = Empty))]
pub async fn withdraw(cx: &Cx, proposal: ProposalId) -> Result<Voted> {
    told(
        cx.write(|tx| async move { withdraw_in(cx, &tx, proposal).await })
            .await,
    )
}

async fn withdraw_in(cx: &Cx, tx: &Tx, proposal: ProposalId) -> Result<Voted> {
    let Open {
        actor,
        voter,
        ballot,
        now,
        ..
    } = open(cx, tx, proposal).await?;
    let permitted = actor.may(Withdraw, ballot).or_hidden(Code::ProposalNotFound)?;
    let decided = permitted.withdraw(now)?;
    let ballot = permitted.subject();
    keep(tx, ballot, voter, &decided).await?;
    Ok(Voted {
        proposal: ballot.proposal.clone(),
        vote: decided.vote,
    })
}

/// Takes back every vote of an account that can still be taken back: what an erasure offers. Votes of phases that have
/// ended stay counted, and so do the claims. Call it in the transaction that erases, before anything else of it: it
/// locks the account; how many votes it took.
pub async fn withdraw_all_in(cx: &Cx, tx: &Tx, account: AccountId) -> Result<u64> {
    persistence::accounts::lock(tx, account).await?;
    let keys = keys::live_keys(cx, tx).await?;
    let voters: Vec<_> = keys
        .iter()
        .map(|(plan, key)| (*plan, keys::voter(key, account)))
        .collect();
    let mut taken = 0;
    for (plan, voter) in persistence::voting::ballots_of(tx, &voters).await? {
        // A ballot that was counted on paper is in a count that people signed.
        let (_, means) = persistence::voting::lock_ballot(tx, plan, voter).await?;
        if means == Means::Paper {
            continue;
        }
        let now = cx.decided_at(tx).await?;
        let found = persistence::plans::by_id(tx, &Actor::System.scope(), plan).await?;
        if found.is_none_or(|plan| plan.allows_now(Verb::Vote, now).is_err()) {
            continue;
        }
        let held = persistence::voting::held(tx, plan, voter).await?;
        let steps: Vec<_> = held.iter().map(|held| Step::Remove(held.vote)).collect();
        taken += steps.len() as u64;
        persistence::voting::take_steps(tx, plan, voter, &steps, auth::keys::draw_receipt).await?;
    }
    Ok(taken)
}
