//! What happened, as staff, feeds and reactions read it: ids, codes and numbers, never text, names or addresses.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, moderation_log, plans::PlanId};

macro_rules! event_kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)*) => {
        /// The kind of an event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum EventKind {
            $($(#[doc = $doc])+ $variant,)*
        }

        impl EventKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The dotted form, as stored.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            /// What happened, in one sentence: what the API's own documentation says.
            pub fn sentence(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+).trim(),)*
                }
            }
        }
    };
}

event_kinds! {
    /// A plan was published.
    PlanPublished = "plan.published",
    /// A plan's texts, phases, zones, operations, themes or documents changed.
    PlanChanged = "plan.changed",
    /// A plan was closed.
    PlanClosed = "plan.closed",
    /// A plan was archived.
    PlanArchived = "plan.archived",
    /// The debate of an earlier platform was taken over into a plan, or brought up to date: one event for the whole of
    /// it, so consumers read the plan anew.
    PlanImported = "plan.imported",
    /// A proposal became readable.
    ProposalPublished = "proposal.published",
    /// A proposal's text, place, theme, attachments or state changed.
    ProposalChanged = "proposal.changed",
    /// A proposal was withdrawn by its author.
    ProposalWithdrawn = "proposal.withdrawn",
    /// A proposal was answered, or the state of its answer changed.
    ProposalAnswered = "proposal.answered",
    /// Proposals were merged, or one left its group.
    ProposalMerged = "proposal.merged",
    /// A comment became readable.
    CommentPosted = "comment.posted",
    /// A comment's text or attachments changed.
    CommentChanged = "comment.changed",
    /// A comment was deleted by its author.
    CommentDeleted = "comment.deleted",
    /// A rule of moderation was made, revised or retired.
    RuleChanged = "rule.changed",
    /// A case of moderation was opened, taken, decided or contested: its moderators alone hear of it.
    CaseChanged = "case.changed",
    /// An account was erased: consumers delete what they hold of it.
    AccountErased = "account.erased",
    /// A moderator's decision about a contribution became final.
    ModerationDecided = "moderation.decided",
    /// An earlier decision of moderation was reversed, by a complaint or by itself.
    ModerationReversed = "moderation.reversed",
    /// What was done to accounts in a month was counted for the public log.
    ModerationCounted = "moderation.counted",
}

impl EventKind {
    /// The kind of this stored form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }

    /// The form that the GraphQL schema uses: `PROPOSAL_PUBLISHED`.
    pub fn in_capitals(self) -> String {
        self.as_str().replace('.', "_").to_ascii_uppercase()
    }

    /// Whether it is about a proposal.
    pub fn is_about_proposals(self) -> bool {
        self.as_str().starts_with("proposal.")
    }

    /// Whether every reader hears of it, whichever plan they follow: whoever holds something must let it go.
    pub const fn concerns_everybody(self) -> bool {
        matches!(self, Self::AccountErased)
    }
}

/// An event as a use case records it: the sequencer gives it its number later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// What happened.
    pub kind: EventKind,
    /// The plan it belongs to, if any.
    pub plan: Option<PlanId>,
    /// What it happened to.
    pub subject: Subject,
    /// When, by the clock of the use case.
    pub at: Timestamp,
    /// The rest.
    pub data: EventData,
}

/// An event in its place in the order: nothing is ever inserted before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number, from 1, increasing; gaps are allowed.
    pub seq: i64,
    /// The version of its shape: readers keep every version.
    pub v: u16,
    /// What happened.
    pub event: NewEvent,
}

/// The present version of every event's shape.
pub const EVENT_VERSION: u16 = 1;

/// The thing that an event is about: the prefix of its id, and its UUID.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    /// `plan`, `proposal`, `comment`, `account` …
    pub kind: String,
    /// The UUID of its id.
    pub id: Uuid,
}

impl fmt::Display for Subject {
    /// The id in text, as everywhere else: `proposal_01jd…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::id::write(f, &self.kind, self.id)
    }
}

impl<T: crate::id::Kind> From<crate::Id<T>> for Subject {
    fn from(id: crate::Id<T>) -> Self {
        Self {
            kind: T::PREFIX.to_owned(),
            id: id.uuid(),
        }
    }
}

/// What an event carries beside its subject: ids, codes and numbers alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventData {
    /// The thing above the subject: a comment's proposal, a proposal's group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Uuid>,
    /// The version of the subject after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// A word from a closed list: the new state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// What enters the public log of moderation with it: the sequencer chains it in the order of events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logged: Option<moderation_log::Entry>,
}

impl NewEvent {
    /// An event about `subject`, with nothing else to say.
    pub fn new(kind: EventKind, plan: Option<PlanId>, subject: impl Into<Subject>, at: Timestamp) -> Self {
        Self {
            kind,
            plan,
            subject: subject.into(),
            at,
            data: EventData::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_read_back_and_subjects_are_written_as_their_ids() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.as_str()), Some(*kind));
            assert!(kind.sentence().ends_with('.'), "{kind:?}");
        }
        let plan = PlanId::new(Uuid::from_u128(7));
        assert_eq!(Subject::from(plan).to_string(), plan.to_string());
    }
}
