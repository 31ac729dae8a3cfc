//! Following totals while connected: told as they are counted, at most once a second, and never where they are hidden.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use domain::{
    plans::PlanId,
    proposals::{Proposal, ProposalId},
};
use futures::Stream;
use tokio::sync::watch;

use super::queries::are_shown;
use crate::{Cx, Result};

/// How long at least from one message to the next: a wait for what comes meanwhile.
const PACE: Duration = Duration::from_secs(1);

/// How many proposals a message tells of at most, leaders of groups aside; the others follow in the next.
const MOST: usize = 100;

/// What was counted, by proposal and choice.
type Counts = HashMap<(ProposalId, String), i32>;

struct Follower {
    cx: Cx,
    plan: PlanId,
    counts: watch::Receiver<u64>,
    known: Counts,
    /// Whether anything was told: the next message waits for what comes meanwhile.
    told: bool,
    /// Whether more has changed than was told.
    more: bool,
}

/// The proposals of a plan whose totals have changed, whenever some have, from now on; those alone that the actor sees,
/// with the leaders of their groups. Nothing while the totals of the plan are hidden, whoever asks.
pub async fn follow_totals(
    cx: &Cx,
    plan: PlanId,
) -> Result<impl Stream<Item = Result<Vec<Proposal>>> + Send + use<>> {
    // First the ear, then the look: what is counted between the two is heard.
    let counts = cx.house().feed.counts();
    let follower = Follower {
        known: persistence::voting::counted(cx.db(), plan).await?,
        cx: cx.clone(),
        plan,
        counts,
        told: false,
        more: false,
    };
    Ok(futures::stream::try_unfold(follower, |mut follower| async move {
        let changed = follower.next().await?;
        Ok(changed.map(|changed| (changed, follower)))
    }))
}

impl Follower {
    /// Waits for the next change; `None` when the house closes.
    async fn next(&mut self) -> Result<Option<Vec<Proposal>>> {
        if self.told {
            tokio::time::sleep(PACE).await;
        }
        loop {
            if !self.more && self.counts.changed().await.is_err() {
                return Ok(None);
            }
            self.more = false;
            let counted = persistence::voting::counted(self.cx.db(), self.plan).await?;
            if !are_shown(&self.cx, self.plan).await? {
                self.known = counted;
                continue;
            }
            let mut changed = changed(&self.known, &counted);
            while changed.len() > MOST {
                changed.pop_last();
                self.more = true;
            }
            let told = counted
                .into_iter()
                .filter(|((proposal, _), _)| changed.contains(proposal));
            self.known.extend(told);
            let proposals = self.with_leaders(changed).await?;
            if !proposals.is_empty() {
                self.told = true;
                return Ok(Some(proposals));
            }
        }
    }

    /// These proposals and those that lead their groups, as far as the actor sees them.
    async fn with_leaders(&self, mut ids: BTreeSet<ProposalId>) -> Result<Vec<Proposal>> {
        let scope = self.cx.scope();
        let all: Vec<_> = ids.iter().copied().collect();
        let mut found = persistence::proposals::by_ids(self.cx.db(), &scope, &all).await?;
        let leaders: Vec<_> = found
            .iter()
            .filter_map(|proposal| proposal.merged_into)
            .filter(|leader| ids.insert(*leader))
            .collect();
        if !leaders.is_empty() {
            found.extend(persistence::proposals::by_ids(self.cx.db(), &scope, &leaders).await?);
        }
        found.sort_by_key(|proposal| proposal.id);
        Ok(found)
    }
}

/// The proposals that have other counts than before.
fn changed(before: &Counts, now: &Counts) -> BTreeSet<ProposalId> {
    now.iter()
        .filter(|(key, votes)| before.get(key).copied().unwrap_or(0) != **votes)
        .map(|((proposal, _), _)| *proposal)
        .collect()
}
