//! Why a rule about plans says no.

use super::{PhaseKind, Verb};
use crate::{Code, Timestamp, refusal::Facts};

/// Why a rule about plans says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    /// No phase that is running allows it.
    #[error("{verb:?} is closed")]
    PhaseClosed {
        /// What was asked.
        verb: Verb,
        /// When the next phase that allows it starts.
        opens_at: Option<Timestamp>,
        /// When the last one that allowed it ended.
        closed_at: Option<Timestamp>,
        /// The kind of that phase.
        kind: Option<PhaseKind>,
    },
    /// The plan is not in the state that this needs.
    #[error("the plan is {state}")]
    WrongState {
        /// The state it is in.
        state: &'static str,
    },
    /// Something is missing before publication.
    #[error("{missing} missing")]
    Incomplete {
        /// The field.
        missing: &'static str,
    },
    /// Nobody could review a decision: two moderators, or a reviewer from outside, come first.
    #[error("{moderators} moderators and no reviewer from outside")]
    NobodyOnDuty {
        /// How many moderators the plan has.
        moderators: u32,
    },
    /// The vote was stopped for a while.
    #[error("the vote is suspended since {since}")]
    VoteSuspended {
        /// Since when.
        since: Timestamp,
    },
    /// Only a vote that is open can be suspended.
    #[error("no vote is open in this phase")]
    VoteNotOpen,
    /// Only a suspended vote can go on.
    #[error("no vote is suspended in this phase")]
    VoteNotSuspended,
    /// A theme, zone or operation that contributions or grants name.
    #[error("{count} things name it")]
    InUse {
        /// How many.
        count: u64,
    },
    /// A vote is never shortened, nor extended once totals are visible.
    #[error("the dates of the vote are frozen")]
    VoteDatesFrozen,
    /// What was frozen at publication.
    #[error("the rules of the vote are frozen")]
    RulesFrozen,
    /// Somebody else was faster.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
}

impl PlanRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::PhaseClosed { .. } => Code::PhaseClosed,
            Self::WrongState { .. } => Code::PlanWrongState,
            Self::Incomplete { .. } => Code::PlanIncomplete,
            Self::NobodyOnDuty { .. } => Code::PlanNobodyOnDuty,
            Self::VoteSuspended { .. } => Code::PlanVoteSuspended,
            Self::VoteNotOpen => Code::PlanVoteNotOpen,
            Self::VoteNotSuspended => Code::PlanVoteNotSuspended,
            Self::InUse { .. } => Code::PlanInUse,
            Self::VoteDatesFrozen => Code::PlanVoteDatesFrozen,
            Self::RulesFrozen => Code::PlanRulesFrozen,
            Self::ChangedMeanwhile => Code::PlanChangedMeanwhile,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::PhaseClosed {
                verb,
                opens_at,
                closed_at,
                kind,
            } => {
                let mut facts: Facts = vec![("verb", verb.as_str().into())];
                facts.extend(opens_at.map(|at| ("opensAt", at.into())));
                facts.extend(closed_at.map(|at| ("closedAt", at.into())));
                facts.extend(kind.map(|kind| ("phase", kind.as_str().into())));
                facts
            }
            Self::WrongState { state } => vec![("state", (*state).into())],
            Self::Incomplete { missing } => vec![("missing", (*missing).into())],
            Self::NobodyOnDuty { moderators } => vec![("count", (*moderators).into())],
            Self::VoteSuspended { since } => vec![("at", (*since).into())],
            Self::InUse { count } => vec![("count", (*count).into())],
            Self::VoteNotOpen
            | Self::VoteNotSuspended
            | Self::VoteDatesFrozen
            | Self::RulesFrozen
            | Self::ChangedMeanwhile => Vec::new(),
        }
    }
}
