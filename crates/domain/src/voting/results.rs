//! What is told of the votes of all: totals, and who cast them as far as no few people can be told apart.

use std::{collections::BTreeMap, time::Duration};

use super::Choice;
use crate::{
    Timestamp,
    plans::{Plan, Requirement, VotingRule},
    time::days,
};

/// How long after the end of the last vote its results may be contested; then they are final.
pub const CONTEST_TERM: Duration = days(15);
/// How long after results are final the voting key is kept.
pub const KEY_TERM: Duration = days(60);
/// No cell that describes people counts fewer.
pub const SMALLEST_CELL: u64 = 11;

/// The votes on a proposal, or on a group: there distinct people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// For, or supports.
    pub in_favour: u64,
    /// Against.
    pub against: u64,
    /// Neither.
    pub neither: u64,
}

impl Tally {
    /// The votes of all choices.
    pub const fn cast(self) -> u64 {
        self.in_favour + self.against + self.neither
    }

    /// The votes of a choice.
    pub const fn of(self, choice: Choice) -> u64 {
        match choice {
            Choice::For => self.in_favour,
            Choice::Against => self.against,
            Choice::Neither => self.neither,
        }
    }

    /// Where the votes of a choice are counted.
    pub const fn of_mut(&mut self, choice: Choice) -> &mut u64 {
        match choice {
            Choice::For => &mut self.in_favour,
            Choice::Against => &mut self.against,
            Choice::Neither => &mut self.neither,
        }
    }
}

/// How a ballot was cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Means {
    /// On the web, with this link with the neighbourhood.
    Link(Requirement),
    /// On paper.
    Paper,
}

/// Votes by how they were cast.
pub type Cells = BTreeMap<Means, Tally>;

/// Every way in which a vote may have been cast.
pub const MEANS: [Means; 4] = [
    Means::Link(Requirement::ConfirmedLink),
    Means::Link(Requirement::DeclaredLink),
    Means::Link(Requirement::Account),
    Means::Paper,
];

/// The cells as they may be shown: all of those that the plan's rules make possible, or none. Totals are exact and
/// public, so that leaving out a single small cell would let it be computed from the rest. `on_paper`: whether paper
/// ballots of the plan are counted.
pub fn shown_cells(plan: &Plan, cells: &Cells, on_paper: bool) -> Option<Cells> {
    let choices: &[Choice] = match plan.rules.voting {
        VotingRule::Support { .. } => &[Choice::For],
        VotingRule::ForAgainst => &Choice::ALL,
    };
    let possible = MEANS.into_iter().filter(|means| match means {
        Means::Link(link) => *link >= plan.rules.vote,
        Means::Paper => on_paper,
    });
    let all: Cells = possible
        .map(|means| (means, cells.get(&means).copied().unwrap_or_default()))
        .collect();
    let small = |tally: &Tally| choices.iter().any(|choice| tally.of(*choice) < SMALLEST_CELL);
    (!all.values().any(small)).then_some(all)
}

/// When the results of a plan are final; unknown while a vote is suspended, and where there is none.
pub fn results_final_at(plan: &Plan) -> Option<Timestamp> {
    plan.votes_end_at().map(|end| end + CONTEST_TERM)
}

/// When the voting key of a plan is destroyed: from then on nobody can tell whose a vote was.
pub fn key_expires_at(plan: &Plan) -> Option<Timestamp> {
    results_final_at(plan).map(|at| at + KEY_TERM)
}
