//! Words that facilitators recorded.

use std::collections::HashMap;

use domain::{
    accounts::AccountId,
    moderation::Item,
    recordings::{Recording, RecordingId},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use uuid::Uuid;

use crate::{Read, StoreError, Tx, rows::recordings as rows};

/// Adds a recording, under the hash of its receipt.
pub async fn insert(tx: &Tx, recording: &Recording, receipt: [u8; 32]) -> Result<(), StoreError> {
    let Recording {
        id,
        plan,
        item,
        speaker,
        by,
        at,
    } = recording;
    let row = rows::ActiveModel {
        id: Set(*id),
        plan_id: Set(*plan),
        item_kind: Set(item.kind().to_owned()),
        item_id: Set(item.uuid()),
        attribution_id: Set(*speaker),
        by_account: Set(*by),
        receipt_hash: Set(receipt.to_vec()),
        at: Set(*at),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// The recording under this receipt.
pub async fn by_receipt(from: &impl Read, receipt: [u8; 32]) -> Result<Option<Recording>, StoreError> {
    let row = rows::Entity::find()
        .filter(rows::Column::ReceiptHash.eq(receipt.to_vec()))
        .one(&from.executor())
        .await?;
    row.map(Recording::try_from).transpose()
}

/// The recording.
pub async fn by_id(from: &impl Read, id: RecordingId) -> Result<Option<Recording>, StoreError> {
    let row = rows::Entity::find_by_id(id).one(&from.executor()).await?;
    row.map(Recording::try_from).transpose()
}

/// The recording of this item, if it was recorded.
pub async fn of_item(from: &impl Read, item: Item) -> Result<Option<Recording>, StoreError> {
    let row = rows::Entity::find()
        .filter(rows::Column::ItemId.eq(item.uuid()))
        .one(&from.executor())
        .await?;
    row.map(Recording::try_from).transpose()
}

/// What a facilitator recorded, newest first, so many at most.
pub async fn of(from: &impl Read, facilitator: AccountId, limit: u64) -> Result<Vec<Recording>, StoreError> {
    let found = rows::Entity::find()
        .filter(rows::Column::ByAccount.eq(facilitator))
        .order_by_desc(rows::Column::Id)
        .limit(limit)
        .all(&from.executor())
        .await?;
    found.into_iter().map(Recording::try_from).collect()
}

/// Which of these items this facilitator recorded, of which at most 1,000 are named.
pub async fn among(
    from: &impl Read,
    facilitator: AccountId,
    items: &[Item],
) -> Result<Vec<Item>, StoreError> {
    let ids: Vec<_> = items.iter().map(|item| item.uuid()).collect();
    let recorders = recorders(from, &ids).await?;
    let by = |item: &&Item| recorders.get(&item.uuid()) == Some(&facilitator);
    Ok(items.iter().filter(by).copied().collect())
}

/// Who recorded these items, of which at most 1,000 are named.
pub(crate) async fn recorders(
    from: &impl Read,
    items: &[Uuid],
) -> Result<HashMap<Uuid, AccountId>, StoreError> {
    let found: Vec<(Uuid, AccountId)> = rows::Entity::find()
        .select_only()
        .column(rows::Column::ItemId)
        .column(rows::Column::ByAccount)
        .filter(rows::Column::ItemId.is_in(items.iter().copied()))
        .into_tuple()
        .all(&from.executor())
        .await?;
    Ok(found.into_iter().collect())
}

impl TryFrom<rows::Model> for Recording {
    type Error = StoreError;

    fn try_from(row: rows::Model) -> Result<Self, StoreError> {
        let rows::Model {
            id,
            plan_id,
            item_kind,
            item_id,
            attribution_id,
            by_account,
            receipt_hash: _,
            at,
        } = row;
        Ok(Self {
            id,
            plan: plan_id,
            item: Item::of(&item_kind, item_id).ok_or_else(|| StoreError::corrupt(id, "item_kind"))?,
            speaker: attribution_id,
            by: by_account,
            at,
        })
    }
}
