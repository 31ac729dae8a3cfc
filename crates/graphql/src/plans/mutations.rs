//! Writing plans: staff and admins.

use app::plans::{
    AddDocument, Amendment, ChangeOperations, ChangePhases, ChangeRules, ChangeThemes, ChangeZones,
    CreatePlan, EditPlan, ReviseDocument,
};
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::plans;

use super::{
    Plan,
    documents::DocumentInput,
    inputs::{CreatePlanInput, EditPlanInput, ThemeInput, ZoneInput},
    operations::OperationInput,
    phases::PhaseInput,
    rules::RulesInput,
};
use crate::{
    Fault,
    context::Here,
    problems::{Problem, outcome},
    scalars::id,
};

/// A plan, or why it was not changed.
#[derive(SimpleObject)]
pub struct PlanPayload {
    /// The plan after the change; null when it was refused.
    plan: Option<Plan>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn payload(cx: &app::Cx, result: app::Result<plans::Plan>) -> Result<PlanPayload, Fault> {
    let (plan, problems) = outcome(cx, result)?;
    Ok(PlanPayload {
        plan: plan.map(Plan),
        problems,
    })
}

/// Writing plans: staff and admins.
#[derive(Default)]
pub struct PlanMutations;

#[Object]
impl PlanMutations {
    /// Opens a plan as a draft that its staff see. Codes: `FIELD_*`, `PERMISSION_ROLE_REQUIRED`.
    async fn create_plan(&self, ctx: &Context<'_>, input: CreatePlanInput) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        let created = match CreatePlan::parse(cx, &input.typed()?) {
            Ok(command) => app::plans::create(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, created)
    }

    /// Opens a draft to everybody. Codes: `PLAN_WRONG_STATE`, `PLAN_INCOMPLETE`,
    /// `PLAN_NOBODY_ON_DUTY`, `PERMISSION_ROLE_REQUIRED`.
    async fn publish_plan(&self, ctx: &Context<'_>, plan: ID) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::plans::publish(cx, id(&plan)?).await)
    }

    /// Ends all writing in a plan, once its votes that opened have ended. Codes: `PLAN_WRONG_STATE`,
    /// `PLAN_VOTE_DATES_FROZEN`, `PLAN_NOT_FOUND`, `PERMISSION_ROLE_REQUIRED`.
    async fn close_plan(&self, ctx: &Context<'_>, plan: ID) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::plans::close(cx, id(&plan)?).await)
    }

    /// Takes a closed plan out of the lists of current plans. Codes: `PLAN_WRONG_STATE`, `PERMISSION_ROLE_REQUIRED`.
    async fn archive_plan(&self, ctx: &Context<'_>, plan: ID) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::plans::archive(cx, id(&plan)?).await)
    }

    /// Changes a plan's texts, perimeter or language. `version` is the one that was read; a reason is needed since publication, and everybody reads it.
    /// Codes: `FIELD_*`, `PLAN_CHANGED_MEANWHILE`, `PLAN_WRONG_STATE`, `PLAN_NOT_FOUND`, `PLAN_INCOMPLETE`,
    /// `PERMISSION_ROLE_REQUIRED`.
    async fn edit_plan(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        version: i64,
        input: EditPlanInput,
        #[graphql(default, desc = "Why, 3 to 500 characters; a draft keeps none.")] reason: String,
    ) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        let plan = id(&plan)?;
        let changed = match EditPlan::parse(cx, plan, version, &input.into(), &reason).await {
            Ok(command) => app::plans::edit(cx, command).await,
            Err(error) => Err(error),
        };
        payload(cx, changed)
    }

    /// Changes the rules of taking part. `version` is the one that was read; a reason is needed since publication, and everybody reads it.
    /// Codes: `FIELD_*`, `PLAN_CHANGED_MEANWHILE`, `PLAN_WRONG_STATE`, `PLAN_NOT_FOUND`, `PLAN_RULES_FROZEN`,
    /// `PERMISSION_ROLE_REQUIRED`.
    async fn change_rules(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        version: i64,
        rules: RulesInput,
        #[graphql(default, desc = "Why, 3 to 500 characters; a draft keeps none.")] reason: String,
    ) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        let plan = id(&plan)?;
        let changed = match ChangeRules::parse(cx, plan, version, &rules.into(), &reason).await {
            Ok(command) => app::plans::change_rules(cx, command).await,
            Err(error) => Err(error),
        };
        payload(cx, changed)
    }

    /// Gives a plan these phases; those left out go. A vote that has opened is never shortened, nor extended once
    /// totals are visible. `version` is the one that was read; a reason is needed since publication, and everybody reads it.
    /// Codes: `FIELD_*`, `PLAN_CHANGED_MEANWHILE`, `PLAN_WRONG_STATE`, `PLAN_NOT_FOUND`, `PLAN_VOTE_DATES_FROZEN`,
    /// `PLAN_INCOMPLETE`,
    /// `PERMISSION_ROLE_REQUIRED`.
    async fn change_phases(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        version: i64,
        #[graphql(validator(max_items = 50))] phases: Vec<PhaseInput>,
        #[graphql(default, desc = "Why, 3 to 500 characters; a draft keeps none.")] reason: String,
    ) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        let plan = id(&plan)?;
        let phases = phases
            .into_iter()
            .map(PhaseInput::typed)
            .collect::<Result<Vec<_>, _>>()?;
        let changed = match ChangePhases::parse(plan, version, &phases, &reason) {
            Ok(command) => app::plans::change_phases(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, changed)
    }

    /// Gives a plan these themes, in this order; those left out go, unless proposals or grants name them. `version` is the one that was read; a reason is needed since publication, and everybody reads it.
    /// Codes: `FIELD_*`, `PLAN_CHANGED_MEANWHILE`, `PLAN_WRONG_STATE`, `PLAN_NOT_FOUND`, `PLAN_IN_USE`,
    /// `PERMISSION_ROLE_REQUIRED`.
    async fn change_themes(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        version: i64,
        #[graphql(validator(max_items = 100))] themes: Vec<ThemeInput>,
        #[graphql(default, desc = "Why, 3 to 500 characters; a draft keeps none.")] reason: String,
    ) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        let plan = id(&plan)?;
        let themes = themes
            .into_iter()
            .map(ThemeInput::typed)
            .collect::<Result<Vec<_>, _>>()?;
        let changed = match ChangeThemes::parse(plan, version, &themes, &reason) {
            Ok(command) => app::plans::change_themes(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, changed)
    }

    /// Gives a plan these zones, in this order; those left out go, unless proposals name them. Zones that are drawn anew lie in the perimeter, which can be drawn again with them. `version` is the one that was read; a reason is needed since publication, and everybody reads it.
    /// Codes: `FIELD_*`, `PLAN_CHANGED_MEANWHILE`, `PLAN_WRONG_STATE`, `PLAN_NOT_FOUND`, `PLAN_IN_USE`,
    /// `PERMISSION_ROLE_REQUIRED`.
    async fn change_zones(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        version: i64,
        #[graphql(validator(max_items = 200))] zones: Vec<ZoneInput>,
        #[graphql(
            desc = "The perimeter as GeoJSON text (RFC 7946) with a polygon, at most 256 KiB; left out it stays, empty it goes."
        )]
        perimeter: Option<String>,
        #[graphql(default, desc = "Why, 3 to 500 characters; a draft keeps none.")] reason: String,
    ) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        let plan = id(&plan)?;
        let zones = zones
            .into_iter()
            .map(ZoneInput::typed)
            .collect::<Result<Vec<_>, _>>()?;
        let changed = match ChangeZones::parse(plan, version, &zones, perimeter.as_deref(), &reason) {
            Ok(command) => app::plans::change_zones(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, changed)
    }

    /// Gives a plan these operations, in this order; those left out go, unless grants name them. `version` is the one that was read; a reason is needed since publication, and everybody reads it.
    /// Codes: `FIELD_*`, `PLAN_CHANGED_MEANWHILE`, `PLAN_WRONG_STATE`, `PLAN_NOT_FOUND`, `PLAN_IN_USE`,
    /// `PERMISSION_ROLE_REQUIRED`.
    async fn change_operations(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        version: i64,
        #[graphql(validator(max_items = 200))] operations: Vec<OperationInput>,
        #[graphql(default, desc = "Why, 3 to 500 characters; a draft keeps none.")] reason: String,
    ) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        let plan = id(&plan)?;
        let operations = operations
            .into_iter()
            .map(OperationInput::typed)
            .collect::<Result<Vec<_>, _>>()?;
        let changed = match ChangeOperations::parse(plan, version, &operations, &reason) {
            Ok(command) => app::plans::change_operations(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, changed)
    }

    /// Adds a document at the end of the list. `version` is the one that was read; a reason is needed since publication, and everybody reads it.
    /// Codes: `FIELD_*`, `PLAN_CHANGED_MEANWHILE`, `PLAN_WRONG_STATE`, `PLAN_NOT_FOUND`,
    /// `PERMISSION_ROLE_REQUIRED`.
    async fn add_document(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        version: i64,
        input: DocumentInput,
        #[graphql(default, desc = "Why, 3 to 500 characters; a draft keeps none.")] reason: String,
    ) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        let plan = id(&plan)?;
        let changed = match AddDocument::parse(plan, version, &input.into(), &reason) {
            Ok(command) => app::plans::add_document(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, changed)
    }

    /// Adds a version to a document; the earlier ones stay readable. The version given is that of the plan. `version` is the one that was read; a reason is needed since publication, and everybody reads it.
    /// Codes: `FIELD_*`, `PLAN_CHANGED_MEANWHILE`, `PLAN_WRONG_STATE`, `DOCUMENT_NOT_FOUND`,
    /// `PERMISSION_ROLE_REQUIRED`.
    async fn revise_document(
        &self,
        ctx: &Context<'_>,
        document: ID,
        version: i64,
        input: DocumentInput,
        #[graphql(default, desc = "Why, 3 to 500 characters; a draft keeps none.")] reason: String,
    ) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        let document = id(&document)?;
        let changed = match ReviseDocument::parse(cx, document, version, &input.into(), &reason).await {
            Ok(command) => app::plans::revise_document(cx, command).await,
            Err(error) => Err(error),
        };
        payload(cx, changed)
    }

    /// Stops the vote of a phase for a while; the time that it takes is given back when it goes on. Codes:
    /// `FIELD_*`, `PLAN_VOTE_NOT_OPEN`, `PLAN_CHANGED_MEANWHILE`, `PLAN_WRONG_STATE`, `PLAN_NOT_FOUND`,
    /// `PERMISSION_ROLE_REQUIRED`.
    async fn suspend_vote(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        version: i64,
        phase: ID,
        #[graphql(desc = "Why, 3 to 500 characters; everybody reads it.")] reason: String,
    ) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        let (plan, phase) = (id(&plan)?, id(&phase)?);
        let changed = match Amendment::parse(plan, version, &reason) {
            Ok(amendment) => app::plans::suspend_vote(cx, phase, amendment).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, changed)
    }

    /// Lets a suspended vote go on; its phase ends later by as long as the suspension took. Codes:
    /// `FIELD_*`, `PLAN_VOTE_NOT_SUSPENDED`, `PLAN_CHANGED_MEANWHILE`, `PLAN_WRONG_STATE`, `PLAN_NOT_FOUND`,
    /// `PERMISSION_ROLE_REQUIRED`.
    async fn resume_vote(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        version: i64,
        phase: ID,
        #[graphql(desc = "Why, 3 to 500 characters; everybody reads it.")] reason: String,
    ) -> Result<PlanPayload, Fault> {
        let cx = ctx.cx()?;
        let (plan, phase) = (id(&plan)?, id(&phase)?);
        let changed = match Amendment::parse(plan, version, &reason) {
            Ok(amendment) => app::plans::resume_vote(cx, phase, amendment).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, changed)
    }
}
