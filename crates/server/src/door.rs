//! Who comes in: a bearer token becomes an actor, or is refused.

use std::sync::Arc;

use app::{
    Cx, House,
    accounts::{self, Admitted, Stranger},
};
use async_graphql::Data;
use domain::{Actor, Language};
use graphql::{
    Request,
    transport::{Admission, Doorkeeper, Refused, SessionKey, Visit},
};

/// The house's doorkeeper.
#[derive(Clone)]
pub struct Door(Arc<House>);

impl Door {
    /// Keeps the door of this house.
    pub fn new(house: Arc<House>) -> Self {
        Self(house)
    }
}

/// The first language of the visit in which messages are written; French is the house's own.
pub(crate) fn language(visit: &Visit) -> Language {
    let spoken = visit.languages.iter().filter_map(|tag| Language::parse(tag));
    spoken
        .into_iter()
        .find(|language| matches!(language, Language::French | Language::English))
        .unwrap_or_default()
}

impl Door {
    /// Who comes in with this token, and the session that the connection depends on.
    async fn actor(&self, token: &str, cx: &Cx) -> Result<(Cx, SessionKey), Refused> {
        let admitted = accounts::admit(cx, token).await.map_err(|error| {
            tracing::error!(error = ?error, trace.id = %cx.trace_id, "nobody can be admitted");
            Refused::Unavailable
        })?;
        match admitted {
            Ok(Admitted {
                actor,
                session,
                holds,
                rights,
            }) => Ok((cx.acting(actor, session), key(&holds, &rights))),
            Err(Stranger::Expired) => Err(Refused::Expired),
            Err(Stranger::Unknown) => Err(Refused::Required),
        }
    }
}

/// The name of what an admission depends on and of the rights that were given with it: a connection falls when either
/// does.
fn key(holds: &str, rights: &str) -> SessionKey {
    SessionKey::new(format!("{holds} {rights}"))
}

fn named(key: &SessionKey) -> Option<(String, String)> {
    let (holds, rights) = key.as_str().split_once(' ')?;
    Some((holds.to_owned(), rights.to_owned()))
}

impl Door {
    /// The context of a request with this token, and what it depends on; visitors depend on nothing.
    pub(crate) async fn enter(
        &self,
        token: Option<&str>,
        visit: &Visit,
    ) -> Result<(Cx, Option<SessionKey>), Refused> {
        let visitor = Cx::new(
            self.0.clone(),
            Actor::Visitor,
            language(visit),
            visit.trace_id.clone(),
        )
        .with_address(visit.peer);
        match token {
            None => Ok((visitor, None)),
            Some(token) => {
                let (cx, session) = self.actor(token, &visitor).await?;
                Ok((cx, Some(session)))
            }
        }
    }
}

impl Doorkeeper for Door {
    async fn admit(&self, token: Option<&str>, visit: &Visit) -> Result<Admission, Refused> {
        let (cx, session) = self.enter(token, visit).await?;
        let whose = cx.clone();
        let fresh = move || {
            let mut data = Data::default();
            data.insert(Request::new(cx.clone()));
            data
        };
        // All that an answer depends on: who reads, with which roles and links, in which session and language.
        let audience = move || format!("{:?} {:?} {}", whose.actor, whose.session, whose.language);
        Ok(Admission::new(session, fresh).of_audience(audience))
    }

    async fn fallen(&self, held: &[SessionKey]) -> Result<Vec<SessionKey>, Refused> {
        let cx = Cx::system(self.0.clone(), "door");
        let named: Vec<_> = held.iter().filter_map(named).collect();
        let fallen = accounts::fallen(&cx, &named).await.map_err(|error| {
            tracing::error!(error = ?error, "sessions cannot be looked at");
            Refused::Unavailable
        })?;
        Ok(fallen.iter().map(|(holds, rights)| key(holds, rights)).collect())
    }
}
