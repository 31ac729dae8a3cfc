//! Holds: an item is out of sight for a day at most, once.

use domain::{
    Timestamp,
    accounts::AccountId,
    moderation::{CaseId, Item},
    plans::PlanId,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set, sea_query::Expr};

use crate::{Read, StoreError, Tx, rows::holds};

/// An item that was taken out of sight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The item.
    pub item: Item,
    /// Its plan.
    pub plan: PlanId,
    /// Who held it.
    pub by: AccountId,
    /// The case that decides about it.
    pub case: CaseId,
    /// Since when.
    pub at: Timestamp,
    /// Until when at the latest.
    pub until: Timestamp,
    /// When it ended; none while it lasts.
    pub ended_at: Option<Timestamp>,
}

/// The hold of an item, if it ever had one.
pub async fn hold(from: &impl Read, item: Item) -> Result<Option<Held>, StoreError> {
    let row = holds::Entity::find_by_id((item.kind().to_owned(), item.uuid()))
        .one(&from.executor())
        .await?;
    Ok(row.map(|row| Held {
        item,
        plan: row.plan_id,
        by: row.by_account,
        case: row.case_id,
        at: row.at,
        until: row.until,
        ended_at: row.ended_at,
    }))
}

/// Adds a hold; the item is locked.
pub async fn insert_hold(tx: &Tx, held: &Held) -> Result<(), StoreError> {
    let Held {
        item,
        plan,
        by,
        case,
        at,
        until,
        ended_at,
    } = held;
    let row = holds::ActiveModel {
        item_kind: Set(item.kind().to_owned()),
        item_id: Set(item.uuid()),
        plan_id: Set(*plan),
        by_account: Set(*by),
        case_id: Set(*case),
        at: Set(*at),
        until: Set(*until),
        ended_at: Set(*ended_at),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// Ends the holds of these items.
pub async fn end_holds(tx: &Tx, items: &[Item], at: Timestamp) -> Result<(), StoreError> {
    if items.is_empty() {
        return Ok(());
    }
    holds::Entity::update_many()
        .col_expr(holds::Column::EndedAt, Expr::value(at))
        .filter(holds::Column::ItemId.is_in(items.iter().map(|item| item.uuid())))
        .filter(holds::Column::EndedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}
