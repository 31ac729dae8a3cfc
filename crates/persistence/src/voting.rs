//! Voting keys, ballots, votes, claims and totals.
//!
//! Nothing here takes a scope: a vote is found by the voter's key alone, which nobody has but its author's use case,
//! and totals are asked for only by the one query of `app` that knows whether they are shown.

mod ballots;
mod codes;
mod keys;
mod pending;
mod totals;

pub use ballots::{
    ballots_of, claim, counts, forget_claims, held, list, lock_ballot, means_of_ballots, on, set_means,
    take_steps,
};
pub use codes::{
    Codes, StoredCode, code, count_paper, forget_codes, hand_out, has_code, insert_codes, insert_pile,
    paper_counts, pile, piles, replace_code, revoke_codes, use_code,
};
pub use keys::{StoredKey, destroy_key, insert_key, key, keys_of, live_keys, lock_key};
pub use pending::{delete_pending, forget_expired, insert_pending, lock_pending, pending_count, pending_of};
pub use totals::{any_delta, any_on_paper, by_link, counted, fold, recount, totals};
