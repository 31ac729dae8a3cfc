//! Who stands ready to moderate a plan.

use std::collections::BTreeSet;

use domain::{
    Timestamp,
    accounts::{AccountId, Role},
    plans::{Duty, PlanId},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, sea_query::Query};

use crate::{
    Read, StoreError,
    rows::{accounts, answering_grants, grants},
};

/// How many people are granted the plan's moderation, or that of the whole site, apart from those who answer its
/// proposals. Each person counts once; erased accounts and ended grants do not.
pub async fn duty(from: &impl Read, plan: PlanId, now: Timestamp) -> Result<Duty, StoreError> {
    let here = Condition::any()
        .add(grants::Column::PlanId.is_null())
        .add(grants::Column::PlanId.eq(plan));
    let in_force = Condition::any()
        .add(grants::Column::Until.is_null())
        .add(grants::Column::Until.gt(now));
    let standing = Query::select()
        .column(accounts::Column::Id)
        .from(accounts::Entity)
        .cond_where(accounts::Column::ErasedAt.is_null())
        .to_owned();
    let answers = Condition::any()
        .add(answering_grants::Column::Until.is_null())
        .add(answering_grants::Column::Until.gt(now));
    let answering = Query::select()
        .column(answering_grants::Column::AccountId)
        .from(answering_grants::Entity)
        .cond_where(answering_grants::Column::PlanId.eq(plan))
        .cond_where(answers)
        .to_owned();
    let rows: Vec<(AccountId, String)> = grants::Entity::find()
        .select_only()
        .column(grants::Column::AccountId)
        .column(grants::Column::Role)
        .filter(grants::Column::Role.is_in([Role::Moderator.as_str(), Role::Reviewer.as_str()]))
        .filter(here)
        .filter(in_force)
        .filter(grants::Column::AccountId.in_subquery(standing))
        .filter(grants::Column::AccountId.not_in_subquery(answering))
        .into_tuple()
        .all(&from.executor())
        .await?;
    let people = |role: Role| {
        let people: BTreeSet<_> = rows
            .iter()
            .filter(|(_, word)| word == role.as_str())
            .map(|(account, _)| *account)
            .collect();
        u32::try_from(people.len()).unwrap_or(u32::MAX)
    };
    Ok(Duty {
        moderators: people(Role::Moderator),
        reviewers: people(Role::Reviewer),
    })
}
