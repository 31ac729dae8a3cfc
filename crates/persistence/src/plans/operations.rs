//! Operations of plans.

use domain::{
    Scope,
    geo::Shape,
    plans::{Operation, OperationId, OperationKind, PlanId},
    text::{Body, Title},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set};

use super::visible_ids;
use crate::{
    Read, StoreError, Tx,
    rows::{answering_grants, operations},
};

/// The operation, if the reader sees its plan.
pub async fn operation_by_id(
    from: &impl Read,
    scope: &Scope,
    id: OperationId,
) -> Result<Option<Operation>, StoreError> {
    let row = operations::Entity::find_by_id(id)
        .filter(operations::Column::PlanId.in_subquery(visible_ids(scope)))
        .one(&from.executor())
        .await?;
    row.map(Operation::try_from).transpose()
}

/// The operations of these plans, by plan and position.
pub async fn operations_of(from: &impl Read, plans: &[PlanId]) -> Result<Vec<Operation>, StoreError> {
    let rows = operations::Entity::find()
        .filter(operations::Column::PlanId.is_in(plans.iter().copied()))
        .order_by_asc(operations::Column::PlanId)
        .order_by_asc(operations::Column::Position)
        .order_by_asc(operations::Column::Id)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Operation::try_from).collect()
}

/// How many grants name these operations.
pub async fn operation_uses(from: &impl Read, operations: &[OperationId]) -> Result<u64, StoreError> {
    let granted = answering_grants::Column::OperationId.is_in(operations.iter().copied());
    Ok(answering_grants::Entity::find()
        .filter(granted)
        .count(&from.executor())
        .await?)
}

/// Adds an operation.
pub async fn insert_operation(tx: &Tx, operation: &Operation) -> Result<(), StoreError> {
    row(operation).insert(tx.conn()).await?;
    Ok(())
}

/// Saves an operation, under the plan's lock.
pub async fn save_operation(tx: &Tx, operation: &Operation) -> Result<(), StoreError> {
    row(operation).update(tx.conn()).await?;
    Ok(())
}

/// Takes an operation away, under the plan's lock.
pub async fn delete_operation(tx: &Tx, id: OperationId) -> Result<(), StoreError> {
    operations::Entity::delete_by_id(id).exec(tx.conn()).await?;
    Ok(())
}

fn row(operation: &Operation) -> operations::ActiveModel {
    let Operation {
        id,
        plan,
        kind,
        title,
        description,
        footprint,
        starts_at,
        ends_at,
        organisation,
        position,
    } = operation;
    operations::ActiveModel {
        id: Set(*id),
        plan_id: Set(*plan),
        kind: Set(kind.as_str().to_owned()),
        title: Set(title.as_str().to_owned()),
        description: Set(description.as_str().to_owned()),
        footprint: Set(footprint.as_ref().map(|shape| shape.as_str().to_owned())),
        starts_at: Set(*starts_at),
        ends_at: Set(*ends_at),
        organisation_id: Set(*organisation),
        position: Set(*position),
    }
}

impl TryFrom<operations::Model> for Operation {
    type Error = StoreError;

    fn try_from(row: operations::Model) -> Result<Self, StoreError> {
        let operations::Model {
            id,
            plan_id,
            kind,
            title,
            description,
            footprint,
            starts_at,
            ends_at,
            organisation_id,
            position,
        } = row;
        Ok(Self {
            id,
            plan: plan_id,
            kind: OperationKind::parse(&kind)
                .ok_or_else(|| StoreError::corrupt(id, format_args!("kind {kind}")))?,
            title: Title::from_history(&title),
            description: Body::from_history(&description),
            footprint: footprint.map(Shape::from_history),
            starts_at,
            ends_at,
            organisation: organisation_id,
            position,
        })
    }
}
