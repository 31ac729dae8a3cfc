//! The context of one use case: who acts, in which language, and the house it acts in.

use std::{net::IpAddr, sync::Arc};

use auth::{
    keys::{Purpose, RootKey},
    password::Hasher,
    token::Site,
};
use domain::{Actor, Id, Language, Scope, Timestamp, accounts::SessionId, moderation_log::Day};
use persistence::{Db, Read, Tx};

use crate::{
    Error, Limits, Result,
    accounts::Ring,
    attachments::Files,
    feed::Feed,
    ports::{Clock, Courier, Ids, Mailer},
    throttle::Place,
};

/// What lives as long as the program, whoever acts.
pub struct House {
    /// The database.
    pub db: Db,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Fresh ids and random numbers.
    pub ids: Arc<dyn Ids>,
    /// Numbers that towns may set.
    pub limits: Limits,
    /// The key that wraps all others.
    pub root_key: RootKey,
    /// How passwords are hashed, and how many at once.
    pub hasher: Hasher,
    /// Where files are kept.
    pub files: Files,
    /// How mail leaves.
    pub mailer: Arc<dyn Mailer>,
    /// How messages of webhooks leave.
    pub courier: Arc<dyn Courier>,
    /// Whose tokens these are, and for whom: the address of the site, and that of its API.
    pub site: Site,
    /// The keys that sign access tokens, as this process knows them.
    pub ring: Ring,
    /// Who answers for decisions of moderation, by name and quality: «Le maire de Saint-Exemple».
    pub authority: String,
    /// Those who listen to what happens.
    pub feed: Feed,
}

/// The first argument of every use case. Cheap to clone.
#[derive(Clone)]
pub struct Cx {
    /// Who acts.
    pub actor: Actor,
    /// The language that messages are written in.
    pub language: Language,
    /// What finds this request in the logs.
    pub trace_id: Arc<str>,
    /// The session that the request was sent in, if any.
    pub session: Option<SessionId>,
    /// Where the request comes from, for throttles; `None` for the house itself.
    pub place: Option<Place>,
    house: Arc<House>,
}

impl Cx {
    /// A context for this actor.
    pub fn new(house: Arc<House>, actor: Actor, language: Language, trace_id: impl Into<Arc<str>>) -> Self {
        Self {
            actor,
            language,
            trace_id: trace_id.into(),
            session: None,
            place: None,
            house,
        }
    }

    /// The same, in this session.
    #[must_use]
    pub fn with_session(self, session: Option<SessionId>) -> Self {
        Self { session, ..self }
    }

    /// The same, from this network address.
    #[must_use]
    pub fn with_address(self, address: IpAddr) -> Self {
        Self {
            place: Some(address.into()),
            ..self
        }
    }

    /// The same request, now that it is known who acts: after signing in.
    #[must_use]
    pub fn acting(&self, actor: Actor, session: Option<SessionId>) -> Self {
        Self {
            actor,
            session,
            ..self.clone()
        }
    }

    /// The house itself acts: jobs, reactions and commands.
    pub fn system(house: Arc<House>, job: &str) -> Self {
        Self::new(house, Actor::System, Language::French, job)
    }

    /// The house.
    pub fn house(&self) -> &Arc<House> {
        &self.house
    }

    /// The database, for reading.
    pub fn db(&self) -> &Db {
        &self.house.db
    }

    /// Numbers that towns may set.
    pub fn limits(&self) -> &Limits {
        &self.house.limits
    }

    /// What the actor may see.
    pub fn scope(&self) -> Scope {
        self.actor.scope()
    }

    /// The key that wraps all others.
    pub fn root_key(&self) -> &RootKey {
        &self.house.root_key
    }

    /// The time by this process, for what no rule depends on.
    pub fn now(&self) -> Timestamp {
        self.house.clock.now()
    }

    /// The time by the database, one for all processes: what phases and terms are decided by. Ask it after the lock.
    pub async fn decided_at(&self, from: &impl Read) -> Result<Timestamp> {
        let local = self.now();
        if self.house.clock.is_fixed() {
            Ok(local)
        } else {
            Ok(persistence::now(from, local).await?)
        }
    }

    /// A fresh id.
    pub fn new_id<T>(&self) -> Id<T> {
        Id::new(self.house.ids.uuid(self.now()))
    }

    /// A fresh random number from 0 to 2³¹ − 1.
    pub fn random(&self) -> i32 {
        self.house.ids.random()
    }

    /// Where shuffled lists start for this reader today, from 0 to 2³¹ − 1: the same all day for one account, or for one
    /// household without any, so that what somebody has read stays where it was. Nothing of it is kept.
    pub fn shuffle(&self) -> i32 {
        let account = self.actor.account().map(Id::uuid);
        let reader: &[u8] = match (&account, &self.place) {
            (Some(account), _) => account.as_bytes(),
            (None, Some(place)) => place.bytes(),
            (None, None) => return self.random(),
        };
        let day = Day::of(self.now()).to_string();
        let drawn = self
            .root_key()
            .derive(Purpose::Shuffle)
            .hmac(&[day.as_bytes(), reader]);
        let [one, two, three, four, ..] = drawn;
        i32::from_be_bytes([one, two, three, four]) & i32::MAX
    }

    /// Runs a use case in a transaction, all of it again when it meets another.
    pub async fn write<T, Fut>(&self, work: impl Fn(Tx) -> Fut) -> Result<T>
    where
        Fut: Future<Output = Result<T>>,
    {
        let outcome = self.house.db.write::<T, Error, Fut>(work).await;
        count(outcome.as_ref().err());
        outcome
    }
}

/// Counts how use cases end, by the name of their span; what has no span of its own is not counted.
///
/// Votes that succeed are not either: where totals are hidden, a count of votes is one of the things that nobody sees.
fn count(error: Option<&Error>) {
    let Some(span) = tracing::Span::current().metadata() else {
        return;
    };
    let result = match error {
        None if span.name().starts_with("voting.") => return,
        None => "done",
        Some(Error::Store(_) | Error::Internal(_)) => "failed",
        Some(_) => "refused",
    };
    if span.target().starts_with("app::") {
        metrics::counter!("fabrique_use_cases_total", "name" => span.name(), "result" => result).increment(1);
    }
}
