//! Moderation as due process: notices open cases, people decide them, those concerned are told why and may contest.
//!
//! `notice: received → acknowledged → attached → decided → told`, and
//! `case: open → decided → told → contested → reviewed → final`, each with its table of transitions as data
//! ([`notices::TRANSITIONS`], [`cases::TRANSITIONS`]). A decision moves the [`Visibility`](crate::Visibility) of its item
//! at once; for ten seconds it can be taken back and nobody is told of it.

use std::fmt;

use uuid::Uuid;

use crate::{
    comments::{Comment, CommentId},
    id::{self, Kind},
    proposals::{Proposal, ProposalId},
};

pub mod appeals;
pub mod cases;
pub mod complaints;
pub mod decisions;
pub mod figures;
mod files;
pub mod notices;
pub mod priority;
pub mod records;
mod refusals;
pub mod sanctions;
pub mod transmissions;

pub use appeals::{Appeal, AppealId};
pub use cases::{Case, CaseId, CaseStage, CaseState, CaseVerb};
pub use complaints::{Complaint, ComplaintId, Side};
pub use decisions::{Action, Decision, DecisionId, Outcome, Source};
pub use files::{CaseFile, Contestation, HeldFile, Target};
pub use notices::{Look, LookId, Notice, NoticeId, NoticeKind, NoticeStage, Notifier};
pub use refusals::ModerationRefusal;
pub use sanctions::{Sanction, SanctionId, SanctionKind};
pub use transmissions::{AccessId, Transmission, TransmissionId};

/// What is moderated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// A proposal.
    Proposal(ProposalId),
    /// A comment.
    Comment(CommentId),
}

impl Item {
    /// The word of its kind, as in its id.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Proposal(_) => Proposal::PREFIX,
            Self::Comment(_) => Comment::PREFIX,
        }
    }

    /// The UUID of its id.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Proposal(id) => id.uuid(),
            Self::Comment(id) => id.uuid(),
        }
    }

    /// Reads the id of an item.
    pub fn parse(text: &str) -> Option<Self> {
        match id::kind_of(text)? {
            Proposal::PREFIX => text.parse().ok().map(Self::Proposal),
            Comment::PREFIX => text.parse().ok().map(Self::Comment),
            _ => None,
        }
    }

    /// The item of this kind and UUID.
    pub fn of(kind: &str, uuid: Uuid) -> Option<Self> {
        match kind {
            Proposal::PREFIX => Some(Self::Proposal(ProposalId::new(uuid))),
            Comment::PREFIX => Some(Self::Comment(CommentId::new(uuid))),
            _ => None,
        }
    }
}

impl fmt::Display for Item {
    /// Its id in text, as everywhere else.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        id::write(f, self.kind(), self.uuid())
    }
}

impl From<ProposalId> for Item {
    fn from(id: ProposalId) -> Self {
        Self::Proposal(id)
    }
}

impl From<CommentId> for Item {
    fn from(id: CommentId) -> Self {
        Self::Comment(id)
    }
}

impl From<Item> for crate::event::Subject {
    fn from(item: Item) -> Self {
        Self {
            kind: item.kind().to_owned(),
            id: item.uuid(),
        }
    }
}

#[cfg(test)]
mod tests;
