//! The values of the log that are no words: days, months, references, rules, keys. Each is short ASCII of one form.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A text that is no such value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {0}")]
pub struct BadLogValue(&'static str);

macro_rules! written_as_text {
    ($($name:ident),+) => {
        $(
            impl From<$name> for String {
                fn from(value: $name) -> Self {
                    value.to_string()
                }
            }

            impl TryFrom<String> for $name {
                type Error = BadLogValue;

                fn try_from(text: String) -> Result<Self, BadLogValue> {
                    text.parse()
                }
            }
        )+
    };
}

written_as_text!(Day, Month, LogReference, RuleToken, KeyText, SignatureText);

/// The days and months of the log are those of Paris.
const ZONE: &str = "Europe/Paris";

fn civil(at: Timestamp) -> jiff::civil::Date {
    let instant = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    let day = instant.in_tz(ZONE).map(|zoned| zoned.date());
    day.unwrap_or_default()
}

/// A day in Paris: `2026-11-23`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Day(jiff::civil::Date);

impl Day {
    /// The day on which this instant lies in Paris.
    pub fn of(at: Timestamp) -> Self {
        Self(civil(at))
    }

    /// The month that it belongs to.
    pub fn month(self) -> Month {
        Month {
            year: self.0.year(),
            month: self.0.month(),
        }
    }

    /// Its year, month (1 to 12) and day of the month.
    pub fn parts(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// The day after; the last of the calendar has none and stays.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.tomorrow().unwrap_or(self.0))
    }

    /// Its first instant in Paris; the day ends where the next one begins.
    pub fn begins(self) -> Timestamp {
        let midnight = self.0.in_tz(ZONE).map(|midnight| midnight.timestamp());
        Timestamp::from_micros(midnight.unwrap_or_default().as_microsecond())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.0.year(), self.0.month(), self.0.day());
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = BadLogValue;

    fn from_str(text: &str) -> Result<Self, BadLogValue> {
        let expected = BadLogValue("a day as 2026-11-23");
        let day = Self(text.parse().map_err(|_other| expected)?);
        // The last days of the calendar end after its last instant.
        (day.to_string() == text && day.0.year() < 9_999)
            .then_some(day)
            .ok_or(expected)
    }
}

/// A month in Paris: `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month in which this instant lies in Paris.
    pub fn of(at: Timestamp) -> Self {
        let date = civil(at);
        Self {
            year: date.year(),
            month: date.month(),
        }
    }

    /// Its year and month (1 to 12).
    pub const fn parts(self) -> (i16, i8) {
        (self.year, self.month)
    }

    /// The month before.
    #[must_use]
    pub const fn previous(self) -> Self {
        match self.month {
            1 => Self {
                year: self.year.saturating_sub(1),
                month: 12,
            },
            month => Self {
                year: self.year,
                month: month - 1,
            },
        }
    }

    /// The month after.
    #[must_use]
    pub const fn next(self) -> Self {
        match self.month {
            12 => Self {
                year: self.year.saturating_add(1),
                month: 1,
            },
            month => Self {
                year: self.year,
                month: month + 1,
            },
        }
    }

    /// Its first instant in Paris; the month ends where the next one begins.
    pub fn begins(self) -> Timestamp {
        let first = jiff::civil::Date::new(self.year, self.month, 1).unwrap_or_default();
        let first = first.in_tz(ZONE).map(|midnight| midnight.timestamp());
        Timestamp::from_micros(first.unwrap_or_default().as_microsecond())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = BadLogValue;

    fn from_str(text: &str) -> Result<Self, BadLogValue> {
        let expected = BadLogValue("a month as 2026-11");
        let (year, month) = text.split_once('-').ok_or(expected)?;
        let (year, month) = year.parse().ok().zip(month.parse().ok()).ok_or(expected)?;
        let read = Self { year, month };
        let is_real = (1..=12).contains(&month) && (1..=9_999).contains(&year);
        (is_real && read.to_string() == text)
            .then_some(read)
            .ok_or(expected)
    }
}

/// The digits of a reference: Crockford's base 32, without I, L, O and U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The opaque name of an item in the log: twelve digits of Crockford's base 32, sixty random bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct LogReference([u8; 12]);

impl LogReference {
    /// The reference of sixty bits, the lowest of these.
    pub fn from_bits(bits: u64) -> Self {
        let digit = |place: u32| {
            let value = (bits >> (5 * (11 - place))) & 31;
            let value = usize::try_from(value).unwrap_or_default();
            DIGITS.get(value).copied().unwrap_or(b'0')
        };
        let mut digits = [b'0'; 12];
        for (place, at) in (0..).zip(digits.iter_mut()) {
            *at = digit(place);
        }
        Self(digits)
    }
}

impl fmt::Display for LogReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|digit| write!(f, "{}", char::from(*digit)))
    }
}

impl FromStr for LogReference {
    type Err = BadLogValue;

    fn from_str(text: &str) -> Result<Self, BadLogValue> {
        let digits = text.as_bytes().as_array().copied();
        digits
            .filter(|digits: &[u8; 12]| digits.iter().all(|digit| DIGITS.contains(digit)))
            .map(Self)
            .ok_or(BadLogValue("a reference of twelve digits"))
    }
}

/// The code of a rule: a token of at most 64 small letters, digits, `_`, `-` and `.`, never its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct RuleToken(String);

impl RuleToken {
    /// The token.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RuleToken {
    type Err = BadLogValue;

    fn from_str(text: &str) -> Result<Self, BadLogValue> {
        let is_token = (1..=64).contains(&text.len())
            && text
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.'));
        is_token
            .then(|| Self(text.to_owned()))
            .ok_or(BadLogValue("the code of a rule"))
    }
}

/// The public half of a key of the log: 32 bytes as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct KeyText([u8; 32]);

impl KeyText {
    /// The text of these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::hex(&self.0))
    }
}

impl FromStr for KeyText {
    type Err = BadLogValue;

    fn from_str(text: &str) -> Result<Self, BadLogValue> {
        super::unhex(text)
            .map(Self)
            .ok_or(BadLogValue("64 hexadecimal digits"))
    }
}

/// An Ed25519 signature: 64 bytes as 128 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct SignatureText([u8; 64]);

impl SignatureText {
    /// The text of these bytes.
    pub const fn new(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Display for SignatureText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::hex(&self.0))
    }
}

impl FromStr for SignatureText {
    type Err = BadLogValue;

    fn from_str(text: &str) -> Result<Self, BadLogValue> {
        super::unhex(text)
            .map(Self)
            .ok_or(BadLogValue("128 hexadecimal digits"))
    }
}
