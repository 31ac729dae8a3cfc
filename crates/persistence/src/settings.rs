//! Facts about the database itself.

use sea_orm::{EntityTrait, Set, sea_query::OnConflict};

use crate::{Read, StoreError, Tx, rows::settings};

/// What a database knows of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The fingerprint of the root key that wraps its other keys.
    RootKey,
    /// Present when the database is a demo: it may be thrown away.
    Demo,
}

impl Setting {
    const fn name(self) -> &'static str {
        match self {
            Self::RootKey => "root_key",
            Self::Demo => "demo",
        }
    }
}

/// The value of a setting, if it was ever put.
pub async fn get(from: &impl Read, setting: Setting) -> Result<Option<String>, StoreError> {
    let row = settings::Entity::find_by_id(setting.name())
        .one(&from.executor())
        .await?;
    Ok(row.map(|row| row.value))
}

/// Puts a setting where there is none; what is there stays.
pub async fn put(tx: &Tx, setting: Setting, value: &str) -> Result<(), StoreError> {
    let row = settings::ActiveModel {
        name: Set(setting.name().to_owned()),
        value: Set(value.to_owned()),
    };
    settings::Entity::insert(row)
        .on_conflict(OnConflict::column(settings::Column::Name).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}
