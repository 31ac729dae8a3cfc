//! Notifications: told in the transaction of what caused them, read by their recipient alone, mailed by jobs.
//!
//! [`tell`] is what a use case calls for somebody it knows. Those who follow something are told by a job, in batches,
//! since they may be many. Everything is told once: a recipient and a cause make one row.
//!
//! What a notification says is read when it is shown or mailed ([`look`]), under its reader's scope. A mail at once waits
//! ten seconds, and looks again; the digest of a day is written at the hour that its reader chose.

mod bounces;
mod causes;
mod envelope;
mod followers;
mod letters;
mod queries;
mod read;
mod seen;
mod send;
mod settings;
mod tell;
mod unsubscribe;

pub(crate) use bounces::count as count_bounce;
pub use bounces::{bounced, mail_trouble};
pub(crate) use causes::{tell_of_answer, tell_of_merge, tell_of_outcome, tell_of_reply};
pub(crate) use followers::tell_followers;
pub use queries::{list, settings, unread_count};
pub use read::{MarkRead, mark_read};
pub use seen::{Seen, look};
pub(crate) use send::{send, send_digest};
pub use settings::{PacesInput, UpdatePaces, update_paces};
pub use tell::{tell, tell_all};
pub use unsubscribe::{Stopping, stopping, unsubscribe};
