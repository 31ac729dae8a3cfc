//! Instants and spans, in microseconds.

use std::{fmt, ops::Add, ops::Sub, time::Duration};

mod working;

pub use working::{after_working_days, after_working_time};

/// An instant: microseconds since 1970-01-01T00:00:00Z, the same in both databases.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant this many microseconds after the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Reads RFC 3339 (`2026-12-05T18:00:00+01:00`).
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>()
            .ok()
            .map(|at| Self(at.as_microsecond()))
    }

    /// The time since `earlier`, zero if it is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// The signed number of microseconds in a duration, saturating.
fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(micros(duration)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(micros(duration)))
    }
}

/// RFC 3339 in UTC.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(at) => at.fmt(f),
            Err(_) => write!(f, "{}µs", self.0),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// `days` × 24 hours.
pub const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 86_400)
}

/// `hours` × 60 minutes.
pub const fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * 3_600)
}

/// `minutes` × 60 seconds.
pub const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

/// The same hour of the same day so many months later, in Paris; the last day of a month that has no such day.
pub fn months_later(from: Timestamp, months: i32) -> Timestamp {
    let later = || -> Option<Timestamp> {
        let at = jiff::Timestamp::from_microsecond(from.micros()).ok()?;
        let at = at.in_tz("Europe/Paris").ok()?;
        let at = at.checked_add(jiff::Span::new().months(months)).ok()?;
        Some(Timestamp(at.timestamp().as_microsecond()))
    };
    // Only beyond the year 9999 is there no such instant.
    later().unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_is_rfc_3339_and_reads_back() {
        let at = Timestamp::parse("2026-12-05T18:00:00.000001+01:00").unwrap();
        assert_eq!(at.to_string(), "2026-12-05T17:00:00.000001Z");
        assert_eq!(Timestamp::parse(&at.to_string()), Some(at));
        assert_eq!(at + days(1) - hours(24), at);
        assert_eq!((at - minutes(1)).since(at), Duration::ZERO);
    }
}
