//! The wall clock and chance: their one home.

use app::ports::{Clock, Ids};
use domain::Timestamp;
use rand::RngExt;
use uuid::{NoContext, Uuid};

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that reads the wall clock"
        )]
        let now = jiff::Timestamp::now();
        Timestamp::from_micros(now.as_microsecond())
    }

    fn is_fixed(&self) -> bool {
        false
    }
}

/// Random ids.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl Ids for RandomIds {
    fn uuid(&self, now: Timestamp) -> Uuid {
        let seconds = u64::try_from(now.seconds()).unwrap_or(0);
        let nanos = u32::try_from(now.micros().rem_euclid(1_000_000) * 1_000).unwrap_or(0);
        Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanos))
    }

    fn random(&self) -> i32 {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that draws random numbers"
        )]
        let mut rng = rand::rng();
        rng.random_range(0..=i32::MAX)
    }
}
