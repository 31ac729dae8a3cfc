//! Decisions: what is done, by which rule, on which facts; and what a review makes of one.

use serde::{Deserialize, Serialize};

use crate::{
    Id, Timestamp, Visibility,
    accounts::AccountId,
    attachments::AttachmentId,
    id::Kind,
    moderation::{
        CaseId, ComplaintId, Item, ModerationRefusal, Target,
        notices::{NoticeOutcome, words},
    },
    moderation_log::LogReference,
    plans::PlanId,
    rules::RuleId,
    text::{Body, Bounds},
};

/// How long the facts of a decision are: what its author is told happened.
pub const FACTS: Bounds = Bounds::new(10, 2_000);
/// How many passages a decision may mask.
pub const MAX_PASSAGES: usize = 50;
/// How many photos and documents a decision may hide.
pub const MAX_ATTACHMENTS: usize = 50;

/// What was decided about an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// What names it in the public log and on the tombstone: random, and nobody can tell the item from it.
    pub reference: LogReference,
    /// The case.
    pub case: CaseId,
    /// What it is about.
    pub item: Item,
    /// The plan of the item.
    pub plan: PlanId,
    /// The complaint that it answers, where it reviews another decision.
    pub review: Option<Review>,
    /// What is done.
    pub action: Action,
    /// The rule, and its version when it was applied; none where nothing is restricted.
    pub rule: Option<AppliedRule>,
    /// What happened, in plain words, for the author of the item; never who sent a notice.
    pub facts: Body,
    /// What led to it.
    pub source: Source,
    /// Whether a signal of the house had found the item.
    pub automated_detection: bool,
    /// Who decided: never shown but to moderators.
    pub by: AccountId,
    /// The moderator who had asked for a second opinion.
    pub first: Option<AccountId>,
    /// Whether both would have done the same; none where one alone decided.
    pub agreed: Option<bool>,
    /// What the item showed before.
    pub before: Visibility,
    /// What it shows since.
    pub after: Visibility,
    /// The version of the item's text.
    pub item_version: i32,
    /// When.
    pub at: Timestamp,
    /// When it became final, and those concerned were told; none for the first ten seconds.
    pub final_at: Option<Timestamp>,
    /// When it was taken back.
    pub undone_at: Option<Timestamp>,
}

/// The id of a decision.
pub type DecisionId = Id<Decision>;

impl Kind for Decision {
    const PREFIX: &'static str = "decision";
}

/// A rule as it was when it was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AppliedRule {
    /// The rule.
    pub rule: RuleId,
    /// Its version.
    pub version: i32,
}

/// What a decision says of a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// The complaint.
    pub complaint: ComplaintId,
    /// The decision that it contests.
    pub of: DecisionId,
    /// Whether that stands.
    pub outcome: Outcome,
}

/// What is done about an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "action")]
pub enum Action {
    /// It stays as it is, or is shown again.
    Keep,
    /// It waited for its review, and is published.
    Publish,
    /// It waited for its review, and goes back to its author, who may change it and send it again.
    Return,
    /// It stays, but for some passages, some photos or documents, or both.
    Mask {
        /// Byte ranges of the text, in order, without overlap, at most [`MAX_PASSAGES`].
        passages: Vec<(u32, u32)>,
        /// What is attached to it and is not shown any more, at most [`MAX_ATTACHMENTS`].
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<AttachmentId>,
    },
    /// It stays; nobody answers any more.
    Lock,
    /// It is not shown.
    Hide,
    /// It is not shown, for good.
    Remove,
    /// A wave of spam: it is not shown, for good, and neither is anything else that its account published and that
    /// nobody has decided about. No statement of reasons is due (DSA art. 17(2)); it is contested as a whole.
    RemoveWave {
        /// How many items it removes, the one of the case included.
        count: u32,
    },
}

impl Action {
    /// The word of it, in the API and in the log.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Publish => "publish",
            Self::Return => "return",
            Self::Mask { .. } => "mask",
            Self::Lock => "lock",
            Self::Hide => "hide",
            Self::Remove => "remove",
            Self::RemoveWave { .. } => "remove_wave",
        }
    }

    /// Masks these passages and hides these attachments.
    pub fn mask(passages: Vec<(u32, u32)>, mut attachments: Vec<AttachmentId>) -> Self {
        attachments.sort_unstable();
        attachments.dedup();
        Self::Mask {
            passages,
            attachments,
        }
    }

    /// The word by which sentences tell people of it: masking says whether it took words, pictures or both.
    pub const fn told(&self) -> &'static str {
        match self {
            Self::Mask {
                passages,
                attachments,
            } if !attachments.is_empty() => {
                if passages.is_empty() {
                    "mask_files"
                } else {
                    "mask_both"
                }
            }
            other => other.word(),
        }
    }

    /// The photos and documents that it hides by themselves.
    pub fn attachments(&self) -> &[AttachmentId] {
        match self {
            Self::Mask { attachments, .. } => attachments,
            Self::Keep
            | Self::Publish
            | Self::Return
            | Self::Lock
            | Self::Hide
            | Self::Remove
            | Self::RemoveWave { .. } => &[],
        }
    }

    /// Whether it takes anything away from the item.
    pub const fn restricts(&self) -> bool {
        !matches!(self, Self::Keep | Self::Publish)
    }

    /// Whether it removes more than the item of its case.
    pub const fn is_wave(&self) -> bool {
        matches!(self, Self::RemoveWave { .. })
    }

    /// Whether the author is sent a statement of reasons (DSA art. 17(1) and (2)).
    pub const fn is_stated(&self) -> bool {
        self.restricts() && !self.is_wave()
    }

    /// How notices of the case are answered by it.
    pub const fn answers(&self) -> NoticeOutcome {
        match self {
            Self::Keep | Self::Publish => NoticeOutcome::NotActed,
            Self::Mask { .. } | Self::Lock => NoticeOutcome::Partly,
            Self::Return | Self::Hide | Self::Remove | Self::RemoveWave { .. } => NoticeOutcome::Acted,
        }
    }

    /// What an item shows after it. A hold ends with any decision.
    pub fn applied_to(&self, before: &Visibility) -> Visibility {
        match self {
            Self::Keep | Self::Publish => match before {
                Visibility::Held { .. } => Visibility::Shown,
                Visibility::Shown
                | Visibility::Locked
                | Visibility::Masked { .. }
                | Visibility::Returned
                | Visibility::Hidden
                | Visibility::Removed => before.clone(),
            },
            Self::Mask {
                passages,
                attachments,
            } => Visibility::Masked {
                passages: passages.clone(),
                attachments: attachments.clone(),
            },
            Self::Return => Visibility::Returned,
            Self::Lock => Visibility::Locked,
            Self::Hide => Visibility::Hidden,
            Self::Remove | Self::RemoveWave { .. } => Visibility::Removed,
        }
    }

    /// Whether it can be done to this item: what its author took away is left in peace, what waits for its review is
    /// published or returned and nothing else, and passages lie in its text. That attachments are on it is checked where they
    /// are read.
    pub(super) fn fits(&self, target: &Target) -> Result<(), ModerationRefusal> {
        if target.gone && *self != Self::Keep {
            return Err(ModerationRefusal::ItemGone);
        }
        if target.waits() != matches!(self, Self::Publish | Self::Return) && !target.gone {
            return Err(ModerationRefusal::WrongAction {
                waits: target.waits(),
            });
        }
        let Self::Mask {
            passages,
            attachments,
        } = self
        else {
            return Ok(());
        };
        let text = target.body.as_str();
        let mut last = 0;
        for &(from, to) in passages {
            // Both ends lie between characters.
            if from < last
                || to <= from
                || !text.is_char_boundary(from as usize)
                || !text.is_char_boundary(to as usize)
            {
                return Err(ModerationRefusal::BadPassages);
            }
            last = to;
        }
        let nothing = passages.is_empty() && attachments.is_empty();
        if nothing || passages.len() > MAX_PASSAGES || attachments.len() > MAX_ATTACHMENTS {
            return Err(ModerationRefusal::BadPassages);
        }
        Ok(())
    }
}

/// What a moderator decides, as they say it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What is done.
    pub action: Action,
    /// By which rule.
    pub rule: Option<AppliedRule>,
    /// On which facts.
    pub facts: Body,
    /// What led to it.
    pub source: Source,
    /// Whether a signal of the house had found the item.
    pub automated_detection: bool,
}

impl Judgement {
    /// Nothing is restricted without a rule (DSA art. 17(3)(d) and (e)).
    pub(super) fn is_complete(&self) -> Result<(), ModerationRefusal> {
        if self.action.restricts() && self.rule.is_none() {
            Err(ModerationRefusal::RuleRequired)
        } else {
            Ok(())
        }
    }
}

words! {
    /// What led to a decision.
    Source {
        /// A notice.
        Notice = "notice",
        /// A moderator's own reading.
        OwnInitiative = "own_initiative",
    }
}

words! {
    /// What a review makes of the decision that was contested.
    Outcome {
        /// It stands.
        Upheld = "upheld",
        /// It falls: the item shows what it showed, replies and votes included.
        Reversed = "reversed",
        /// Something else is done.
        Modified = "modified",
    }
}

impl Decision {
    /// What a review that would do this makes of the decision.
    pub fn outcome_of(&self, action: &Action) -> Outcome {
        if *action == self.action || action.is_wave() && self.action.is_wave() {
            Outcome::Upheld
        } else if self.action.restricts() && matches!(action, Action::Keep)
            || self.action == Action::Return && *action == Action::Publish
        {
            Outcome::Reversed
        } else {
            Outcome::Modified
        }
    }

    /// What the item shows after a review. A reversal restores what was there, unless something else was done since.
    pub(super) fn reviewed(&self, action: &Action, outcome: Outcome, now: &Visibility) -> Visibility {
        match outcome {
            Outcome::Reversed if *now == self.after => match &self.before {
                Visibility::Held { .. } => Visibility::Shown,
                before => before.clone(),
            },
            Outcome::Upheld | Outcome::Reversed => now.clone(),
            Outcome::Modified => action.applied_to(now),
        }
    }

    /// Whether the item is published once it is final: a moderator read it and says so, or it should never have gone back
    /// to its author.
    pub fn publishes(&self) -> bool {
        match self.review {
            None => self.action == Action::Publish,
            Some(review) => {
                review.outcome == Outcome::Reversed
                    && self.before == Visibility::Returned
                    && self.after != Visibility::Returned
            }
        }
    }

    /// Whether it is in force, or may still be taken back.
    pub const fn stands(&self) -> bool {
        self.undone_at.is_none()
    }
}
