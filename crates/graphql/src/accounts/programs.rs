//! Service accounts in the API: programs of the town.

use app::accounts::CreateServiceAccount;
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::accounts;
use secrecy::{ExposeSecret, SecretString};

use super::{Account, account};
use crate::{
    Fault,
    context::Here,
    problems::{Problem, outcome},
    scalars::{DateTime, id},
};

/// What a program may do with the roles that it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "accounts::ApiScope")]
pub enum ApiScope {
    /// Read what its roles show: drafts and internal states. What is public needs no scope.
    Read,
    /// Write texts: plans, phases, documents, organisations.
    Write,
    /// Answer proposals.
    Answer,
    /// Export.
    Export,
}

/// A program of the town. It has roles like a person (`grantRole` with its account), and scopes that bound them.
pub struct ServiceAccount(pub accounts::ServiceAccount);

#[Object]
impl ServiceAccount {
    /// The id of its account.
    async fn id(&self) -> ID {
        self.0.account.to_string().into()
    }
    /// Its name, 2 to 60 characters.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }
    /// What it may do, at least one.
    async fn scopes(&self) -> Vec<ApiScope> {
        self.0.scopes.iter().map(|scope| (*scope).into()).collect()
    }
    /// Who made it; null for the house itself, by its command line.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Option<Account>, Fault> {
        match self.0.created_by {
            Some(by) => account(ctx, by).await,
            None => Ok(None),
        }
    }
    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
    /// When it was stopped; null while its token works.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }
}

/// A service account to make.
#[derive(Debug, InputObject)]
pub struct ServiceAccountInput {
    /// Its name, 2 to 60 characters.
    name: String,
    /// What it may do, at least one.
    #[graphql(validator(max_items = 4))]
    scopes: Vec<ApiScope>,
}

/// A service account, or why it was not changed.
#[derive(SimpleObject)]
pub struct ServiceAccountPayload {
    /// The service account after the change; null when it was refused.
    service_account: Option<ServiceAccount>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// A fresh service account with its token, or why it was not made.
#[derive(SimpleObject)]
pub struct CreateServiceAccountPayload {
    /// The service account; null when it was refused.
    service_account: Option<ServiceAccount>,
    /// Its token, sent as `Authorization: Bearer`; told here and never again. Null when it was refused, and when the
    /// request is a repeat under its key: whoever lost the token stops the account and makes another under another key.
    token: Option<String>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Reading service accounts.
#[derive(Default)]
pub struct ProgramQueries;

#[Object]
impl ProgramQueries {
    /// Every service account, stopped ones included, oldest first, at most 100; admins alone, others fail with
    /// `permission.role_required`.
    async fn service_accounts(&self, ctx: &Context<'_>) -> Result<Vec<ServiceAccount>, Fault> {
        let cx = ctx.cx()?;
        let programs = app::accounts::programs(cx).await;
        let programs = programs.map_err(|error| Fault::of(cx, &error))?;
        Ok(programs.into_iter().map(ServiceAccount).collect())
    }
}

/// Making and stopping service accounts: admins alone.
#[derive(Default)]
pub struct ProgramMutations;

#[Object]
impl ProgramMutations {
    /// Makes a service account, without any role yet. Codes: `FIELD_*`, `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`,
    /// `REQUEST_KEY_REUSED`.
    async fn create_service_account(
        &self,
        ctx: &Context<'_>,
        input: ServiceAccountInput,
        #[graphql(
            desc = "1 to 200 characters, kept for a day: the same request under the same key makes one account."
        )]
        idempotency_key: Option<String>,
    ) -> Result<CreateServiceAccountPayload, Fault> {
        let cx = ctx.cx()?;
        let scopes = input.scopes.into_iter().map(Into::into).collect();
        let made = match CreateServiceAccount::parse(cx, &input.name, scopes, idempotency_key.as_deref()) {
            Ok(command) => app::accounts::create_program(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        let (made, problems) = outcome(cx, made)?;
        let told = |token: SecretString| token.expose_secret().to_owned();
        let (program, token) = made.unzip();
        let token = token.flatten().map(told);
        Ok(CreateServiceAccountPayload {
            service_account: program.map(ServiceAccount),
            token,
            problems,
        })
    }

    /// Stops a service account: its token works no more, and its roles end. Doing it twice changes nothing. Codes:
    /// `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`, `ACCOUNT_NOT_FOUND`.
    async fn revoke_service_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The service account, by the id of its account.")] account: ID,
    ) -> Result<ServiceAccountPayload, Fault> {
        let cx = ctx.cx()?;
        let (program, problems) = outcome(cx, app::accounts::revoke_program(cx, id(&account)?).await)?;
        Ok(ServiceAccountPayload {
            service_account: program.map(ServiceAccount),
            problems,
        })
    }
}
