//! Every sentence that people read outside page templates, in French and English.
//!
//! Sentences are Fluent messages, a file a noun (`fr/proposals.ftl`, `en/proposals.ftl`). A message that is missing in
//! the reader's language falls back to French, the language of the house; a test keeps both complete.

mod bundles;
mod dates;
mod exchange;
mod mails;
mod moderation_log;
mod notifications;
mod problems;
mod reviews;
mod rules;
pub mod sheet;

pub use bundles::sentence;
pub use dates::{day, euros, last_day, log_day, log_month, number, until, written};
pub use exchange::{imported_phase, imported_summary};
pub use mails::{Letter, mail};
pub use moderation_log::{log_line_title, log_sentence, log_title};
pub use notifications::notification;
pub use problems::{outline, problem};
pub use reviews::{moderation_mode, review};
pub use rules::{HouseRule, house_rule};
