//! What votes have made the town owe.

use domain::{
    Timestamp,
    plans::{Owed, Plan, PlanId, VoteEffect},
    policy::answers::may_answer,
    proposals::Proposal,
};

use crate::{Cx, Result, voting};

/// How many proposals are told at once, those that were published first.
const MOST_OWED: u32 = 100;

/// The proposals that nobody studies yet though their votes have reached what the plan promised an answer for, that the
/// actor may answer: those due first at the beginning. Of one plan, or of all. Plans that hide their totals tell nothing.
pub async fn owed(cx: &Cx, plan: Option<PlanId>) -> Result<Vec<(Proposal, Owed)>> {
    let plans = voting::telling(cx, plan).await?;
    let votes: Vec<_> = plans.iter().filter_map(promised).collect();
    if votes.is_empty() {
        return Ok(Vec::new());
    }
    let found = persistence::proposals::unanswered_from(cx.db(), &cx.scope(), &votes, MOST_OWED).await?;
    let these: Vec<_> = found.iter().map(|one| (one.id, one.plan)).collect();
    let totals = voting::totals_of(cx, &these).await?;
    let mut owed: Vec<_> = found
        .into_iter()
        .filter_map(|proposal| {
            let plan = plans.iter().find(|plan| plan.id == proposal.plan)?;
            let owed = plan.owes(*totals.get(&proposal.id)?)?;
            may_answer(&cx.actor, plan, &proposal).then_some((proposal, owed))
        })
        .collect();
    owed.sort_by_key(|(_, owed)| owed.due.map_or(i64::MAX, Timestamp::micros));
    Ok(owed)
}

/// From how many votes on the plan owes answers, where it does.
fn promised(plan: &Plan) -> Option<(PlanId, u32)> {
    match plan.rules.effect {
        VoteEffect::Answer { threshold, .. } => Some((plan.id, threshold)),
        VoteEffect::Advisory | VoteEffect::Selection { .. } => None,
    }
}
