//! Following: asking to be told. It is asked for, never a consequence of voting, and seen by the follower alone.

use uuid::Uuid;

use crate::{Id, event::Subject, id::Kind, plans::PlanId, proposals::ProposalId};

/// What can be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Followed {
    /// A plan.
    Plan(PlanId),
    /// A proposal.
    Proposal(ProposalId),
}

impl Followed {
    /// The word stored: the prefix of its ids.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Plan(_) => <crate::plans::Plan as Kind>::PREFIX,
            Self::Proposal(_) => <crate::proposals::Proposal as Kind>::PREFIX,
        }
    }

    /// The UUID of its id.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Plan(id) => id.uuid(),
            Self::Proposal(id) => id.uuid(),
        }
    }

    /// What this kind and UUID name, if it can be followed.
    pub fn of(kind: &str, id: Uuid) -> Option<Self> {
        match kind {
            <crate::plans::Plan as Kind>::PREFIX => Some(Self::Plan(Id::new(id))),
            <crate::proposals::Proposal as Kind>::PREFIX => Some(Self::Proposal(Id::new(id))),
            _ => None,
        }
    }
}

impl From<Followed> for Subject {
    fn from(followed: Followed) -> Self {
        match followed {
            Followed::Plan(id) => id.into(),
            Followed::Proposal(id) => id.into(),
        }
    }
}
