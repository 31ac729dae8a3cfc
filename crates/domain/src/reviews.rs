//! Reviews: a text that a moderator reads before it is published, why, and until when.
//!
//! A review is due in 24 working hours; one that is late is counted on its plan, and after 72 hours the text is
//! published unless a named person holds it.

use std::time::Duration;

use crate::{
    Timestamp,
    moderation::Item,
    plans::{ModerationMode, PlanId},
    rules::words,
    time::{after_working_time, hours},
};

/// A review is due after this much working time.
pub const DUE: Duration = hours(24);
/// After this long, weekends included, what waits for review is published, unless a named person holds it.
pub const TERM: Duration = hours(72);

/// A text that waits for its review, or waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// What waits.
    pub item: Item,
    /// The plan.
    pub plan: PlanId,
    /// Why it is read first.
    pub why: Why,
    /// Since when it waits.
    pub since: Timestamp,
    /// When it should have been read.
    pub due_at: Timestamp,
    /// When it is published though nobody read it.
    pub opens_at: Timestamp,
    /// How it ended, once it did.
    pub ended: Option<Ended>,
}

words! {
    /// Why a text is read before it is published.
    Why {
        /// The plan has every contribution read first, for a while.
        Before = "before",
        /// The plan has a person's first contributions read first.
        First = "first",
        /// A signal asks for it.
        Signal = "signal",
        /// It went back to its author, who changed it and sent it again.
        Returned = "returned",
    }

    /// How a review ended.
    Outcome {
        /// A moderator published it.
        Published = "published",
        /// Nobody read it for 72 hours, so that it was published.
        Lapsed = "lapsed",
        /// Its author took it back.
        Withdrawn = "withdrawn",
        /// It went back to its author, or was not published.
        Refused = "refused",
    }
}

/// How a review ended, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// How.
    pub outcome: Outcome,
    /// When.
    pub at: Timestamp,
}

impl Review {
    /// A review that begins now.
    pub fn begin(item: impl Into<Item>, plan: PlanId, why: Why, since: Timestamp) -> Self {
        Self {
            item: item.into(),
            plan,
            why,
            since,
            due_at: after_working_time(since, DUE),
            opens_at: since + TERM,
            ended: None,
        }
    }

    /// Whether it took, or takes, longer than it should. Nobody read what was published by itself: that is late too,
    /// be it over a long weekend.
    pub fn is_late(&self, now: Timestamp) -> bool {
        match self.ended {
            Some(Ended {
                outcome: Outcome::Lapsed,
                at: _,
            }) => true,
            Some(Ended { outcome: _, at }) => at > self.due_at,
            None => now > self.due_at,
        }
    }
}

impl ModerationMode {
    /// The mode at this instant: once its term is over, what was read before publication is read afterwards.
    pub fn at(&self, now: Timestamp) -> &Self {
        match self {
            Self::Before { until, .. } if *until <= now => &Self::Afterwards,
            mode => mode,
        }
    }

    /// Why a contribution that is sent now is read before it is published, if it is; `earlier` is how many
    /// contributions of this person to this plan were accepted before, `signalled` whether a signal asks for a review.
    pub fn review(&self, earlier: u64, signalled: bool, now: Timestamp) -> Option<Why> {
        let by_mode = match self.at(now) {
            Self::Afterwards => None,
            Self::Before { .. } => Some(Why::Before),
            Self::BeforeFirst { contributions } => {
                (earlier < u64::from(*contributions)).then_some(Why::First)
            }
        };
        by_mode.or(signalled.then_some(Why::Signal))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{Id, proposals::ProposalId, text::Title};

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn before_review_ends_by_itself() {
        let instant = Timestamp::from_micros;
        let before = ModerationMode::Before {
            reason: Title::from_history("Semaine des élections"),
            until: instant(10),
        };
        assert_eq!(before.review(100, false, instant(9)), Some(Why::Before));
        assert_eq!(before.review(100, false, instant(10)), None);
        let first = ModerationMode::BeforeFirst { contributions: 2 };
        assert_eq!(first.review(1, false, instant(0)), Some(Why::First));
        assert_eq!(first.review(2, false, instant(0)), None);
        assert_eq!(ModerationMode::Afterwards.review(0, false, instant(0)), None);
        assert_eq!(
            ModerationMode::Afterwards.review(9, true, instant(0)),
            Some(Why::Signal)
        );
        assert_eq!(
            first.review(1, true, instant(0)),
            Some(Why::First),
            "the plan's own rule is told first"
        );
    }

    #[test]
    fn a_review_is_due_in_working_hours_and_late_after_them() {
        // A Friday evening: due on Wednesday, published on Monday evening though nobody read it.
        let friday: ProposalId = Id::new(Uuid::from_u128(1));
        let plan = Id::new(Uuid::from_u128(2));
        let review = Review::begin(friday, plan, Why::First, at("2026-11-27T18:00:00+01:00"));
        assert_eq!(review.due_at, at("2026-12-02T15:00:00+01:00"));
        assert_eq!(review.opens_at, at("2026-11-30T18:00:00+01:00"));
        assert!(!review.is_late(review.due_at) && review.is_late(at("2026-12-02T15:00:01+01:00")));
        let ended = |outcome| Review {
            ended: Some(Ended {
                outcome,
                at: review.opens_at,
            }),
            ..review
        };
        let later = at("2027-01-01T00:00:00Z");
        assert!(!ended(Outcome::Published).is_late(later) && !ended(Outcome::Withdrawn).is_late(later));
        assert!(ended(Outcome::Lapsed).is_late(later), "nobody read it");
        assert_eq!(Item::of("proposal", friday.uuid()), Some(review.item));
        assert_eq!(Item::of("plan", friday.uuid()), None);
    }
}
