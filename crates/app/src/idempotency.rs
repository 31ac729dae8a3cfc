//! A repeated request has the effect of one.
//!
//! The caller chooses a key and sends it again with the same request. The key is written first in the transaction of
//! the command: a repeat waits for it, finds the result, and reads it again as it is today. A command that was refused
//! leaves no key, since nothing was done. Voting keeps no key: it is idempotent by nature.

use std::{fmt::Debug, time::Duration};

use auth::keys::Purpose;
use domain::{
    Code,
    refusal::Fault,
    text::{Bounds, Title},
    time::hours,
};
use persistence::{
    Tx,
    idempotency::{Found, Use},
};
use uuid::Uuid;

use crate::{Cx, Error, Result};

/// How long a key is kept.
pub const KEPT: Duration = hours(24);

/// A key that a caller chose: 1 to 200 characters on one line.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Title);

impl Key {
    /// Reads a key, if one was given.
    pub fn parse(given: Option<&str>) -> Result<Option<Self>, Fault> {
        let Some(given) = given else { return Ok(None) };
        let key = Title::parse(given, Bounds::new(1, 200))?;
        // What is not as it was sent could meet another key.
        if key.as_str() == given {
            Ok(Some(Self(key)))
        } else {
            Err(Fault::new(Code::FieldMalformed))
        }
    }
}

/// Shows nothing: keys come from outside and may be anything.
impl Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

/// A command under its key, or without one.
#[derive(Debug)]
pub struct Once(Option<Use>);

impl Once {
    /// The command of this name. Its `Debug` form must show every field that makes it another command, as a derived
    /// one does; it is kept as a keyed hash. Visitors have no keys: nothing that takes one is open to them.
    pub fn new(cx: &Cx, key: Option<&Key>, name: &'static str, command: &impl Debug) -> Self {
        let used = key.zip(cx.actor.account()).map(|(Key(key), account)| {
            let form = format!("{command:?}");
            let hash = cx
                .root_key()
                .derive(Purpose::Idempotency)
                .hmac(&[name.as_bytes(), form.as_bytes()]);
            Use {
                owner: account.to_string(),
                key: key.as_str().to_owned(),
                command: name.to_owned(),
                fingerprint: hash.to_vec(),
            }
        });
        Self(used)
    }

    /// Runs the command, or reads its result again if it ran under this key. `act` and `again` get the transaction;
    /// `id` tells what to read again.
    pub async fn run<T, Act, Again>(
        &self,
        cx: &Cx,
        tx: Tx,
        act: impl FnOnce(Tx) -> Act,
        id: impl FnOnce(&T) -> Uuid,
        again: impl FnOnce(Tx, Uuid) -> Again,
    ) -> Result<T>
    where
        Act: Future<Output = Result<T>>,
        Again: Future<Output = Result<T>>,
    {
        let Some(used) = &self.0 else { return act(tx).await };
        match persistence::idempotency::take(&tx, used, cx.now()).await? {
            Found::New => {
                let done = act(tx.clone()).await?;
                persistence::idempotency::set_result(&tx, used, id(&done)).await?;
                Ok(done)
            }
            Found::Done(result) => again(tx, result).await,
            Found::Another => Err(Error::KeyReused),
        }
    }
}
