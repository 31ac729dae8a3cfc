//! One click that stops mails, without signing in (RFC 8058).
//!
//! The token of a link holds the account and what it stops, sealed: it tells nobody whose it is, and nobody can make
//! one. It never expires while the account stands: a mail may be years old.

use auth::keys::WrappedKind;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{
    Language, Timestamp,
    accounts::{AccountId, Standing},
    notifications::Stopped,
};
use persistence::Tx;
use uuid::Uuid;

use crate::{Cx, Result};

/// What tokens of this kind are bound to.
const ROW: &[u8] = b"one click";

/// Whom a token speaks for, and what it stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopping {
    /// What it stops.
    pub stopped: Stopped,
    /// The language of its person.
    pub language: Language,
    account: AccountId,
}

/// The address that stops mails to an account.
pub(super) fn address(cx: &Cx, account: AccountId, stopped: Stopped) -> String {
    let plain = [account.uuid().as_bytes().as_slice(), stopped.as_str().as_bytes()].concat();
    let sealed = cx.root_key().wrap(&plain, WrappedKind::Unsubscribe, ROW);
    let token = BASE64_URL_SAFE_NO_PAD.encode(sealed);
    format!(
        "{}/unsubscribe/{token}",
        cx.house().site.issuer.trim_end_matches('/')
    )
}

/// What a token would stop; nothing changes. `None` for a token that is not ours, or whose account is gone.
pub async fn stopping(cx: &Cx, token: &str) -> Result<Option<Stopping>> {
    let Some((account, stopped)) = opened(cx, token) else {
        return Ok(None);
    };
    let account = persistence::accounts::by_id(cx.db(), account).await?;
    Ok(account
        .filter(|account| !matches!(account.standing, Standing::Erased { .. }))
        .map(|account| Stopping {
            stopped,
            language: account.language,
            account: account.id,
        }))
}

/// Stops what the token says; doing it twice changes nothing. `None` as in [`stopping`].
#[tracing::instrument(name = "notifications.unsubscribe", skip_all)]
pub async fn unsubscribe(cx: &Cx, token: &str) -> Result<Option<Stopping>> {
    let Some(stopping) = stopping(cx, token).await? else {
        return Ok(None);
    };
    let (account, stopped) = (stopping.account, stopping.stopped);
    let done = cx.write(|tx| stop_in(cx, tx, account, stopped)).await?;
    Ok(done.then_some(stopping))
}

async fn stop_in(cx: &Cx, tx: Tx, account: AccountId, stopped: Stopped) -> Result<bool> {
    let Some(account) = persistence::accounts::lock(&tx, account).await? else {
        return Ok(false);
    };
    if matches!(account.standing, Standing::Erased { .. }) {
        return Ok(false);
    }
    let now: Timestamp = cx.decided_at(&tx).await?;
    let paces = persistence::notifications::paces(&tx, account.id).await?;
    let paces = paces.stopping(stopped);
    persistence::notifications::save_paces(&tx, account.id, &paces, now).await?;
    Ok(true)
}

fn opened(cx: &Cx, token: &str) -> Option<(AccountId, Stopped)> {
    if token.len() > 200 {
        return None;
    }
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    let plain = cx.root_key().open(&sealed, WrappedKind::Unsubscribe, ROW).ok()?;
    let (id, word) = plain.split_first_chunk::<16>()?;
    let stopped = Stopped::parse(std::str::from_utf8(word).ok()?)?;
    Some((AccountId::new(Uuid::from_bytes(*id)), stopped))
}
