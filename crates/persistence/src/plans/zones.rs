//! Zones of plans.

use domain::{
    Scope,
    geo::Shape,
    plans::{PlanId, Zone, ZoneId},
    text::Title,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set};

use super::visible_ids;
use crate::{
    Read, StoreError, Tx,
    rows::{proposals, zones},
};

/// The zone, if the reader sees its plan.
pub async fn zone_by_id(from: &impl Read, scope: &Scope, id: ZoneId) -> Result<Option<Zone>, StoreError> {
    let row = zones::Entity::find_by_id(id)
        .filter(zones::Column::PlanId.in_subquery(visible_ids(scope)))
        .one(&from.executor())
        .await?;
    Ok(row.map(Zone::from))
}

/// The zones of these plans, by plan and position.
pub async fn zones_of(from: &impl Read, plans: &[PlanId]) -> Result<Vec<Zone>, StoreError> {
    let rows = zones::Entity::find()
        .filter(zones::Column::PlanId.is_in(plans.iter().copied()))
        .order_by_asc(zones::Column::PlanId)
        .order_by_asc(zones::Column::Position)
        .order_by_asc(zones::Column::Id)
        .all(&from.executor())
        .await?;
    Ok(rows.into_iter().map(Zone::from).collect())
}

/// Whether the zone is one of the plan's.
pub async fn has_zone(from: &impl Read, plan: PlanId, zone: ZoneId) -> Result<bool, StoreError> {
    let row = zones::Entity::find_by_id(zone).one(&from.executor()).await?;
    Ok(row.is_some_and(|row| row.plan_id == plan))
}

/// How many proposals name these zones.
pub async fn zone_uses(from: &impl Read, zones: &[ZoneId]) -> Result<u64, StoreError> {
    let named = proposals::Column::ZoneId.is_in(zones.iter().copied());
    let named = proposals::Entity::find()
        .filter(named)
        .count(&from.executor())
        .await?;
    Ok(named)
}

/// Adds a zone.
pub async fn insert_zone(tx: &Tx, zone: &Zone) -> Result<(), StoreError> {
    row(zone).insert(tx.conn()).await?;
    Ok(())
}

/// Saves a zone, under the plan's lock.
pub async fn save_zone(tx: &Tx, zone: &Zone) -> Result<(), StoreError> {
    row(zone).update(tx.conn()).await?;
    Ok(())
}

/// Takes a zone away, under the plan's lock.
pub async fn delete_zone(tx: &Tx, id: ZoneId) -> Result<(), StoreError> {
    zones::Entity::delete_by_id(id).exec(tx.conn()).await?;
    Ok(())
}

fn row(zone: &Zone) -> zones::ActiveModel {
    let Zone {
        id,
        plan,
        title,
        geometry,
        position,
    } = zone;
    zones::ActiveModel {
        id: Set(*id),
        plan_id: Set(*plan),
        title: Set(title.as_str().to_owned()),
        geometry: Set(geometry.as_ref().map(|shape| shape.as_str().to_owned())),
        position: Set(*position),
    }
}

impl From<zones::Model> for Zone {
    fn from(row: zones::Model) -> Self {
        let zones::Model {
            id,
            plan_id,
            title,
            geometry,
            position,
        } = row;
        Self {
            id,
            plan: plan_id,
            title: Title::from_history(&title),
            geometry: geometry.map(Shape::from_history),
            position,
        }
    }
}
