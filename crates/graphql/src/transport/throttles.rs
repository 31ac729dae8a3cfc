//! Sheds load by peer, in this process alone; accounts and codes are throttled in the database.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::faults::{Fault, Reason};
use super::limits::PeerRate;

/// Prefixes kept before idle ones are forgotten early.
const PREFIXES: usize = 50_000;

/// One rate for each prefix of addresses.
pub(crate) struct Throttle {
    limiter: RateLimiter<Prefix, DashMapStateStore<Prefix>, DefaultClock>,
    clock: DefaultClock,
}

/// An IPv4 address, or the first 56 bits of an IPv6 address: what one household or machine holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Prefix {
    V4(u32),
    V6(u128),
}

impl Prefix {
    fn of(peer: IpAddr) -> Self {
        match peer.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.to_bits()),
            IpAddr::V6(address) => Self::V6(address.to_bits() >> 72),
        }
    }
}

impl Throttle {
    pub(crate) fn new(rate: PeerRate) -> Self {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        Self {
            limiter: RateLimiter::dashmap(quota),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one request of a peer, or says how long it must wait.
    pub(crate) fn pass(&self, peer: IpAddr) -> Result<(), Fault> {
        match self.limiter.check_key(&Prefix::of(peer)) {
            Ok(()) => Ok(()),
            Err(early) => {
                metrics::counter!("graphql_shed_total", "reason" => "peer").increment(1);
                Err(Fault::new(Reason::Throttled).retry_after(early.wait_time_from(self.clock.now())))
            }
        }
    }

    /// Forgets peers that have rested long enough to start afresh.
    pub(crate) fn forget(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }

    /// True where many prefixes are kept.
    pub(crate) fn is_crowded(&self) -> bool {
        self.limiter.len() > PREFIXES
    }
}

/// The long connections that each peer holds.
pub(crate) struct Places {
    held: Mutex<HashMap<Prefix, usize>>,
    limit: usize,
}

/// A peer's hold on one of its places; given back when dropped.
pub(crate) struct Place {
    places: Arc<Places>,
    prefix: Prefix,
}

impl Places {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            held: Mutex::default(),
            limit,
        }
    }

    /// Takes a place of this peer; `None` where it has them all.
    pub(crate) fn take(self: &Arc<Self>, peer: IpAddr) -> Option<Place> {
        let prefix = Prefix::of(peer);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.get(&prefix).copied().unwrap_or_default();
        if count >= self.limit {
            return None;
        }
        held.insert(prefix, count + 1);
        Some(Place {
            places: Arc::clone(self),
            prefix,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.places.held.lock().unwrap_or_else(PoisonError::into_inner);
        match held.get_mut(&self.prefix) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                held.remove(&self.prefix);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroU32;

    #[test]
    fn a_peer_has_its_places_and_gives_them_back() {
        let places = Arc::new(Places::new(2));
        let take = |text: &str| places.take(text.parse().unwrap());
        let (first, second) = (take("192.0.2.1"), take("192.0.2.1"));
        assert!(first.is_some() && second.is_some());
        assert!(take("192.0.2.1").is_none());
        assert!(take("192.0.2.2").is_some());
        drop(first);
        assert!(take("192.0.2.1").is_some());
        drop(second);
        assert!(
            places.held.lock().unwrap().is_empty(),
            "nothing is kept of peers that are gone"
        );
    }

    #[test]
    fn a_peer_has_its_burst_and_neighbours_have_their_own() {
        let one = NonZeroU32::MIN;
        let throttle = Throttle::new(PeerRate {
            per_second: one,
            burst: one.saturating_add(1),
        });
        let pass = |text: &str| {
            throttle
                .pass(text.parse().unwrap())
                .map_err(|fault| fault.wait_seconds())
        };
        assert_eq!((pass("192.0.2.1"), pass("192.0.2.1")), (Ok(()), Ok(())));
        assert_eq!(pass("192.0.2.1"), Err(Some(1)));
        assert_eq!(
            pass("::ffff:192.0.2.1"),
            Err(Some(1)),
            "a mapped address is the same peer"
        );
        assert_eq!(pass("192.0.2.2"), Ok(()));
        assert_eq!(
            (pass("2001:db8:0:100::1"), pass("2001:db8:0:1ff::2")),
            (Ok(()), Ok(()))
        );
        assert_eq!(pass("2001:db8:0:1aa::3"), Err(Some(1)), "one /56 is one peer");
        assert_eq!(pass("2001:db8:0:200::3"), Ok(()));
    }
}
