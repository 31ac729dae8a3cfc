//! Authors without an account.

use domain::{
    Scope, Timestamp,
    proposals::{Attribution, AttributionId},
    recordings::Medium,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set, sea_query::Expr};

use crate::{Read, StoreError, Tx, batches, plans, rows::attributions};

/// The attributions of these ids, in plans that the reader sees.
pub async fn by_ids(
    from: &impl Read,
    scope: &Scope,
    ids: &[AttributionId],
) -> Result<Vec<Attribution>, StoreError> {
    let mut select = attributions::Entity::find().filter(attributions::Column::Id.is_in(ids.iter().copied()));
    if !plans::sees_every_plan(scope) {
        select = select.filter(attributions::Column::PlanId.in_subquery(plans::visible_ids(scope)));
    }
    let rows = select.all(&from.executor()).await?;
    Ok(rows.into_iter().map(Attribution::from).collect())
}

/// Adds attributions, any number of them.
pub async fn insert_all(tx: &Tx, added: &[Attribution], at: Timestamp) -> Result<(), StoreError> {
    let rows = added.iter().map(|attribution| {
        let Attribution {
            id,
            plan,
            source,
            label,
            medium,
        } = attribution;
        attributions::ActiveModel {
            id: Set(*id),
            plan_id: Set(*plan),
            source: Set(source.clone()),
            label: Set(label.clone()),
            medium: Set(medium.map(|medium| medium.as_str().to_owned())),
            claimed_by: Set(None),
            created_at: Set(at),
        }
    });
    batches::insert::<attributions::Entity, _>(tx, rows.collect()).await
}

impl From<attributions::Model> for Attribution {
    fn from(row: attributions::Model) -> Self {
        let attributions::Model {
            id,
            plan_id,
            source,
            label,
            medium,
            claimed_by: _,
            created_at: _,
        } = row;
        Self {
            id,
            plan: plan_id,
            source,
            label,
            medium: medium.as_deref().and_then(Medium::parse),
        }
    }
}

/// Takes the name of an author without an account away: what they said stays or goes apart from it.
pub async fn forget(tx: &Tx, id: AttributionId) -> Result<(), StoreError> {
    attributions::Entity::update_many()
        .col_expr(attributions::Column::Label, Expr::value(""))
        .filter(attributions::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}
