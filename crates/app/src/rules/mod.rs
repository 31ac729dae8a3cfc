//! The rules of moderation: written by admins, read by everybody, cited by decisions.

mod first_set;
mod queries;
mod write;

pub use first_set::first_set;
pub use persistence::rules::Filter;
pub use queries::{by_code, by_id, by_ids, list, versions_at, versions_of};
pub use write::{
    CreateRule, LegalInput, ReviseRule, RuleInput, WordingInput, create, must_write, restore, retire, revise,
};
