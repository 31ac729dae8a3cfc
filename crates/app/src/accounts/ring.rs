//! The keys that sign access tokens: rows wrapped by the root key, read once and kept for a minute.

use std::sync::{Arc, PoisonError, RwLock};

use auth::{
    keys::{RootKey, WrappedKind},
    token::{KeyRing, SigningKey},
};
use domain::{Timestamp, time::minutes};
use persistence::{
    Constraint, StoreError, Tx,
    accounts::{KeyPlace, StoredKey},
};

use crate::{Cx, Error, Result};

/// The ring as this process knows it. Another process may have rotated it: a token that names an unknown key is a
/// reason to read it again, and so is a minute that has passed.
#[derive(Debug, Default)]
pub struct Ring(RwLock<Option<(Timestamp, Arc<KeyRing>)>>);

impl Ring {
    fn known(&self) -> Option<(Timestamp, Arc<KeyRing>)> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, at: Timestamp, ring: KeyRing) -> Arc<KeyRing> {
        let ring = Arc::new(ring);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((at, Arc::clone(&ring)));
        ring
    }
}

/// The ring, at most a minute old; drawn and kept where there is none yet.
pub(crate) async fn ring(cx: &Cx) -> Result<Arc<KeyRing>> {
    match cx.house().ring.known() {
        Some((at, ring)) if cx.now() < at + minutes(1) => Ok(ring),
        _ => reread(cx).await,
    }
}

/// The ring as it is now, unless it was read within the last second: what an unknown key is answered with.
pub async fn fresh_ring(cx: &Cx) -> Result<Arc<KeyRing>> {
    match cx.house().ring.known() {
        Some((at, ring)) if cx.now().since(at) < std::time::Duration::from_secs(1) => Ok(ring),
        _ => reread(cx).await,
    }
}

/// The public halves as a JWK set (RFC 7517), the current key first.
pub async fn jwks(cx: &Cx) -> Result<serde_json::Value> {
    Ok(ring(cx).await?.jwks())
}

/// Moves every key one place on: tokens of the current key work until they expire, the next one signs from now on.
#[tracing::instrument(name = "keys.rotate", skip_all)]
pub async fn rotate_signing_keys(cx: &Cx) -> Result<()> {
    ring(cx).await?;
    let ring = cx.write(|tx| rotate_in(cx, tx)).await?;
    cx.house().ring.keep(cx.now(), ring);
    Ok(())
}

async fn rotate_in(cx: &Cx, tx: Tx) -> Result<KeyRing> {
    let former = persistence::accounts::signing_keys(&tx).await?;
    let rotated = open(WrappedKind::Signing, cx.root_key(), &former)?
        .ok_or_else(|| Error::internal("there are no signing keys"))?
        .rotate();
    keep(cx, &tx, &former, &rotated).await?;
    Ok(rotated)
}

async fn reread(cx: &Cx) -> Result<Arc<KeyRing>> {
    let stored = persistence::accounts::signing_keys(cx.db()).await?;
    if let Some(ring) = open(WrappedKind::Signing, cx.root_key(), &stored)? {
        return Ok(cx.house().ring.keep(cx.now(), ring));
    }
    match cx.write(|tx| draw_in(cx, tx)).await {
        // Another process drew them first: its keys are ours.
        Ok(()) | Err(Error::Store(StoreError::Taken(Constraint::SigningKey))) => {}
        Err(error) => return Err(error),
    }
    let stored = persistence::accounts::signing_keys(cx.db()).await?;
    let ring = open(WrappedKind::Signing, cx.root_key(), &stored)?
        .ok_or_else(|| Error::internal("the signing keys were not kept"))?;
    Ok(cx.house().ring.keep(cx.now(), ring))
}

async fn draw_in(cx: &Cx, tx: Tx) -> Result<()> {
    keep(cx, &tx, &[], &KeyRing::generate()).await
}

/// Opens the stored keys of this use; none when there are none.
pub(crate) fn open(kind: WrappedKind, root: &RootKey, stored: &[StoredKey]) -> Result<Option<KeyRing>> {
    let key = |place| {
        stored
            .iter()
            .find(|key| key.place == place)
            .map(|key| SigningKey::open_for(kind, root, &key.kid, &key.wrapped).map_err(Error::internal))
            .transpose()
    };
    Ok(match (key(KeyPlace::Next)?, key(KeyPlace::Current)?) {
        (Some(next), Some(current)) => Some(KeyRing {
            next,
            current,
            previous: key(KeyPlace::Previous)?,
        }),
        _ => None,
    })
}

async fn keep(cx: &Cx, tx: &Tx, former: &[StoredKey], ring: &KeyRing) -> Result<()> {
    Ok(persistence::accounts::replace_signing_keys(tx, former, &rows(cx, ring)).await?)
}

/// The keys of a ring as they are stored, wrapped.
pub(crate) fn rows(cx: &Cx, ring: &KeyRing) -> Vec<StoredKey> {
    let now = cx.now();
    let row = |place, key: &SigningKey| StoredKey {
        kid: key.kid().to_owned(),
        place,
        wrapped: key.wrap(cx.root_key()),
        since: now,
    };
    let mut rows = vec![
        row(KeyPlace::Next, &ring.next),
        row(KeyPlace::Current, &ring.current),
    ];
    rows.extend(ring.previous.as_ref().map(|key| row(KeyPlace::Previous, key)));
    rows
}
