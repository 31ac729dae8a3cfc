//! The GraphQL API: the schema, and what every object and refusal looks like in it.
//!
//! Objects wrap domain values; a mutation parses its input into a command, calls its use case and wraps the outcome,
//! in at most fifteen lines. Nothing here reads a database or decides a rule.

pub mod accounts;
pub mod answers;
pub mod attachments;
pub mod authors;
pub mod changes;
pub mod chosen;
pub mod comments;
pub mod context;
pub mod drafts;
pub mod error;
pub mod follows;
pub mod loaders;
pub mod merges;
pub mod moderation;
pub mod moderation_log;
pub mod nodes;
pub mod notifications;
pub mod organisations;
pub mod papers;
pub mod plans;
pub mod problems;
pub mod proposals;
pub mod recordings;
pub mod relay;
pub mod reviews;
pub mod rules;
pub mod scalars;
mod schema;
pub mod search;
pub mod signals;
pub mod subscriptions;
pub mod transport;
pub mod voting;
pub mod webhooks;

pub use context::Request;
pub use error::Fault;
pub use schema::{Schema, schema, sdl};
