//! Notices: somebody says that a contribution should not stand as it does.
//!
//! DSA (Regulation (EU) 2022/2065) art. 16: anybody may send one; for illegal content it names its sender and says that
//! it is sent in good faith, but for offences against children, where the sender may stay unknown.

use crate::{
    Id, Language, Permitted, Timestamp,
    accounts::AccountId,
    id::Kind,
    moderation::{CaseId, HeldFile, Item, ModerationRefusal},
    plans::PlanId,
    policy::moderation::SeeNotifier,
    refusal::Refusal,
    rules::RuleId,
    text::{Body, Bounds, Title},
};

/// How long an explanation is.
pub const EXPLANATION: Bounds = Bounds::new(0, 2_000);

/// What somebody said about an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// What is wrong, in one word.
    pub kind: NoticeKind,
    /// The rule that it names; every restriction names one, a notice need not.
    pub rule: Option<RuleId>,
    /// What its sender says; may be empty unless the kind is [`NoticeKind::Illegal`].
    pub explanation: Body,
    /// The language it is written in, and answered in.
    pub language: Language,
    /// What it is about.
    pub item: Item,
    /// The plan of the item.
    pub plan: PlanId,
    /// The text that its sender read.
    pub read: Read,
    /// Who sent it: seen by nobody but the reviewer of a contested case.
    pub by: Notifier,
    /// The case that it belongs to.
    pub case: CaseId,
    /// Where it stands.
    pub stage: NoticeStage,
    /// How it was answered; none before.
    pub outcome: Option<NoticeOutcome>,
    /// When it was received, and acknowledged by the same answer.
    pub received_at: Timestamp,
    /// When its sender was told what was decided; none before.
    pub told_at: Option<Timestamp>,
}

/// The id of a notice.
pub type NoticeId = Id<Notice>;

impl Kind for Notice {
    const PREFIX: &'static str = "notice";
}

/// A text as it was when somebody sent a notice about it. What its author changes or deletes afterwards changes nothing
/// here; it is emptied a year after the notice was answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Read {
    /// The number of the version.
    pub version: i32,
    /// The title, where it has one.
    pub title: Option<Title>,
    /// The text.
    pub body: Body,
}

/// Who sent a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Notifier {
    /// A person with an account.
    Account(AccountId),
    /// Somebody without one, who left an address; it is kept sealed beside the notice.
    Reachable,
    /// Somebody without one, who left nothing.
    Unknown,
}

impl Notifier {
    /// The account, if there is one.
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Reachable | Self::Unknown => None,
        }
    }
}

/// A look at who sent a notice, by the reviewer of the contested case: kept, and shown to the person if they have an
/// account, without the reviewer's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Its id.
    pub id: LookId,
    /// The notice.
    pub notice: NoticeId,
    /// Its case.
    pub case: CaseId,
    /// Who looked.
    pub by: AccountId,
    /// Why, in the words of who looked, 10 to 500 characters.
    pub reason: Title,
    /// When.
    pub at: Timestamp,
}

/// The id of a look.
pub type LookId = Id<Look>;

impl Kind for Look {
    const PREFIX: &'static str = "look";
}

impl Permitted<SeeNotifier, HeldFile> {
    /// Looks at who sent a notice of the case: what is kept of that.
    pub fn look(self, id: LookId, notice: NoticeId, reason: Title, now: Timestamp) -> Result<Look, Refusal> {
        Ok(Look {
            id,
            notice,
            case: self.subject.file.case.id,
            by: self.by.ok_or(ModerationRefusal::PeopleOnly)?,
            reason,
            at: now,
        })
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$item])* $variant,)*
        }

        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word stored.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            /// The one of this word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What a notice says is wrong.
    NoticeKind {
        /// It is against the law: its sender gives a name and an address, and says that it is sent in good faith.
        Illegal = "illegal",
        /// It is against a rule of the house.
        HouseRule = "house_rule",
        /// It shows a telephone number, an address or something private of a person.
        PersonalData = "personal_data",
        /// It belongs somewhere else.
        WrongPlace = "wrong_place",
    }
}

words! {
    /// Where a notice stands.
    NoticeStage {
        /// It has arrived.
        Received = "received",
        /// Its sender knows that it has.
        Acknowledged = "acknowledged",
        /// It belongs to a case.
        Attached = "attached",
        /// Its case is decided; its sender is not told yet.
        Decided = "decided",
        /// Its sender is told.
        Told = "told",
    }
}

words! {
    /// What happens to a notice.
    NoticeVerb {
        /// Its sender learns that it has arrived (DSA art. 16(4)).
        Acknowledge = "acknowledge",
        /// It joins the one open case of its item, or opens it.
        Attach = "attach",
        /// Its case is decided.
        Decide = "decide",
        /// The decision is taken back within ten seconds.
        Reopen = "reopen",
        /// Its sender is told (DSA art. 16(5)).
        Tell = "tell",
    }
}

words! {
    /// How a notice was answered.
    NoticeOutcome {
        /// What it asked for was done.
        Acted = "acted",
        /// Less than a removal was done: a passage was masked, or the thread locked.
        Partly = "partly",
        /// Nothing was done: its sender may contest that.
        NotActed = "not_acted",
        /// What was decided is not said, and the contribution stays: its sender may contest that.
        Decided = "decided",
    }
}

/// Every transition; whatever is not here is refused.
pub const TRANSITIONS: &[(NoticeStage, NoticeVerb, NoticeStage)] = &[
    (
        NoticeStage::Received,
        NoticeVerb::Acknowledge,
        NoticeStage::Acknowledged,
    ),
    (
        NoticeStage::Acknowledged,
        NoticeVerb::Attach,
        NoticeStage::Attached,
    ),
    (NoticeStage::Attached, NoticeVerb::Decide, NoticeStage::Decided),
    (NoticeStage::Decided, NoticeVerb::Reopen, NoticeStage::Attached),
    (NoticeStage::Decided, NoticeVerb::Tell, NoticeStage::Told),
];

impl NoticeStage {
    /// The stage after this, or that the verb has no place here.
    pub fn after(self, verb: NoticeVerb) -> Result<Self, ModerationRefusal> {
        TRANSITIONS
            .iter()
            .find(|(from, by, _)| (*from, *by) == (self, verb))
            .map(|(_, _, to)| *to)
            .ok_or(ModerationRefusal::WrongStage { stage: self.as_str() })
    }
}
