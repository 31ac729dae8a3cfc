//! What a database knows of itself.

use domain::Code;
pub use persistence::settings::Setting;

use crate::{Cx, Error, Result};

/// The value of a setting, if it was ever put.
pub async fn get(cx: &Cx, setting: Setting) -> Result<Option<String>> {
    Ok(persistence::settings::get(cx.db(), setting).await?)
}

/// Puts a setting where there is none.
pub async fn put(cx: &Cx, setting: Setting, value: &str) -> Result<()> {
    cx.write(|tx| async move { Ok(persistence::settings::put(&tx, setting, value).await?) })
        .await
}

/// Binds the database to its root key at the first start, and answers whether it is bound to this one.
pub async fn bind_root_key(cx: &Cx) -> Result<bool> {
    let fingerprint = cx.root_key().fingerprint();
    put(cx, Setting::RootKey, &fingerprint).await?;
    let bound = get(cx, Setting::RootKey)
        .await?
        .ok_or(Error::NotFound(Code::ServiceInternal))?;
    Ok(bound == fingerprint)
}

/// Whether the database is a demo, which may be thrown away.
pub async fn is_demo(db: &crate::Db) -> Result<bool> {
    Ok(persistence::settings::get(db, Setting::Demo).await?.is_some())
}
