//! The three ways of saying no, each with a stable code and the facts that its sentence needs.

use std::borrow::Cow;

use crate::{
    Code, Timestamp,
    accounts::AccountRefusal,
    answers::AnswerRefusal,
    attachments::AttachmentRefusal,
    comments::CommentRefusal,
    drafts::DraftRefusal,
    merges::MergeRefusal,
    moderation::ModerationRefusal,
    notifications::NotificationRefusal,
    organisations::OrganisationRefusal,
    papers::BatchRefusal,
    plans::{PlanRefusal, Requirement},
    proposals::ProposalRefusal,
    rules::RuleRefusal,
    signals::SignalRefusal,
    voting::VotingRefusal,
    webhooks::WebhookRefusal,
};

/// A value that a sentence shows: numbers, instants and words are written by the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A count or a limit.
    Number(i64),
    /// An instant.
    At(Timestamp),
    /// A word from a closed list or a short harmless text; never what somebody else typed.
    Text(String),
}

/// The named facts of one refusal.
pub type Facts = Vec<(&'static str, Fact)>;

macro_rules! fact_from {
    ($($number:ty),*) => {$(
        impl From<$number> for Fact {
            fn from(number: $number) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
fact_from!(u8, u32, u64, usize, i64);

impl From<Timestamp> for Fact {
    fn from(at: Timestamp) -> Self {
        Self::At(at)
    }
}

impl From<&str> for Fact {
    fn from(word: &str) -> Self {
        Self::Text(word.to_owned())
    }
}

/// What is wrong with one typed value, before it is known which field held it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The stable code.
    pub code: Code,
    /// What the sentence shows.
    pub facts: Facts,
}

impl Fault {
    /// A fault without facts.
    pub fn new(code: Code) -> Self {
        Self {
            code,
            facts: Vec::new(),
        }
    }

    /// The same fault with one more fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, fact: impl Into<Fact>) -> Self {
        self.facts.push((name, fact.into()));
        self
    }
}

/// What is wrong with one field of a form or of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field, by the name it has in forms and in the API alike (`title`, `phases.0.startsAt`).
    pub field: Cow<'static, str>,
    /// What is wrong with it.
    pub fault: Fault,
}

/// Collects every field error of an input, so that a person hears of all of them at once.
#[derive(Debug, Default)]
pub struct Fields(Vec<FieldError>);

impl Fields {
    /// Keeps the value, or notes what is wrong with this field.
    pub fn take<T>(&mut self, field: impl Into<Cow<'static, str>>, value: Result<T, Fault>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(fault) => {
                self.0.push(FieldError {
                    field: field.into(),
                    fault,
                });
                None
            }
        }
    }

    /// The value of several fields that were read together, or nothing after noting all that is wrong with them.
    pub fn take_all<T>(&mut self, read: Result<T, Vec<FieldError>>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.0.extend(wrong);
                None
            }
        }
    }

    /// Notes what is wrong with a field.
    pub fn refuse(&mut self, field: impl Into<Cow<'static, str>>, fault: Fault) {
        self.0.push(FieldError {
            field: field.into(),
            fault,
        });
    }

    /// The whole value when every field was right, or all that is wrong.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<FieldError>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
    }
}

/// Why this actor may not do this: the question «who».
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Only for people with an account.
    #[error("sign in first")]
    SignInRequired,
    /// Only for the author or owner.
    #[error("this belongs to somebody else")]
    NotYours,
    /// Only for people with a certain role here.
    #[error("this needs a role that you do not have here")]
    RoleRequired,
    /// The plan reserves it to people with a declared or a confirmed link.
    #[error("this plan asks for {0:?}")]
    LinkRequired(Requirement),
    /// The plan's voting age is not reached.
    #[error("this is not open to people under 15")]
    TooYoung,
    /// It is one's own contribution: somebody else decides.
    #[error("nobody decides on their own contribution")]
    OwnContribution,
    /// Whoever is concerned, or answers for the town there, never decides.
    #[error("whoever is concerned does not decide")]
    ConflictOfInterest,
    /// A sanction that is still running.
    #[error("limited until {0}")]
    Limited(Timestamp),
    /// A program lacks the scope.
    #[error("this program lacks the scope")]
    ScopeRequired,
    /// What the actor may not even see: answered as «not found».
    #[error("not visible")]
    Invisible,
}

impl Denied {
    /// The stable code.
    pub const fn code(self) -> Code {
        match self {
            Self::SignInRequired => Code::AuthRequired,
            Self::NotYours => Code::PermissionNotYours,
            Self::RoleRequired | Self::Invisible => Code::PermissionRoleRequired,
            Self::LinkRequired(Requirement::ConfirmedLink) => Code::PermissionConfirmedLinkRequired,
            Self::LinkRequired(_) => Code::PermissionDeclaredLinkRequired,
            Self::TooYoung => Code::PermissionTooYoung,
            Self::OwnContribution => Code::PermissionOwnContribution,
            Self::ConflictOfInterest => Code::PermissionConflictOfInterest,
            Self::Limited(_) => Code::PermissionLimited,
            Self::ScopeRequired => Code::PermissionScopeRequired,
        }
    }

    /// What the sentence shows.
    pub fn facts(self) -> Facts {
        match self {
            Self::Limited(until) => vec![("until", until.into())],
            _ => Vec::new(),
        }
    }
}

/// Why a rule says no to somebody who may ask: the question «whether».
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// About accounts, sessions and codes.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// About plans and phases.
    #[error(transparent)]
    Plan(#[from] PlanRefusal),
    /// About organisations.
    #[error(transparent)]
    Organisation(#[from] OrganisationRefusal),
    /// About proposals.
    #[error(transparent)]
    Proposal(#[from] ProposalRefusal),
    /// About comments.
    #[error(transparent)]
    Comment(#[from] CommentRefusal),
    /// About the town's answers.
    #[error(transparent)]
    Answer(#[from] AnswerRefusal),
    /// About attachments.
    #[error(transparent)]
    Attachment(#[from] AttachmentRefusal),
    /// About merging proposals.
    #[error(transparent)]
    Merge(#[from] MergeRefusal),
    /// About moderation.
    #[error(transparent)]
    Moderation(#[from] ModerationRefusal),
    /// About drafts.
    #[error(transparent)]
    Draft(#[from] DraftRefusal),
    /// About the rules of moderation.
    #[error(transparent)]
    Rule(#[from] RuleRefusal),
    /// About signals.
    #[error(transparent)]
    Signal(#[from] SignalRefusal),
    /// About notifications.
    #[error(transparent)]
    Notification(#[from] NotificationRefusal),
    /// About voting.
    #[error(transparent)]
    Voting(#[from] VotingRefusal),
    /// About webhooks.
    #[error(transparent)]
    Webhook(#[from] WebhookRefusal),
    /// About a pile of paper sheets.
    #[error(transparent)]
    Batch(#[from] BatchRefusal),
}

impl Refusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::Account(refusal) => refusal.code(),
            Self::Plan(refusal) => refusal.code(),
            Self::Organisation(refusal) => refusal.code(),
            Self::Proposal(refusal) => refusal.code(),
            Self::Comment(refusal) => refusal.code(),
            Self::Answer(refusal) => refusal.code(),
            Self::Attachment(refusal) => refusal.code(),
            Self::Merge(refusal) => refusal.code(),
            Self::Moderation(refusal) => refusal.code(),
            Self::Draft(refusal) => refusal.code(),
            Self::Rule(refusal) => refusal.code(),
            Self::Signal(refusal) => refusal.code(),
            Self::Notification(refusal) => refusal.code(),
            Self::Voting(refusal) => refusal.code(),
            Self::Webhook(refusal) => refusal.code(),
            Self::Batch(refusal) => refusal.code(),
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::Account(refusal) => refusal.facts(),
            Self::Plan(refusal) => refusal.facts(),
            Self::Organisation(refusal) => refusal.facts(),
            Self::Proposal(refusal) => refusal.facts(),
            Self::Comment(refusal) => refusal.facts(),
            Self::Answer(refusal) => refusal.facts(),
            Self::Attachment(refusal) => refusal.facts(),
            Self::Merge(refusal) => refusal.facts(),
            Self::Moderation(refusal) => refusal.facts(),
            Self::Draft(refusal) => refusal.facts(),
            Self::Rule(refusal) => refusal.facts(),
            Self::Signal(refusal) => refusal.facts(),
            Self::Notification(refusal) => refusal.facts(),
            Self::Voting(refusal) => refusal.facts(),
            Self::Webhook(refusal) => refusal.facts(),
            Self::Batch(refusal) => refusal.facts(),
        }
    }
}
