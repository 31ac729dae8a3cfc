//! What every change of a plan has in common: the version it was read at, a reason once it is published, and the act
//! that everybody reads then.

use domain::{
    Code, EventKind, FieldError, NewEvent, Permitted, Timestamp,
    actor::Allows,
    id::Kind,
    moderation_log::Entry,
    plans::{Act, ActKind, Plan, PlanId, PlanRefusal, REASON},
    refusal::{Fault, Fields},
    text::Title,
};
use persistence::Tx;
use serde_json::Value;

use crate::{
    Cx, Error, Result,
    error::{OrHidden, OrNotFound},
    moderation_log,
};

/// Which plan is changed, since which version of it, and why.
#[derive(Debug, Clone)]
pub struct Amendment {
    pub(super) plan: PlanId,
    read_version: i64,
    reason: Option<Title>,
}

impl Amendment {
    /// Reads the reason, which may be left out for a draft.
    pub(super) fn read(plan: PlanId, read_version: i64, reason: &str, fields: &mut Fields) -> Option<Self> {
        let reason = if reason.trim().is_empty() {
            None
        } else {
            Some(fields.take("reason", Title::parse(reason, REASON))?)
        };
        Some(Self {
            plan,
            read_version,
            reason,
        })
    }

    /// The same, where there is nothing else to read.
    pub fn parse(plan: PlanId, read_version: i64, reason: &str) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let amendment = Self::read(plan, read_version, reason, &mut fields);
        fields.finish(amendment)
    }
}

/// Locks the plan, and says what the actor may do with it; when that was decided comes with it.
pub(super) async fn open<A>(
    cx: &Cx,
    tx: &Tx,
    amendment: &Amendment,
    action: A,
) -> Result<(Permitted<A, Plan>, Timestamp)>
where
    Plan: Allows<A>,
{
    let plan = persistence::plans::lock(tx, &cx.scope(), amendment.plan)
        .await?
        .or_not_found(Code::PlanNotFound)?;
    let now = cx.decided_at(tx).await?;
    let permitted = cx.actor.may(action, plan).or_hidden(Code::PlanNotFound)?;
    let plan = permitted.subject();
    if plan.version != amendment.read_version {
        return Err(PlanRefusal::ChangedMeanwhile.into());
    }
    if plan.asks_for_reasons() && amendment.reason.is_none() {
        return Err(wrong("reason", Code::FieldRequired));
    }
    Ok((permitted, now))
}

/// What was changed, and when.
#[derive(Debug)]
pub(super) struct Change {
    /// Which part.
    pub(super) kind: ActKind,
    /// What it was.
    pub(super) before: Value,
    /// What it is.
    pub(super) after: Value,
    /// When.
    pub(super) at: Timestamp,
}

/// Saves the plan after the change; since publication, an act and an event go with it.
pub(super) async fn keep(
    cx: &Cx,
    tx: &Tx,
    amendment: &Amendment,
    plan: Plan,
    change: Change,
) -> Result<Plan> {
    let Change {
        kind,
        before,
        after,
        at,
    } = change;
    persistence::plans::save(tx, &plan, amendment.read_version).await??;
    let logged = logged(cx, &plan, kind, &before, &after);
    if let (true, Some(reason)) = (plan.asks_for_reasons(), &amendment.reason) {
        let act = Act {
            version: plan.version,
            kind,
            reason: reason.clone(),
            before: before.to_string(),
            after: after.to_string(),
            at,
        };
        persistence::plans::insert_act(tx, plan.id, &act, cx.actor.account()).await?;
        let mut event = NewEvent::new(EventKind::PlanChanged, Some(plan.id), plan.id, at);
        event.data.version = Some(plan.version);
        event.data.logged = logged;
        persistence::outbox::record(tx, event).await?;
    }
    Ok(plan)
}

/// What of a change enters the public log: dates of phases, and the mode of moderation.
fn logged(cx: &Cx, plan: &Plan, kind: ActKind, before: &Value, after: &Value) -> Option<Entry> {
    let dates = |phases: &Value| -> Vec<[Value; 3]> {
        let phases = phases.as_array().map(Vec::as_slice).unwrap_or_default();
        let told = |phase: &Value, name| phase.get(name).cloned().unwrap_or_default();
        phases
            .iter()
            .map(|phase| ["id", "startsAt", "endsAt"].map(|name| told(phase, name)))
            .collect()
    };
    let mode = |rules: &Value| {
        let mode = rules.get("moderation").cloned().unwrap_or_default();
        ["mode", "until", "contributions"].map(|name| mode.get(name).cloned())
    };
    match kind {
        ActKind::Suspension | ActKind::Resumption => Some(moderation_log::phases_changed(cx, plan)),
        ActKind::Phases if dates(before) != dates(after) => Some(moderation_log::phases_changed(cx, plan)),
        ActKind::Rules if mode(before) != mode(after) => Some(moderation_log::mode_changed(cx, plan)),
        ActKind::Phases
        | ActKind::Rules
        | ActKind::Texts
        | ActKind::Themes
        | ActKind::Zones
        | ActKind::Operations
        | ActKind::Documents => None,
    }
}

/// One field that is wrong.
pub(super) fn wrong(field: impl Into<std::borrow::Cow<'static, str>>, code: Code) -> Error {
    Error::Invalid(vec![FieldError {
        field: field.into(),
        fault: Fault::new(code),
    }])
}

/// Compares a whole list, as it is typed, with what is there: ids must be of the list and stand once. What is left
/// out goes.
pub(super) fn left_out<T: Kind>(
    list: &str,
    typed: &[Option<domain::Id<T>>],
    present: &[domain::Id<T>],
) -> Result<Vec<domain::Id<T>>, Error> {
    let mut fields = Fields::default();
    for (place, id) in typed.iter().enumerate() {
        let Some(id) = id else { continue };
        if !present.contains(id) {
            fields.refuse(format!("{list}.{place}.id"), Fault::new(Code::FieldUnknown));
        } else if typed
            .iter()
            .take(place)
            .any(|earlier| earlier.as_ref() == Some(id))
        {
            fields.refuse(format!("{list}.{place}.id"), Fault::new(Code::FieldTaken));
        }
    }
    fields.finish(Some(()))?;
    Ok(present
        .iter()
        .filter(|id| !typed.contains(&Some(**id)))
        .copied()
        .collect())
}

/// Notes names that stand twice in a list, whatever their capitals.
pub(super) fn refuse_twins(list: &str, names: &[&str], fields: &mut Fields) {
    for (place, name) in names.iter().enumerate() {
        let is_twin = |earlier: &&str| earlier.to_lowercase() == name.to_lowercase();
        if names.iter().take(place).any(is_twin) {
            fields.refuse(format!("{list}.{place}.title"), Fault::new(Code::FieldTaken));
        }
    }
}
