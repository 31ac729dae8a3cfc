//! Keys that sign access tokens, wrapped by the root key.

use domain::Timestamp;
use sea_orm::{ActiveModelTrait, EntityTrait, Set};

use crate::{Read, StoreError, Tx, rows::signing_keys};

/// The place of a key in the ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyPlace {
    /// Published, and the first to sign after the next rotation.
    Next,
    /// Signs.
    Current,
    /// Signed until the last rotation.
    Previous,
}

impl KeyPlace {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Current => "current",
            Self::Previous => "previous",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::Next, Self::Current, Self::Previous]
            .into_iter()
            .find(|place| place.as_str() == word)
    }
}

/// A key as it is stored.
#[derive(Debug, Clone)]
pub struct StoredKey {
    /// Its name.
    pub kid: String,
    /// Its place.
    pub place: KeyPlace,
    /// Its private half, wrapped.
    pub wrapped: Vec<u8>,
    /// When it took this place.
    pub since: Timestamp,
}

/// The keys of this installation, in no particular order; none before the first start.
pub async fn signing_keys(from: &impl Read) -> Result<Vec<StoredKey>, StoreError> {
    let rows = signing_keys::Entity::find().all(&from.executor()).await?;
    let key = |row: signing_keys::Model| {
        let signing_keys::Model {
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

/// Keeps these keys in the place of all others. Of two processes that do so at once, the second finds a place taken.
pub async fn replace_signing_keys(
    tx: &Tx,
    former: &[StoredKey],
    keys: &[StoredKey],
) -> Result<(), StoreError> {
    for key in former {
        signing_keys::Entity::delete_by_id(key.kid.clone())
            .exec(tx.conn())
            .await?;
    }
    for StoredKey {
        kid,
        place,
        wrapped,
        since,
    } in keys
    {
        signing_keys::ActiveModel {
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
