//! Time and chance, held still.

use std::{
    sync::atomic::{AtomicI64, AtomicU64, Ordering},
    time::Duration,
};

use ::app::ports::{Clock, Ids};
use domain::Timestamp;
use uuid::Uuid;

/// A clock that moves when the test says so.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// Starts at this instant (RFC 3339).
    pub fn at(start: &str) -> Self {
        Self(AtomicI64::new(
            Timestamp::parse(start).map_or(0, Timestamp::micros),
        ))
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        self.0
            .fetch_add(i64::try_from(by.as_micros()).unwrap_or(0), Ordering::SeqCst);
    }

    /// Jumps to this instant.
    pub fn set(&self, to: Timestamp) {
        self.0.store(to.micros(), Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }

    fn is_fixed(&self) -> bool {
        true
    }
}

/// Ids and numbers that a test can repeat.
#[derive(Debug, Default)]
pub struct SeededIds(AtomicU64);

impl SeededIds {
    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}

impl Ids for SeededIds {
    fn uuid(&self, now: Timestamp) -> Uuid {
        let millis = u64::try_from(now.micros() / 1_000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &{
            let mut bytes = [0_u8; 10];
            bytes[2..].copy_from_slice(&self.next().to_be_bytes());
            bytes
        })
        .into_uuid()
    }

    fn random(&self) -> i32 {
        // Knuth's multiplicative hash: spread, and the same in every run.
        i32::try_from(self.next().wrapping_mul(2_654_435_761) % (1 << 31)).unwrap_or(0)
    }
}
