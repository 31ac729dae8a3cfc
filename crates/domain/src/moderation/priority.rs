//! The order of the queue: how severe the rule is, who says so and how often they were right, how many people read the
//! item, how many signals hit it, and how long it waits. Nothing is ever hidden by a count.
//!
//! One point is worth one hour of waiting, so a place in the order never changes by itself: what is stored is the
//! instant at which a case without any points would have had to be opened to stand where it stands ([`Priority::rank`]).

use serde::{Deserialize, Serialize};

use crate::{Timestamp, rules::Severity, time::hours};

/// How often a person's notices were followed, among those that were decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Record {
    /// Notices that were followed, in whole or in part.
    pub followed: u32,
    /// Notices that were decided.
    pub decided: u32,
}

/// Below this many decided notices nothing is said of a person's accuracy.
const JUDGED: u32 = 5;
/// The share of followed notices above which accuracy counts for a person, and below which against.
const FAIR_SHARE: f64 = 0.7;

impl Record {
    /// What one notice of this person weighs: `max(0, 1 + bonus)`, Discourse's flag weight without its levels of trust.
    ///
    /// With more than five decided notices and `p = followed / decided`, the bonus is
    /// `(p − 0.7) / 0.3 · 5 · log₄ decided` from p = 0.7 upwards, `−(0.7 − p) / 0.7 · 5 · log₄ decided` below.
    pub fn weight(self) -> f64 {
        if self.decided <= JUDGED {
            return 1.0;
        }
        let total = f64::from(self.decided);
        let share = f64::from(self.followed.min(self.decided)) / total;
        let span = if share >= FAIR_SHARE {
            1.0 - FAIR_SHARE
        } else {
            FAIR_SHARE
        };
        let bonus = (share - FAIR_SHARE) / span * 5.0 * total.log(4.0);
        (1.0 + bonus).max(0.0)
    }
}

/// Why a case stands where it stands, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Priority {
    /// By the most severe rule that was named: 0 to 48.
    pub severity: u32,
    /// By distinct people who sent notices, each as often as they were right; at most 40.
    pub notifiers: u32,
    /// By how many take part in what is read there; at most 20.
    pub exposure: u32,
    /// Somebody under 15 is concerned: 120, or 0. Those cases come first.
    pub minors: u32,
    /// By the signals that are switched on and hit the item: 6 each, at most 18.
    #[serde(default)]
    pub signals: u32,
}

/// How the people who sent notices about one item weigh.
#[derive(Debug, Clone, Default)]
pub struct Notifiers {
    /// What is known of each person with an account, one entry a person.
    pub people: Vec<Record>,
    /// Whether anybody without an account sent one: all of them together weigh as one.
    pub others: bool,
}

impl Priority {
    /// The points of a case.
    ///
    /// Accuracy never lowers a severe notice: from [`Severity::Serious`] on nobody weighs less than one.
    pub fn of(severity: Option<Severity>, notifiers: &Notifiers, takes_part: u32, minors: bool) -> Self {
        let floor = if severity.is_some_and(|severity| severity >= Severity::Serious) {
            1.0
        } else {
            0.0
        };
        let weights = notifiers.people.iter().map(|record| record.weight().max(floor));
        let weight: f64 = weights.sum::<f64>() + f64::from(u8::from(notifiers.others));
        Self {
            severity: severity.map_or(4, |severity| 12 * u32::from(severity.level().unsigned_abs())),
            notifiers: points(4.0 * weight, 40),
            exposure: points(3.0 * f64::from(takes_part).ln_1p(), 20),
            minors: if minors { 120 } else { 0 },
            signals: 0,
        }
    }

    /// The same where so many signals hit the item: they move its case forward, and do nothing else.
    #[must_use]
    pub fn with_signals(self, hits: u32) -> Self {
        Self {
            signals: hits.saturating_mul(6).min(18),
            ..self
        }
    }

    /// All points.
    pub const fn points(self) -> u32 {
        self.severity + self.notifiers + self.exposure + self.minors + self.signals
    }

    /// The place in the order of a case that was opened then: earlier comes first.
    pub fn rank(self, opened_at: Timestamp) -> Timestamp {
        opened_at - hours(u64::from(self.points()))
    }
}

/// Whole points from 0 to `most`.
fn points(value: f64, most: u32) -> u32 {
    let bounded = value.clamp(0.0, f64::from(most));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and a small number"
    )]
    let whole = bounded.round() as u32;
    whole
}
