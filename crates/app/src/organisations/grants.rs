//! Grants for answering proposals in the name of an organisation.

use domain::{
    Code, FieldError, Timestamp,
    accounts::Standing,
    organisations::{AnsweringGrant, AnsweringGrantId, OrganisationId, Remit},
    plans::{OperationId, PlanId, ThemeId},
    policy::organisations::{End, Entrust},
    refusal::{Fault, Fields},
};
use persistence::Tx;

use crate::{
    Cx, Error, Result,
    accounts::Whom,
    error::{OrHidden, OrNotFound},
};

/// What a grant is about, as it is typed: an operation or a theme.
#[derive(Debug, Clone, Copy, Default)]
pub struct RemitInput {
    /// An operation of the plan.
    pub operation: Option<OperationId>,
    /// A theme of the plan.
    pub theme: Option<ThemeId>,
}

/// Lets a person answer in an organisation's name.
#[derive(Debug, Clone)]
pub struct GrantAnswering {
    plan: PlanId,
    organisation: OrganisationId,
    whom: Whom,
    about: Remit,
    until: Option<Timestamp>,
}

impl GrantAnswering {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(
        cx: &Cx,
        plan: PlanId,
        organisation: OrganisationId,
        whom: Whom,
        about: RemitInput,
        until: Option<Timestamp>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let about = match (about.operation, about.theme) {
            (Some(operation), None) => Some(Remit::Operation(operation)),
            (None, Some(theme)) => Some(Remit::Theme(theme)),
            (None, None) => fields.take("operation", Err(Fault::new(Code::FieldRequired))),
            (Some(_), Some(_)) => fields.take("theme", Err(Fault::new(Code::FieldMalformed))),
        };
        if until.is_some_and(|until| until <= cx.now()) {
            fields.refuse("until", Fault::new(Code::FieldDatesOutOfOrder));
        }
        let command = about.map(|about| Self {
            plan,
            organisation,
            whom,
            about,
            until,
        });
        fields.finish(command)
    }
}

/// Lets a person answer in the name of an organisation that was checked. From then on they do not count as a
/// moderator of the plan.
#[tracing::instrument(name = "organisations.grant_answering", skip_all, fields(plan.id = %command.plan))]
pub async fn grant_answering(cx: &Cx, command: GrantAnswering) -> Result<AnsweringGrant> {
    cx.write(|tx| grant_answering_in(cx, tx, &command)).await
}

async fn grant_answering_in(cx: &Cx, tx: Tx, command: &GrantAnswering) -> Result<AnsweringGrant> {
    let scope = cx.scope();
    let plan = persistence::plans::lock(&tx, &scope, command.plan)
        .await?
        .or_not_found(Code::PlanNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx.actor.may(Entrust, plan).or_hidden(Code::PlanNotFound)?;
    let plan = permitted.subject().id;
    let organisation = persistence::organisations::lock(&tx, &scope, command.organisation)
        .await?
        .or_not_found(Code::OrganisationNotFound)?;
    organisation.must_be_checked()?;
    let account = match command.whom.find(&tx).await? {
        Some(id) => persistence::accounts::by_id(&tx, id).await?,
        None => None,
    };
    let mut fields = Fields::default();
    let account = fields.take(
        command.whom.field(),
        account
            .filter(|account| !matches!(account.standing, Standing::Erased { .. }))
            .ok_or_else(|| Fault::new(Code::FieldUnknown)),
    );
    match command.about {
        Remit::Operation(operation) => {
            let known = persistence::plans::operation_by_id(&tx, &scope, operation).await?;
            if known.is_none_or(|operation| operation.plan != plan) {
                fields.refuse("operation", Fault::new(Code::FieldUnknown));
            }
        }
        Remit::Theme(theme) => {
            if !persistence::plans::has_theme(&tx, plan, theme).await? {
                fields.refuse("theme", Fault::new(Code::FieldUnknown));
            }
        }
    }
    let account = fields.finish(account).map_err(Error::from)?;
    let grant = AnsweringGrant {
        id: cx.new_id(),
        account: account.id,
        organisation: organisation.id,
        plan,
        about: command.about,
        given_by: cx.actor.account(),
        given_at: now,
        until: command.until,
    };
    persistence::organisations::insert_grant(&tx, &grant).await?;
    Ok(grant)
}

/// Ends a grant now.
#[tracing::instrument(name = "organisations.end_answering", skip_all, fields(grant.id = %id))]
pub async fn end_answering(cx: &Cx, id: AnsweringGrantId) -> Result<AnsweringGrant> {
    cx.write(|tx| end_answering_in(cx, tx, id)).await
}

async fn end_answering_in(cx: &Cx, tx: Tx, id: AnsweringGrantId) -> Result<AnsweringGrant> {
    let grant = persistence::organisations::lock_grant(&tx, &cx.scope(), id)
        .await?
        .or_not_found(Code::GrantNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let _permitted = cx.actor.may(End, &grant)?;
    if !grant.is_in_force(now) {
        return Err(Error::NotFound(Code::GrantNotFound));
    }
    persistence::organisations::end_grant(&tx, id, now).await?;
    Ok(AnsweringGrant {
        until: Some(now),
        ..grant
    })
}
