//! Organisations in the API, and who answers in their name.

use app::{
    accounts::Whom,
    organisations::{
        DescribeOrganisation, Filter, GrantAnswering, OrganisationInput as Typed, RegisterOrganisation,
        RemitInput,
    },
};
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::organisations::{self, Register, Remit};

use crate::{
    Fault,
    context::{Here, load},
    plans::Plan,
    problems::{Problem, outcome},
    relay::{self, List},
    scalars::{DateTime, id, optional_id},
};

/// An organisation (organisme): it answers and speaks under its name, and never votes.
pub struct Organisation(pub organisations::Organisation);

#[Object]
impl Organisation {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// What it is.
    async fn kind(&self) -> OrganisationKind {
        self.0.kind.into()
    }
    /// Its name, 2 to 150 characters.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }
    /// Its number in a public register, without spaces.
    async fn registration(&self) -> &str {
        self.0.registration.as_str()
    }
    /// Which register that is.
    async fn register(&self) -> RegisterName {
        match self.0.registration.register() {
            Register::Siret => RegisterName::Siret,
            Register::Rna => RegisterName::Rna,
        }
    }
    /// When staff compared name and number with the register; null until then, when staff of the whole site alone
    /// see it.
    async fn checked_at(&self) -> Option<DateTime> {
        self.0.checked_at.map(DateTime)
    }
    /// The number of its present version, from 1: give it back when you change it.
    async fn version(&self) -> i64 {
        self.0.version
    }
}

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "organisations::OrganisationKind")]
pub enum OrganisationKind {
    /// Commune.
    Town,
    /// Établissement public territorial.
    Ept,
    /// Bailleur.
    Landlord,
    /// Agence nationale pour la rénovation urbaine.
    Anru,
    /// Association.
    Association,
    /// Conseil citoyen.
    CitizensCouncil,
}

/// A public register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "Register")]
pub enum RegisterName {
    /// Establishments (INSEE): 14 digits.
    Siret,
    /// Associations: `W` and 9 digits.
    Rna,
}

/// A person's right to answer proposals in an organisation's name, about an operation or a theme of a plan.
pub struct AnsweringGrant(pub organisations::AnsweringGrant);

#[Object]
impl AnsweringGrant {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// The account that answers.
    async fn account(&self) -> ID {
        self.0.account.to_string().into()
    }
    /// In whose name; null while the organisation waits to be checked anew.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>, Fault> {
        Ok(load(ctx, self.0.organisation).await?.map(Organisation))
    }
    /// The plan.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        Ok(load(ctx, self.0.plan).await?.map(Plan))
    }
    /// The id of the operation it is about; null when it is about a theme.
    async fn operation(&self) -> Option<ID> {
        match self.0.about {
            Remit::Operation(operation) => Some(operation.to_string().into()),
            Remit::Theme(_) => None,
        }
    }
    /// The id of the theme it is about; null when it is about an operation.
    async fn theme(&self) -> Option<ID> {
        match self.0.about {
            Remit::Operation(_) => None,
            Remit::Theme(theme) => Some(theme.to_string().into()),
        }
    }
    /// When it was given.
    async fn given_at(&self) -> DateTime {
        DateTime(self.0.given_at)
    }
    /// Until when; null is without end.
    async fn until(&self) -> Option<DateTime> {
        self.0.until.map(DateTime)
    }
}

/// Reading organisations.
#[derive(Default)]
pub struct OrganisationQueries;

#[Object]
impl OrganisationQueries {
    /// Organisations, newest first. At most 100 at once, 20 unless said.
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            default,
            validator(max_items = 6),
            desc = "Of one of these kinds; any if empty."
        )]
        kinds: Vec<OrganisationKind>,
        #[graphql(desc = "Those that were checked, or those that wait for it; both if left out.")]
        checked: Option<bool>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Organisation>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let filter = Filter {
            kinds: kinds.into_iter().map(Into::into).collect(),
            checked,
        };
        let list = app::organisations::list(cx, &filter, &page).await;
        Ok(relay::list(
            list.map_err(|error| Fault::of(cx, &error))?,
            Organisation,
        ))
    }

    /// Grants for answering in a plan that are in force, newest first: one's own, and all of them for the plan's
    /// staff. At most 100 at once, 20 unless said.
    async fn answering_grants(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<AnsweringGrant>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let list = app::organisations::grants(cx, id(&plan)?, &page).await;
        Ok(relay::list(
            list.map_err(|error| Fault::of(cx, &error))?,
            AnsweringGrant,
        ))
    }
}

/// An organisation as it is typed.
#[derive(Debug, InputObject)]
pub struct OrganisationInput {
    /// What it is.
    kind: OrganisationKind,
    /// Its name, 2 to 150 characters.
    name: String,
    /// SIRET (14 digits) or RNA number (`W` and 9 digits); unique.
    registration: String,
}

impl From<OrganisationInput> for Typed {
    fn from(input: OrganisationInput) -> Self {
        Self {
            kind: input.kind.into(),
            name: input.name,
            registration: input.registration,
        }
    }
}

/// A grant for answering as it is typed: about an operation or a theme, not both.
#[derive(Debug, InputObject)]
pub struct AnsweringGrantInput {
    /// The plan.
    plan: ID,
    /// In whose name; the organisation must be checked.
    organisation: ID,
    /// Who answers.
    account: ID,
    /// An operation of the plan.
    operation: Option<ID>,
    /// A theme of the plan.
    theme: Option<ID>,
    /// Until when; without end if left out.
    until: Option<DateTime>,
}

/// An organisation, or why it was not changed.
#[derive(SimpleObject)]
pub struct OrganisationPayload {
    /// The organisation after the change; null when it was refused.
    organisation: Option<Organisation>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn payload(
    cx: &app::Cx,
    result: app::Result<organisations::Organisation>,
) -> Result<OrganisationPayload, Fault> {
    let (organisation, problems) = outcome(cx, result)?;
    Ok(OrganisationPayload {
        organisation: organisation.map(Organisation),
        problems,
    })
}

/// A grant for answering, or why it was not changed.
#[derive(SimpleObject)]
pub struct AnsweringGrantPayload {
    /// The grant after the change; null when it was refused.
    grant: Option<AnsweringGrant>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn grant_payload(
    cx: &app::Cx,
    result: app::Result<organisations::AnsweringGrant>,
) -> Result<AnsweringGrantPayload, Fault> {
    let (grant, problems) = outcome(cx, result)?;
    Ok(AnsweringGrantPayload {
        grant: grant.map(AnsweringGrant),
        problems,
    })
}

/// Writing organisations: staff of the whole site and admins.
#[derive(Default)]
pub struct OrganisationMutations;

#[Object]
impl OrganisationMutations {
    /// Writes an organisation down; it speaks once its number was checked. Codes: `FIELD_*`, `AUTH_REQUIRED`,
    /// `PERMISSION_ROLE_REQUIRED`.
    async fn register_organisation(
        &self,
        ctx: &Context<'_>,
        input: OrganisationInput,
    ) -> Result<OrganisationPayload, Fault> {
        let cx = ctx.cx()?;
        let registered = match RegisterOrganisation::parse(&input.into()) {
            Ok(command) => app::organisations::register(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, registered)
    }

    /// Changes an organisation's kind, name or number; a changed name or number is checked anew. Codes: `FIELD_*`,
    /// `ORGANISATION_NOT_FOUND`, `ORGANISATION_CHANGED_MEANWHILE`, `PERMISSION_ROLE_REQUIRED`.
    async fn describe_organisation(
        &self,
        ctx: &Context<'_>,
        organisation: ID,
        version: i64,
        input: OrganisationInput,
    ) -> Result<OrganisationPayload, Fault> {
        let cx = ctx.cx()?;
        let described = match DescribeOrganisation::parse(id(&organisation)?, version, &input.into()) {
            Ok(command) => app::organisations::describe(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, described)
    }

    /// Says that staff compared name and number of this version with the public register. Codes:
    /// `ORGANISATION_CHECKED`, `ORGANISATION_CHANGED_MEANWHILE`, `ORGANISATION_NOT_FOUND`,
    /// `PERMISSION_ROLE_REQUIRED`.
    async fn check_organisation(
        &self,
        ctx: &Context<'_>,
        organisation: ID,
        version: i64,
    ) -> Result<OrganisationPayload, Fault> {
        let cx = ctx.cx()?;
        payload(
            cx,
            app::organisations::check(cx, id(&organisation)?, version).await,
        )
    }

    /// Lets a person answer proposals in an organisation's name; admins alone. From then on they do not count as a
    /// moderator of the plan. Codes: `FIELD_*`, `PLAN_NOT_FOUND`, `ORGANISATION_NOT_FOUND`,
    /// `ORGANISATION_UNCHECKED`, `PERMISSION_ROLE_REQUIRED`.
    async fn grant_answering(
        &self,
        ctx: &Context<'_>,
        input: AnsweringGrantInput,
    ) -> Result<AnsweringGrantPayload, Fault> {
        let cx = ctx.cx()?;
        let (plan, organisation, account) = (id(&input.plan)?, id(&input.organisation)?, id(&input.account)?);
        let about = RemitInput {
            operation: optional_id(input.operation.as_ref())?,
            theme: optional_id(input.theme.as_ref())?,
        };
        let until = input.until.map(|at| at.0);
        let granted =
            match GrantAnswering::parse(cx, plan, organisation, Whom::Account(account), about, until) {
                Ok(command) => app::organisations::grant_answering(cx, command).await,
                Err(fields) => Err(fields.into()),
            };
        grant_payload(cx, granted)
    }

    /// Ends a grant for answering now; admins alone. Codes: `GRANT_NOT_FOUND`, `PERMISSION_ROLE_REQUIRED`.
    async fn end_answering(&self, ctx: &Context<'_>, grant: ID) -> Result<AnsweringGrantPayload, Fault> {
        let cx = ctx.cx()?;
        grant_payload(cx, app::organisations::end_answering(cx, id(&grant)?).await)
    }
}
