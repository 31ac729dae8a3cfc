//! Voting keys, ballots, votes, claims and totals.
//!
//! Nothing here takes a scope: a vote is found by the voter's key alone, which nobody has but its author's use case,
//! and totals are asked for only by the one query of `app` that knows whether they are shown.

mod ballots;
mod keys;
mod pending;
mod totals;

pub use ballots::{
    ballots_of, claim, counts, forget_claims, held, list, lock_ballot, on, set_link, take_steps,
};
pub use keys::{StoredKey, destroy_key, insert_key, key, keys_of, live_keys, lock_key};
pub use pending::{delete_pending, forget_expired, insert_pending, lock_pending, pending_count, pending_of};
pub use totals::{any_delta, by_link, counted, fold, recount, totals};
