//! Phases (étapes): when what may be done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::PlanRefusal;
use crate::{Id, Timestamp, id::Kind};

/// The most phases of a plan.
pub const MAX_PHASES: usize = 50;

/// A phase of a plan. Phases may overlap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Its id.
    pub id: PhaseId,
    /// What it is for.
    pub kind: PhaseKind,
    /// Its name, 1 to 100 characters.
    pub title: String,
    /// Its first instant, inclusive.
    #[serde(with = "super::micros")]
    pub starts_at: Timestamp,
    /// Its end, exclusive.
    #[serde(with = "super::micros")]
    pub ends_at: Timestamp,
    /// Where the plan differs from what the kind allows.
    #[serde(default)]
    pub overrides: BTreeMap<Verb, Override>,
    /// Since when its vote is suspended; the time that a suspension took is given back when it ends.
    #[serde(
        default,
        with = "super::micros::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub suspended_since: Option<Timestamp>,
}

/// The id of a phase.
pub type PhaseId = Id<Phase>;

impl Kind for Phase {
    const PREFIX: &'static str = "phase";
}

/// What a phase is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseKind {
    /// Reading and asking.
    Inform,
    /// Proposing.
    Propose,
    /// Arguing.
    Debate,
    /// Voting.
    Vote,
    /// The town answers.
    Answer,
    /// Works are followed.
    Follow,
}

impl PhaseKind {
    /// Every kind, in the usual order of a plan.
    pub const ALL: &'static [Self] = &[
        Self::Inform,
        Self::Propose,
        Self::Debate,
        Self::Vote,
        Self::Answer,
        Self::Follow,
    ];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inform => "inform",
            Self::Propose => "propose",
            Self::Debate => "debate",
            Self::Vote => "vote",
            Self::Answer => "answer",
            Self::Follow => "follow",
        }
    }
}

/// What phases open and close. Reading, following, reporting and withdrawing one's own words are always open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Submitting a proposal.
    Propose,
    /// Changing the text of one's proposal, merging.
    Revise,
    /// Commenting.
    Comment,
    /// Marking a comment as useful.
    React,
    /// Voting.
    Vote,
}

impl Verb {
    /// Every verb.
    pub const ALL: &'static [Self] = &[
        Self::Propose,
        Self::Revise,
        Self::Comment,
        Self::React,
        Self::Vote,
    ];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Propose => "propose",
            Self::Revise => "revise",
            Self::Comment => "comment",
            Self::React => "react",
            Self::Vote => "vote",
        }
    }
}

/// Where a plan differs from what a kind of phase allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Override {
    /// Open here though the kind would not.
    Open,
    /// Closed here though the kind would allow it.
    Closed,
}

impl PhaseKind {
    /// The matrix: what this kind of phase allows unless the plan says otherwise.
    pub const fn allows(self, verb: Verb) -> bool {
        match self {
            Self::Inform | Self::Follow => matches!(verb, Verb::Comment | Verb::React),
            Self::Propose => matches!(verb, Verb::Propose | Verb::Revise | Verb::Comment | Verb::React),
            Self::Debate => matches!(verb, Verb::Revise | Verb::Comment | Verb::React),
            Self::Vote => matches!(verb, Verb::Vote | Verb::Comment | Verb::React),
            Self::Answer => false,
        }
    }
}

impl Phase {
    /// Whether the phase is running at this instant.
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.starts_at <= now && now < self.ends_at
    }

    /// Whether the phase, while it runs, allows this.
    pub fn allows(&self, verb: Verb) -> bool {
        match self.overrides.get(&verb) {
            Some(Override::Open) => true,
            Some(Override::Closed) => false,
            None => self.kind.allows(verb),
        }
    }

    /// Whether this is possible in the phase at this instant: it runs, allows it, and its vote is not suspended.
    pub fn is_open(&self, verb: Verb, now: Timestamp) -> bool {
        self.is_running(now) && self.allows(verb) && !self.suspends(verb)
    }

    /// Whether the phase holds this back although it allows it.
    pub fn suspends(&self, verb: Verb) -> bool {
        matches!(verb, Verb::Vote) && self.suspended_since.is_some()
    }

    /// Whether it has a vote that has opened and not ended; a suspended vote does not end.
    pub(super) fn vote_goes_on(&self, now: Timestamp) -> bool {
        let ended = self.suspended_since.is_none() && self.ends_at <= now;
        self.allows(Verb::Vote) && self.starts_at <= now && !ended
    }

    /// Suspends the vote of a phase in which it is open.
    pub(super) fn suspend(self, now: Timestamp) -> Result<Self, PlanRefusal> {
        if self.is_open(Verb::Vote, now) {
            Ok(Self {
                suspended_since: Some(now),
                ..self
            })
        } else {
            Err(PlanRefusal::VoteNotOpen)
        }
    }

    /// Ends a suspension: the phase ends later by as long as it took.
    pub(super) fn resume(self, now: Timestamp) -> Result<Self, PlanRefusal> {
        match self.suspended_since {
            Some(since) => Ok(Self {
                ends_at: self.ends_at + now.since(since),
                suspended_since: None,
                ..self
            }),
            None => Err(PlanRefusal::VoteNotSuspended),
        }
    }
}

/// Whether the phases of a published plan may change from `old` to `new`: a vote that has opened is never shortened
/// or removed, nor extended once its totals are visible, neither by its own end nor by another vote beside it; one
/// that has not opened may still move. A suspension is begun and ended by its own verbs, so it stays as it is.
pub fn vote_dates_may_change(
    old: &[Phase],
    new: &[Phase],
    totals_visible_while_open: bool,
    now: Timestamp,
) -> Result<(), PlanRefusal> {
    let opened: Vec<_> = old
        .iter()
        .filter(|phase| phase.allows(Verb::Vote) && phase.starts_at <= now)
        .collect();
    for before in &opened {
        let after = new
            .iter()
            .find(|phase| phase.id == before.id && phase.allows(Verb::Vote));
        let extendable = !totals_visible_while_open && before.vote_goes_on(now);
        let kept = after.is_some_and(|after| {
            after.starts_at == before.starts_at
                && after.suspended_since == before.suspended_since
                && after.ends_at >= before.ends_at
                && (after.ends_at == before.ends_at || extendable)
        });
        if !kept {
            return Err(PlanRefusal::VoteDatesFrozen);
        }
    }
    let votes_before = |id| old.iter().any(|phase| phase.id == id && phase.allows(Verb::Vote));
    let adds_a_vote = new
        .iter()
        .any(|phase| phase.allows(Verb::Vote) && !votes_before(phase.id));
    let totals_visible = totals_visible_while_open || !votes_go_on(old, now);
    if adds_a_vote && !opened.is_empty() && totals_visible {
        return Err(PlanRefusal::VoteDatesFrozen);
    }
    Ok(())
}

/// Whether any vote is open, suspended or still to come: until then hidden totals stay hidden.
fn votes_go_on(phases: &[Phase], now: Timestamp) -> bool {
    phases
        .iter()
        .any(|phase| phase.allows(Verb::Vote) && (phase.suspended_since.is_some() || now < phase.ends_at))
}

#[cfg(test)]
mod tests;
