//! Changing the operations of a plan: the whole list at once.

use domain::{
    Code, FieldError, Timestamp,
    geo::Shape,
    organisations::OrganisationId,
    plans::{
        ActKind, DESCRIPTION, MAX_OPERATIONS, NAME, Operation, OperationId, OperationKind, Plan, PlanId,
        PlanRefusal,
    },
    policy::plans::Edit,
    refusal::{Fault, Fields},
    text::{Body, Title},
};
use persistence::Tx;
use serde_json::{Value, json};

use super::amendments::{self, Amendment, Change};
use crate::{Cx, Error, Result};

/// An operation as it is typed.
#[derive(Debug, Clone)]
pub struct OperationInput {
    /// The operation that it changes; a new one if none.
    pub id: Option<OperationId>,
    /// What is done.
    pub kind: OperationKind,
    /// Its name.
    pub title: String,
    /// What it is, Markdown.
    pub description: String,
    /// Where, as GeoJSON; empty is none.
    pub footprint: String,
    /// When works begin.
    pub starts_at: Option<Timestamp>,
    /// When works end.
    pub ends_at: Option<Timestamp>,
    /// Who answers for it.
    pub organisation: Option<OrganisationId>,
}

#[derive(Debug, Clone)]
struct NewOperation {
    id: Option<OperationId>,
    kind: OperationKind,
    title: Title,
    description: Body,
    footprint: Option<Shape>,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    organisation: Option<OrganisationId>,
}

/// Gives a plan that was read at a version other operations, in this order; those left out go.
#[derive(Debug, Clone)]
pub struct ChangeOperations {
    amendment: Amendment,
    operations: Vec<NewOperation>,
}

impl ChangeOperations {
    /// Reads what was typed, or says all that is wrong with it. A reason is needed once the plan is published.
    pub fn parse(
        plan: PlanId,
        read_version: i64,
        input: &[OperationInput],
        reason: &str,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        if input.len() > MAX_OPERATIONS {
            let fault = Fault::new(Code::FieldOutOfRange).with("max", MAX_OPERATIONS);
            fields.refuse("operations", fault);
        }
        let mut operations = Vec::new();
        for (place, typed) in input.iter().enumerate() {
            operations.extend(read(place, typed, &mut fields));
        }
        let names: Vec<_> = operations
            .iter()
            .map(|operation| operation.title.as_str())
            .collect();
        amendments::refuse_twins("operations", &names, &mut fields);
        let amendment = Amendment::read(plan, read_version, reason, &mut fields);
        fields.finish(amendment.map(|amendment| Self {
            amendment,
            operations,
        }))
    }
}

fn read(place: usize, typed: &OperationInput, fields: &mut Fields) -> Option<NewOperation> {
    let name = |field: &str| format!("operations.{place}.{field}");
    let title = fields.take(name("title"), Title::parse(&typed.title, NAME));
    let description = fields.take(name("description"), Body::parse(&typed.description, DESCRIPTION));
    let footprint = match typed.footprint.as_str() {
        "" => Some(None),
        drawn => fields.take(name("footprint"), Shape::parse(drawn)).map(Some),
    };
    if typed
        .starts_at
        .zip(typed.ends_at)
        .is_some_and(|(start, end)| end <= start)
    {
        fields.refuse(name("endsAt"), Fault::new(Code::FieldDatesOutOfOrder));
    }
    Some(NewOperation {
        id: typed.id,
        kind: typed.kind,
        title: title?,
        description: description?,
        footprint: footprint?,
        starts_at: typed.starts_at,
        ends_at: typed.ends_at,
        organisation: typed.organisation,
    })
}

/// Changes the operations; one that a grant names stays.
#[tracing::instrument(name = "plans.change_operations", skip_all, fields(plan.id = %command.amendment.plan))]
pub async fn change_operations(cx: &Cx, command: ChangeOperations) -> Result<Plan> {
    cx.write(|tx| change_operations_in(cx, tx, &command)).await
}

async fn change_operations_in(cx: &Cx, tx: Tx, command: &ChangeOperations) -> Result<Plan> {
    let (permitted, now) = amendments::open(cx, &tx, &command.amendment, Edit).await?;
    let plan = permitted.amend()?;
    check_organisations(cx, &tx, &command.operations).await?;
    let present = persistence::plans::operations_of(&tx, &[plan.id]).await?;
    let typed: Vec<_> = command.operations.iter().map(|operation| operation.id).collect();
    let ids: Vec<_> = present.iter().map(|operation| operation.id).collect();
    let gone = amendments::left_out("operations", &typed, &ids)?;
    let count = persistence::plans::operation_uses(&tx, &gone).await?;
    if count > 0 {
        return Err(PlanRefusal::InUse { count }.into());
    }
    for id in gone {
        persistence::plans::delete_operation(&tx, id).await?;
    }
    let mut after = Vec::new();
    for (new, position) in command.operations.iter().cloned().zip(0..) {
        let known = new.id.is_some();
        let operation = Operation {
            id: new.id.unwrap_or_else(|| cx.new_id()),
            plan: plan.id,
            kind: new.kind,
            title: new.title,
            description: new.description,
            footprint: new.footprint,
            starts_at: new.starts_at,
            ends_at: new.ends_at,
            organisation: new.organisation,
            position,
        };
        if known {
            persistence::plans::save_operation(&tx, &operation).await?;
        } else {
            persistence::plans::insert_operation(&tx, &operation).await?;
        }
        after.push(operation);
    }
    let change = Change {
        kind: ActKind::Operations,
        before: facts(&present),
        after: facts(&after),
        at: now,
    };
    amendments::keep(cx, &tx, &command.amendment, plan, change).await
}

/// Whether every organisation named exists for this actor.
async fn check_organisations(cx: &Cx, tx: &Tx, operations: &[NewOperation]) -> Result<()> {
    let named: Vec<_> = operations
        .iter()
        .filter_map(|operation| operation.organisation)
        .collect();
    let known = persistence::organisations::by_ids(tx, &cx.scope(), &named).await?;
    let mut fields = Fields::default();
    for (place, operation) in operations.iter().enumerate() {
        if let Some(id) = operation.organisation
            && !known.iter().any(|organisation| organisation.id == id)
        {
            fields.refuse(
                format!("operations.{place}.organisation"),
                Fault::new(Code::FieldUnknown),
            );
        }
    }
    fields.finish(Some(())).map_err(Error::from)
}

/// Operations as an act shows them.
fn facts(operations: &[Operation]) -> Value {
    let operation = |operation: &Operation| {
        json!({
            "id": operation.id,
            "kind": operation.kind.as_str(),
            "title": operation.title,
            "description": operation.description,
            "footprint": operation.footprint.as_ref().map(Shape::as_str),
            "startsAt": operation.starts_at.map(|at| at.to_string()),
            "endsAt": operation.ends_at.map(|at| at.to_string()),
            "organisation": operation.organisation,
        })
    };
    operations.iter().map(operation).collect()
}
