//! Publishing, closing and archiving a plan.

use domain::{
    Code, EventKind, NewEvent, Permitted, Timestamp,
    accounts::ApiScope,
    plans::{Duty, ModerationMode, Plan, PlanId, PlanRefusal},
    policy::plans::Govern,
};
use persistence::Tx;

use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
    moderation_log,
};

/// What a draft still needs before it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readiness {
    /// Whether it has a summary.
    pub summary: bool,
    /// Whether it has phases.
    pub phases: bool,
    /// Who stands ready to moderate it.
    pub duty: Duty,
}

impl Readiness {
    /// Whether it can be published.
    pub const fn is_ready(&self) -> bool {
        self.summary && self.phases && self.duty.suffices()
    }
}

/// What a plan still needs before it is published; for its staff, who have read the plan.
pub async fn readiness(cx: &Cx, plan: &Plan) -> Result<Readiness> {
    cx.actor.must_staff_by(plan.id, ApiScope::Read)?;
    Ok(Readiness {
        summary: !plan.summary.as_str().is_empty(),
        phases: !plan.phases.is_empty(),
        duty: persistence::plans::duty(cx.db(), plan.id, cx.now()).await?,
    })
}

/// Opens a draft to everybody.
#[tracing::instrument(name = "plans.publish", skip_all, fields(plan.id = %id))]
pub async fn publish(cx: &Cx, id: PlanId) -> Result<Plan> {
    cx.write(|tx| publish_in(cx, tx, id)).await
}

async fn publish_in(cx: &Cx, tx: Tx, id: PlanId) -> Result<Plan> {
    let (permitted, read_version, now) = locked(cx, &tx, id).await?;
    let duty = persistence::plans::duty(&tx, id, now).await?;
    let plan = permitted.publish(duty, now)?;
    // Reading contributions before they are published is a choice that the public log shows from the first day.
    let logged = match plan.rules.moderation {
        ModerationMode::Afterwards => None,
        ModerationMode::Before { .. } | ModerationMode::BeforeFirst { .. } => {
            Some(moderation_log::mode_changed(cx, &plan))
        }
    };
    let mut event = NewEvent::new(EventKind::PlanPublished, Some(plan.id), plan.id, now);
    event.data.logged = logged;
    keep(&tx, plan, read_version, event).await
}

/// Ends all writing in a plan.
#[tracing::instrument(name = "plans.close", skip_all, fields(plan.id = %id))]
pub async fn close(cx: &Cx, id: PlanId) -> Result<Plan> {
    cx.write(|tx| govern(cx, tx, id, EventKind::PlanClosed, Permitted::close))
        .await
}

/// Takes a closed plan out of the lists of current plans.
#[tracing::instrument(name = "plans.archive", skip_all, fields(plan.id = %id))]
pub async fn archive(cx: &Cx, id: PlanId) -> Result<Plan> {
    cx.write(|tx| govern(cx, tx, id, EventKind::PlanArchived, Permitted::archive))
        .await
}

type Transition = fn(Permitted<Govern, Plan>, Timestamp) -> std::result::Result<Plan, PlanRefusal>;

async fn govern(cx: &Cx, tx: Tx, id: PlanId, kind: EventKind, transition: Transition) -> Result<Plan> {
    let (permitted, read_version, now) = locked(cx, &tx, id).await?;
    let plan = transition(permitted, now)?;
    let event = NewEvent::new(kind, Some(plan.id), plan.id, now);
    keep(&tx, plan, read_version, event).await
}

/// The plan, locked, in the hands of somebody who governs it; the version it was read at, and when.
async fn locked(cx: &Cx, tx: &Tx, id: PlanId) -> Result<(Permitted<Govern, Plan>, i64, Timestamp)> {
    let plan = persistence::plans::lock(tx, &cx.scope(), id)
        .await?
        .or_not_found(Code::PlanNotFound)?;
    let read_version = plan.version;
    let now = cx.decided_at(tx).await?;
    let permitted = cx.actor.may(Govern, plan).or_hidden(Code::PlanNotFound)?;
    Ok((permitted, read_version, now))
}

async fn keep(tx: &Tx, plan: Plan, read_version: i64, event: NewEvent) -> Result<Plan> {
    persistence::plans::save(tx, &plan, read_version).await??;
    persistence::outbox::record(tx, event).await?;
    Ok(plan)
}
