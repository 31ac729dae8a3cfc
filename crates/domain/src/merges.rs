//! Merging proposals: every author agrees within 14 days, silence is a no, never after the vote opens, and anyone may
//! leave again.
//!
//! A group is its leader and the proposals whose `merged_into` names it. It shows distinct supporters and counts once
//! against a limit; both are computed from the members' ids by the vote.

use std::{collections::BTreeSet, time::Duration};

use crate::{
    Code, Id, Permitted, Refusal, Timestamp,
    accounts::AccountId,
    id::Kind,
    plans::{Plan, PlanId, Verb},
    policy::merges::{Consent, Leave, ProposeMerge},
    proposals::{Author, Proposal, ProposalId, vote_opened},
    refusal::Facts,
    time::days,
};

/// How long authors have to agree.
pub const CONSENT_TERM: Duration = days(14);
/// A group has at most this many proposals.
pub const MAX_GROUP: usize = 50;
/// A person has at most this many open merges of their own.
pub const MAX_OPEN: u64 = 10;

/// A merge as it was proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Its id.
    pub id: MergeId,
    /// The plan.
    pub plan: PlanId,
    /// The proposal that will lead the group.
    pub leader: ProposalId,
    /// Who proposed it.
    pub proposed_by: AccountId,
    /// When.
    pub proposed_at: Timestamp,
    /// When silence has become a no.
    pub closes_at: Timestamp,
    /// How far it has come.
    pub state: MergeState,
    /// What each proposal's author says: the leader's, those of its present group, and those of the newcomers.
    pub consents: Vec<ConsentOf>,
}

/// The id of a merge.
pub type MergeId = Id<Merge>;

impl Kind for Merge {
    const PREFIX: &'static str = "merge";
}

/// `open → done | refused`. An open merge whose term has passed has lapsed: [`Merge::outcome`] computes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MergeState {
    /// Authors may still answer.
    Open,
    /// Every author agreed.
    Done,
    /// An author said no.
    Refused,
}

impl MergeState {
    /// Every state.
    pub const ALL: &'static [Self] = &[Self::Open, Self::Done, Self::Refused];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }

    /// The state of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == word)
    }
}

/// What became of a merge, as readers see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MergeOutcome {
    /// Authors may still answer.
    Open,
    /// Every author agreed.
    Done,
    /// An author said no.
    Refused,
    /// Somebody stayed silent for 14 days.
    Lapsed,
}

/// What the author of one proposal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentOf {
    /// The proposal.
    pub proposal: ProposalId,
    /// What its author says.
    pub answer: ConsentAnswer,
}

/// What an author says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentAnswer {
    /// Nothing yet.
    Awaited,
    /// Yes.
    Yes {
        /// When.
        at: Timestamp,
    },
    /// No.
    No {
        /// When.
        at: Timestamp,
    },
}

/// What is to be merged, with all that policies and rules read.
#[derive(Debug, Clone)]
pub struct Parties {
    /// The plan.
    pub plan: Plan,
    /// The proposal that will lead.
    pub leader: ProposalId,
    /// The leader, its present group and the newcomers.
    pub proposals: Vec<Proposal>,
}

/// A merge that waits for consent, with all that policies and rules read.
#[derive(Debug, Clone)]
pub struct Pending {
    /// The merge.
    pub merge: Merge,
    /// What it is about, as it is now.
    pub parties: Parties,
}

impl Parties {
    /// Whether the rules allow to merge these now: before the vote opens, while texts may change, and none of them in another
    /// group.
    pub fn check(&self, now: Timestamp) -> Result<(), Refusal> {
        if vote_opened(&self.plan, now).is_some() {
            return Err(MergeRefusal::VoteOpen.into());
        }
        self.plan.allows_now(Verb::Revise, now)?;
        let distinct: BTreeSet<_> = self.proposals.iter().map(|proposal| proposal.id).collect();
        let fit = (2..=MAX_GROUP).contains(&distinct.len())
            && distinct.len() == self.proposals.len()
            && distinct.contains(&self.leader)
            && self
                .proposals
                .iter()
                .all(|proposal| proposal.plan == self.plan.id && proposal.is_readable());
        if !fit {
            return Err(MergeRefusal::Unfit.into());
        }
        for proposal in &self.proposals {
            match proposal.author {
                Author::Account(_) => {}
                Author::Attribution(_) => return Err(MergeRefusal::AuthorAbsent.into()),
            }
            let elsewhere = proposal.merged_into.is_some_and(|leader| leader != self.leader);
            if elsewhere || (proposal.id == self.leader && proposal.merged_into.is_some()) {
                return Err(MergeRefusal::AlreadyMerged.into());
            }
        }
        if self
            .proposals
            .iter()
            .all(|p| p.id == self.leader || p.merged_into.is_some())
        {
            return Err(MergeRefusal::AlreadyMerged.into());
        }
        Ok(())
    }

    /// The members as they are once merged; only those that change.
    fn merged(&self) -> Vec<Proposal> {
        self.proposals
            .iter()
            .filter(|proposal| proposal.id != self.leader && proposal.merged_into.is_none())
            .map(|proposal| Proposal {
                merged_into: Some(self.leader),
                ..proposal.clone()
            })
            .collect()
    }
}

impl Merge {
    /// What became of it.
    pub fn outcome(&self, now: Timestamp) -> MergeOutcome {
        match self.state {
            MergeState::Open if self.closes_at <= now => MergeOutcome::Lapsed,
            MergeState::Open => MergeOutcome::Open,
            MergeState::Done => MergeOutcome::Done,
            MergeState::Refused => MergeOutcome::Refused,
        }
    }
}

/// A merge after a step, and the proposals that it changed.
#[derive(Debug, Clone)]
pub struct Step {
    /// The merge.
    pub merge: Merge,
    /// The proposals that now belong to the group; empty until every author has agreed.
    pub merged: Vec<Proposal>,
}

impl Permitted<ProposeMerge, Parties> {
    /// Opens a merge; the proposer agrees for their own proposals. `open` is how many open merges they have.
    pub fn propose(self, id: MergeId, open: u64, now: Timestamp) -> Result<Step, Refusal> {
        let (parties, by) = (self.subject, self.by.ok_or(MergeRefusal::Unfit)?);
        parties.check(now)?;
        if open >= MAX_OPEN {
            return Err(MergeRefusal::TooManyOpen { limit: MAX_OPEN }.into());
        }
        let consents = parties
            .proposals
            .iter()
            .map(|proposal| ConsentOf {
                proposal: proposal.id,
                answer: if proposal.author.account() == Some(by) {
                    ConsentAnswer::Yes { at: now }
                } else {
                    ConsentAnswer::Awaited
                },
            })
            .collect();
        let merge = Merge {
            id,
            plan: parties.plan.id,
            leader: parties.leader,
            proposed_by: by,
            proposed_at: now,
            closes_at: now + CONSENT_TERM,
            state: MergeState::Open,
            consents,
        };
        Ok(settled(merge, &parties))
    }
}

impl Permitted<Consent, Pending> {
    /// The actor says yes or no for every proposal of theirs in the merge.
    pub fn answer(self, yes: bool, now: Timestamp) -> Result<Step, Refusal> {
        let Pending { mut merge, parties } = self.subject;
        match merge.outcome(now) {
            MergeOutcome::Open => {}
            MergeOutcome::Done | MergeOutcome::Refused | MergeOutcome::Lapsed => {
                return Err(MergeRefusal::Closed.into());
            }
        }
        let own: BTreeSet<_> = parties
            .proposals
            .iter()
            .filter(|proposal| self.by.is_some() && proposal.author.account() == self.by)
            .map(|proposal| proposal.id)
            .collect();
        for consent in &mut merge.consents {
            if own.contains(&consent.proposal) {
                consent.answer = if yes {
                    ConsentAnswer::Yes { at: now }
                } else {
                    ConsentAnswer::No { at: now }
                };
            }
        }
        if !yes {
            merge.state = MergeState::Refused;
            return Ok(Step {
                merge,
                merged: Vec::new(),
            });
        }
        parties.check(now)?;
        Ok(settled(merge, &parties))
    }
}

/// Merges once every author has agreed.
fn settled(mut merge: Merge, parties: &Parties) -> Step {
    let all = merge
        .consents
        .iter()
        .all(|consent| matches!(consent.answer, ConsentAnswer::Yes { .. }));
    let merged = if all { parties.merged() } else { Vec::new() };
    if all {
        merge.state = MergeState::Done;
    }
    Step { merge, merged }
}

impl Permitted<Leave, Proposal> {
    /// Takes a proposal out of its `group` (itself and all others of it); the proposals that change.
    pub fn leave(self, group: &[Proposal]) -> Result<Vec<Proposal>, MergeRefusal> {
        left(&self.subject, group)
    }
}

/// The proposals that change when one leaves its group. When the leader leaves, the member with the lowest number
/// leads the rest.
pub fn left(leaving: &Proposal, group: &[Proposal]) -> Result<Vec<Proposal>, MergeRefusal> {
    if let Some(_leader) = leaving.merged_into {
        return Ok(vec![Proposal {
            merged_into: None,
            ..leaving.clone()
        }]);
    }
    let rest: Vec<_> = group
        .iter()
        .filter(|proposal| proposal.merged_into == Some(leaving.id))
        .collect();
    let Some(next) = rest.iter().min_by_key(|proposal| (proposal.number, proposal.id)) else {
        return Err(MergeRefusal::NotMerged);
    };
    Ok(rest
        .iter()
        .map(|proposal| Proposal {
            merged_into: (proposal.id != next.id).then_some(next.id),
            ..(*proposal).clone()
        })
        .collect())
}

/// Why a rule about merging says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeRefusal {
    /// It was decided, or its term has passed.
    #[error("the merge is closed")]
    Closed,
    /// The vote has opened.
    #[error("the vote has opened")]
    VoteOpen,
    /// A proposal belongs to a group already.
    #[error("merged already")]
    AlreadyMerged,
    /// The proposal belongs to no group.
    #[error("not merged")]
    NotMerged,
    /// The proposals are not of one plan, not readable, repeated, too few or too many.
    #[error("these cannot be merged")]
    Unfit,
    /// An author has no account here.
    #[error("an author cannot agree")]
    AuthorAbsent,
    /// The person has too many open merges.
    #[error("at most {limit} open merges")]
    TooManyOpen {
        /// The most.
        limit: u64,
    },
}

impl MergeRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::Closed => Code::MergeClosed,
            Self::VoteOpen => Code::MergeVoteOpen,
            Self::AlreadyMerged => Code::MergeAlreadyMerged,
            Self::NotMerged => Code::MergeNotMerged,
            Self::Unfit => Code::MergeUnfit,
            Self::AuthorAbsent => Code::MergeAuthorAbsent,
            Self::TooManyOpen { .. } => Code::MergeTooManyOpen,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::TooManyOpen { limit } => vec![("limit", (*limit).into())],
            Self::Closed
            | Self::VoteOpen
            | Self::AlreadyMerged
            | Self::NotMerged
            | Self::Unfit
            | Self::AuthorAbsent => Vec::new(),
        }
    }
}
