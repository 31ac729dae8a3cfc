//! Opening a session and prolonging it: access tokens for ten minutes, refresh tokens that serve once.

use auth::{
    session::{RefreshState, RefreshVerdict, SessionLifetimes, SessionTimes},
    token::{KeyRing, Token, TokenKind},
};
use domain::{
    Language, Timestamp,
    accounts::{Account, AccountRefusal, Channel, Session, SessionId, Standing},
    actor::Person,
    refusal::Fault,
    text::{Bounds, Title},
    time::days,
};
use persistence::{Tx, accounts::RefreshToken};
use secrecy::{ExposeSecret, SecretString};

use super::{
    mails::{self, About},
    ring,
};
use crate::{
    Cx, Result,
    throttle::{self, What},
};

/// What a program holds after signing in.
#[derive(Debug)]
pub struct Tokens {
    /// Sent with each request; works for ten minutes.
    pub access: SecretString,
    /// Until when it works.
    pub access_expires_at: Timestamp,
    /// Exchanged for the next pair; works once.
    pub refresh: SecretString,
    /// Until when it works if nobody uses it.
    pub refresh_expires_at: Timestamp,
}

/// A session that was opened or prolonged, before its tokens are signed.
pub(crate) struct Opened {
    pub(crate) session: Session,
    pub(crate) person: Person,
    refresh: Token,
}

/// What a person or program calls its device: at most 100 characters, empty if it says nothing.
pub(crate) fn device(given: Option<&str>) -> Result<Title, Fault> {
    Title::parse(given.unwrap_or_default(), Bounds::new(0, 100))
}

/// Times that a session may last: those of staff for whoever holds a role or answers for an organisation.
pub(crate) fn lifetimes(person: &Person) -> SessionLifetimes {
    if person.holds_office() {
        SessionLifetimes::STAFF
    } else {
        SessionLifetimes::RESIDENT
    }
}

/// The times of a session's row.
pub(crate) fn times(session: &Session) -> SessionTimes {
    SessionTimes {
        began_at: session.began_at.micros(),
        used_at: session.used_at.micros(),
        ended_at: session.ended_at.map(Timestamp::micros),
    }
}

/// Opens a session for an account that is locked, with the first refresh token of its family.
pub(crate) async fn open_in(
    cx: &Cx,
    tx: &Tx,
    account: &Account,
    device: &Title,
    now: Timestamp,
) -> Result<Opened> {
    let session = Session {
        id: cx.new_id(),
        account: account.id,
        channel: Channel::Program,
        device: device.clone(),
        began_at: now,
        used_at: now,
        ended_at: None,
    };
    persistence::accounts::insert_session(tx, &session).await?;
    let refresh = Token::generate(TokenKind::Refresh);
    keep(tx, &refresh, [0; 32], session.id, now).await?;
    see(tx, account, now).await?;
    let person = person(tx, account, now).await?;
    Ok(Opened {
        session,
        person,
        refresh,
    })
}

async fn person(tx: &Tx, account: &Account, now: Timestamp) -> Result<Person> {
    persistence::accounts::person(tx, account.id, now)
        .await?
        .ok_or_else(|| AccountRefusal::SessionOver.into())
}

async fn keep(tx: &Tx, token: &Token, parent: [u8; 32], session: SessionId, now: Timestamp) -> Result<()> {
    let row = RefreshToken {
        hash: token.hash(),
        parent,
        session,
        used_at: None,
        child_used: false,
    };
    Ok(persistence::accounts::insert_refresh(tx, &row, now).await?)
}

/// Notes that an account was used, to the day.
async fn see(tx: &Tx, account: &Account, now: Timestamp) -> Result<()> {
    if account.seen_at + days(1) <= now {
        let seen = Account {
            seen_at: now,
            ..account.clone()
        };
        persistence::accounts::save(tx, &seen).await?;
    }
    Ok(())
}

/// Signs the access token of an opened session. By the clock of this process, as the door reads it.
pub(crate) fn sign(cx: &Cx, ring: &KeyRing, opened: Opened) -> Result<(Session, Person, Tokens)> {
    let Opened {
        session,
        person,
        refresh,
    } = opened;
    let (lifetimes, times) = (lifetimes(&person), times(&session));
    let now = cx.now();
    let expires = times.access_expires_at(&lifetimes, now.micros());
    let access = ring
        .sign(
            &cx.house().site,
            person.account.uuid(),
            session.id.uuid(),
            now.micros(),
            expires,
        )
        .map_err(|_no_time_left| AccountRefusal::SessionOver)?;
    let tokens = Tokens {
        access: access.into(),
        access_expires_at: Timestamp::from_micros(expires),
        refresh: refresh.text(),
        refresh_expires_at: Timestamp::from_micros(times.ends_at(&lifetimes)),
    };
    Ok((session, person, tokens))
}

/// Exchanges a refresh token for the next pair. One that comes a second time ends its session, and the person is told.
#[tracing::instrument(name = "accounts.refresh", skip_all)]
pub async fn refresh(cx: &Cx, given: &SecretString) -> Result<(Session, Tokens)> {
    throttle::pass(cx, What::Confirm, None).await?;
    let Ok(token) = Token::parse(given.expose_secret(), TokenKind::Refresh) else {
        return Err(AccountRefusal::SessionOver.into());
    };
    let ring = ring::ring(cx).await?;
    let opened = cx.write(|tx| refresh_in(cx, tx, token.hash())).await??;
    let (session, _, tokens) = sign(cx, &ring, opened)?;
    Ok((session, tokens))
}

/// The inner refusal is committed: a reuse ends the session.
async fn refresh_in(cx: &Cx, tx: Tx, hash: [u8; 32]) -> Result<Result<Opened>> {
    let over = || Ok(Err(AccountRefusal::SessionOver.into()));
    let Some(known) = persistence::accounts::refresh(&tx, &hash).await? else {
        return over();
    };
    let Some(session) = persistence::accounts::session(&tx, known.session).await? else {
        return over();
    };
    // Account before session, as everywhere.
    let Some(account) = persistence::accounts::lock(&tx, session.account).await? else {
        return over();
    };
    let Some(session) = persistence::accounts::lock_session(&tx, session.id).await? else {
        return over();
    };
    let now = cx.decided_at(&tx).await?;
    let Some(token) = persistence::accounts::refresh(&tx, &hash).await? else {
        return over();
    };
    let parent = persistence::accounts::refresh(&tx, &token.parent).await?;
    let state = RefreshState {
        used_at: token.used_at.map(Timestamp::micros),
        child_used: token.child_used,
        sibling_used: parent.is_some_and(|parent| parent.child_used),
    };
    let person = person(&tx, &account, now).await?;
    match state.verdict(&times(&session), &lifetimes(&person), now.micros()) {
        _ if matches!(account.standing, Standing::Erased { .. }) => over(),
        RefreshVerdict::Expired => over(),
        RefreshVerdict::ReuseRevokeFamily => {
            persistence::accounts::end_session(&tx, session.id, now).await?;
            if let Some(email) = persistence::accounts::email(&tx, account.id).await? {
                let language: &Language = &account.language;
                mails::enqueue(cx, &tx, &email, language, About::SessionReused, now).await?;
            }
            Ok(Err(AccountRefusal::TokenReused.into()))
        }
        verdict @ (RefreshVerdict::Rotate | RefreshVerdict::GraceReplay) => {
            if verdict == RefreshVerdict::Rotate {
                persistence::accounts::mark_used(&tx, &token, now).await?;
            }
            let refresh = Token::generate(TokenKind::Refresh);
            keep(&tx, &refresh, token.hash, session.id, now).await?;
            persistence::accounts::use_session(&tx, session.id, now).await?;
            see(&tx, &account, now).await?;
            let session = Session {
                used_at: now,
                ..session
            };
            Ok(Ok(Opened {
                session,
                person,
                refresh,
            }))
        }
    }
}
