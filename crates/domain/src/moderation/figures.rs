//! Figures of moderation: how long things take, and how often two people agree.

use crate::moderation_log::Day;
use crate::{Code, Timestamp, refusal::Fault};

/// Under so many double-reviewed decisions no agreement is told: chance would be most of it.
pub const AGREEMENT_FROM: u64 = 10;

/// Some days, the last included, in Paris.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: Day,
    to: Day,
}

impl Period {
    /// From one day to another, which is no earlier.
    pub fn new(from: Day, to: Day) -> Result<Self, Fault> {
        if from <= to {
            Ok(Self { from, to })
        } else {
            Err(Fault::new(Code::FieldDatesOutOfOrder))
        }
    }

    /// The first day.
    pub const fn first(self) -> Day {
        self.from
    }

    /// The last day.
    pub const fn last(self) -> Day {
        self.to
    }

    /// Its first instant.
    pub fn begins(self) -> Timestamp {
        self.from.begins()
    }

    /// The first instant after it.
    pub fn ends(self) -> Timestamp {
        self.to.next().begins()
    }
}

/// Where median and ninetieth percentile stand in values in order, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranks {
    /// The value in the middle, or the one before the middle.
    pub lower: u64,
    /// The same, or the one after the middle: the median is the mean of both.
    pub upper: u64,
    /// The smallest value that at least nine tenths of all do not exceed.
    pub p90: u64,
}

impl Ranks {
    /// The ranks among so many values; none among none. The percentile is that of the nearest rank, ⌈0.9 n⌉
    /// (Hyndman & Fan, «Sample Quantiles in Statistical Packages», 1996, definition 1).
    pub const fn among(count: u64) -> Option<Self> {
        if count == 0 {
            return None;
        }
        Some(Self {
            lower: (count - 1) / 2,
            upper: count / 2,
            // ⌈9 n / 10⌉ = n − ⌊n / 10⌋, from 0.
            p90: count - count / 10 - 1,
        })
    }
}

/// How long something takes, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// Half take no longer.
    pub median: u64,
    /// Nine in ten take no longer.
    pub p90: u64,
}

impl Times {
    /// The times whose values at these ranks are known: the two in the middle, and the ninetieth percentile.
    pub const fn at(lower: u64, upper: u64, p90: u64) -> Self {
        Self {
            median: lower.midpoint(upper),
            p90,
        }
    }

    /// The times of these values, in any order; none for none.
    pub fn of(values: &[u64]) -> Option<Self> {
        let ranks = Ranks::among(values.len() as u64)?;
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        let value = |rank: u64| sorted.get(usize::try_from(rank).ok()?).copied();
        Some(Self::at(
            value(ranks.lower)?,
            value(ranks.upper)?,
            value(ranks.p90)?,
        ))
    }
}

/// Cohen's kappa of what two people said of the same things, each pair of words with how often it came: 1 where they
/// always agree, 0 where they agree as often as chance would have it, below where less. None where chance alone would
/// make them agree always: nothing was said, or one word alone.
///
/// κ = (pₒ − pₑ) / (1 − pₑ): J. Cohen, «A Coefficient of Agreement for Nominal Scales», 1960.
pub fn kappa<W: PartialEq>(pairs: &[(W, W, u64)]) -> Option<f64> {
    let times = |count: u64| u128::from(count);
    let all: u128 = pairs.iter().map(|(.., count)| times(*count)).sum();
    let agreed: u128 = pairs
        .iter()
        .filter(|(one, other, _)| one == other)
        .map(|(.., count)| times(*count))
        .sum();
    // Σ over words of what the one said × what the other said: every pair of pairs that meets in a word.
    let by_chance: u128 = pairs
        .iter()
        .flat_map(|(word, _, one)| {
            pairs
                .iter()
                .filter(move |(_, other, _)| other == word)
                .map(move |(.., other)| times(*one) * times(*other))
        })
        .sum();
    let most = all * all;
    if most == by_chance {
        return None;
    }
    let (above, below) = (signed(all * agreed) - signed(by_chance), signed(most - by_chance));
    #[expect(
        clippy::cast_precision_loss,
        reason = "a ratio; numbers of decisions are far below 2⁵³"
    )]
    Some(above as f64 / below as f64)
}

fn signed(number: u128) -> i128 {
    i128::try_from(number).unwrap_or(i128::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_and_percentile_are_those_of_the_textbook() {
        assert_eq!(Times::of(&[]), None);
        assert_eq!(Times::of(&[7]), Some(Times { median: 7, p90: 7 }));
        assert_eq!(Times::of(&[4, 2]), Some(Times { median: 3, p90: 4 }));
        // The nearest rank of 0.9 × 10 is the ninth value, of 0.9 × 11 = 9.9 the tenth.
        let ten: Vec<u64> = (1..=10).rev().collect();
        assert_eq!(Times::of(&ten), Some(Times { median: 5, p90: 9 }));
        let eleven: Vec<u64> = (1..=11).collect();
        assert_eq!(Times::of(&eleven), Some(Times { median: 6, p90: 10 }));
    }

    #[test]
    fn the_nearest_rank_is_the_smallest_that_nine_tenths_do_not_exceed() {
        for count in 1..1_000_u64 {
            let ranks = Ranks::among(count).unwrap();
            let reached = ranks.p90 + 1;
            assert!(reached * 10 >= count * 9, "{count}");
            assert!((reached - 1) * 10 < count * 9, "{count}");
            assert_eq!(ranks.lower + ranks.upper, count - 1, "{count}");
        }
    }

    #[test]
    fn kappa_is_that_of_the_textbook() {
        // Two readers of fifty applications: 20 both yes, 15 both no, 5 and 10 apart: pₒ = 0.7, pₑ = 0.5, κ = 0.4.
        let pairs = [
            ("yes", "yes", 20),
            ("yes", "no", 5),
            ("no", "yes", 10),
            ("no", "no", 15),
        ];
        assert!((kappa(&pairs).unwrap() - 0.4).abs() < 1e-12);
        assert_eq!(kappa(&[("yes", "yes", 3), ("no", "no", 4)]), Some(1.0));
        assert_eq!(kappa(&[("yes", "no", 5), ("no", "yes", 5)]), Some(-1.0));
        assert_eq!(kappa(&[("yes", "yes", 9)]), None, "one word alone");
        assert_eq!(kappa::<&str>(&[]), None);
        // The same pair in two lines counts as in one.
        let split = [
            ("yes", "yes", 11),
            ("yes", "yes", 9),
            ("yes", "no", 5),
            ("no", "yes", 10),
            ("no", "no", 15),
        ];
        assert_eq!(kappa(&split), kappa(&pairs));
    }

    #[test]
    fn a_period_holds_both_its_days_in_paris() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let period = Period::new(day("2026-03-28"), day("2026-03-29")).unwrap();
        assert_eq!(period.begins().to_string(), "2026-03-27T23:00:00Z");
        assert_eq!(
            period.ends().to_string(),
            "2026-03-29T22:00:00Z",
            "the clocks went on"
        );
        assert!(Period::new(day("2026-03-29"), day("2026-03-28")).is_err());
    }
}
