//! Use cases: what people and programs can do, each in a file of its own.
//!
//! A command is a struct of parsed values and one free function; a query is a function that takes `(cx, args, page)`.
//! Here alone transactions begin and commit: load, ask the domain, save, record what happened.

pub mod accounts;
pub mod answers;
pub mod attachments;
pub mod comments;
pub mod cx;
pub mod drafts;
pub mod error;
pub mod exchange;
pub mod feed;
pub mod follows;
pub mod idempotency;
pub mod jobs;
pub mod limits;
pub mod markdown;
pub mod merges;
pub mod moderation;
pub mod moderation_log;
pub mod notifications;
pub mod organisations;
pub mod papers;
pub mod plans;
pub mod ports;
pub mod problem;
pub mod proposals;
pub mod recordings;
pub mod retention;
pub mod reviews;
pub mod rules;
pub mod search;
pub mod settings;
pub mod signals;
pub mod throttle;
pub mod voting;
pub mod webhooks;
pub mod worker;

pub use cx::{Cx, House};
pub use error::{Error, Result};
pub use limits::Limits;
pub use persistence::{Db, Options, Stats};
pub use problem::Problem;
