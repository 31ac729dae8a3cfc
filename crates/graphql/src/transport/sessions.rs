//! The sessions behind open sockets and event streams, asked after together.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use super::doors::{Doorkeeper, SessionKey};

/// Rounds in a row that may fail before nobody is taken to stand.
const BLIND_ROUNDS: u32 = 3;

/// All sessions that hold a long connection open in this process.
#[derive(Default)]
pub(crate) struct Sessions {
    held: Mutex<HashMap<SessionKey, Entry>>,
    blind: AtomicBool,
}

struct Entry {
    ended: CancellationToken,
    holders: usize,
}

/// Why a session no longer carries a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It was revoked, or ran out.
    Fallen,
    /// Nobody could say for too long whether it stands.
    Unknown,
}

/// A connection's hold on its session; dropped with the connection.
pub(crate) struct Hold {
    sessions: Arc<Sessions>,
    key: SessionKey,
    ended: CancellationToken,
}

impl Sessions {
    /// Begins to watch a session for one more connection.
    pub(crate) fn hold(self: &Arc<Self>, key: &SessionKey) -> Hold {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = held.entry(key.clone()).or_insert_with(|| Entry {
            ended: CancellationToken::new(),
            holders: 0,
        });
        entry.holders += 1;
        Hold {
            sessions: Arc::clone(self),
            key: key.clone(),
            ended: entry.ended.clone(),
        }
    }

    /// Asks the doorkeeper once after every session; `failures` counts rounds in a row without an answer.
    pub(crate) async fn ask<D: Doorkeeper>(&self, doorkeeper: &D, failures: &mut u32) {
        let keys: Vec<SessionKey> = self
            .held
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .keys()
            .cloned()
            .collect();
        if keys.is_empty() {
            return;
        }
        let fallen = match doorkeeper.fallen(&keys).await {
            Ok(fallen) => {
                *failures = 0;
                self.blind.store(false, Ordering::Relaxed);
                fallen
            }
            Err(error) => {
                *failures += 1;
                tracing::warn!(
                    failures,
                    ?error,
                    "sessions behind open connections could not be checked"
                );
                if *failures < BLIND_ROUNDS {
                    return;
                }
                self.blind.store(true, Ordering::Relaxed);
                keys
            }
        };
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        for key in &fallen {
            if let Some(entry) = held.remove(key) {
                entry.ended.cancel();
            }
        }
    }
}

impl Hold {
    /// Waits until the session carries the connection no longer.
    pub(crate) async fn ended(&self) -> End {
        self.ended.cancelled().await;
        if self.sessions.blind.load(Ordering::Relaxed) {
            End::Unknown
        } else {
            End::Fallen
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut held = self.sessions.held.lock().unwrap_or_else(PoisonError::into_inner);
        // A session that fell and was opened anew under the same name has another entry, which is not ours.
        if self.ended.is_cancelled() {
            return;
        }
        if let Some(entry) = held.get_mut(&self.key) {
            entry.holders = entry.holders.saturating_sub(1);
            if entry.holders == 0 {
                held.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::doors::{Admission, Refused, Visit};
    use super::*;

    #[derive(Clone)]
    struct Keeper(Result<Vec<SessionKey>, Refused>);

    impl Doorkeeper for Keeper {
        async fn admit(&self, _: Option<&str>, _: &Visit) -> Result<Admission, Refused> {
            Err(Refused::Required)
        }
        async fn fallen(&self, _: &[SessionKey]) -> Result<Vec<SessionKey>, Refused> {
            self.0.clone()
        }
    }

    #[tokio::test]
    async fn fallen_sessions_end_and_the_others_stay() {
        let (sessions, mut failures) = (Arc::new(Sessions::default()), 0);
        let (a, b) = (SessionKey::new("a"), SessionKey::new("b"));
        let (first, second, other) = (sessions.hold(&a), sessions.hold(&a), sessions.hold(&b));
        sessions.ask(&Keeper(Ok(vec![a])), &mut failures).await;
        assert_eq!(
            (first.ended().await, second.ended().await),
            (End::Fallen, End::Fallen)
        );
        assert!(!other.ended.is_cancelled());
        drop((first, second, other));
        assert!(
            sessions.held.lock().unwrap().is_empty(),
            "nothing is kept for connections that are gone"
        );
    }

    #[tokio::test]
    async fn a_check_that_fails_three_times_has_not_passed() {
        let (sessions, mut failures) = (Arc::new(Sessions::default()), 0);
        let hold = sessions.hold(&SessionKey::new("a"));
        let blind = Keeper(Err(Refused::Unavailable));
        sessions.ask(&blind, &mut failures).await;
        sessions.ask(&blind, &mut failures).await;
        assert!(!hold.ended.is_cancelled());
        sessions.ask(&blind, &mut failures).await;
        assert_eq!(hold.ended().await, End::Unknown);
    }
}
