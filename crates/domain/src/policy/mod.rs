//! Every permission, a file a noun. A policy answers *who*; whether the moment and the numbers allow it is decided
//! by the noun, after its row is locked.
//!
//! The table that these rules amount to, role by action by state, is printed by `tests/it/policy_matrix.rs`.

pub mod accounts;
pub mod answers;
pub mod attachments;
pub mod comments;
pub mod exchange;
pub mod follows;
pub mod merges;
pub mod moderation;
pub mod notifications;
pub mod organisations;
pub mod plans;
pub mod profiles;
pub mod proposals;
pub mod recordings;
pub mod rules;
pub mod signals;
pub mod voting;
pub mod webhooks;
