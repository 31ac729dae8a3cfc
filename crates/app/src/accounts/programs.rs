//! Service accounts: programs of the town, each with a token that is told once and named scopes.

use auth::token::{Token, TokenKind};
use domain::{
    Code, FieldError,
    accounts::{Account, AccountId, AgeBand, ApiScope, Grant, ServiceAccount, Standing},
    actor::Program,
    policy::{accounts::KeepPrograms, plans::Site},
    refusal::{Fault, Fields},
    text::DisplayName,
};
use persistence::Tx;
use secrecy::SecretString;

use crate::{
    Cx, Result,
    error::OrNotFound,
    idempotency::{Key, Once},
};

/// Makes a service account.
#[derive(Debug, Clone)]
pub struct CreateServiceAccount {
    name: DisplayName,
    scopes: Vec<ApiScope>,
    key: Option<Key>,
}

impl CreateServiceAccount {
    /// Reads what was typed, or says all that is wrong with it: a name, and at least one scope. `key`
    /// makes a repeated request have the effect of one.
    pub fn parse(
        cx: &Cx,
        name: &str,
        mut scopes: Vec<ApiScope>,
        key: Option<&str>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let key = fields.take("idempotencyKey", Key::parse(key));
        let name = fields.take("name", DisplayName::parse(name, cx.limits().display_name));
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.is_empty() {
            fields.refuse("scopes", Fault::new(Code::FieldRequired));
        }
        fields.finish(name.zip(key).map(|(name, key)| Self { name, scopes, key }))
    }
}

/// Makes a service account and its token, which is told here and never again. It sees and does what anybody may until
/// it is given a role; its scopes bound what it does with that.
///
/// A repeated request under one key tells the service account as it is now and no token: the house keeps the token's
/// hash alone, and a fresh token would stop the one that the first answer may have told. Whoever lost that answer stops
/// the account and makes another, under another key.
#[tracing::instrument(name = "accounts.create_program", skip_all)]
pub async fn create_program(
    cx: &Cx,
    command: CreateServiceAccount,
) -> Result<(ServiceAccount, Option<SecretString>)> {
    let _permitted = cx.actor.may(KeepPrograms, Site)?;
    let token = Token::generate(TokenKind::ServiceAccount);
    let hash = token.hash();
    let once = Once::new(cx, command.key.as_ref(), "CreateServiceAccount", &command);
    let (program, fresh) = cx
        .write(|tx| {
            once.run(
                cx,
                tx,
                |tx| create_program_in(cx, tx, &command, &hash),
                |(program, _)| program.account.uuid(),
                |tx, id| made_before_in(tx, AccountId::new(id)),
            )
        })
        .await?;
    Ok((program, fresh.then(|| token.text())))
}

/// The service account of a repeated request, which is not fresh.
async fn made_before_in(tx: Tx, id: AccountId) -> Result<(ServiceAccount, bool)> {
    let found = persistence::accounts::programs_by_ids(&tx, &[id]).await?.pop();
    Ok((found.or_not_found(Code::AccountNotFound)?, false))
}

async fn create_program_in(
    cx: &Cx,
    tx: Tx,
    command: &CreateServiceAccount,
    token: &[u8; 32],
) -> Result<(ServiceAccount, bool)> {
    let now = cx.decided_at(&tx).await?;
    let CreateServiceAccount { name, scopes, key: _ } = command.clone();
    let account = Account {
        id: cx.new_id(),
        display_name: name.clone(),
        age: AgeBand::FifteenOrMore,
        language: cx.language.clone(),
        standing: Standing::Active,
        created_at: now,
        seen_at: now,
    };
    let program = ServiceAccount {
        account: account.id,
        name,
        scopes,
        created_by: cx.actor.account(),
        created_at: now,
        revoked_at: None,
    };
    persistence::accounts::insert(&tx, &account).await?;
    persistence::accounts::insert_program(&tx, &program, token).await?;
    Ok((program, true))
}

/// Stops a service account: its token works no more, its roles end, and the webhooks that it made send no more. Doing it twice changes nothing.
#[tracing::instrument(name = "accounts.revoke_program", skip_all, fields(account.id = %id))]
pub async fn revoke_program(cx: &Cx, id: AccountId) -> Result<ServiceAccount> {
    let _permitted = cx.actor.may(KeepPrograms, Site)?;
    cx.write(|tx| revoke_program_in(cx, tx, id)).await
}

async fn revoke_program_in(cx: &Cx, tx: Tx, id: AccountId) -> Result<ServiceAccount> {
    let program = persistence::accounts::lock_program(&tx, id)
        .await?
        .or_not_found(Code::AccountNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let revoked_at = program.revoked_at.unwrap_or(now);
    persistence::accounts::revoke_program(&tx, id, now).await?;
    persistence::accounts::end_grants(&tx, id, cx.actor.account(), now).await?;
    persistence::webhooks::stop_of(&tx, id).await?;
    Ok(ServiceAccount {
        revoked_at: Some(revoked_at),
        ..program
    })
}

/// Every service account, oldest first, at most 100: admins alone.
pub async fn programs(cx: &Cx) -> Result<Vec<ServiceAccount>> {
    let _permitted = cx.actor.may(KeepPrograms, Site)?;
    Ok(persistence::accounts::programs(cx.db()).await?)
}

/// The programs among these accounts that were not stopped, with the roles that they have at this moment.
pub(super) async fn standing(cx: &Cx, ids: &[AccountId]) -> Result<Vec<Program>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let programs = persistence::accounts::programs_by_ids(cx.db(), ids).await?;
    let now = cx.decided_at(cx.db()).await?;
    let persons = persistence::accounts::persons(cx.db(), ids, now).await?;
    Ok(programs
        .into_iter()
        .filter(|program| program.revoked_at.is_none())
        .map(|program| {
            let roles = persons.iter().find(|person| person.account == program.account);
            let grants = roles.map(|person| person.grants.clone()).unwrap_or_default();
            acting(&program, grants)
        })
        .collect())
}

fn acting(program: &ServiceAccount, grants: Vec<Grant>) -> Program {
    Program {
        account: program.account,
        grants,
        scopes: program
            .scopes
            .iter()
            .map(|scope| scope.as_str().to_owned())
            .collect(),
    }
}

/// The program of a token, with the roles that it has at this moment; none when the token is no token of a service
/// account, or was stopped.
pub async fn program_of(cx: &Cx, token: &str) -> Result<Option<Program>> {
    let Ok(token) = Token::parse(token, TokenKind::ServiceAccount) else {
        return Ok(None);
    };
    let found = persistence::accounts::program_by_token(cx.db(), &token.hash()).await?;
    let Some(found) = found.filter(|program| program.revoked_at.is_none()) else {
        return Ok(None);
    };
    let now = cx.decided_at(cx.db()).await?;
    let grants = persistence::accounts::grants_of(cx.db(), found.account, now).await?;
    Ok(Some(acting(&found, grants)))
}
