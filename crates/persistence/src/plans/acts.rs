//! What was changed in plans since their publication.

use std::collections::HashMap;

use domain::{
    Page, PageRequest,
    accounts::AccountId,
    plans::{Act, ActKind, PlanId},
    text::Title,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoSimpleExpr, Order, Set};

use super::try_map;
use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Parents, Tells, pages},
    rows::plan_acts,
};

/// Keeps an act, with the account that did it, which no reader ever gets.
pub async fn insert_act(tx: &Tx, plan: PlanId, act: &Act, by: Option<AccountId>) -> Result<(), StoreError> {
    let Act {
        version,
        kind,
        reason,
        before,
        after,
        at,
    } = act;
    plan_acts::ActiveModel {
        plan_id: Set(plan),
        version: Set(*version),
        kind: Set(kind.as_str().to_owned()),
        reason: Set(reason.as_str().to_owned()),
        before: Set(before.clone()),
        after: Set(after.clone()),
        by_account: Set(by),
        at: Set(*at),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// A page of the acts of each of these plans, newest first.
pub async fn acts_of(
    from: &impl Read,
    plans: &[PlanId],
    request: &PageRequest,
) -> Result<HashMap<PlanId, Page<Act>>, StoreError> {
    let newest = Keyset {
        name: "newest",
        columns: vec![(
            plan_acts::Column::Version.into_simple_expr(),
            Order::Desc,
            Tells::Int(|row: &plan_acts::Model| row.version),
        )],
    };
    let ids: Vec<_> = plans.iter().map(|id| id.uuid()).collect();
    let pages = pages(
        from,
        plan_acts::Entity::find(),
        Parents {
            column: plan_acts::Column::PlanId,
            of: |row| row.plan_id.uuid(),
            ids: &ids,
        },
        &newest,
        request,
    );
    pages
        .await?
        .into_iter()
        .map(|(id, page)| Ok((PlanId::new(id), try_map(page)?)))
        .collect()
}

impl TryFrom<plan_acts::Model> for Act {
    type Error = StoreError;

    fn try_from(row: plan_acts::Model) -> Result<Self, StoreError> {
        let plan_acts::Model {
            plan_id,
            version,
            kind,
            reason,
            before,
            after,
            by_account: _,
            at,
        } = row;
        Ok(Self {
            version,
            kind: ActKind::parse(&kind)
                .ok_or_else(|| StoreError::corrupt(plan_id, format_args!("act {kind}")))?,
            reason: Title::from_history(&reason),
            before,
            after,
            at,
        })
    }
}
