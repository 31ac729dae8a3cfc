//! The keys of the log: rows wrapped by the root key, moved one place on by a line that the former key has signed.
//!
//! The key in force is the one that the last such line names. Key and line change in one transaction, which no
//! sequencer meets, so that no head is ever signed by a key that its chain does not know.

use auth::{
    keys::WrappedKind,
    token::{KeyRing, SigningKey},
};
use domain::moderation_log::{Dated, Day, Entry, KeyText, Line, LogRole, NewLogKey, SignatureText, handover};
use persistence::{Tx, moderation_log as store};

use super::fingerprint;
use crate::{
    Cx, Error, Result,
    accounts::{open_keys, wrapped_keys},
};

/// A key that signs from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// The line that says so.
    pub n: u64,
    /// Its fingerprint, to be published apart from the log.
    pub fingerprint: String,
}

/// Draws the first key and writes the first line, where there is none yet.
#[tracing::instrument(name = "moderation_log.begin", skip_all)]
pub async fn begin(cx: &Cx) -> Result<()> {
    cx.write(|tx| async move {
        if store::hold(&tx).await?.is_none() {
            begin_in(cx, &tx).await?;
        }
        Ok(())
    })
    .await
}

async fn begin_in(cx: &Cx, tx: &Tx) -> Result<Line> {
    let ring = KeyRing::generate_for(WrappedKind::Log);
    let line = hand_over(cx, tx, None, &ring.current, &ring.current).await?;
    store::replace_keys(tx, &wrapped_keys(cx, &ring)).await?;
    Ok(line)
}

/// Lets the next key sign from now on: the present one signs the line that says so.
#[tracing::instrument(name = "keys.rotate_log", skip_all)]
pub async fn rotate_key(cx: &Cx) -> Result<NewKey> {
    cx.write(|tx| rotate_in(cx, tx)).await
}

async fn rotate_in(cx: &Cx, tx: Tx) -> Result<NewKey> {
    let last = match store::hold(&tx).await? {
        Some(last) => last,
        None => begin_in(cx, &tx).await?,
    };
    let ring = ring(cx, &tx).await?.rotate();
    let former = ring
        .previous
        .as_ref()
        .ok_or_else(|| Error::internal("the log had no key"))?;
    let line = hand_over(cx, &tx, Some(&last), former, &ring.current).await?;
    store::replace_keys(&tx, &wrapped_keys(cx, &ring)).await?;
    Ok(NewKey {
        n: line.n,
        fingerprint: fingerprint(&KeyText::new(*ring.current.public())),
    })
}

/// Writes the line by which `former` hands over to `new`.
async fn hand_over(
    cx: &Cx,
    tx: &Tx,
    last: Option<&Line>,
    former: &SigningKey,
    new: &SigningKey,
) -> Result<Line> {
    let (n, prev) = last.map_or((1, [0; 32]), |last| (last.n + 1, last.hash));
    let public = KeyText::new(*new.public());
    let signature = former.sign(handover(n, &prev, &public).as_bytes());
    let mut entry = Entry::key(NewLogKey {
        public,
        by: KeyText::new(*former.public()),
        signature: SignatureText::new(signature),
    });
    if last.is_none() {
        entry.role = LogRole::Automation;
    }
    let dated = Dated {
        day: Day::of(cx.decided_at(tx).await?),
        entry,
    };
    let line = store::next(last, &dated, None);
    store::add(tx, &line, &dated).await?;
    Ok(line)
}

/// The keys of the log.
pub(super) async fn ring(cx: &Cx, from: &impl persistence::Read) -> Result<KeyRing> {
    let stored = store::keys(from).await?;
    open_keys(WrappedKind::Log, cx.root_key(), &stored)?
        .ok_or_else(|| Error::internal("the keys of the log are missing"))
}
