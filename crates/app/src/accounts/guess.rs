//! Passwords that are typed: counted before they are looked at, and the same work for every address.

use auth::keys::Purpose;
use domain::{
    Id, Timestamp,
    accounts::{self, AccountId, AccountRefusal},
    text::EmailAddress,
};
use persistence::Tx;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::{Cx, Error, Result};

/// A password that was right when it was looked at; [`settle`] it under the lock of the account.
pub(crate) struct Proven {
    pub(crate) account: AccountId,
    bucket: [u8; 32],
    stored: String,
    fresh: Option<String>,
}

/// The keyed name of the wrong passwords of an address.
pub(crate) fn bucket(cx: &Cx, email: &EmailAddress) -> [u8; 32] {
    cx.root_key()
        .derive(Purpose::Throttle)
        .hmac(&[b"guess", b"address", email.canonical().as_bytes()])
}

/// Tries a password. The guess counts as wrong before anything is hashed, so that guesses that come at once count all
/// the same; a right one takes the count back. Whether the address has an account shows neither in the answer, nor in
/// the statements, nor in the work.
pub(crate) async fn try_password(cx: &Cx, email: &EmailAddress, typed: &SecretString) -> Result<Proven> {
    let bucket = bucket(cx, email);
    cx.write(|tx| count(cx, tx, bucket)).await??;
    let account = persistence::accounts::by_email(cx.db(), email).await?;
    let nobody: AccountId = Id::new(Uuid::nil());
    let stored = persistence::accounts::password(cx.db(), account.unwrap_or(nobody)).await?;
    let (hasher, typed) = (&cx.house().hasher, typed.expose_secret());
    let (Some(account), Some(stored)) = (account, stored) else {
        hasher.verify_nothing(typed).await.map_err(Error::internal)?;
        return Err(AccountRefusal::CredentialsWrong.into());
    };
    if !hasher.verify(typed, &stored).await.map_err(Error::internal)? {
        return Err(AccountRefusal::CredentialsWrong.into());
    }
    let fresh = if hasher.needs_rehash(&stored) {
        rehashed(cx, typed).await?
    } else {
        None
    };
    Ok(Proven {
        account,
        bucket,
        stored,
        fresh,
    })
}

async fn rehashed(cx: &Cx, typed: &str) -> Result<Option<String>> {
    // A password that verified is one that reads.
    let Ok(password) = auth::password::Password::parse(typed) else {
        return Ok(None);
    };
    let hash = cx.house().hasher.hash(&password).await;
    hash.map(Some).map_err(Error::internal)
}

/// The inner refusal is committed with nothing changed.
async fn count(cx: &Cx, tx: Tx, bucket: [u8; 32]) -> Result<Result<()>> {
    // Before the lock a time is needed for a row that is not there yet; rules ask after it.
    let (failures, last) = persistence::throttles::lock_failures(&tx, &bucket, cx.now()).await?;
    let now: Timestamp = cx.decided_at(&tx).await?;
    match accounts::guess(failures, last, now) {
        Err(refusal) => return Ok(Err(refusal.into())),
        Ok(Err(retry_after)) => return Ok(Err(Error::Throttled { retry_after })),
        Ok(Ok(())) => {}
    }
    persistence::throttles::count_failure(&tx, &bucket, failures.saturating_add(1), now).await?;
    Ok(Ok(()))
}

/// Believes a right password, under the lock of its account: unless it was changed meanwhile, the count of wrong ones is
/// taken back and the hash brought up to date.
pub(crate) async fn settle(tx: &Tx, proven: &Proven) -> Result<Result<(), AccountRefusal>> {
    let stored = persistence::accounts::password(tx, proven.account).await?;
    if stored.as_deref() != Some(proven.stored.as_str()) {
        return Ok(Err(AccountRefusal::CredentialsWrong));
    }
    persistence::throttles::clear_failures(tx, &proven.bucket).await?;
    if let Some(fresh) = &proven.fresh {
        persistence::accounts::rehash_password(tx, proven.account, &proven.stored, fresh.clone()).await?;
    }
    Ok(Ok(()))
}
