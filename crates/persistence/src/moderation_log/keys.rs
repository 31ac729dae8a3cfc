//! Keys that sign the log, wrapped by the root key.

use sea_orm::{ActiveModelTrait, EntityTrait, Set};

use crate::{
    Read, StoreError, Tx,
    accounts::{KeyPlace, StoredKey},
    rows::log_keys,
};

/// The keys of this installation, in no particular order; none before the first line.
pub async fn keys(from: &impl Read) -> Result<Vec<StoredKey>, StoreError> {
    let rows = log_keys::Entity::find().all(&from.executor()).await?;
    let key = |row: log_keys::Model| {
        let log_keys::Model {
            kid,
            place,
            wrapped,
            made_at,
        } = row;
        Ok(StoredKey {
            place: KeyPlace::parse(&place).ok_or_else(|| StoreError::corrupt(&kid, "unknown place"))?,
            kid,
            wrapped,
            since: made_at,
        })
    };
    rows.into_iter().map(key).collect()
}

/// Keeps these keys in the place of all others. The sequencer's lock is held.
pub async fn replace_keys(tx: &Tx, keys: &[StoredKey]) -> Result<(), StoreError> {
    log_keys::Entity::delete_many().exec(tx.conn()).await?;
    for StoredKey {
        kid,
        place,
        wrapped,
        since,
    } in keys
    {
        log_keys::ActiveModel {
            kid: Set(kid.clone()),
            place: Set(place.as_str().to_owned()),
            wrapped: Set(wrapped.clone()),
            made_at: Set(*since),
        }
        .insert(tx.conn())
        .await?;
    }
    Ok(())
}
