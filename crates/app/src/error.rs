//! How a use case fails.

use std::{error::Error as StdError, time::Duration};

use domain::{Code, Denied, FieldError, Refusal};
use persistence::{Rerun, StoreError};

/// The outcome of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How a use case fails.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule says no: the question «whether».
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A policy says no: the question «who».
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such thing, or the actor may not know of it.
    #[error("{0}")]
    NotFound(Code),
    /// What was typed is wrong, all of it at once.
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<FieldError>),
    /// Too many attempts.
    #[error("too many attempts; again in {retry_after:?}")]
    Throttled {
        /// How long to wait.
        retry_after: Duration,
    },
    /// The idempotency key was used for another command.
    #[error("the idempotency key was used for another command")]
    KeyReused,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something went wrong on our side.
    #[error("internal error")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
}

impl Rerun for Error {
    fn wants_rerun(&self) -> bool {
        matches!(self, Self::Store(error) if error.wants_rerun())
    }
}

impl Error {
    /// A failure on our side.
    pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }
}

macro_rules! refused {
    ($($noun:path),*) => {$(
        impl From<$noun> for Error {
            fn from(refusal: $noun) -> Self {
                Self::Refused(refusal.into())
            }
        }
    )*};
}
refused!(
    domain::accounts::AccountRefusal,
    domain::organisations::OrganisationRefusal,
    domain::plans::PlanRefusal,
    domain::proposals::ProposalRefusal,
    domain::comments::CommentRefusal,
    domain::answers::AnswerRefusal,
    domain::attachments::AttachmentRefusal,
    domain::merges::MergeRefusal,
    domain::moderation::ModerationRefusal,
    domain::drafts::DraftRefusal,
    domain::rules::RuleRefusal,
    domain::signals::SignalRefusal,
    domain::notifications::NotificationRefusal,
    domain::papers::BatchRefusal,
    domain::voting::VotingRefusal,
    domain::webhooks::WebhookRefusal
);

impl From<Vec<FieldError>> for Error {
    fn from(fields: Vec<FieldError>) -> Self {
        Self::Invalid(fields)
    }
}

/// Turns «nothing there» into [`Error::NotFound`].
pub trait OrNotFound<T> {
    /// The value, or the noun's own «not found».
    fn or_not_found(self, code: Code) -> Result<T>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_not_found(self, code: Code) -> Result<T> {
        self.ok_or(Error::NotFound(code))
    }
}

/// Hides what the actor may not see: [`Denied::Invisible`] becomes the noun's «not found».
pub trait OrHidden<T> {
    /// The permission, the denial, or «not found».
    fn or_hidden(self, code: Code) -> Result<T>;
}

impl<T> OrHidden<T> for std::result::Result<T, Denied> {
    fn or_hidden(self, code: Code) -> Result<T> {
        self.map_err(|denied| match denied {
            Denied::Invisible => Error::NotFound(code),
            denied => Error::Denied(denied),
        })
    }
}
