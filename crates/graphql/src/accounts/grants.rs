//! Roles in the API: who has which, given by whom, until when.

use app::accounts::{GrantFilter, GrantRole, Whom};
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::accounts;

use super::{Account, account};
use crate::{
    Fault,
    context::{Here, load},
    plans::Plan,
    problems::{Problem, outcome},
    relay::{self, List},
    scalars::{DateTime, id, optional_id},
};

/// What a person or a program was entrusted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "accounts::Role")]
pub enum Role {
    /// Records what people say on paper, by phone or at a meeting (accompagnateur).
    Facilitator,
    /// Works the queue (modérateur).
    Moderator,
    /// Reviews contested decisions from outside the town.
    Reviewer,
    /// Writes plans and answers proposals (agent); the one role of programs.
    Staff,
    /// Grants, settings, rules, service accounts; of the whole site alone.
    Admin,
}

/// A role in a scope: who gave it, when, until when.
pub struct RoleGrant(pub accounts::Granted);

#[Object]
impl RoleGrant {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// Who has it.
    async fn account(&self, ctx: &Context<'_>) -> Result<Option<Account>, Fault> {
        account(ctx, self.0.account).await
    }
    /// The role.
    async fn role(&self) -> Role {
        self.0.grant.role.into()
    }
    /// Where: null is the whole site.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        match self.0.grant.plan {
            Some(plan) => Ok(load(ctx, plan).await?.map(Plan)),
            None => Ok(None),
        }
    }
    /// Who gave it; null for the house itself, by its command line.
    async fn given_by(&self, ctx: &Context<'_>) -> Result<Option<Account>, Fault> {
        match self.0.given_by {
            Some(by) => account(ctx, by).await,
            None => Ok(None),
        }
    }
    /// When it was given.
    async fn given_at(&self) -> DateTime {
        DateTime(self.0.given_at)
    }
    /// Until when it holds; null is for good.
    async fn until(&self) -> Option<DateTime> {
        self.0.until.map(DateTime)
    }
    /// When it was ended before that; null when it was not.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

/// A role to give.
#[derive(Debug, InputObject)]
pub struct GrantRoleInput {
    /// To whom, by the id of the account; or `email`, not both.
    account: Option<ID>,
    /// To whom, by the confirmed address.
    email: Option<String>,
    /// Which.
    role: Role,
    /// In which plan; the whole site if left out. Admins are of the whole site.
    plan: Option<ID>,
    /// Until when; for good if left out.
    until: Option<DateTime>,
}

/// A role, or why it was not changed.
#[derive(SimpleObject)]
pub struct GrantPayload {
    /// The role after the change; null when it was refused.
    grant: Option<RoleGrant>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn payload(cx: &app::Cx, result: app::Result<accounts::Granted>) -> Result<GrantPayload, Fault> {
    let (grant, problems) = outcome(cx, result)?;
    Ok(GrantPayload {
        grant: grant.map(RoleGrant),
        problems,
    })
}

/// Reading roles.
#[derive(Default)]
pub struct GrantQueries;

#[Object]
impl GrantQueries {
    /// Who has which role, the latest given first; admins alone, others fail with `permission.role_required`. At most
    /// 100 at once, 20 unless said.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the query")]
    async fn grants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this account.")] account: Option<ID>,
        #[graphql(desc = "Of this role.")] role: Option<Role>,
        #[graphql(desc = "In this plan; those for the whole site are not among them.")] plan: Option<ID>,
        #[graphql(default, desc = "Those that were ended or whose time is over, too.")] ended: bool,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<RoleGrant>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let filter = GrantFilter {
            account: optional_id(account.as_ref())?,
            role: role.map(Into::into),
            plan: optional_id(plan.as_ref())?,
            ended,
        };
        let list = app::accounts::grants(cx, &filter, &page).await;
        Ok(relay::list(
            list.map_err(|error| Fault::of(cx, &error))?,
            RoleGrant,
        ))
    }
}

/// Giving and ending roles.
#[derive(Default)]
pub struct GrantMutations;

#[Object]
impl GrantMutations {
    /// Gives somebody a role, which acts at their next request; admins alone. Codes: `FIELD_*`, `AUTH_REQUIRED`,
    /// `PERMISSION_ROLE_REQUIRED`, `PLAN_NOT_FOUND`, `ACCOUNT_ERASED`, `ACCOUNT_ALREADY_GRANTED`.
    async fn grant_role(&self, ctx: &Context<'_>, input: GrantRoleInput) -> Result<GrantPayload, Fault> {
        let cx = ctx.cx()?;
        let (account, plan) = (
            optional_id(input.account.as_ref())?,
            optional_id(input.plan.as_ref())?,
        );
        let until = input.until.map(|at| at.0);
        let command = Whom::parse(account, input.email.as_deref())
            .and_then(|whom| GrantRole::parse(cx, whom, input.role.into(), plan, until));
        let granted = match command {
            Ok(command) => app::accounts::grant_role(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, granted)
    }

    /// Ends a role now, at the next request of whoever had it: admins, and everybody their own. After the last admin
    /// somebody must remain, for at least as long. Codes: `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`,
    /// `ACCOUNT_GRANT_NOT_FOUND`, `ACCOUNT_LAST_ADMIN`.
    async fn end_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role, by the id of its grant.")] grant: ID,
    ) -> Result<GrantPayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::accounts::end_grant(cx, id(&grant)?).await)
    }
}
