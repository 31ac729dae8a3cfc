//! Who comes in with an access token, and whose session has fallen since.

use std::collections::BTreeMap;

use auth::{
    session::SessionVerdict,
    token::{Claims, TokenError, TokenKind},
};
use domain::{
    Actor, Id, Timestamp,
    accounts::{AccountId, Grant, Session, SessionId, Standing},
    actor::{Person, Program},
};

use super::{open, programs, ring};
use crate::{Cx, Result};

/// Why nobody comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stranger {
    /// The token was never one of ours.
    Unknown,
    /// It was, and its time or its session is over.
    Expired,
}

/// Somebody who came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// Who acts.
    pub actor: Actor,
    /// In which session; programs have none.
    pub session: Option<SessionId>,
    /// What the admission depends on: the id of the session, or of the service account.
    pub holds: String,
    /// What the actor may do, in a form that changes when that changes: a connection that was opened with other rights
    /// is closed, so that a role that was taken back is gone within seconds.
    pub rights: String,
}

/// Reads a token. An access token is believed as far as its session's row goes: signature, time, session, account,
/// roles; a service account's as far as its own row.
pub async fn admit(cx: &Cx, token: &str) -> Result<Result<Admitted, Stranger>> {
    if TokenKind::of(token) == Some(TokenKind::ServiceAccount) {
        return Ok(programs::program_of(cx, token)
            .await?
            .map(|program| Admitted {
                holds: program.account.to_string(),
                rights: rights_of_program(&program),
                actor: Actor::Program(program),
                session: None,
            })
            .ok_or(Stranger::Unknown));
    }
    let claims = match claims(cx, token).await? {
        Ok(claims) => claims,
        Err(TokenError::Expired) => return Ok(Err(Stranger::Expired)),
        Err(_never_valid) => return Ok(Err(Stranger::Unknown)),
    };
    let now = cx.now();
    let id = Id::new(claims.session);
    let Some(session) = persistence::accounts::session(cx.db(), id).await? else {
        return Ok(Err(Stranger::Expired));
    };
    if session.account.uuid() != claims.account {
        return Ok(Err(Stranger::Unknown));
    }
    let Some(person) = persistence::accounts::person(cx.db(), session.account, now).await? else {
        return Ok(Err(Stranger::Expired));
    };
    if !stands(&session, &person, now) {
        return Ok(Err(Stranger::Expired));
    }
    Ok(Ok(Admitted {
        rights: rights(&person),
        actor: Actor::Person(person),
        session: Some(id),
        holds: id.to_string(),
    }))
}

/// A key that this process does not know may have been drawn by another one meanwhile.
async fn claims(cx: &Cx, token: &str) -> Result<Result<Claims, TokenError>> {
    let verify = |ring: &auth::token::KeyRing| ring.verify(token, &cx.house().site, cx.now().micros());
    let known = verify(&*ring::ring(cx).await?);
    if known == Err(TokenError::UnknownKey) {
        return Ok(verify(&*ring::fresh_ring(cx).await?));
    }
    Ok(known)
}

pub(super) fn stands(session: &Session, person: &Person, now: Timestamp) -> bool {
    let verdict = open::times(session).verdict(&open::lifetimes(person), now.micros());
    verdict == SessionVerdict::Live && !matches!(person.standing, Standing::Erased { .. })
}

pub(super) fn rights(person: &Person) -> String {
    let grants = written(&person.grants);
    format!(
        "{:?} {:?} {grants:?} {:?}",
        person.age, person.standing, person.links
    )
}

fn rights_of_program(program: &Program) -> String {
    format!("{:?} {:?}", written(&program.grants), program.scopes)
}

fn written(grants: &[Grant]) -> Vec<String> {
    let mut grants: Vec<String> = grants.iter().map(|grant| format!("{grant:?}")).collect();
    grants.sort_unstable();
    grants
}

/// Which of these admissions hold no more, or give other rights than those that were given with them. A handful of
/// statements, however many they are.
pub async fn fallen(cx: &Cx, held: &[(String, String)]) -> Result<Vec<(String, String)>> {
    let now = cx.now();
    let ids: Vec<SessionId> = held.iter().filter_map(|(id, _)| id.parse().ok()).collect();
    let programs: Vec<AccountId> = held.iter().filter_map(|(id, _)| id.parse().ok()).collect();
    let sessions: BTreeMap<SessionId, Session> = persistence::accounts::sessions_by_ids(cx.db(), &ids)
        .await?
        .into_iter()
        .map(|session| (session.id, session))
        .collect();
    let mut accounts: Vec<_> = sessions.values().map(|session| session.account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let persons: BTreeMap<_, Person> = persistence::accounts::persons(cx.db(), &accounts, now)
        .await?
        .into_iter()
        .map(|person| (person.account, person))
        .collect();
    let programs: BTreeMap<_, Program> = programs::standing(cx, &programs)
        .await?
        .into_iter()
        .map(|program| (program.account, program))
        .collect();
    let holds = |id: &str, given: &str| {
        if let Ok(program) = id.parse::<AccountId>() {
            return (rights_of_program(programs.get(&program)?) == given).then_some(());
        }
        let session = sessions.get(&id.parse().ok()?)?;
        let person = persons.get(&session.account)?;
        (stands(session, person, now) && rights(person) == given).then_some(())
    };
    let fallen = held.iter().filter(|(id, given)| holds(id, given).is_none());
    Ok(fallen.cloned().collect())
}
