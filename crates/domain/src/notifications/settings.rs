//! How soon a person is written to: a pace a kind, and the hour of the daily digest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{NotificationKind, NotificationRefusal};
use crate::{
    Permitted, Timestamp,
    accounts::Account,
    policy::notifications::SetPaces,
    time::{hours, minutes},
};

/// The hour of the digest unless the person chose another: 18:00.
pub const DIGEST_HOUR: u8 = 18;
/// Whose hours they are.
pub const DIGEST_ZONE: &str = "Europe/Paris";

/// How soon a kind of notification is mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// By itself, ten seconds after it happened.
    AtOnce,
    /// In one mail a day, at the hour that the person chose.
    Daily,
    /// No mail: it stands in the list alone.
    Never,
}

/// What a person chose. What they did not choose follows [`NotificationKind::usual_pace`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paces {
    /// The hour of the daily digest in Paris, 0 to 23.
    pub digest_hour: u8,
    /// What differs from the usual, by the word of its kind.
    #[serde(default)]
    chosen: BTreeMap<String, Pace>,
}

impl Default for Paces {
    fn default() -> Self {
        Self {
            digest_hour: DIGEST_HOUR,
            chosen: BTreeMap::new(),
        }
    }
}

/// What one click stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stopped {
    /// Mails of this kind.
    Kind(NotificationKind),
    /// The daily digest: everything that comes in it.
    Digest,
}

impl Stopped {
    /// The word written in a token.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.as_str(),
            Self::Digest => "digest",
        }
    }

    /// What this word stops, if it can be stopped.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "digest" => Some(Self::Digest),
            word => NotificationKind::parse(word)
                .filter(|kind| !kind.must_be_told())
                .map(Self::Kind),
        }
    }
}

impl Paces {
    /// How soon this kind is mailed.
    pub fn of(&self, kind: NotificationKind) -> Pace {
        match self.chosen.get(kind.as_str()) {
            // What was chosen before a kind became one that must be told does not silence it.
            Some(Pace::Never) if kind.must_be_told() => kind.usual_pace(),
            Some(pace) => *pace,
            None => kind.usual_pace(),
        }
    }

    fn set(&mut self, kind: NotificationKind, pace: Pace) -> Result<(), NotificationRefusal> {
        if kind.must_be_told() && pace == Pace::Never {
            return Err(NotificationRefusal::MustBeTold);
        }
        if pace == kind.usual_pace() {
            self.chosen.remove(kind.as_str());
        } else {
            self.chosen.insert(kind.as_str().to_owned(), pace);
        }
        Ok(())
    }

    /// The same after one click on «ne plus recevoir». What must be told and came in the digest comes at once instead.
    #[must_use]
    pub fn stopping(mut self, stopped: Stopped) -> Self {
        match stopped {
            Stopped::Kind(kind) => {
                // A kind that must be told has no such click.
                let _ = self.set(kind, Pace::Never);
            }
            Stopped::Digest => {
                for kind in NotificationKind::ALL.iter().copied() {
                    if self.of(kind) == Pace::Daily {
                        let pace = if kind.must_be_told() {
                            Pace::AtOnce
                        } else {
                            Pace::Never
                        };
                        let _ = self.set(kind, pace);
                    }
                }
            }
        }
        self
    }

    /// The first digest strictly after this instant. Where clocks jump over the hour, at the first instant after.
    pub fn next_digest(&self, after: Timestamp) -> Timestamp {
        let hour = i8::try_from(self.digest_hour).unwrap_or(18).clamp(0, 23);
        let zone = jiff::tz::TimeZone::get(DIGEST_ZONE).unwrap_or(jiff::tz::TimeZone::UTC);
        let Ok(instant) = jiff::Timestamp::from_microsecond(after.micros()) else {
            return after + hours(24);
        };
        let today = instant.to_zoned_datetime(zone.clone()).date();
        let days = [
            Ok(today),
            today.tomorrow(),
            today.tomorrow().and_then(jiff::civil::Date::tomorrow),
        ];
        days.into_iter()
            .filter_map(Result::ok)
            .filter_map(|day| day.at(hour, 0, 0, 0).to_zoned_datetime(zone.clone()).ok())
            .map(|at| Timestamp::from_micros(at.timestamp().as_microsecond()))
            .find(|at| *at > after)
            .unwrap_or(after + hours(24))
    }

    /// The digest that something told now comes in: not one that is about to leave, which may be written already.
    pub fn digest_for(&self, now: Timestamp) -> Timestamp {
        self.next_digest(now + minutes(1))
    }
}

impl Permitted<SetPaces, Account> {
    /// The person's choice, changed: a pace for some kinds, and another hour (0 to 23) for the digest.
    pub fn choose(
        &self,
        mut paces: Paces,
        chosen: &[(NotificationKind, Pace)],
        digest_hour: Option<u8>,
    ) -> Result<Paces, NotificationRefusal> {
        for (kind, pace) in chosen {
            paces.set(*kind, *pace)?;
        }
        if let Some(hour) = digest_hour {
            paces.digest_hour = hour.min(23);
        }
        Ok(paces)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn the_digest_comes_at_the_hour_of_paris_summer_and_winter() {
        let paces = Paces::default();
        for (now, next) in [
            ("2026-11-23T16:59:59Z", "2026-11-23T17:00:00Z"),
            ("2026-11-23T17:00:00Z", "2026-11-24T17:00:00Z"),
            ("2026-07-01T16:00:00Z", "2026-07-02T16:00:00Z"),
            ("2026-10-24T17:00:00Z", "2026-10-25T17:00:00Z"),
        ] {
            assert_eq!(paces.next_digest(at(now)), at(next), "{now}");
        }
        // The hour that does not exist on the last Sunday of March.
        let early = Paces {
            digest_hour: 2,
            ..Paces::default()
        };
        assert_eq!(
            early.next_digest(at("2027-03-28T00:00:00Z")),
            at("2027-03-28T01:00:00Z")
        );
    }

    #[test]
    fn what_must_be_told_is_never_stopped() {
        let mut paces = Paces::default();
        for kind in NotificationKind::ALL.iter().copied() {
            assert_eq!(
                paces.set(kind, Pace::Never),
                if kind.must_be_told() {
                    Err(NotificationRefusal::MustBeTold)
                } else {
                    Ok(())
                }
            );
            assert!(paces.set(kind, Pace::Daily).is_ok());
        }
        let stopped = paces.stopping(Stopped::Digest);
        for kind in NotificationKind::ALL.iter().copied() {
            let expected = if kind.must_be_told() {
                Pace::AtOnce
            } else {
                Pace::Never
            };
            assert_eq!(stopped.of(kind), expected, "{kind:?}");
        }
    }

    proptest! {
        #[test]
        fn the_next_digest_is_within_a_day_and_an_hour(
            now in 1_700_000_000_000_000_i64..2_000_000_000_000_000,
            digest_hour in 0_u8..24,
        ) {
            let paces = Paces { digest_hour, ..Paces::default() };
            let next = paces.next_digest(Timestamp::from_micros(now));
            prop_assert!(next.micros() > now);
            prop_assert!(next.since(Timestamp::from_micros(now)) <= hours(25));
        }

        #[test]
        fn no_sequence_of_choices_silences_what_must_be_told(choices in prop::collection::vec((0_usize..6, 0_u8..4), 0..20)) {
            let mut paces = Paces::default();
            for (kind, what) in choices {
                let kind = NotificationKind::ALL[kind];
                match what {
                    0 => { let _ = paces.set(kind, Pace::Never); }
                    1 => { let _ = paces.set(kind, Pace::Daily); }
                    2 => paces = paces.stopping(Stopped::Digest),
                    _ => paces = paces.stopping(Stopped::Kind(kind)),
                }
                let read: Paces = serde_json::from_str(&serde_json::to_string(&paces).unwrap()).unwrap();
                prop_assert_eq!(&read, &paces);
                for kind in NotificationKind::ALL.iter().filter(|kind| kind.must_be_told()) {
                    prop_assert!(paces.of(*kind) != Pace::Never);
                }
            }
        }
    }
}
