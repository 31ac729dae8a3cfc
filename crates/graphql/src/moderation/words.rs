//! The closed lists of moderation.

use async_graphql::Enum;
use domain::{
    attachments::AttachmentId,
    moderation::{self, complaints, decisions, notices},
};

/// What a notice says is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "notices::NoticeKind")]
pub enum NoticeKind {
    /// It is against the law: `explanation`, `goodFaith` and, from somebody without an account, `name` and `email` are
    /// asked for, but for offences against children.
    Illegal,
    /// It is against a rule of the house.
    HouseRule,
    /// It shows a telephone number, an address or something private of a person.
    PersonalData,
    /// It belongs somewhere else.
    WrongPlace,
}

/// Where a notice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "notices::NoticeStage")]
pub enum NoticeStage {
    /// It has arrived.
    Received,
    /// Its sender knows that it has.
    Acknowledged,
    /// It belongs to a case.
    Attached,
    /// Its case is decided; its sender is told in a moment.
    Decided,
    /// Its sender is told.
    Told,
}

/// How a notice was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "notices::NoticeOutcome")]
pub enum NoticeOutcome {
    /// What it asked for was done.
    Acted,
    /// A passage was masked, or the thread locked.
    Partly,
    /// Nothing was done: its sender may contest that for six months.
    NotActed,
    /// A decision was taken of which no more is said, and the contribution stays: its sender may contest it as if nothing
    /// was done.
    Decided,
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "moderation::CaseStage")]
pub enum CaseStage {
    /// Nobody has decided.
    Open,
    /// Decided; for ten seconds it can be taken back, and nobody is told.
    Decided,
    /// Those concerned are told, and may contest for six months.
    Told,
    /// Contested: another person reviews it.
    Contested,
    /// Reviewed; for ten seconds that can be taken back, and nobody is told.
    Reviewed,
    /// Nothing more is decided here.
    Final,
}

/// What is done about a contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ModerationAction {
    /// It stays as it is, or, in a review, is shown again as it was.
    Keep,
    /// It waited for its review, and is published; in a review, it should not have been returned.
    Publish,
    /// It waited for its review, and goes back to its author, who may change it and send it again.
    Return,
    /// It stays, but for the passages, and for the attachments that are hidden by themselves.
    Mask,
    /// It stays; nobody answers any more.
    Lock,
    /// It is not shown.
    Hide,
    /// It is not shown, for good.
    Remove,
    /// A wave of spam, for one case and under the rule `spam`: neither it nor anything else that its account published
    /// is shown, for good, but what somebody has decided about. The author is sent no statement of reasons (DSA art.
    /// 17(2)); they may contest it as a whole.
    RemoveWave,
}

impl ModerationAction {
    /// The action with its passages and attachments, where it takes any.
    pub(super) fn with(
        self,
        passages: Vec<(u32, u32)>,
        attachments: Vec<AttachmentId>,
    ) -> moderation::Action {
        match self {
            Self::Keep => moderation::Action::Keep,
            Self::Publish => moderation::Action::Publish,
            Self::Return => moderation::Action::Return,
            Self::Mask => moderation::Action::mask(passages, attachments),
            Self::Lock => moderation::Action::Lock,
            Self::Hide => moderation::Action::Hide,
            Self::Remove => moderation::Action::Remove,
            // How many they are is found when it is decided.
            Self::RemoveWave => moderation::Action::RemoveWave { count: 1 },
        }
    }
}

impl From<&moderation::Action> for ModerationAction {
    fn from(action: &moderation::Action) -> Self {
        match action {
            moderation::Action::Keep => Self::Keep,
            moderation::Action::Publish => Self::Publish,
            moderation::Action::Return => Self::Return,
            moderation::Action::Mask { .. } => Self::Mask,
            moderation::Action::Lock => Self::Lock,
            moderation::Action::Hide => Self::Hide,
            moderation::Action::Remove => Self::Remove,
            moderation::Action::RemoveWave { .. } => Self::RemoveWave,
        }
    }
}

/// What led to a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "decisions::Source")]
pub enum DecisionSource {
    /// A notice.
    Notice,
    /// A moderator's own reading.
    OwnInitiative,
}

/// What a review makes of the decision that was contested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "decisions::Outcome")]
pub enum ReviewOutcome {
    /// It stands.
    Upheld,
    /// It falls, and what was there is shown again.
    Reversed,
    /// Something else is done.
    Modified,
}

/// What is decided about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "moderation::SanctionKind")]
pub enum SanctionKind {
    /// The person is told, and nothing else changes.
    Warning,
    /// The person writes nothing for 1 to 30 days.
    Limit,
    /// The person writes nothing for 1 to 365 days; only after a warning or a limit in the two years before.
    Suspension,
}

/// Who contests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "complaints::Side")]
pub enum ComplaintSide {
    /// The author of what was restricted.
    Author,
    /// The sender of a notice that was not followed.
    Notifier,
}
