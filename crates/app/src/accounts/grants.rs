//! Roles: who has which, where, given by whom, until when. They act at once, since an actor is read at each request.

use domain::{
    Code, FieldError, Page, PageRequest, Timestamp,
    accounts::{AccountRefusal, Grant, GrantId, Granted, Role, Standing},
    plans::PlanId,
    policy::{
        accounts::{EndGrant, GrantRole as Give, SeeGrants},
        plans::Site,
    },
    refusal::{Fault, Fields},
};
use persistence::{Tx, accounts::GrantFilter};

use super::Whom;
use crate::{Cx, Error, Result, error::OrNotFound};

/// Gives somebody a role.
#[derive(Debug, Clone)]
pub struct GrantRole {
    whom: Whom,
    grant: Grant,
    until: Option<Timestamp>,
}

impl GrantRole {
    /// Reads what was typed, or says all that is wrong with it. Admins are admins of the whole site.
    pub fn parse(
        cx: &Cx,
        whom: Whom,
        role: Role,
        plan: Option<PlanId>,
        until: Option<Timestamp>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        if role == Role::Admin && plan.is_some() {
            fields.refuse("plan", Fault::new(Code::FieldMalformed));
        }
        if until.is_some_and(|until| until <= cx.now()) {
            fields.refuse("until", Fault::new(Code::FieldDatesOutOfOrder));
        }
        fields.finish(Some(Self {
            whom,
            grant: Grant { role, plan },
            until,
        }))
    }
}

/// Gives somebody a role in a plan, or in the whole site. A program can only be staff: it neither moderates nor
/// records people's words nor administers.
#[tracing::instrument(name = "accounts.grant_role", skip_all, fields(role = command.grant.role.as_str()))]
pub async fn grant_role(cx: &Cx, command: GrantRole) -> Result<Granted> {
    let _permitted = cx.actor.may(Give, Site)?;
    cx.write(|tx| grant_role_in(cx, tx, &command)).await
}

async fn grant_role_in(cx: &Cx, tx: Tx, command: &GrantRole) -> Result<Granted> {
    let GrantRole { whom, grant, until } = command;
    if let Some(plan) = grant.plan {
        persistence::plans::by_id(&tx, &cx.scope(), plan)
            .await?
            .or_not_found(Code::PlanNotFound)?;
    }
    let unknown = || {
        Error::Invalid(vec![FieldError {
            field: whom.field().into(),
            fault: Fault::new(Code::FieldUnknown),
        }])
    };
    let account = whom.find(&tx).await?.ok_or_else(unknown)?;
    let account = persistence::accounts::lock(&tx, account)
        .await?
        .ok_or_else(unknown)?;
    match account.standing {
        Standing::Erased { .. } => return Err(AccountRefusal::Erased.into()),
        Standing::Active | Standing::Limited { .. } => {}
    }
    if grant.role != Role::Staff && persistence::accounts::is_program(&tx, account.id).await? {
        return Err(Error::Invalid(vec![FieldError {
            field: "role".into(),
            fault: Fault::new(Code::FieldMalformed),
        }]));
    }
    let now = cx.decided_at(&tx).await?;
    let held = persistence::accounts::lock_granted(&tx, account.id, now).await?;
    let as_long = |held: &Granted| {
        held.until
            .is_none_or(|theirs| until.is_some_and(|ours| theirs >= ours))
    };
    if held.iter().any(|held| held.grant == *grant && as_long(held)) {
        return Err(AccountRefusal::AlreadyGranted.into());
    }
    let granted = Granted {
        id: cx.new_id(),
        account: account.id,
        grant: *grant,
        given_by: cx.actor.account(),
        given_at: now,
        until: *until,
        ended_at: None,
    };
    let Granted { id, given_by, .. } = granted;
    persistence::accounts::grant(&tx, id.uuid(), account.id, *grant, given_by, now, *until).await?;
    Ok(granted)
}

/// Ends a role now. The last admin's cannot be ended, nor that of an admin after whom none remains for as long.
#[tracing::instrument(name = "accounts.end_grant", skip_all, fields(grant.id = %id))]
pub async fn end_grant(cx: &Cx, id: GrantId) -> Result<Granted> {
    cx.write(|tx| end_grant_in(cx, tx, id)).await
}

async fn end_grant_in(cx: &Cx, tx: Tx, id: GrantId) -> Result<Granted> {
    // Admins are locked first and together, so that two who end each other's role meet here.
    let admins = persistence::accounts::lock_admins(&tx, cx.decided_at(&tx).await?).await?;
    let granted = persistence::accounts::lock_grant(&tx, id).await?;
    let now = cx.decided_at(&tx).await?;
    let granted = granted
        .filter(|granted| granted.is_in_force(now))
        .or_not_found(Code::AccountGrantNotFound)?;
    let ended = cx.actor.may(EndGrant, granted)?.end(&admins, now)?;
    persistence::accounts::end_grant(&tx, id, cx.actor.account(), now).await?;
    Ok(ended)
}

/// Who has which role, the latest given first: admins alone.
pub async fn grants(cx: &Cx, filter: &GrantFilter, page: &PageRequest) -> Result<Page<Granted>> {
    let _permitted = cx.actor.may(SeeGrants, Site)?;
    Ok(persistence::accounts::list_grants(cx.db(), filter, cx.now(), page).await?)
}

/// The actor's own roles that are in force.
pub async fn my_grants(cx: &Cx) -> Result<Vec<Granted>> {
    let person = cx.actor.person()?.account;
    let now = cx.now();
    let all = persistence::accounts::granted(cx.db(), person).await?;
    Ok(all
        .into_iter()
        .filter(|granted| granted.is_in_force(now))
        .collect())
}
