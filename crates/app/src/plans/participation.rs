//! Who takes part in plans.

use std::collections::HashMap;

use domain::{participation::Participation, plans::PlanId};

use crate::{Cx, Result};

/// Who wrote in each of these plans, in numbers that tell nobody apart; the caller has read the plans. One statement.
#[tracing::instrument(name = "plans.participation", skip_all)]
pub async fn participation_of(cx: &Cx, plans: &[PlanId]) -> Result<HashMap<PlanId, Participation>> {
    let mut counted = persistence::plans::participation(cx.db(), plans).await?;
    Ok(plans
        .iter()
        .map(|plan| {
            let people = counted.remove(plan).unwrap_or_default();
            (*plan, Participation::of(&people))
        })
        .collect())
}
