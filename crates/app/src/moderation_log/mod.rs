//! The public log of moderation: its keys, its head, reading and checking it.
//!
//! Lines enter with events: a use case records an event whose data carry an [`domain::moderation_log::Entry`], and the
//! sequencer chains it. Here are the keys that vouch for the chain, and everything that reads it.

mod check;
mod keys;
mod months;
mod queries;

use domain::{
    Actor,
    accounts::Role,
    moderation_log::{Entry, KeyText, LogReference, LogRole, hex},
    plans::{Plan, PlanId},
};
pub use persistence::moderation_log::Filter;
use sha2::{Digest, Sha256};

pub use check::{Flaw, Known, Remembered, Verdict, check};
pub use keys::{NewKey, begin, rotate_key};
pub use months::{months_to_count, record_month};
pub use queries::{download, head, list, rules_of};

use crate::Cx;

/// A fresh reference for an item that enters the log: sixty random bits.
pub fn reference(cx: &Cx) -> LogReference {
    let half = |number: i32| u64::from(number.unsigned_abs()) & 0x3fff_ffff;
    LogReference::from_bits(half(cx.random()) << 30 | half(cx.random()))
}

/// The reference of a plan, the same in all its lines: the first sixty bits of SHA-256 over `fabrique-log-plan:v1:` and
/// the plan's public id. Plans are public, so that whoever reads the log may find theirs.
pub fn plan_reference(plan: PlanId) -> LogReference {
    let hash: [u8; 32] = Sha256::digest(format!("fabrique-log-plan:v1:{plan}")).into();
    let first = hash.first_chunk().copied().unwrap_or_default();
    LogReference::from_bits(u64::from_be_bytes(first) >> 4)
}

/// As what the actor governs a plan.
fn governs_as(actor: &Actor, plan: PlanId) -> LogRole {
    if actor.has(Role::Staff, plan) {
        LogRole::Staff
    } else {
        LogRole::Admin
    }
}

/// The present mode of moderation of a plan, as it enters the log.
pub(crate) fn mode_changed(cx: &Cx, plan: &Plan) -> Entry {
    Entry::mode_changed(
        plan_reference(plan.id),
        governs_as(&cx.actor, plan.id),
        &plan.rules.moderation,
    )
}

/// That the dates of a plan changed, as it enters the log.
pub(crate) fn phases_changed(cx: &Cx, plan: &Plan) -> Entry {
    Entry::phases_changed(plan_reference(plan.id), governs_as(&cx.actor, plan.id))
}

/// The name of a key that people compare: SHA-256 of its public half, in hexadecimal digits.
pub fn fingerprint(public: &KeyText) -> String {
    let hash: [u8; 32] = Sha256::digest(public.bytes()).into();
    hex(&hash)
}
