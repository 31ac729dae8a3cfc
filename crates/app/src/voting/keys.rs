//! The voting keys of plans: made when the first vote needs one, never changed, destroyed when nobody needs it.

use auth::keys::VotingKey;
use domain::{
    accounts::AccountId,
    plans::PlanId,
    voting::{VoterKey, VotingRefusal, key_expires_at},
};
use persistence::{Read, Tx, voting::StoredKey};

use crate::{Cx, Error, Result};

/// The key of a plan, made where there is none.
pub(super) async fn key_in(cx: &Cx, tx: &Tx, plan: PlanId) -> Result<VotingKey> {
    if let Some(stored) = persistence::voting::key(tx, plan).await? {
        return open(cx, plan, &stored);
    }
    let fresh = VotingKey::generate().wrap(cx.root_key(), plan.uuid());
    persistence::voting::insert_key(tx, plan, fresh).await?;
    // Another may have been first: the key that was kept is the key.
    let stored = persistence::voting::key(tx, plan).await?;
    let stored = stored.ok_or_else(|| Error::internal("the voting key was not kept"))?;
    open(cx, plan, &stored)
}

/// The key of a plan, where one was made.
pub(super) async fn key_of(cx: &Cx, from: &impl Read, plan: PlanId) -> Result<Option<VotingKey>> {
    let stored = persistence::voting::key(from, plan).await?;
    stored.map(|stored| open(cx, plan, &stored)).transpose()
}

fn open(cx: &Cx, plan: PlanId, stored: &StoredKey) -> Result<VotingKey> {
    match stored {
        StoredKey::Wrapped(wrapped) => {
            VotingKey::open(cx.root_key(), plan.uuid(), wrapped).map_err(Error::internal)
        }
        StoredKey::Destroyed => Err(VotingRefusal::Sealed.into()),
    }
}

/// The name of an account as a voter.
pub(super) fn voter(key: &VotingKey, account: AccountId) -> VoterKey {
    VoterKey::new(key.voter_key(account.uuid()))
}

/// The names of an account in these plans, where a vote was ever cast and the key is still there.
pub(super) async fn voters(
    cx: &Cx,
    from: &impl Read,
    account: AccountId,
    plans: &[PlanId],
) -> Result<Vec<(PlanId, VoterKey)>> {
    let keys = persistence::voting::keys_of(from, plans).await?;
    keys.into_iter()
        .filter(|(_, stored)| *stored != StoredKey::Destroyed)
        .map(|(plan, stored)| Ok((plan, voter(&open(cx, plan, &stored)?, account))))
        .collect()
}

/// The voting keys that are there, opened.
pub(super) async fn live_keys(cx: &Cx, from: &impl Read) -> Result<Vec<(PlanId, VotingKey)>> {
    let keys = persistence::voting::live_keys(from).await?;
    keys.into_iter()
        .map(|(plan, stored)| Ok((plan, open(cx, plan, &stored)?)))
        .collect()
}

/// Destroys the keys whose time has come, and with each the claims that nothing can be compared with any more.
#[tracing::instrument(name = "voting.destroy_keys", skip_all)]
pub async fn destroy_keys(cx: &Cx) -> Result<()> {
    for (plan, _) in persistence::voting::live_keys(cx.db()).await? {
        cx.write(|tx| destroy_in(cx, tx, plan)).await?;
    }
    Ok(())
}

async fn destroy_in(cx: &Cx, tx: Tx, plan: PlanId) -> Result<()> {
    // The plan's lock holds its dates still.
    let Some(plan) = persistence::plans::lock(&tx, &cx.scope(), plan).await? else {
        return Ok(());
    };
    let Some(StoredKey::Wrapped(_)) = persistence::voting::lock_key(&tx, plan.id).await? else {
        return Ok(());
    };
    let now = cx.decided_at(&tx).await?;
    if key_expires_at(&plan).is_none_or(|at| now < at) {
        return Ok(());
    }
    persistence::voting::destroy_key(&tx, plan.id, now).await?;
    persistence::voting::forget_claims(&tx, plan.id).await?;
    persistence::voting::forget_codes(&tx, plan.id).await?;
    Ok(())
}
