//! How long sessions last, and what a refresh token that comes back means.
//!
//! All times are microseconds since 1970 in UTC; every decision takes the time as an argument. A deadline belongs to
//! what lies after it: a session that may be idle for thirty minutes is over when they have passed.

/// One second, in microseconds.
const SECOND: i64 = 1_000_000;
/// One minute, in microseconds.
const MINUTE: i64 = 60 * SECOND;
/// One hour, in microseconds.
const HOUR: i64 = 60 * MINUTE;
/// One day, in microseconds.
const DAY: i64 = 24 * HOUR;

/// How long things last, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLifetimes {
    /// How long a session may go unused.
    pub idle: i64,
    /// How long a session may last in all.
    pub absolute: i64,
    /// How long an access token is valid.
    pub access: i64,
    /// How long a used refresh token may come back because its answer was lost.
    pub refresh_grace: i64,
}

impl SessionLifetimes {
    /// For residents: 14 days idle, 30 days in all, access tokens of 10 minutes, 10 seconds of grace.
    pub const RESIDENT: Self = Self {
        idle: 14 * DAY,
        absolute: 30 * DAY,
        access: 10 * MINUTE,
        refresh_grace: 10 * SECOND,
    };
    /// For staff: 30 minutes idle, 12 hours in all, access tokens of 10 minutes, 10 seconds of grace.
    pub const STAFF: Self = Self {
        idle: 30 * MINUTE,
        absolute: 12 * HOUR,
        access: 10 * MINUTE,
        refresh_grace: 10 * SECOND,
    };
}

/// The times of one session, as its row has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTimes {
    /// When the person signed in.
    pub began_at: i64,
    /// When the session was last used.
    pub used_at: i64,
    /// When the session was ended by its owner, by staff, or by the reuse of a refresh token.
    pub ended_at: Option<i64>,
}

/// Whether a session still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionVerdict {
    /// It holds.
    Live,
    /// It was ended.
    Ended,
    /// It was not used for too long.
    Idle,
    /// It has lasted as long as any session may.
    TooOld,
}

impl SessionTimes {
    /// Decides whether the session holds at `now`.
    #[must_use]
    pub fn verdict(&self, lifetimes: &SessionLifetimes, now: i64) -> SessionVerdict {
        if self.ended_at.is_some() {
            SessionVerdict::Ended
        } else if now >= self.began_at.saturating_add(lifetimes.absolute) {
            SessionVerdict::TooOld
        } else if now >= self.used_at.saturating_add(lifetimes.idle) {
            SessionVerdict::Idle
        } else {
            SessionVerdict::Live
        }
    }

    /// Says when the session ends if nobody uses it again.
    pub fn ends_at(&self, lifetimes: &SessionLifetimes) -> i64 {
        let unused = self.used_at.saturating_add(lifetimes.idle);
        let oldest = self.began_at.saturating_add(lifetimes.absolute);
        let natural = unused.min(oldest);
        self.ended_at.map_or(natural, |ended| ended.min(natural))
    }

    /// Says when an access token made at `now` expires: never after the longest day of its session.
    pub fn access_expires_at(&self, lifetimes: &SessionLifetimes, now: i64) -> i64 {
        let oldest = self.began_at.saturating_add(lifetimes.absolute);
        now.saturating_add(lifetimes.access).min(oldest)
    }
}

/// The state of one refresh token, as its row has it. Tokens of one session are a family, each the child of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshState {
    /// When the token was exchanged for its child, if it was.
    pub used_at: Option<i64>,
    /// Whether a child of the token was itself exchanged: then its answer was not lost.
    pub child_used: bool,
    /// Whether another child of its parent was exchanged: then two hold what was given to one.
    pub sibling_used: bool,
}

/// What to do with a refresh token that is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshVerdict {
    /// Mark the token used and give a child.
    Rotate,
    /// The first answer was probably lost: give another child, and leave the time of use as it is.
    GraceReplay,
    /// Somebody holds a copy: end the session and tell the person.
    ReuseRevokeFamily,
    /// The session is over: ask for a new sign-in.
    Expired,
}

impl RefreshState {
    /// Decides what a refresh token presented at `now` means.
    ///
    /// A token of a session that was ended is only expired, so that one theft is told once. A used token is a reuse
    /// even when its session has run out of time.
    #[must_use]
    pub fn verdict(&self, session: &SessionTimes, lifetimes: &SessionLifetimes, now: i64) -> RefreshVerdict {
        let session = session.verdict(lifetimes, now);
        let graced = match self.used_at {
            Some(used) => !self.child_used && now < used.saturating_add(lifetimes.refresh_grace),
            None => !self.sibling_used,
        };
        match (session, self.used_at) {
            (SessionVerdict::Ended, _) => RefreshVerdict::Expired,
            _ if !graced => RefreshVerdict::ReuseRevokeFamily,
            (SessionVerdict::Idle | SessionVerdict::TooOld, _) => RefreshVerdict::Expired,
            (SessionVerdict::Live, Some(_)) => RefreshVerdict::GraceReplay,
            (SessionVerdict::Live, None) => RefreshVerdict::Rotate,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BEGAN: i64 = 1_800_000_000 * SECOND;

    fn session(used_after: i64) -> SessionTimes {
        SessionTimes {
            began_at: BEGAN,
            used_at: BEGAN + used_after,
            ended_at: None,
        }
    }

    #[test]
    fn lifetimes_are_those_that_the_pages_state() {
        let resident = SessionLifetimes::RESIDENT;
        assert_eq!(resident.idle, 1_209_600_000_000);
        assert_eq!(resident.absolute, 2_592_000_000_000);
        let staff = SessionLifetimes::STAFF;
        assert_eq!((staff.idle, staff.absolute), (1_800_000_000, 43_200_000_000));
        for lifetimes in [resident, staff] {
            assert_eq!(
                (lifetimes.access, lifetimes.refresh_grace),
                (600_000_000, 10_000_000)
            );
        }
    }

    #[test]
    fn a_session_lasts_to_the_microsecond() {
        use SessionVerdict::{Ended, Idle, Live, TooOld};
        let (resident, staff) = (SessionLifetimes::RESIDENT, SessionLifetimes::STAFF);
        let ended = SessionTimes {
            ended_at: Some(BEGAN + 1),
            ..session(0)
        };
        let cases = [
            (session(0), staff, 0, Live),
            (session(0), staff, 30 * MINUTE - 1, Live),
            (session(0), staff, 30 * MINUTE, Idle),
            (session(10 * MINUTE), staff, 40 * MINUTE - 1, Live),
            (session(12 * HOUR - 1), staff, 12 * HOUR - 1, Live),
            (session(12 * HOUR - 1), staff, 12 * HOUR, TooOld),
            (session(0), resident, 14 * DAY - 1, Live),
            (session(0), resident, 14 * DAY, Idle),
            (session(29 * DAY), resident, 30 * DAY - 1, Live),
            (session(29 * DAY), resident, 30 * DAY, TooOld),
            (ended, resident, 2, Ended),
            (ended, staff, 40 * DAY, Ended),
            (session(0), staff, -HOUR, Live),
        ];
        for (times, lifetimes, after, verdict) in cases {
            assert_eq!(
                times.verdict(&lifetimes, BEGAN + after),
                verdict,
                "{times:?} after {after}"
            );
        }
    }

    #[test]
    fn an_access_token_never_outlives_its_session() {
        let staff = SessionLifetimes::STAFF;
        assert_eq!(session(0).access_expires_at(&staff, BEGAN), BEGAN + 10 * MINUTE);
        let late = BEGAN + 12 * HOUR - 3 * MINUTE;
        assert_eq!(session(0).access_expires_at(&staff, late), BEGAN + 12 * HOUR);
    }

    #[test]
    fn a_refresh_token_is_single_use() {
        use RefreshVerdict::{Expired, GraceReplay, ReuseRevokeFamily, Rotate};
        let fresh = RefreshState {
            used_at: None,
            child_used: false,
            sibling_used: false,
        };
        let used = RefreshState {
            used_at: Some(BEGAN),
            ..fresh
        };
        let forked = RefreshState {
            sibling_used: true,
            ..fresh
        };
        let grown = RefreshState {
            child_used: true,
            ..used
        };
        let live = session(0);
        let ended = SessionTimes {
            ended_at: Some(BEGAN),
            ..live
        };
        let cases = [
            (fresh, live, 0, Rotate),
            (fresh, live, 14 * DAY - 1, Rotate),
            (fresh, live, 14 * DAY, Expired),
            (fresh, ended, 0, Expired),
            (used, live, 0, GraceReplay),
            (used, live, 10 * SECOND - 1, GraceReplay),
            (used, live, 10 * SECOND, ReuseRevokeFamily),
            (used, live, 40 * DAY, ReuseRevokeFamily),
            (used, live, -SECOND, GraceReplay),
            (grown, live, 1, ReuseRevokeFamily),
            (forked, live, 1, ReuseRevokeFamily),
            (forked, ended, 1, Expired),
            (used, ended, 0, Expired),
            (grown, ended, DAY, Expired),
        ];
        for (refresh, session, after, verdict) in cases {
            let said = refresh.verdict(&session, &SessionLifetimes::RESIDENT, BEGAN + after);
            assert_eq!(said, verdict, "{refresh:?} of {session:?} after {after}");
        }
    }

    proptest! {
        #[test]
        fn no_time_breaks_a_verdict(
            began_at in any::<i64>(), used_at in any::<i64>(), now in any::<i64>(),
            ended_at in any::<Option<i64>>(), exchanged in any::<Option<i64>>(), child_used in any::<bool>(),
            sibling_used in any::<bool>(),
        ) {
            let session = SessionTimes { began_at, used_at, ended_at };
            for lifetimes in [SessionLifetimes::RESIDENT, SessionLifetimes::STAFF] {
                let live = session.verdict(&lifetimes, now) == SessionVerdict::Live;
                prop_assert_eq!(live, ended_at.is_none() && now < session.ends_at(&lifetimes));
                let refresh = RefreshState { used_at: exchanged, child_used, sibling_used };
                let verdict = refresh.verdict(&session, &lifetimes, now);
                prop_assert_eq!(verdict == RefreshVerdict::Rotate, live && exchanged.is_none() && !sibling_used);
                prop_assert!(verdict != RefreshVerdict::GraceReplay || (live && !child_used));
                prop_assert!(session.access_expires_at(&lifetimes, now) <= now.saturating_add(lifetimes.access));
            }
        }
    }
}
