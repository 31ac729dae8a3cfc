//! Claims: what keeps one person from voting with two accounts, one after the other.

use std::fmt::Write;

use auth::keys::VotingKey;
use domain::{
    Timestamp,
    accounts::{AccountId, ProofMethod},
    plans::{Plan, Requirement},
    text::EmailAddress,
    voting::{VoterKey, VotingRefusal},
};
use persistence::Tx;

use super::keys;
use crate::{Cx, Error, Result, error::OrNotFound};

/// Claims the address of a voter, and the proof of their link where the plan asks for one. Somebody's first vote is
/// refused when another voter has claimed either; later ones are not, since theirs is counted already.
pub(super) async fn claim_in(
    tx: &Tx,
    key: &VotingKey,
    plan: &Plan,
    (account, voter): (AccountId, VoterKey),
    first: bool,
    now: Timestamp,
) -> Result<()> {
    let mut claims = Vec::new();
    if first && let Some(email) = persistence::accounts::email(tx, account).await? {
        claims.push(key.mail_claim(email.canonical()));
    }
    if plan.rules.vote == Requirement::ConfirmedLink
        && let Some(proof) = persistence::accounts::confirming_proof(tx, account, plan.id, now).await?
    {
        claims.push(proof_claim(key, proof.method, &proof.fingerprint));
    }
    for claim in claims {
        let ours = persistence::voting::claim(tx, plan.id, voter, claim).await?;
        if first && !ours {
            return Err(VotingRefusal::AlreadyUsed.into());
        }
    }
    Ok(())
}

/// A proof by its fingerprint, which is a keyed hash of issuer and reference: what it says is not known here.
pub(super) fn proof_claim(key: &VotingKey, method: ProofMethod, fingerprint: &[u8; 32]) -> [u8; 32] {
    let subject = fingerprint.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string never fails.
        let _ = write!(text, "{byte:02x}");
        text
    });
    key.proof_claim(method.as_str(), &subject)
}

/// Claims a person's new address in every plan in which they have a ballot. Call it in the transaction that changes the
/// address: it locks the account, as a vote does, so that neither misses the other.
pub async fn claim_address_in(cx: &Cx, tx: &Tx, account: AccountId, email: &EmailAddress) -> Result<()> {
    persistence::accounts::lock(tx, account)
        .await?
        .or_not_found(domain::Code::AccountNotFound)?;
    let keys = keys::live_keys(cx, tx).await?;
    let voters: Vec<_> = keys
        .iter()
        .map(|(plan, key)| (*plan, keys::voter(key, account)))
        .collect();
    for (plan, voter) in persistence::voting::ballots_of(tx, &voters).await? {
        let key = keys
            .iter()
            .find_map(|(of, key)| (*of == plan).then_some(key))
            .ok_or_else(|| Error::internal("a ballot without a key"))?;
        persistence::voting::claim(tx, plan, voter, key.mail_claim(email.canonical())).await?;
    }
    Ok(())
}
