//! Which key stood for which command: written first in the transaction of the command, kept for a day.

use domain::Timestamp;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, Set,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::{StoreError, Tx, rows::idempotency_keys};

/// A key as it is used: whose, for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Whose key it is: keys of others never meet it.
    pub owner: String,
    /// The key, as the caller chose it.
    pub key: String,
    /// The name of the command.
    pub command: String,
    /// A keyed hash of the parsed command.
    pub fingerprint: Vec<u8>,
}

/// What is known of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing: the command runs, and its result is set.
    New,
    /// The same command ran: this is its result.
    Done(Uuid),
    /// Another command used the key.
    Another,
}

/// Forgets the keys of an owner: erasure.
pub async fn forget_of(tx: &Tx, owner: &str) -> Result<(), StoreError> {
    idempotency_keys::Entity::delete_many()
        .filter(idempotency_keys::Column::Owner.eq(owner))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Takes the key for this command. Waits for a transaction that uses the same key, so that one alone runs the command.
pub async fn take(tx: &Tx, used: &Use, now: Timestamp) -> Result<Found, StoreError> {
    let Use {
        owner,
        key,
        command,
        fingerprint,
    } = used;
    let row = idempotency_keys::ActiveModel {
        owner: Set(owner.clone()),
        key: Set(key.clone()),
        command: Set(command.clone()),
        fingerprint: Set(fingerprint.clone()),
        result_id: Set(None),
        created_at: Set(now),
    };
    let columns = [idempotency_keys::Column::Owner, idempotency_keys::Column::Key];
    let inserted = idempotency_keys::Entity::insert(row)
        .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    if inserted == 1 {
        return Ok(Found::New);
    }
    let row = idempotency_keys::Entity::find_by_id((owner.clone(), key.clone()))
        .one(tx.conn())
        .await?
        .ok_or_else(|| StoreError::corrupt("idempotency key", "it went while it was read"))?;
    Ok(match row.result_id {
        Some(result) if row.command == *command && row.fingerprint == *fingerprint => Found::Done(result),
        _ => Found::Another,
    })
}

/// Notes what came of the command that took the key.
pub async fn set_result(tx: &Tx, used: &Use, result: Uuid) -> Result<(), StoreError> {
    idempotency_keys::Entity::update_many()
        .col_expr(idempotency_keys::Column::ResultId, Expr::value(result))
        .filter(idempotency_keys::Column::Owner.eq(&used.owner))
        .filter(idempotency_keys::Column::Key.eq(&used.key))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Forgets the keys that were taken before this instant; how many there were.
pub async fn forget(tx: &Tx, before: Timestamp) -> Result<u64, StoreError> {
    let gone = idempotency_keys::Entity::delete_many()
        .filter(idempotency_keys::Column::CreatedAt.lt(before))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected)
}
