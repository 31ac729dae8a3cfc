//! Voting: a person's ballot in each plan, the totals of all, and the keys that keep them apart.
//!
//! A vote leaves no event and no trace: spans of this folder carry a plan and the code of the outcome, never a proposal.

mod ballots;
mod cast;
mod claims;
mod codes;
mod follow;
mod keys;
mod pending;
mod queries;
mod withdraw;

pub use cast::{CastVote, Voted, cast};
pub use claims::claim_address_in;
pub use codes::{
    CastByCode, HandOut, IssueCodes, LISTED, PaperBallot, PaperDesk, ask_code, cast_by_code, give_code_back,
    hand_out, issue_codes, numbered, of_numbers, paper_ballot, paper_desk, put_to_vote, revoke_codes,
};
pub(crate) use codes::{count_in, is_open};
pub use follow::follow_totals;
pub use keys::destroy_keys;
pub(crate) use pending::carry_out_under;
pub use pending::{
    CarriedOut, StartVote, Started, carry_out_pending, drop_pending, pending_votes, start_vote,
};
pub use queries::{
    MyBallot, counts, my_ballot, my_ballot_votes, my_votes, my_votes_everywhere, results_of, totals_of,
};
pub(crate) use queries::{tell_totals, telling};
pub use withdraw::{withdraw, withdraw_all_in};
