//! Batches of totals, results and one's own votes.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use domain::{
    plans::PlanId,
    proposals::ProposalId,
    voting::{Cells, Tally, Vote},
};

use crate::loaders::{Batch, Shared};

/// The votes on a proposal of a plan, where they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TotalsOf(pub(crate) ProposalId, pub(crate) PlanId);

impl Loader<TotalsOf> for Batch {
    type Value = Tally;
    type Error = Shared;

    async fn load(&self, keys: &[TotalsOf]) -> Result<HashMap<TotalsOf, Tally>, Shared> {
        let pairs: Vec<_> = keys.iter().map(|key| (key.0, key.1)).collect();
        let totals = app::voting::totals_of(&self.0, &pairs).await?;
        Ok(keys
            .iter()
            .filter_map(|key| Some((*key, *totals.get(&key.0)?)))
            .collect())
    }
}

/// Who cast the votes on a proposal of a plan, where that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ResultsOf(pub(crate) ProposalId, pub(crate) PlanId);

impl Loader<ResultsOf> for Batch {
    type Value = Cells;
    type Error = Shared;

    async fn load(&self, keys: &[ResultsOf]) -> Result<HashMap<ResultsOf, Cells>, Shared> {
        let pairs: Vec<_> = keys.iter().map(|key| (key.0, key.1)).collect();
        let mut results = app::voting::results_of(&self.0, &pairs).await?;
        Ok(keys
            .iter()
            .filter_map(|key| Some((*key, results.remove(&key.0)?)))
            .collect())
    }
}

/// The viewer's vote on a proposal of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct MyVoteOn(pub(crate) ProposalId, pub(crate) PlanId);

impl Loader<MyVoteOn> for Batch {
    type Value = Vote;
    type Error = Shared;

    async fn load(&self, keys: &[MyVoteOn]) -> Result<HashMap<MyVoteOn, Vote>, Shared> {
        let pairs: Vec<_> = keys.iter().map(|key| (key.0, key.1)).collect();
        let votes = app::voting::my_votes(&self.0, &pairs).await?;
        let votes: HashMap<_, _> = votes.into_iter().map(|vote| (vote.proposal, vote)).collect();
        Ok(keys
            .iter()
            .filter_map(|key| Some((*key, *votes.get(&key.0)?)))
            .collect())
    }
}
