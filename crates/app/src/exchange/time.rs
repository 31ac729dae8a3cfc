//! The times that files have, in the forms that towns write them.

use domain::{Language, Timestamp};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// 1990-01-01, before which no platform held a debate.
const EARLIEST: Timestamp = Timestamp::from_micros(631_152_000_000_000);

/// What a file does not say of itself.
#[derive(Debug, Clone)]
pub struct Settings {
    zone: TimeZone,
    /// The language of the plan: the first choice where a text has several.
    pub language: Language,
    latest: Timestamp,
}

/// A name that no time zone has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no time zone called {0}")]
pub struct UnknownZone(String);

impl Settings {
    /// Times without an offset are read in `zone` (an IANA name, such as `Europe/Madrid`); times after `now` are absurd.
    pub fn new(zone: &str, language: Language, now: Timestamp) -> Result<Self, UnknownZone> {
        let named = TimeZone::get(zone).or(Err(UnknownZone(zone.to_owned())))?;
        Ok(Self {
            zone: named,
            language,
            latest: now,
        })
    }

    /// Whether an instant can be one of a debate: from 1990 until now.
    pub(super) fn is_plausible(&self, at: Timestamp) -> bool {
        (EARLIEST..=self.latest).contains(&at)
    }

    /// Reads `DD/MM/YYYY`, `DD/MM/YYYY HH:MM[:SS]`, `YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS UTC`, or RFC 3339.
    pub(super) fn parse_time(&self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        if text.len() > 40 || !text.is_ascii() {
            return None;
        }
        if let Some(utc) = text.strip_suffix(" UTC") {
            return Timestamp::parse(&format!("{utc}Z"));
        }
        if let Some(at) = Timestamp::parse(&text.replace(" +", "+").replace(" -", "-")) {
            return Some(at);
        }
        let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00:00"));
        let date = match *date.split('/').collect::<Vec<_>>() {
            [day, month, year] if day.len() <= 2 && month.len() <= 2 && year.len() == 4 => {
                format!("{year}-{month:0>2}-{day:0>2}")
            }
            _ => date.to_owned(),
        };
        let local: DateTime = format!("{date}T{time}").parse().ok()?;
        let at = self.zone.to_timestamp(local).ok()?;
        Some(Timestamp::from_micros(at.as_microsecond()))
    }
}

#[cfg(test)]
pub(super) fn madrid() -> Settings {
    Settings::new(
        "Europe/Madrid",
        Language::parse("ca").unwrap(),
        Timestamp::parse("2026-11-01T00:00:00Z").unwrap(),
    )
    .unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_form() {
        for (written, read) in [
            ("01/02/2016", Some("2016-01-31T23:00:00Z")),
            ("1/8/2016", Some("2016-07-31T22:00:00Z")),
            ("01/02/2016 11:32:58", Some("2016-02-01T10:32:58Z")),
            ("01/08/2016 11:32", Some("2016-08-01T09:32:00Z")),
            ("2016-02-01", Some("2016-01-31T23:00:00Z")),
            ("2016-02-01 11:32:58 UTC", Some("2016-02-01T11:32:58Z")),
            ("2016-02-01T11:32:58.123456Z", Some("2016-02-01T11:32:58.123456Z")),
            ("2016-02-01T11:32:58+01:00", Some("2016-02-01T10:32:58Z")),
            ("2016-02-01 11:32:58 +0100", Some("2016-02-01T10:32:58Z")),
            ("2016-02-01 11:32:58", Some("2016-02-01T10:32:58Z")),
            ("27/03/2016 02:30:00", Some("2016-03-27T01:30:00Z")),
            ("31/02/2016", None),
            ("02/31/2016", None),
            ("hier", None),
            ("1454322778", None),
            ("", None),
        ] {
            let expected = read.map(|read| Timestamp::parse(read).unwrap());
            assert_eq!(madrid().parse_time(written), expected, "{written}");
        }
        assert!(Settings::new("Europe/Atlantis", Language::French, Timestamp::default()).is_err());
    }
}
