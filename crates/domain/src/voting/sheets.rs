//! Paper ballots: each has a code that counts it once, whoever types it.

use std::collections::BTreeMap;

use super::{Choice, Held, ReceiptId, Step, Vote, VotingRefusal, coarse, limit, takes_votes};
use crate::{
    Id, Timestamp,
    accounts::AccountId,
    id::Kind,
    plans::{Plan, PlanId},
    proposals::{Proposal, ProposalId},
    refusal::Refusal,
};

/// How many ballots a facilitator prints at once, at most.
pub const LARGEST_PILE: u32 = 100;

/// Ballots that a facilitator printed together, each with a code of its own. Who is given which is written nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pile {
    /// Its id.
    pub id: PileId,
    /// The plan.
    pub plan: PlanId,
    /// Who printed it.
    pub by: AccountId,
    /// Where they are handed out.
    pub place: String,
    /// How many there are.
    pub size: u32,
    /// When they were printed.
    pub at: Timestamp,
}

/// The id of a pile.
pub type PileId = Id<Pile>;

impl Kind for Pile {
    const PREFIX: &'static str = "pile";
}

/// What one paper ballot says, and what its voter said before on the web: it takes the place of all of it.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The plan, as it is after the lock.
    pub plan: Plan,
    /// What is marked; nothing on a blank one.
    pub marks: Vec<(Proposal, Choice)>,
    /// Every vote that the voter cast on the web.
    pub held: Vec<Held>,
}

/// What counting a paper ballot writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// On its ballot: votes of the web go, those of the paper come.
    pub steps: Vec<Step>,
    /// The texts that it freezes, and since when.
    pub freezes: Vec<(ProposalId, Timestamp)>,
}

impl Sheet {
    /// What counting it writes: once, until the vote ends, within the rule of the plan.
    pub fn count(&self, mut receipt: impl FnMut() -> ReceiptId, now: Timestamp) -> Result<Counting, Refusal> {
        self.plan.allows_now(crate::plans::Verb::Vote, now)?;
        let mut groups = BTreeMap::new();
        let mut steps: Vec<_> = self.held.iter().map(|held| Step::Remove(held.vote)).collect();
        let mut freezes = Vec::new();
        let mut seen = Vec::new();
        for (proposal, choice) in &self.marks {
            takes_votes(&self.plan, proposal, *choice, now)?;
            let group = proposal.merged_into.unwrap_or(proposal.id);
            // Two opinions of one thing are none that could be counted.
            if *groups.entry(group).or_insert(*choice) != *choice || seen.contains(&proposal.id) {
                return Err(VotingRefusal::AlreadyVoted.into());
            }
            seen.push(proposal.id);
            if proposal.frozen_since(&self.plan, now).is_none() {
                freezes.push((proposal.id, coarse(proposal, now)));
            }
            steps.push(Step::Add(Vote {
                proposal: proposal.id,
                choice: *choice,
                receipt: receipt(),
            }));
        }
        match limit(&self.plan) {
            Some(limit) if groups.len() > limit as usize => Err(VotingRefusal::LimitReached { limit }.into()),
            Some(_) | None => Ok(Counting { steps, freezes }),
        }
    }
}
