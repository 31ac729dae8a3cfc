//! Changing the phases of a plan; suspending its vote.

use std::collections::BTreeMap;

use domain::{
    Code, FieldError, Permitted, Timestamp,
    plans::{
        ActKind, MAX_PHASES, NAME, Override, Phase, PhaseId, PhaseKind, Plan, PlanId, PlanRefusal, Verb,
    },
    policy::plans::Govern,
    refusal::{Fault, Fields},
    text::Title,
};
use persistence::Tx;
use serde_json::{Value, json};

use super::amendments::{self, Amendment, Change};
use crate::{Cx, Result};

/// A phase as it is typed.
#[derive(Debug, Clone)]
pub struct PhaseInput {
    /// The phase that it changes; a new one if none.
    pub id: Option<PhaseId>,
    /// What it is for.
    pub kind: PhaseKind,
    /// Its name.
    pub title: String,
    /// Its first instant.
    pub starts_at: Timestamp,
    /// Its end.
    pub ends_at: Timestamp,
    /// Where the plan differs from what the kind allows.
    pub overrides: BTreeMap<Verb, Override>,
}

/// A phase that was read.
#[derive(Debug, Clone)]
pub(super) struct NewPhase {
    id: Option<PhaseId>,
    kind: PhaseKind,
    title: Title,
    starts_at: Timestamp,
    ends_at: Timestamp,
    overrides: BTreeMap<Verb, Override>,
}

impl NewPhase {
    /// The phase, of this id where it has none.
    pub(super) fn with_id(self, fresh: PhaseId, suspended_since: Option<Timestamp>) -> Phase {
        let Self {
            id,
            kind,
            title,
            starts_at,
            ends_at,
            overrides,
        } = self;
        Phase {
            id: id.unwrap_or(fresh),
            kind,
            title: title.as_str().to_owned(),
            starts_at,
            ends_at,
            overrides,
            suspended_since,
        }
    }
}

/// Reads phases, noting what is wrong with them.
pub(super) fn read_phases(input: &[PhaseInput], fields: &mut Fields) -> Option<Vec<NewPhase>> {
    if input.len() > MAX_PHASES {
        fields.refuse(
            "phases",
            Fault::new(Code::FieldOutOfRange).with("max", MAX_PHASES),
        );
    }
    let mut phases = Vec::new();
    for (place, phase) in input.iter().enumerate() {
        let title = fields.take(format!("phases.{place}.title"), Title::parse(&phase.title, NAME));
        if phase.ends_at <= phase.starts_at {
            fields.refuse(
                format!("phases.{place}.endsAt"),
                Fault::new(Code::FieldDatesOutOfOrder),
            );
        }
        phases.push(NewPhase {
            id: phase.id,
            kind: phase.kind,
            title: title?,
            starts_at: phase.starts_at,
            ends_at: phase.ends_at,
            overrides: phase.overrides.clone(),
        });
    }
    Some(phases)
}

/// Gives a plan that was read at a version other phases.
#[derive(Debug, Clone)]
pub struct ChangePhases {
    amendment: Amendment,
    phases: Vec<NewPhase>,
}

impl ChangePhases {
    /// Reads what was typed, or says all that is wrong with it. A reason is needed once the plan is published.
    pub fn parse(
        plan: PlanId,
        read_version: i64,
        phases: &[PhaseInput],
        reason: &str,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let phases = read_phases(phases, &mut fields);
        let amendment = Amendment::read(plan, read_version, reason, &mut fields);
        let command = amendment
            .zip(phases)
            .map(|(amendment, phases)| Self { amendment, phases });
        fields.finish(command)
    }
}

/// Changes the phases; a vote that has opened keeps its dates as the rules of votes say.
#[tracing::instrument(name = "plans.change_phases", skip_all, fields(plan.id = %command.amendment.plan))]
pub async fn change_phases(cx: &Cx, command: ChangePhases) -> Result<Plan> {
    cx.write(|tx| change_phases_in(cx, tx, &command)).await
}

async fn change_phases_in(cx: &Cx, tx: Tx, command: &ChangePhases) -> Result<Plan> {
    let (permitted, now) = amendments::open(cx, &tx, &command.amendment, Govern).await?;
    let present = permitted.subject().phases.clone();
    let typed: Vec<_> = command.phases.iter().map(|phase| phase.id).collect();
    let ids: Vec<_> = present.iter().map(|phase| phase.id).collect();
    amendments::left_out("phases", &typed, &ids)?;
    let suspended = |id: Option<PhaseId>| {
        let phase = present.iter().find(|phase| Some(phase.id) == id)?;
        phase.suspended_since
    };
    let phases = command
        .phases
        .iter()
        .map(|phase| phase.clone().with_id(cx.new_id(), suspended(phase.id)))
        .collect();
    let plan = permitted.reschedule(phases, now)?;
    let change = Change {
        kind: ActKind::Phases,
        before: facts(&present),
        after: facts(&plan.phases),
        at: now,
    };
    amendments::keep(cx, &tx, &command.amendment, plan, change).await
}

/// Stops the vote of a phase for a while; the time it takes is given back when it goes on.
#[tracing::instrument(name = "plans.suspend_vote", skip_all, fields(plan.id = %amendment.plan))]
pub async fn suspend_vote(cx: &Cx, phase: PhaseId, amendment: Amendment) -> Result<Plan> {
    cx.write(|tx| {
        hold(
            cx,
            tx,
            &amendment,
            phase,
            ActKind::Suspension,
            Permitted::suspend_vote,
        )
    })
    .await
}

/// Lets a suspended vote go on; its phase ends later by as long as the suspension took.
#[tracing::instrument(name = "plans.resume_vote", skip_all, fields(plan.id = %amendment.plan))]
pub async fn resume_vote(cx: &Cx, phase: PhaseId, amendment: Amendment) -> Result<Plan> {
    cx.write(|tx| {
        hold(
            cx,
            tx,
            &amendment,
            phase,
            ActKind::Resumption,
            Permitted::resume_vote,
        )
    })
    .await
}

type Hold = fn(Permitted<Govern, Plan>, PhaseId, Timestamp) -> Result<Plan, PlanRefusal>;

async fn hold(
    cx: &Cx,
    tx: Tx,
    amendment: &Amendment,
    phase: PhaseId,
    kind: ActKind,
    transition: Hold,
) -> Result<Plan> {
    let (permitted, now) = amendments::open(cx, &tx, amendment, Govern).await?;
    let before = facts(&permitted.subject().phases);
    let plan = transition(permitted, phase, now)?;
    let change = Change {
        kind,
        before,
        after: facts(&plan.phases),
        at: now,
    };
    amendments::keep(cx, &tx, amendment, plan, change).await
}

/// Phases as an act shows them.
fn facts(phases: &[Phase]) -> Value {
    let phase = |phase: &Phase| {
        let overrides: BTreeMap<_, _> = phase
            .overrides
            .iter()
            .map(|(verb, how)| (verb.as_str(), matches!(how, Override::Open)))
            .collect();
        json!({
            "id": phase.id,
            "kind": phase.kind.as_str(),
            "title": phase.title,
            "startsAt": phase.starts_at.to_string(),
            "endsAt": phase.ends_at.to_string(),
            "overrides": overrides,
            "suspendedSince": phase.suspended_since.map(|at| at.to_string()),
        })
    };
    phases.iter().map(phase).collect()
}
