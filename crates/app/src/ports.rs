//! What the house needs from outside, where there are at least two real ways to give it.

use std::{future::Future, pin::Pin};

use domain::{
    Timestamp,
    text::EmailAddress,
    webhooks::{Answered, Endpoint, Networks},
};
use uuid::Uuid;

/// What time it is: the wall clock, or one that tests and rehearsals set.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Whether the clock is set by hand, so that the database's own must not be asked.
    fn is_fixed(&self) -> bool;
}

/// Fresh ids and numbers: random, or seeded.
pub trait Ids: Send + Sync {
    /// A UUIDv7 of this instant.
    fn uuid(&self, now: Timestamp) -> Uuid;

    /// A number from 0 to 2³¹ − 1.
    fn random(&self) -> i32;
}

/// A mail, ready to leave: text always, HTML where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: EmailAddress,
    /// The subject, one line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same in HTML.
    pub html: Option<String>,
    /// Further headers, `List-Unsubscribe` for one.
    pub headers: Vec<(&'static str, String)>,
}

/// How mail leaves: SMTP, files in the data folder, or a test's memory.
pub trait Mailer: Send + Sync {
    /// Hands the mail over; an error says that it should be tried again later.
    fn send(&self, mail: Mail) -> Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + '_>>;

    /// Forgets every copy of mail to this address that the house itself still has: its person left.
    fn forget<'a>(
        &'a self,
        to: &'a EmailAddress,
    ) -> Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + 'a>>;
}

/// Why a mail did not leave.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Worth another try.
    #[error("mail did not leave")]
    Later(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It never will: the mail server refused it for good.
    #[error("the address was refused")]
    Refused {
        /// What the server said, in its numbers: `550`. Empty where no server was asked.
        code: String,
        /// The whole of it; it may name the address and is not logged.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// A message to a webhook, signed and ready to leave.
#[derive(Debug, Clone)]
pub struct Post {
    /// Where to.
    pub endpoint: Endpoint,
    /// Networks that are not public and that may be sent to.
    pub allowed: Networks,
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`, in seconds.
    pub timestamp: i64,
    /// `webhook-signature`.
    pub signature: String,
    /// The message, as it was signed.
    pub body: String,
}

/// How messages of webhooks leave: over the network, or to a test.
pub trait Courier: Send + Sync {
    /// Posts the message once. Nothing is sent to an address that is neither public nor allowed, whatever name stands
    /// for it; redirections are not followed, and nothing of an answer but its status is read.
    fn post(&self, post: Post) -> Pin<Box<dyn Future<Output = Answered> + Send + '_>>;
}
