//! The vocabulary of Fabrique and its rules, as pure values.
//!
//! Nothing here waits, reads a clock, draws a random number or talks to a database: the crate decides, and `app`
//! fetches, asks and saves. Every permission is in [`policy`]; every reason for saying no is a [`Denied`] (who),
//! a [`Refusal`] (whether) or a [`FieldError`] (what was typed), each with a stable [`Code`].

pub mod accounts;
pub mod actor;
pub mod answers;
pub mod attachments;
pub mod code;
pub mod comments;
pub mod drafts;
pub mod event;
pub mod exchange;
pub mod follows;
pub mod geo;
pub mod id;
pub mod language;
pub mod merges;
pub mod moderation;
pub mod moderation_log;
pub mod notifications;
pub mod organisations;
pub mod page;
pub mod papers;
pub mod participation;
pub mod plans;
pub mod policy;
pub mod proposals;
pub mod recordings;
pub mod refusal;
pub mod reviews;
pub mod rules;
pub mod scope;
pub mod search;
pub mod signals;
pub mod text;
pub mod time;
pub mod visibility;
pub mod voting;
pub mod webhooks;

pub use actor::{Actor, Permitted};
pub use code::Code;
pub use event::{Event, EventKind, NewEvent};
pub use id::Id;
pub use language::Language;
pub use page::{Page, PageRequest};
pub use refusal::{Denied, FieldError, Refusal};
pub use scope::Scope;
pub use time::Timestamp;
pub use visibility::Visibility;
