//! Sessions of pages: held by a cookie whose token the database knows by its hash.

use auth::token::{Token, TokenKind};
use domain::{
    Actor,
    accounts::{Session, SessionId},
    time::minutes,
};
use secrecy::SecretString;

use super::{Admitted, admit};
use crate::{Cx, Result};

/// Hands a session that was just opened to a browser: the text of the token that goes into its cookie. What a program
/// would hold of the session works no more.
#[tracing::instrument(name = "accounts.hold_by_cookie", skip_all)]
pub async fn hold_by_cookie(cx: &Cx, session: SessionId) -> Result<SecretString> {
    let token = Token::generate(TokenKind::Session);
    let hash = token.hash();
    cx.write(|tx| async move { Ok(persistence::accounts::hand_to_page(&tx, session, &hash).await?) })
        .await?;
    Ok(token.text())
}

/// Who comes in with the token of a cookie: nobody when it is none of ours, or its session is over.
pub async fn admit_cookie(cx: &Cx, token: &str) -> Result<Option<Admitted>> {
    let Ok(token) = Token::parse(token, TokenKind::Session) else {
        return Ok(None);
    };
    let Some(session) = persistence::accounts::session_of_cookie(cx.db(), &token.hash()).await? else {
        return Ok(None);
    };
    let now = cx.now();
    let Some(person) = persistence::accounts::person(cx.db(), session.account, now).await? else {
        return Ok(None);
    };
    if !admit::stands(&session, &person, now) {
        return Ok(None);
    }
    note_use(cx, &session).await?;
    Ok(Some(Admitted {
        rights: admit::rights(&person),
        actor: Actor::Person(person),
        session: Some(session.id),
        holds: session.id.to_string(),
    }))
}

/// Notes that a session was used, to five minutes: reading writes nothing most of the time.
async fn note_use(cx: &Cx, session: &Session) -> Result<()> {
    let (id, now) = (session.id, cx.now());
    if session.used_at + minutes(5) > now {
        return Ok(());
    }
    cx.write(|tx| async move { Ok(persistence::accounts::use_session(&tx, id, now).await?) })
        .await
}
