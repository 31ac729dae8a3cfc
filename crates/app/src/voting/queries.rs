//! Reading votes: one's own, and the totals of all where they are shown.

use std::collections::HashMap;

use domain::{
    Page, PageRequest,
    plans::{Plan, PlanId},
    proposals::ProposalId,
    voting::{Cells, Counted, Means, ReceiptId, Tally, Vote, limit, shown_cells, used},
};

use super::keys::{live_keys, voter, voters};
use crate::{Cx, Result};

/// The plans of these that the actor sees and whose totals anybody may see now. Every reading of totals goes through
/// here, whoever asks: pages, lists, exports, subscriptions.
async fn shown(cx: &Cx, plans: impl Iterator<Item = PlanId>) -> Result<HashMap<PlanId, Plan>> {
    let mut ids: Vec<_> = plans.collect();
    ids.sort_unstable();
    ids.dedup();
    let plans = persistence::plans::by_ids(cx.db(), &cx.scope(), &ids).await?;
    let now = cx.decided_at(cx.db()).await?;
    Ok(plans
        .into_iter()
        .filter(|plan| plan.totals_visible(now))
        .map(|plan| (plan.id, plan))
        .collect())
}

/// Whether the totals of a plan are shown now: what telling of their changes depends on.
pub(crate) async fn are_shown(cx: &Cx, plan: PlanId) -> Result<bool> {
    Ok(shown(cx, std::iter::once(plan)).await?.contains_key(&plan))
}

/// The plans whose totals are shown now, of this one or of all that the actor sees: what an order by support may tell of.
pub(crate) async fn tell_totals(cx: &Cx, plan: Option<PlanId>) -> Result<Vec<PlanId>> {
    Ok(telling(cx, plan).await?.into_iter().map(|plan| plan.id).collect())
}

/// The same, whole.
pub(crate) async fn telling(cx: &Cx, plan: Option<PlanId>) -> Result<Vec<Plan>> {
    if let Some(plan) = plan {
        return Ok(shown(cx, std::iter::once(plan)).await?.into_values().collect());
    }
    let plans = persistence::plans::all(cx.db(), &cx.scope()).await?;
    let now = cx.decided_at(cx.db()).await?;
    Ok(plans
        .into_iter()
        .filter(|plan| plan.totals_visible(now))
        .collect())
}

/// The votes on these proposals, exact at this instant; none for those whose plan hides them.
pub async fn totals_of(cx: &Cx, these: &[(ProposalId, PlanId)]) -> Result<HashMap<ProposalId, Tally>> {
    let plans = shown(cx, these.iter().map(|(_, plan)| *plan)).await?;
    let told: Vec<_> = these
        .iter()
        .filter(|(_, plan)| plans.contains_key(plan))
        .map(|(proposal, _)| *proposal)
        .collect();
    if told.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(persistence::voting::totals(cx.db(), &told).await?)
}

/// Who cast the votes on these proposals, once the plan's last vote has ended, where no few people can be told apart.
pub async fn results_of(cx: &Cx, these: &[(ProposalId, PlanId)]) -> Result<HashMap<ProposalId, Cells>> {
    let plans = shown(cx, these.iter().map(|(_, plan)| *plan)).await?;
    let now = cx.decided_at(cx.db()).await?;
    let ended = |plan: &PlanId| {
        let plan = plans.get(plan);
        plan.filter(|plan| plan.votes_end_at().is_some_and(|end| end <= now))
    };
    let told: Vec<_> = these
        .iter()
        .filter(|(_, plan)| ended(plan).is_some())
        .map(|(proposal, _)| *proposal)
        .collect();
    if told.is_empty() {
        return Ok(HashMap::new());
    }
    let cells = persistence::voting::by_link(cx.db(), &told).await?;
    let mut on_paper = HashMap::new();
    for plan in plans.keys() {
        on_paper.insert(*plan, persistence::voting::any_on_paper(cx.db(), *plan).await?);
    }
    Ok(these
        .iter()
        .filter_map(|(proposal, plan)| {
            let on_paper = on_paper.get(plan).copied().unwrap_or_default();
            Some((
                *proposal,
                shown_cells(ended(plan)?, cells.get(proposal)?, on_paper)?,
            ))
        })
        .collect())
}

/// The actor's own votes on these proposals, whether totals are hidden or not; nobody else's, whoever asks.
pub async fn my_votes(cx: &Cx, these: &[(ProposalId, PlanId)]) -> Result<Vec<Vote>> {
    let Ok(person) = cx.actor.person() else {
        return Ok(Vec::new());
    };
    let mut plans: Vec<_> = these.iter().map(|(_, plan)| *plan).collect();
    plans.sort_unstable();
    plans.dedup();
    let voters = voters(cx, cx.db(), person.account, &plans).await?;
    let proposals: Vec<_> = these.iter().map(|(proposal, _)| *proposal).collect();
    Ok(persistence::voting::on(cx.db(), &voters, &proposals).await?)
}

/// The actor's ballot in a plan.
#[derive(Debug, Clone)]
pub struct MyBallot {
    /// The plan.
    pub plan: Plan,
    /// How many proposals are voted on; a group counts once.
    pub used: u32,
    /// How many may be; none where there is no limit.
    pub limit: Option<u32>,
    /// Whether it was counted on paper: it does not change any more.
    pub on_paper: bool,
    /// Whether the actor asked for a paper ballot that is not counted yet.
    pub has_code: bool,
}

/// The actor's ballot in a plan that they see; an empty one before the first vote.
pub async fn my_ballot(cx: &Cx, plan: PlanId) -> Result<Option<MyBallot>> {
    let account = cx.actor.person()?.account;
    let Some(plan) = persistence::plans::by_id(cx.db(), &cx.scope(), plan).await? else {
        return Ok(None);
    };
    let (mut held, mut means, mut has_code) = (Vec::new(), Vec::new(), false);
    let voters = voters(cx, cx.db(), account, &[plan.id]).await?;
    if let Some((plan, voter)) = voters.first() {
        held = persistence::voting::held(cx.db(), *plan, *voter).await?;
        means = persistence::voting::means_of_ballots(cx.db(), &voters).await?;
        has_code = persistence::voting::has_code(cx.db(), *plan, *voter).await?;
    }
    Ok(Some(MyBallot {
        on_paper: means.iter().any(|(_, means)| *means == Means::Paper),
        has_code,
        used: used(&held),
        limit: limit(&plan),
        plan,
    }))
}

/// The votes on the actor's ballot in a plan, in the order of the proposals' numbers.
pub async fn my_ballot_votes(cx: &Cx, plan: PlanId, page: &PageRequest) -> Result<Page<Vote>> {
    let account = cx.actor.person()?.account;
    match voters(cx, cx.db(), account, &[plan]).await?.first() {
        Some((plan, voter)) => Ok(persistence::voting::list(cx.db(), *plan, *voter, page).await?),
        None => Ok(Page {
            total: page.count.then_some(0),
            ..Page::default()
        }),
    }
}

/// Every vote of the actor that can still be told as theirs, plan by plan: their download.
pub async fn my_votes_everywhere(cx: &Cx) -> Result<Vec<(PlanId, Vote)>> {
    let account = cx.actor.person()?.account;
    let keys = live_keys(cx, cx.db()).await?;
    let voters: Vec<_> = keys
        .iter()
        .map(|(plan, key)| (*plan, voter(key, account)))
        .collect();
    let mut votes = Vec::new();
    for (plan, voter) in persistence::voting::ballots_of(cx.db(), &voters).await? {
        let held = persistence::voting::held(cx.db(), plan, voter).await?;
        votes.extend(held.into_iter().map(|held| (plan, held.vote)));
    }
    Ok(votes)
}

/// What a receipt proves, if its vote counts: nothing of what the vote says or on what.
pub async fn counts(cx: &Cx, receipt: ReceiptId) -> Result<Option<Counted>> {
    let plan = persistence::voting::counts(cx.db(), receipt).await?;
    Ok(plan.map(|plan| Counted { receipt, plan }))
}
