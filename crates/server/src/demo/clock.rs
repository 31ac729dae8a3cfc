//! A clock that goes where the story is: the town's past is written on the days when it happened.

use std::sync::atomic::{AtomicI64, Ordering};

use app::ports::Clock;
use domain::Timestamp;

/// Stands still until it is set.
#[derive(Debug)]
pub(super) struct StoryClock(AtomicI64);

impl StoryClock {
    /// Stands at this instant.
    pub(super) fn at(instant: Timestamp) -> Self {
        Self(AtomicI64::new(instant.micros()))
    }

    /// Jumps to this instant.
    pub(super) fn set(&self, instant: Timestamp) {
        self.0.store(instant.micros(), Ordering::SeqCst);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }

    fn is_fixed(&self) -> bool {
        true
    }
}
