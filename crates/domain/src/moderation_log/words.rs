//! The closed lists of the log. A word never changes once it was written; new ones may come.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$list:meta])* $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+ }) => {
        $(#[$list])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[doc = $doc])+ #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every word, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word as it is hashed and stored.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// What this word stands for.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }

            /// What it means, in one sentence: what the API's own documentation says.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+).trim(),)+
                }
            }
        }
    };
}

words! {
    /// What an entry is about.
    LogItem {
        /// A proposal.
        Proposal = "proposal",
        /// A comment.
        Comment = "comment",
        /// Accounts, of which the log says monthly numbers alone.
        Account = "account",
        /// A plan and its rules of taking part.
        Plan = "plan",
        /// The keys that sign this log.
        LogKey = "log_key",
    }
}

words! {
    /// What was done.
    LogAction {
        /// It was published after a moderator had read it, or after nobody had within 72 hours.
        Published = "published",
        /// It was given back to its author before publication.
        Returned = "returned",
        /// Passages were masked.
        Masked = "masked",
        /// Photos or documents on it were hidden; its text stays.
        FilesHidden = "files_hidden",
        /// Passages were masked, and photos or documents on it hidden.
        MaskedWithFiles = "masked_with_files",
        /// It was closed to answers.
        Locked = "locked",
        /// It was hidden.
        Hidden = "hidden",
        /// It was removed.
        Removed = "removed",
        /// What an earlier decision did was taken back.
        Restored = "restored",
        /// A wave of spam was removed: the whole output of one account, in one line.
        WaveRemoved = "wave_removed",
        /// Something was passed on to the authorities; monthly numbers alone.
        Transmitted = "transmitted",
        /// Accounts were warned; monthly numbers alone.
        Warned = "warned",
        /// Accounts were limited; monthly numbers alone.
        Limited = "limited",
        /// Accounts were suspended; monthly numbers alone.
        Suspended = "suspended",
        /// The mode of moderation of a plan changed.
        ModeChanged = "mode_changed",
        /// The dates of a published plan changed, or its vote was suspended or resumed.
        PhasesChanged = "phases_changed",
        /// Another key signs the log from the next line on.
        KeyChanged = "key_changed",
    }
}

words! {
    /// Who decided: a role, never a person.
    LogRole {
        /// A moderator.
        Moderator = "moderator",
        /// A second person, on a complaint or for a second opinion.
        SecondReviewer = "second_reviewer",
        /// Staff of the town.
        Staff = "staff",
        /// An admin.
        Admin = "admin",
        /// Nobody: the time that people had for it was over, or it was counted.
        Automation = "automation",
    }
}

words! {
    /// What forbids it.
    LogGround {
        /// The law.
        Illegal = "illegal",
        /// The rules of the house.
        HouseRule = "house_rule",
    }
}

words! {
    /// What part programs had in a decision.
    LogAutomation {
        /// None.
        None = "none",
        /// A program pointed it out; a person decided.
        Detection = "detection",
        /// A program decided.
        Decision = "decision",
    }
}

words! {
    /// When contributions of a plan are read by a moderator.
    LogMode {
        /// After publication.
        Afterwards = "afterwards",
        /// Before publication, until a day.
        Before = "before",
        /// Before publication for the first contributions of each person.
        BeforeFirst = "before_first",
    }
}

impl LogAction {
    /// Whether it enters the log as one number a month.
    pub const fn is_counted_by_month(self) -> bool {
        matches!(
            self,
            Self::Transmitted | Self::Warned | Self::Limited | Self::Suspended
        )
    }
}
