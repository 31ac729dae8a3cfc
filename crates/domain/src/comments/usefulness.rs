//! The order «most useful»: how sure one can be that a comment is useful, decayed by age, with a place in five kept for
//! a comment that nobody has marked yet.
//!
//! **How sure.** The lower bound of the 95 % Wilson score interval of the share of «utile» among all marks (E. B.
//! Wilson, «Probable inference, the law of succession, and statistical inference», JASA 22, 1927, p. 209–212), which
//! E. Miller («How Not To Sort By Average Rating», 2009) proposed for ordering by votes and Reddit took up for its
//! comments: one mark out of one is less convincing than forty out of forty-five.
//!
//! **Decay.** The weight w of a comment halves every [`HALF_LIFE`]: w · 2^(−age ⁄ half-life). At any instant this is
//! the order of ln w + ln 2 · t ⁄ half-life with t the publication, since the present is the same for all. The sum does
//! not depend on the present, so that it is stored and indexed, and no score is computed while reading or by a clock.
//! (Reddit's «hot» order is built in the same way.)
//!
//! **A place in five.** Two lists, both by the stored sum: the comments that somebody has marked, and the new ones, on
//! which nobody has said anything yet. Of each [`PLACES`] places the last is taken from the new ones, the others from
//! the marked ones; when one list ends, the other takes its places. A cursor holds the last comment shown of each list
//! and the place reached, so that a page goes on exactly where the one before it ended, by two ranges of one index.

use std::time::Duration;

use crate::{Timestamp, time::days};

/// Of this many places in the order «most useful», one is kept for a new comment.
pub const PLACES: u8 = 5;
/// Which one, from 0: the last.
pub const NEW_PLACE: u8 = PLACES - 1;
/// After this long a comment weighs half.
pub const HALF_LIFE: Duration = days(14);

/// 95 % of a normal distribution lie within this many standard deviations.
const Z: f64 = 1.96;
/// Whole numbers a unit of the logarithm: the stored sum is exact to two milliseconds of age.
const SCALE: f64 = 1e9;

/// The lower bound of the Wilson interval of the share of «utile», with one imagined mark of each kind added: so no
/// weight is nought, and a comment that nobody marked stands above one that was found not useful.
pub fn lower_bound(useful: i32, not_useful: i32) -> f64 {
    let (useful, not_useful) = (f64::from(useful.max(0)), f64::from(not_useful.max(0)));
    wilson(useful + 1.0, useful + not_useful + 2.0)
}

/// (p̂ + z²⁄2n − z √(p̂(1−p̂)⁄n + z²⁄4n²)) ⁄ (1 + z²⁄n), with p̂ = `positive` ⁄ n.
fn wilson(positive: f64, n: f64) -> f64 {
    let share = positive / n;
    let z2 = Z * Z;
    let spread = (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    (share + z2 / (2.0 * n) - Z * spread) / (1.0 + z2 / n)
}

/// What is stored: ln(`weight`) + ln 2 · `published` ⁄ half-life, in billionths. Greater is first.
pub fn usefulness(weight: f64, published: Timestamp) -> i64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds of the calendar are far below 2^53"
    )]
    let seconds = published.seconds() as f64;
    let score =
        weight.max(f64::MIN_POSITIVE).ln() + std::f64::consts::LN_2 * seconds / HALF_LIFE.as_secs_f64();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "about 10^12 today; `as` saturates"
    )]
    let stored = (score * SCALE).round() as i64;
    stored
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_interval_is_wilsons() {
        // Newcombe, «Two-sided confidence intervals for the single proportion», 1998, table I, method 3.
        for (positive, n, bound) in [(81.0, 263.0, 0.2553), (15.0, 148.0, 0.0624), (1.0, 29.0, 0.0061)] {
            assert!((wilson(positive, n) - bound).abs() < 5e-5, "{positive} of {n}");
        }
        assert!(wilson(0.0, 20.0).abs() < 1e-12);
    }

    #[test]
    fn forty_of_forty_five_convince_more_than_one_of_one_and_nothing_more_than_a_no() {
        let order = [(40, 5), (1, 0), (0, 0), (0, 1), (0, 10)];
        let bounds: Vec<f64> = order.iter().map(|&(u, n)| lower_bound(u, n)).collect();
        assert!(bounds.windows(2).all(|pair| pair[0] > pair[1]), "{bounds:?}");
    }

    #[test]
    fn a_weight_halves_in_a_half_life() {
        let at = Timestamp::parse("2026-11-23T09:00:00Z").unwrap();
        assert_eq!(usefulness(0.4, at), usefulness(0.2, at + HALF_LIFE));
        assert!(usefulness(0.4, at) > usefulness(0.19, at + HALF_LIFE));
    }

    proptest! {
        #[test]
        fn one_more_mark_moves_it_the_right_way(useful in 0..5_000_i32, not_useful in 0..5_000_i32, at in 0..4_000_000_000_i64) {
            let at = Timestamp::from_micros(at * 1_000_000);
            let score = |u, n| usefulness(lower_bound(u, n), at);
            prop_assert!(score(useful + 1, not_useful) > score(useful, not_useful));
            prop_assert!(score(useful, not_useful + 1) < score(useful, not_useful));
        }
    }
}
