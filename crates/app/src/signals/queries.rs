//! Reading how signals are set, how they were, and how often they hit.

use std::collections::HashMap;

use domain::{
    Page, PageRequest,
    policy::{plans::Site, signals::See},
    signals::{Signal, SignalChange, SignalKind},
};

use crate::{Cx, Result};

/// Every signal as it is set now.
pub async fn all(cx: &Cx) -> Result<Vec<Signal>> {
    let _permitted = cx.actor.may(See, Site)?;
    Ok(persistence::signals::all(cx.db()).await?)
}

/// The changes of a signal, newest first.
pub async fn changes(cx: &Cx, kind: SignalKind, page: &PageRequest) -> Result<Page<SignalChange>> {
    let _permitted = cx.actor.may(See, Site)?;
    Ok(persistence::signals::changes(cx.db(), kind, page).await?)
}

/// How many texts each signal has hit, rehearsals included.
pub async fn hit_counts(cx: &Cx) -> Result<HashMap<SignalKind, u64>> {
    let _permitted = cx.actor.may(See, Site)?;
    Ok(persistence::signals::hit_counts(cx.db()).await?)
}
