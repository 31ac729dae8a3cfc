//! The voting key of each plan, wrapped.

use domain::{Timestamp, plans::PlanId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set, sea_query::OnConflict,
};

use crate::{Read, StoreError, Tx, rows::voting_keys};

/// The voting key of a plan as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredKey {
    /// Wrapped by the root key.
    Wrapped(Vec<u8>),
    /// Gone for good.
    Destroyed,
}

/// The key of a plan, once one was made.
pub async fn key(from: &impl Read, plan: PlanId) -> Result<Option<StoredKey>, StoreError> {
    let row = voting_keys::Entity::find_by_id(plan)
        .one(&from.executor())
        .await?;
    Ok(row.map(|row| stored(row).1))
}

/// The keys of these plans, where they were made.
pub async fn keys_of(from: &impl Read, plans: &[PlanId]) -> Result<Vec<(PlanId, StoredKey)>, StoreError> {
    let rows = voting_keys::Entity::find()
        .filter(voting_keys::Column::PlanId.is_in(plans.iter().copied()))
        .all(&from.executor())
        .await?;
    Ok(rows.into_iter().map(stored).collect())
}

/// Every key that is not destroyed.
pub async fn live_keys(from: &impl Read) -> Result<Vec<(PlanId, StoredKey)>, StoreError> {
    let rows = voting_keys::Entity::find()
        .filter(voting_keys::Column::DestroyedAt.is_null())
        .all(&from.executor())
        .await?;
    Ok(rows.into_iter().map(stored).collect())
}

/// The key of a plan, locked until the transaction ends.
pub async fn lock_key(tx: &Tx, plan: PlanId) -> Result<Option<StoredKey>, StoreError> {
    let row = voting_keys::Entity::find_by_id(plan)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    Ok(row.map(|row| stored(row).1))
}

/// Keeps the key of a plan, unless it has one: whoever comes second reads the first one's.
pub async fn insert_key(tx: &Tx, plan: PlanId, wrapped: Vec<u8>) -> Result<(), StoreError> {
    let row = voting_keys::ActiveModel {
        plan_id: Set(plan),
        wrapped: Set(Some(wrapped)),
        destroyed_at: Set(None),
    };
    voting_keys::Entity::insert(row)
        .on_conflict(
            OnConflict::column(voting_keys::Column::PlanId)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Destroys the key of a plan; what remembers that it was there stays, so that no other is ever made.
pub async fn destroy_key(tx: &Tx, plan: PlanId, at: Timestamp) -> Result<(), StoreError> {
    voting_keys::ActiveModel {
        plan_id: Set(plan),
        wrapped: Set(None),
        destroyed_at: Set(Some(at)),
    }
    .update(tx.conn())
    .await?;
    Ok(())
}

fn stored(row: voting_keys::Model) -> (PlanId, StoredKey) {
    let voting_keys::Model {
        plan_id,
        wrapped,
        destroyed_at: _,
    } = row;
    (plan_id, wrapped.map_or(StoredKey::Destroyed, StoredKey::Wrapped))
}
