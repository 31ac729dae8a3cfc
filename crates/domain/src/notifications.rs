//! Notifications: what somebody is told of, and how soon they are written to.
//!
//! A notification holds ids alone. What it says is read when it is shown or mailed, under the reader's own scope, so
//! that nothing which was hidden meanwhile is told. What the law asks to tell can be put together in the daily digest,
//! never stopped.

use std::time::Duration;

use uuid::Uuid;

use crate::{
    Code, Id, Timestamp, accounts::AccountId, event::Subject, id::Kind, plans::PlanId, refusal::Facts,
    time::days,
};

mod settings;

pub use settings::{DIGEST_HOUR, DIGEST_ZONE, Pace, Paces, Stopped};

/// How long a notification is kept.
pub const KEPT: Duration = days(365);
/// How long a mail that leaves at once waits first: what was taken back meanwhile leaves no mail.
pub const UNDO: Duration = Duration::from_secs(10);
/// A digest shows at most this many lines; how many more there are is said.
pub const DIGEST_LINES: usize = 30;
/// After this many permanent refusals of an address, notifications are mailed there no more. Codes are.
pub const BOUNCES: i32 = 3;

/// The id of a notification.
pub type NotificationId = Id<Notification>;

impl Kind for Notification {
    const PREFIX: &'static str = "notification";
}

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NotificationKind {
    /// A decision of moderation on one's own content or account.
    Decision,
    /// What became of one's notice.
    NoticeAnswered,
    /// What became of one's complaint against a decision.
    ComplaintAnswered,
    /// Somebody answered one's comment, or commented one's proposal.
    Reply,
    /// The town answered a proposal that one wrote or follows, or its answer went a step further.
    ProposalAnswered,
    /// Somebody proposes to merge one's proposal with others, and waits for one's word.
    MergeConsent,
}

impl NotificationKind {
    /// Every kind, the most pressing first.
    pub const ALL: &'static [Self] = &[
        Self::Decision,
        Self::NoticeAnswered,
        Self::ComplaintAnswered,
        Self::MergeConsent,
        Self::ProposalAnswered,
        Self::Reply,
    ];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::NoticeAnswered => "notice_answered",
            Self::ComplaintAnswered => "complaint_answered",
            Self::Reply => "reply",
            Self::ProposalAnswered => "proposal_answered",
            Self::MergeConsent => "merge_consent",
        }
    }

    /// The kind of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// Whether the law asks to tell it (DSA, art. 16 (5), 17 and 20 (5)): it may be put off to the digest, never stopped.
    pub const fn must_be_told(self) -> bool {
        match self {
            Self::Decision | Self::NoticeAnswered | Self::ComplaintAnswered => true,
            Self::Reply | Self::ProposalAnswered | Self::MergeConsent => false,
        }
    }

    /// How soon it is mailed unless the person chose otherwise.
    pub const fn usual_pace(self) -> Pace {
        match self {
            Self::Decision
            | Self::NoticeAnswered
            | Self::ComplaintAnswered
            | Self::ProposalAnswered
            | Self::MergeConsent => Pace::AtOnce,
            Self::Reply => Pace::Daily,
        }
    }
}

/// Something that one person is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// Who is told.
    pub account: AccountId,
    /// What it is about.
    pub kind: NotificationKind,
    /// The plan it belongs to, if any.
    pub plan: Option<PlanId>,
    /// The recipient's side of it: their comment, their proposal, the proposal they follow, their notice.
    pub subject: Subject,
    /// What it tells of: the reply, the answer, the merge, the decision.
    pub cause: Subject,
    /// Which state of the cause, where one cause is told more than once: the version of an answer. 0 otherwise.
    pub cause_version: i32,
    /// When it happened.
    pub at: Timestamp,
    /// When the person read it.
    pub read_at: Option<Timestamp>,
    /// Whether a mail tells it.
    pub mail: Mailing,
}

impl Notification {
    /// The id of its subject, if it is a `T`.
    pub fn subject_as<T: Kind>(&self) -> Option<Id<T>> {
        named(&self.subject)
    }

    /// The id of its cause, if it is a `T`.
    pub fn cause_as<T: Kind>(&self) -> Option<Id<T>> {
        named(&self.cause)
    }
}

fn named<T: Kind>(subject: &Subject) -> Option<Id<T>> {
    (subject.kind == T::PREFIX).then(|| Id::new(subject.id))
}

/// Whether a mail tells a notification: `waiting → sent | skipped`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mailing {
    /// It waits for its job or for the digest.
    Waiting,
    /// A mail told it.
    Sent,
    /// No mail will: it was read or taken back before, the person wants none, or their address refuses mail.
    Skipped,
}

impl Mailing {
    /// Every state.
    pub const ALL: &'static [Self] = &[Self::Waiting, Self::Sent, Self::Skipped];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Skipped => "skipped",
        }
    }

    /// The state of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|mail| mail.as_str() == word)
    }
}

/// What somebody is to be told, before it is known whether they want to hear it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotification {
    /// Who is told.
    pub account: AccountId,
    /// What it is about.
    pub kind: NotificationKind,
    /// The recipient's side of it.
    pub subject: Subject,
    /// What it tells of.
    pub cause: Subject,
    /// The plan it belongs to, if any.
    pub plan: Option<PlanId>,
    /// Which state of the cause, where one cause is told more than once.
    pub cause_version: i32,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it: nobody is told of what they did themselves.
    pub by: Option<AccountId>,
    /// Whether a mail of its own tells it, a statement of reasons for one: then it stands in the list alone.
    pub mailed_apart: bool,
}

impl NewNotification {
    /// That `cause` happened to `subject`, for this account.
    pub fn new(
        account: AccountId,
        kind: NotificationKind,
        subject: impl Into<Subject>,
        cause: impl Into<Subject>,
        at: Timestamp,
    ) -> Self {
        Self {
            account,
            kind,
            subject: subject.into(),
            cause: cause.into(),
            plan: None,
            cause_version: 0,
            at,
            by: None,
            mailed_apart: false,
        }
    }

    /// The same, told by a mail of its own: it stands in the list, and no other mail tells it.
    #[must_use]
    pub fn mailed_apart(self) -> Self {
        Self {
            mailed_apart: true,
            ..self
        }
    }

    /// The same, in this plan.
    #[must_use]
    pub fn of_plan(self, plan: PlanId) -> Self {
        Self {
            plan: Some(plan),
            ..self
        }
    }

    /// The same, done by this account.
    #[must_use]
    pub fn by(self, account: Option<AccountId>) -> Self {
        Self { by: account, ..self }
    }

    /// The same, for this state of the cause.
    #[must_use]
    pub fn at_version(self, cause_version: i32) -> Self {
        Self {
            cause_version,
            ..self
        }
    }

    /// Whether there is somebody to tell: not who did it.
    pub fn is_for_somebody_else(&self) -> bool {
        self.by != Some(self.account)
    }

    /// The row, waiting for its mail unless the person wants none of this kind.
    pub fn noted(&self, id: Uuid, paces: &Paces) -> Notification {
        let Self {
            account,
            kind,
            subject,
            cause,
            plan,
            cause_version,
            at,
            by: _,
            mailed_apart,
        } = self.clone();
        Notification {
            id: NotificationId::new(id),
            account,
            kind,
            plan,
            subject,
            cause,
            cause_version,
            at,
            read_at: None,
            mail: match paces.of(kind) {
                _ if mailed_apart => Mailing::Sent,
                Pace::AtOnce | Pace::Daily => Mailing::Waiting,
                Pace::Never => Mailing::Skipped,
            },
        }
    }
}

/// What is known of mail that an address refused for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounces {
    /// How often.
    pub count: i32,
    /// The last reason, as mail servers say it: `550`, `5.1.1`.
    pub last_code: String,
    /// When it last did.
    pub at: Timestamp,
}

impl Bounces {
    /// Whether notifications are mailed there no more.
    pub const fn stop(&self) -> bool {
        self.count >= BOUNCES
    }
}

/// Why a rule about notifications says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotificationRefusal {
    /// The law asks to tell it.
    #[error("this kind of notification cannot be stopped")]
    MustBeTold,
}

impl NotificationRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::MustBeTold => Code::NotificationMustBeTold,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::MustBeTold => Vec::new(),
        }
    }
}
