//! Saint-Exemple, a town that does not exist: filled through use cases, with dates around today.

mod answers;
mod clock;
mod debate;
mod moderation;
mod organisations;
mod papers;
mod people;
mod plan;
mod proposals;
mod sketch;
mod texts;

use std::{collections::BTreeMap, sync::Arc};

use app::{Cx, Db, House, ports::Clock, settings::Setting};
use domain::{
    FieldError, Timestamp,
    accounts::Role,
    organisations::{OrganisationId, OrganisationKind},
    time::days,
};
use web::Persona;

use crate::{commands::Failure, compose, config::Config, mail::MailFolder, outside::WallClock};
use clock::StoryClock;
use people::LastMail;

/// Why the town could not be filled.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A use case said no.
    #[error("the demo town cannot be filled: {0}")]
    UseCase(#[from] app::Error),
    /// A text of the town is not one that people may write.
    #[error("a text of the demo town is refused: {0:?}")]
    Text(Vec<FieldError>),
    /// A mail without a code, or a code that opened nothing.
    #[error("somebody of the demo town did not get their code")]
    NoCode,
    /// Somebody is missing from the story.
    #[error("nobody in the demo town is called {0}")]
    Nobody(String),
}

impl From<Vec<FieldError>> for DemoError {
    fn from(fields: Vec<FieldError>) -> Self {
        Self::Text(fields)
    }
}

type Told<T> = Result<T, DemoError>;

/// Who may do what in the town.
const ROLES: &[(&str, Role)] = &[
    ("admin", Role::Admin),
    ("petit", Role::Staff),
    ("ines", Role::Moderator),
    ("bachir", Role::Moderator),
    ("karim", Role::Facilitator),
];

/// Fills an empty database with the town, and says whom one can enter as.
pub(crate) async fn fill(config: &Config, db: Db) -> Result<Vec<Persona>, Failure> {
    let today = midnight_in_paris(WallClock.now());
    let clock = Arc::new(StoryClock::at(today));
    let folder = MailFolder::new(&config.mail_folder(), &config.mail.from, clock.clone());
    let mail = Arc::new(LastMail::new(folder.map_err(compose::ComposeError::from)?));
    let house = compose::furnish(config, db, clock.clone(), mail.clone()).await?;
    // Said first: what is half filled may be thrown away too.
    app::settings::put(&Cx::system(house.clone(), "demo"), Setting::Demo, "saint-exemple").await?;
    Ok(tell(house, clock, mail, today).await?)
}

/// The midnight that began this day in Paris.
fn midnight_in_paris(now: Timestamp) -> Timestamp {
    let paris = jiff::tz::TimeZone::get("Europe/Paris").unwrap_or(jiff::tz::TimeZone::UTC);
    jiff::Timestamp::from_microsecond(now.micros())
        .map(|instant| instant.to_zoned_datetime(paris))
        .and_then(|zoned| zoned.start_of_day())
        .map_or(now, |start| {
            Timestamp::from_micros(start.timestamp().as_microsecond())
        })
}

/// Tells the story, day after day.
async fn tell(
    house: Arc<House>,
    clock: Arc<StoryClock>,
    mail: Arc<LastMail>,
    today: Timestamp,
) -> Told<Vec<Persona>> {
    clock.set(today - days(62));
    for someone in texts::SIGN_INS {
        people::sign_up(&house, &mail, someone).await?;
    }
    for (key, role) in ROLES {
        people::grant(&house, key, *role).await?;
    }
    app::rules::first_set(&Cx::system(house.clone(), "demo")).await?;
    let mut known = BTreeMap::new();
    for someone in texts::SIGN_INS {
        let cx = people::enter(&house, &mail, someone.key, someone.name).await?;
        known.insert(someone.key.to_owned(), cx);
    }
    for (place, name) in texts::AUTHORS.iter().enumerate() {
        let cx = people::enter(&house, &mail, &format!("auteur{place}"), name).await?;
        known.insert((*name).to_owned(), cx);
    }
    let spammer = people::enter(&house, &mail, "spam", texts::SPAMMER).await?;
    known.insert("spam".to_owned(), spammer);
    let mut town = Town {
        house,
        mail,
        clock,
        today,
        people: known,
        organisations: None,
    };
    let staff = town.as_("petit")?.clone();
    let ours =
        organisations::register(&staff, OrganisationKind::Town, answers::TOWN, "99999000100011").await?;
    let landlord = organisations::register(
        &staff,
        OrganisationKind::Landlord,
        answers::LANDLORD,
        "99999000200019",
    )
    .await?;
    town.organisations = Some((ours, landlord));
    let plan = plan::open(&town).await?;
    organisations::entrust(&town, &plan).await?;
    // Enters anew, with the grant that she was given since.
    let landlady = people::enter(&town.house, &town.mail, "bailleur", "Bailleur").await?;
    town.people.insert("bailleur".to_owned(), landlady);
    let proposals = proposals::submit(&town, &plan).await?;
    answers::give(&town, &plan, &proposals).await?;
    if let Some(sketched) = proposals.get(texts::SKETCHED.0 - 1) {
        debate::draw(&town, sketched).await?;
    }
    if let Some(contested) = proposals.last() {
        debate::hold(&town, contested).await?;
    }
    debate::vote(&town, &proposals).await?;
    moderation::happen(&town, &proposals).await?;
    papers::begin(&town, &plan).await?;
    Ok(texts::SIGN_INS
        .iter()
        .map(|someone| Persona {
            name: someone.name.to_owned(),
            role: someone.is,
            email: people::address(someone.key),
            password: people::PASSWORD.to_owned(),
        })
        .collect())
}

/// The town while its story is told.
struct Town {
    house: Arc<House>,
    mail: Arc<LastMail>,
    clock: Arc<StoryClock>,
    /// Midnight of today, in Paris.
    today: Timestamp,
    people: BTreeMap<String, Cx>,
    /// The town's own organisation, and the landlord.
    organisations: Option<(OrganisationId, OrganisationId)>,
}

impl Town {
    /// Midnight of a day, counted from today.
    fn midnight(&self, day: i64) -> Timestamp {
        let away = days(day.unsigned_abs());
        if day < 0 {
            self.today - away
        } else {
            self.today + away
        }
    }

    /// Goes to an hour of a day, counted from today.
    fn go(&self, day: i64, hour: i64) {
        let hours = u64::try_from(hour).unwrap_or(0);
        self.clock.set(self.midnight(day) + domain::time::hours(hours));
    }

    /// The context of somebody.
    fn as_(&self, key: &str) -> Told<&Cx> {
        self.people
            .get(key)
            .ok_or_else(|| DemoError::Nobody(key.to_owned()))
    }

    /// The town's own organisation, and the landlord.
    fn organisations(&self) -> Told<(OrganisationId, OrganisationId)> {
        self.organisations
            .ok_or_else(|| DemoError::Nobody("the town".to_owned()))
    }

    /// Somebody who only votes.
    async fn voter(&self, number: usize) -> Told<Cx> {
        let key = format!("votant{number}");
        people::enter(&self.house, &self.mail, &key, &format!("Votant {number}")).await
    }

    /// The context of an author.
    fn author(&self, place: usize) -> Told<&Cx> {
        self.as_(texts::AUTHORS.get(place).copied().unwrap_or_default())
    }
}
