//! One's own sessions: seen, and ended.

use domain::{
    Code, Denied,
    accounts::{Account, Session, SessionId},
    policy::profiles::Keep,
};
use persistence::Tx;

use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
};

/// The sessions of the actor that hold, most recently used first, at most 100.
pub async fn sessions(cx: &Cx) -> Result<Vec<Session>> {
    let person = cx.actor.person()?;
    let (lifetimes, now) = (super::open::lifetimes(person), cx.now().micros());
    let mut sessions = persistence::accounts::sessions_of(cx.db(), person.account).await?;
    sessions.retain(|session| now < super::open::times(session).ends_at(&lifetimes));
    Ok(sessions)
}

/// Ends the session that the request was sent in.
#[tracing::instrument(name = "accounts.sign_out", skip_all)]
pub async fn sign_out(cx: &Cx) -> Result<Session> {
    cx.actor.person()?;
    let id = cx.session.or_not_found(Code::AccountSessionNotFound)?;
    end_session(cx, id).await
}

/// Ends one of the actor's sessions; it no longer opens anything, connections that it holds are closed within five
/// seconds.
#[tracing::instrument(name = "accounts.end_session", skip_all, fields(session.id = %id))]
pub async fn end_session(cx: &Cx, id: SessionId) -> Result<Session> {
    cx.write(|tx| end_session_in(cx, tx, id)).await
}

async fn end_session_in(cx: &Cx, tx: Tx, id: SessionId) -> Result<Session> {
    let session = persistence::accounts::lock_session(&tx, id).await?;
    let now = cx.decided_at(&tx).await?;
    // Whoever is not signed in hears so, whether or not there is such a session.
    cx.actor.person()?;
    let session = session.or_not_found(Code::AccountSessionNotFound)?;
    let permitted = cx
        .actor
        .may(Keep, session)
        .or_hidden(Code::AccountSessionNotFound)?;
    let session = permitted.end(now);
    persistence::accounts::end_session(&tx, id, now).await?;
    Ok(session)
}

/// Ends every session of the actor, the present one too unless it is kept.
#[tracing::instrument(name = "accounts.sign_out_everywhere", skip_all)]
pub async fn sign_out_everywhere(cx: &Cx, keep_this: bool) -> Result<Account> {
    cx.write(|tx| sign_out_everywhere_in(cx, tx, keep_this)).await
}

async fn sign_out_everywhere_in(cx: &Cx, tx: Tx, keep_this: bool) -> Result<Account> {
    let account = own(cx, &tx).await?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx.actor.may(Keep, account).or_hidden(Code::AccountNotFound)?;
    let account = permitted.subject().clone();
    let kept = cx.session.filter(|_| keep_this);
    persistence::accounts::end_sessions(&tx, account.id, kept, now).await?;
    Ok(account)
}

/// The actor's own account, locked.
pub(crate) async fn own(cx: &Cx, tx: &Tx) -> Result<Account> {
    let id = cx.actor.person()?.account;
    let account = persistence::accounts::lock(tx, id).await?;
    Ok(account.ok_or(Denied::SignInRequired)?)
}
