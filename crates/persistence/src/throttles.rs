//! Buckets of attempts, shared by every process: GCRA, one row a bucket, under a lock.

use std::time::Duration;

use domain::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set, sea_query::OnConflict,
};

use crate::{
    Read, StoreError, Tx,
    rows::{sign_in_failures, throttles},
};

/// How many attempts a bucket takes at once, and how often it gives one back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Attempts that may come at once, at least 1.
    pub burst: u32,
    /// After how long one more is free.
    pub every: Duration,
}

/// Takes one attempt from a bucket, or says when the next one is free; what is refused is not counted.
pub async fn spend(
    tx: &Tx,
    bucket: &[u8; 32],
    rate: Rate,
    now: Timestamp,
) -> Result<Result<(), Timestamp>, StoreError> {
    let empty = throttles::ActiveModel {
        bucket: Set(bucket.to_vec()),
        free_at: Set(now),
    };
    throttles::Entity::insert(empty)
        .on_conflict(
            OnConflict::column(throttles::Column::Bucket)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.conn())
        .await?;
    let row = throttles::Entity::find_by_id(bucket.to_vec())
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    // A swept bucket is an empty one.
    let filled_until = row.map_or(now, |row| row.free_at).max(now);
    let room = rate.every * rate.burst.saturating_sub(1);
    if filled_until > now + room {
        return Ok(Err(filled_until - room));
    }
    throttles::ActiveModel {
        bucket: Set(bucket.to_vec()),
        free_at: Set(filled_until + rate.every),
    }
    .update(tx.conn())
    .await?;
    Ok(Ok(()))
}

/// Wrong passwords in a row, and when the last one was.
pub async fn failures(from: &impl Read, bucket: &[u8; 32]) -> Result<Option<(u32, Timestamp)>, StoreError> {
    let row = sign_in_failures::Entity::find_by_id(bucket.to_vec())
        .one(&from.executor())
        .await?;
    Ok(row.map(|row| (u32::try_from(row.failures).unwrap_or(u32::MAX), row.last_at)))
}

/// Counts one more wrong password; call it under the lock of [`lock_failures`].
pub async fn count_failure(
    tx: &Tx,
    bucket: &[u8; 32],
    failures: u32,
    now: Timestamp,
) -> Result<(), StoreError> {
    sign_in_failures::ActiveModel {
        bucket: Set(bucket.to_vec()),
        failures: Set(i32::try_from(failures).unwrap_or(i32::MAX)),
        last_at: Set(now),
    }
    .update(tx.conn())
    .await?;
    Ok(())
}

/// Locks the count of wrong passwords of a bucket, made where there is none.
pub async fn lock_failures(
    tx: &Tx,
    bucket: &[u8; 32],
    now: Timestamp,
) -> Result<(u32, Timestamp), StoreError> {
    let none = sign_in_failures::ActiveModel {
        bucket: Set(bucket.to_vec()),
        failures: Set(0),
        last_at: Set(now),
    };
    let key = OnConflict::column(sign_in_failures::Column::Bucket)
        .do_nothing()
        .to_owned();
    sign_in_failures::Entity::insert(none)
        .on_conflict(key)
        .exec_without_returning(tx.conn())
        .await?;
    let row = sign_in_failures::Entity::find_by_id(bucket.to_vec())
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    Ok(row.map_or((0, now), |row| {
        (u32::try_from(row.failures).unwrap_or(u32::MAX), row.last_at)
    }))
}

/// Forgets the wrong passwords of a bucket: a right one came, or the password was set anew.
pub async fn clear_failures(tx: &Tx, bucket: &[u8; 32]) -> Result<(), StoreError> {
    sign_in_failures::Entity::delete_by_id(bucket.to_vec())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Forgets buckets that are empty again, and failures older than `failed_before`: retention.
pub async fn sweep(tx: &Tx, now: Timestamp, failed_before: Timestamp) -> Result<(), StoreError> {
    throttles::Entity::delete_many()
        .filter(throttles::Column::FreeAt.lte(now))
        .exec(tx.conn())
        .await?;
    sign_in_failures::Entity::delete_many()
        .filter(sign_in_failures::Column::LastAt.lte(failed_before))
        .exec(tx.conn())
        .await?;
    Ok(())
}
