//! Voting: a person's ballot in a plan, what may be put on it, and what is told of it.
//!
//! A ballot is the one thing that a vote is decided by: it is locked, everything below is read after the lock, and the
//! limit is counted on it. Nothing here has a time but the moment of the decision, and nothing leaves an event.

use std::{collections::BTreeSet, fmt};

use crate::{
    Id, Permitted, Timestamp,
    id::Kind,
    plans::{Plan, PlanId, Verb, VotingRule},
    policy::voting::{Cast, Withdraw},
    proposals::{Author, Proposal, ProposalId, ProposalRefusal, TextState},
    refusal::Refusal,
};

mod pending;
mod refusals;
mod results;
mod sheets;

pub use pending::{MAX_PENDING, PENDING_TERM, PendingVote};
pub use refusals::VotingRefusal;
pub use results::{
    CONTEST_TERM, Cells, KEY_TERM, MEANS, Means, SMALLEST_CELL, Tally, key_expires_at, results_final_at,
    shown_cells,
};
pub use sheets::{Counting, LARGEST_PILE, Pile, PileId, Sheet};

/// What a person says of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Choice {
    /// For; where the plan's rule is support, this is the support.
    For,
    /// Against.
    Against,
    /// Neither for nor against.
    Neither,
}

impl Choice {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::For, Self::Against, Self::Neither];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Neither => "neither",
        }
    }

    /// The choice of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == word)
    }

    /// Whether a rule knows this choice.
    pub const fn fits(self, rule: VotingRule) -> bool {
        match rule {
            VotingRule::Support { .. } => matches!(self, Self::For),
            VotingRule::ForAgainst => true,
        }
    }
}

/// Names a voter in one plan: HMAC of the account under the plan's voting key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VoterKey([u8; 32]);

impl VoterKey {
    /// Takes the bytes of the key.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes of the key.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Shows nothing: a voter is in no log.
impl fmt::Debug for VoterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VoterKey")
    }
}

/// The proof that a vote counts; it says nothing of what the vote says.
#[derive(Debug)]
pub struct Receipt;

/// The code of a receipt: random, so that it says nothing of when either.
pub type ReceiptId = Id<Receipt>;

impl Kind for Receipt {
    const PREFIX: &'static str = "receipt";
}

/// A vote, as its author sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vote {
    /// On which proposal.
    pub proposal: ProposalId,
    /// What it says.
    pub choice: Choice,
    /// What proves that it counts; stays when the choice changes.
    pub receipt: ReceiptId,
}

/// A vote on a ballot, and the group of its proposal as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The vote.
    pub vote: Vote,
    /// The proposal that leads the group; itself when it is alone.
    pub group: ProposalId,
}

/// A person's ballot in a plan, with a proposal in front of them.
#[derive(Debug, Clone)]
pub struct Ballot {
    /// The plan, as it is after the lock.
    pub plan: Plan,
    /// The proposal that a vote is cast on or taken from.
    pub proposal: Proposal,
    /// Every vote of the person in the plan.
    pub held: Vec<Held>,
    /// How it was cast.
    pub means: Means,
}

/// A change of a ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A vote that was not there.
    Add(Vote),
    /// A vote that says something else now.
    Change {
        /// What it says now.
        vote: Vote,
        /// What it said.
        from: Choice,
    },
    /// A vote that is there no more.
    Remove(Vote),
}

impl Step {
    /// What it does to totals.
    pub fn deltas(self) -> Vec<(ProposalId, Choice, i32)> {
        match self {
            Self::Add(vote) => vec![(vote.proposal, vote.choice, 1)],
            Self::Change { vote, from } => vec![(vote.proposal, from, -1), (vote.proposal, vote.choice, 1)],
            Self::Remove(vote) => vec![(vote.proposal, vote.choice, -1)],
        }
    }
}

/// What a decision does to a ballot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The vote on the proposal afterwards.
    pub vote: Option<Vote>,
    /// What is to be written; nothing when nothing changes.
    pub steps: Vec<Step>,
    /// Since when the proposal's text is frozen by this, if it is: coarse, so that it does not tell when somebody voted.
    pub freezes: Option<Timestamp>,
}

/// How many things a ballot counts: votes on a group count once.
pub fn used(held: &[Held]) -> u32 {
    let groups: BTreeSet<_> = held.iter().map(|held| held.group).collect();
    u32::try_from(groups.len()).unwrap_or(u32::MAX)
}

/// The most supports of a person in a plan; none where there is no limit.
pub const fn limit(plan: &Plan) -> Option<u32> {
    match plan.rules.voting {
        VotingRule::Support { limit: 0 } | VotingRule::ForAgainst => None,
        VotingRule::Support { limit } => Some(limit),
    }
}

/// Whether a vote of this choice could be cast on the proposal now by somebody who may: what a visitor who has not
/// signed up yet is told.
pub fn takes_votes(plan: &Plan, proposal: &Proposal, choice: Choice, now: Timestamp) -> Result<(), Refusal> {
    plan.allows_now(Verb::Vote, now)?;
    match proposal.text {
        TextState::Published { .. } if proposal.visibility.is_readable() => {}
        TextState::Published { .. } => return Err(ProposalRefusal::NotShown.into()),
        TextState::Withdrawn { .. } => return Err(ProposalRefusal::Withdrawn.into()),
        TextState::PendingReview { .. } => {
            return Err(ProposalRefusal::WrongState {
                state: proposal.text.as_str(),
            }
            .into());
        }
    }
    if choice.fits(plan.rules.voting) {
        Ok(())
    } else {
        Err(VotingRefusal::WrongChoice.into())
    }
}

impl Ballot {
    /// The vote on the proposal in front of the person.
    pub fn vote(&self) -> Option<Vote> {
        self.on(self.proposal.id)
    }

    /// A ballot that was counted on paper does not change any more.
    fn is_open(&self) -> Result<(), VotingRefusal> {
        match self.means {
            Means::Paper => Err(VotingRefusal::OnPaper),
            Means::Link(_) => Ok(()),
        }
    }

    fn on(&self, proposal: ProposalId) -> Option<Vote> {
        self.held
            .iter()
            .map(|held| held.vote)
            .find(|vote| vote.proposal == proposal)
    }

    fn group(&self) -> ProposalId {
        self.proposal.merged_into.unwrap_or(self.proposal.id)
    }

    /// Whether one more group finds room.
    fn has_room(&self) -> Result<(), VotingRefusal> {
        let in_group = self.held.iter().any(|held| held.group == self.group());
        match limit(&self.plan) {
            Some(limit) if !in_group && used(&self.held) >= limit => {
                Err(VotingRefusal::LimitReached { limit })
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl Permitted<Cast, Ballot> {
    /// Puts a choice on the ballot, in the place of another on the same proposal. A group is one thing: whoever says
    /// something else of another of its proposals says this of both from now on. `receipt` is fresh.
    pub fn cast(&self, choice: Choice, receipt: ReceiptId, now: Timestamp) -> Result<Decided, Refusal> {
        let ballot = &self.subject;
        takes_votes(&ballot.plan, &ballot.proposal, choice, now)?;
        ballot.is_open()?;
        let before = ballot.vote();
        let vote = Vote {
            proposal: ballot.proposal.id,
            choice,
            receipt: before.map_or(receipt, |vote| vote.receipt),
        };
        let mut steps = Vec::new();
        match before {
            Some(before) if before.choice == choice => {}
            Some(before) => steps.push(Step::Change {
                vote,
                from: before.choice,
            }),
            None => {
                ballot.has_room()?;
                steps.push(Step::Add(vote));
            }
        }
        let elsewhere = ballot.held.iter().filter(|held| {
            held.group == ballot.group() && held.vote.proposal != vote.proposal && held.vote.choice != choice
        });
        steps.extend(elsewhere.map(|held| Step::Change {
            vote: Vote { choice, ..held.vote },
            from: held.vote.choice,
        }));
        let by_somebody_else = self.by.map(Author::Account) != Some(ballot.proposal.author);
        let frozen = ballot.proposal.frozen_since(&ballot.plan, now);
        let freezes = by_somebody_else && frozen.is_none();
        Ok(Decided {
            vote: Some(vote),
            steps,
            freezes: freezes.then(|| coarse(&ballot.proposal, now)),
        })
    }
}

impl Permitted<Withdraw, Ballot> {
    /// Takes the vote on the proposal back, until the phase ends; nothing changes where there is none.
    pub fn withdraw(&self, now: Timestamp) -> Result<Decided, Refusal> {
        let ballot = &self.subject;
        ballot.plan.allows_now(Verb::Vote, now)?;
        ballot.is_open()?;
        Ok(Decided {
            vote: None,
            steps: ballot.vote().map(Step::Remove).into_iter().collect(),
            freezes: None,
        })
    }
}

/// The beginning of the day, and not before publication: the first support freezes a text without telling its hour.
fn coarse(proposal: &Proposal, now: Timestamp) -> Timestamp {
    const DAY: i64 = 86_400_000_000;
    let day = Timestamp::from_micros(now.micros().div_euclid(DAY) * DAY);
    proposal
        .text
        .published_at()
        .map_or(day, |at| at.max(day).min(now))
}

/// What a receipt proves: that its vote counts, and in which plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The receipt.
    pub receipt: ReceiptId,
    /// The plan in which its vote counts.
    pub plan: PlanId,
}

#[cfg(test)]
mod tests;
