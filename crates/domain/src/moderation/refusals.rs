//! Why a rule about moderation says no.

use crate::{Code, Timestamp, refusal::Facts};

/// Why a rule about moderation says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModerationRefusal {
    /// Somebody else was faster: the case has another version.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// Somebody else works on it.
    #[error("claimed until {until}")]
    ClaimedByOther {
        /// Until when.
        until: Timestamp,
    },
    /// It is decided.
    #[error("the case is {stage}")]
    AlreadyDecided {
        /// Where it stands.
        stage: &'static str,
    },
    /// It is not decided yet.
    #[error("not decided yet")]
    NotDecided,
    /// It stands elsewhere.
    #[error("it is {stage}")]
    WrongStage {
        /// Where it stands.
        stage: &'static str,
    },
    /// A second opinion was asked for: somebody else decides.
    #[error("a second opinion was asked for")]
    SecondOpinionAsked,
    /// A restriction names a rule.
    #[error("a rule is missing")]
    RuleRequired,
    /// The passages do not lie in the text.
    #[error("bad passages")]
    BadPassages,
    /// Its author has taken it away: nothing is left to restrict.
    #[error("the author has taken it away")]
    ItemGone,
    /// What waits for its review is published or returned, and nothing else is.
    #[error("the wrong action; it waits for its review: {waits}")]
    WrongAction {
        /// Whether it waits.
        waits: bool,
    },
    /// The ten seconds are over.
    #[error("too late to undo")]
    TooLateToUndo,
    /// Another person decided it.
    #[error("decided by another person")]
    DecidedByOther,
    /// It is contested already.
    #[error("contested already")]
    AlreadyContested,
    /// The six months are over.
    #[error("contestable until {until}")]
    TooLateToContest {
        /// Until when it could be contested.
        until: Timestamp,
    },
    /// A review has ended it.
    #[error("finally decided")]
    FinallyDecided,
    /// The notice was followed: there is nothing to contest for its sender.
    #[error("the notice was followed")]
    NoticeFollowed,
    /// The item was held once already.
    #[error("held once already")]
    HeldAlready,
    /// The item is not shown, so it can be neither reported nor held.
    #[error("not shown")]
    NotShown,
    /// Only spam is removed in waves, and what one account published.
    #[error("not a wave of spam")]
    NotAWave,
    /// A wave is contested, and reviewed, as a whole.
    #[error("a wave stands or falls as a whole")]
    WaveIsWhole,
    /// The sealed copy was kept long enough, and is destroyed.
    #[error("the copy is destroyed")]
    CopyDestroyed,
    /// Somebody has confirmed this access already.
    #[error("confirmed already")]
    AccessConfirmed,
    /// A second person has not confirmed this access.
    #[error("not confirmed")]
    AccessNotConfirmed,
    /// This access was used, or its day is over.
    #[error("used, or too late")]
    AccessOver,
    /// The item has no author with an account.
    #[error("nobody to sanction")]
    NobodyToSanction,
    /// The author was sanctioned in this case already.
    #[error("sanctioned already")]
    SanctionedAlready,
    /// A warning has no term; a limit or a suspension has one, within its bounds.
    #[error("bad term")]
    BadTerm,
    /// Nobody is suspended who was not warned before.
    #[error("a warning comes first")]
    WarningFirst,
    /// Cases are decided by people.
    #[error("people only")]
    PeopleOnly,
}

impl ModerationRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::ChangedMeanwhile => Code::ModerationChangedMeanwhile,
            Self::ClaimedByOther { .. } => Code::ModerationClaimedByOther,
            Self::AlreadyDecided { .. } => Code::ModerationAlreadyDecided,
            Self::NotDecided => Code::ModerationNotDecided,
            Self::WrongStage { .. } => Code::ModerationWrongStage,
            Self::SecondOpinionAsked => Code::ModerationSecondOpinionAsked,
            Self::RuleRequired => Code::ModerationRuleRequired,
            Self::BadPassages => Code::ModerationBadPassages,
            Self::ItemGone => Code::ModerationItemGone,
            Self::WrongAction { .. } => Code::ModerationWrongAction,
            Self::TooLateToUndo => Code::ModerationTooLateToUndo,
            Self::DecidedByOther => Code::ModerationDecidedByOther,
            Self::AlreadyContested => Code::ModerationAlreadyContested,
            Self::TooLateToContest { .. } => Code::ModerationTooLateToContest,
            Self::FinallyDecided => Code::ModerationFinallyDecided,
            Self::NoticeFollowed => Code::ModerationNoticeFollowed,
            Self::HeldAlready => Code::ModerationHeldAlready,
            Self::NotShown => Code::ModerationNotShown,
            Self::NotAWave => Code::ModerationNotAWave,
            Self::WaveIsWhole => Code::ModerationWaveIsWhole,
            Self::CopyDestroyed => Code::ModerationCopyDestroyed,
            Self::AccessConfirmed => Code::ModerationAccessConfirmed,
            Self::AccessNotConfirmed => Code::ModerationAccessNotConfirmed,
            Self::AccessOver => Code::ModerationAccessOver,
            Self::NobodyToSanction => Code::ModerationNobodyToSanction,
            Self::SanctionedAlready => Code::ModerationSanctionedAlready,
            Self::BadTerm => Code::ModerationBadTerm,
            Self::WarningFirst => Code::ModerationWarningFirst,
            Self::PeopleOnly => Code::ModerationPeopleOnly,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::ClaimedByOther { until } | Self::TooLateToContest { until } => {
                vec![("until", (*until).into())]
            }
            Self::AlreadyDecided { stage } | Self::WrongStage { stage } => vec![("state", (*stage).into())],
            Self::WrongAction { waits } => {
                vec![(
                    "state",
                    if *waits { "pending_review" } else { "published" }.into(),
                )]
            }
            Self::ChangedMeanwhile
            | Self::NotDecided
            | Self::SecondOpinionAsked
            | Self::RuleRequired
            | Self::BadPassages
            | Self::ItemGone
            | Self::TooLateToUndo
            | Self::DecidedByOther
            | Self::AlreadyContested
            | Self::FinallyDecided
            | Self::NoticeFollowed
            | Self::HeldAlready
            | Self::NotShown
            | Self::NotAWave
            | Self::WaveIsWhole
            | Self::CopyDestroyed
            | Self::AccessConfirmed
            | Self::AccessNotConfirmed
            | Self::AccessOver
            | Self::NobodyToSanction
            | Self::SanctionedAlready
            | Self::BadTerm
            | Self::WarningFirst
            | Self::PeopleOnly => Vec::new(),
        }
    }
}
