//! Writing organisations down, and checking their numbers.

use domain::{
    Code, FieldError, Timestamp,
    organisations::{
        NAME, Organisation, OrganisationId, OrganisationKind, OrganisationRefusal, Registration,
    },
    policy::{
        organisations::{Check, Edit, Register},
        plans::Site,
    },
    refusal::{Fault, Fields},
    text::Title,
};
use persistence::{Constraint, StoreError, Tx};

use crate::{
    Cx, Error, Result,
    error::{OrHidden, OrNotFound},
};

/// An organisation as it is typed.
#[derive(Debug, Clone)]
pub struct OrganisationInput {
    /// What it is.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: String,
    /// SIRET or RNA number.
    pub registration: String,
}

/// Writes an organisation down.
#[derive(Debug, Clone)]
pub struct RegisterOrganisation {
    kind: OrganisationKind,
    name: Title,
    registration: Registration,
}

impl RegisterOrganisation {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(input: &OrganisationInput) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let name = fields.take("name", Title::parse(&input.name, NAME));
        let registration = fields.take("registration", Registration::parse(&input.registration));
        let command = name.zip(registration).map(|(name, registration)| Self {
            kind: input.kind,
            name,
            registration,
        });
        fields.finish(command)
    }
}

/// A number that another organisation has is an error of its field.
fn taken(error: Error) -> Error {
    match error {
        Error::Store(StoreError::Taken(Constraint::OrganisationRegistration)) => {
            Error::Invalid(vec![FieldError {
                field: "registration".into(),
                fault: Fault::new(Code::FieldTaken),
            }])
        }
        error => error,
    }
}

/// Writes an organisation down; it speaks once its number was checked.
#[tracing::instrument(name = "organisations.register", skip_all)]
pub async fn register(cx: &Cx, command: RegisterOrganisation) -> Result<Organisation> {
    let _permitted = cx.actor.may(Register, Site)?;
    cx.write(|tx| register_in(cx, tx, &command)).await.map_err(taken)
}

async fn register_in(cx: &Cx, tx: Tx, command: &RegisterOrganisation) -> Result<Organisation> {
    let RegisterOrganisation {
        kind,
        name,
        registration,
    } = command.clone();
    let organisation = Organisation {
        id: cx.new_id(),
        kind,
        name,
        registration,
        checked_at: None,
        version: 1,
        created_at: cx.now(),
    };
    persistence::organisations::insert(&tx, &organisation).await?;
    Ok(organisation)
}

/// Describes an organisation, read at a version, otherwise.
#[derive(Debug, Clone)]
pub struct DescribeOrganisation {
    organisation: OrganisationId,
    read_version: i64,
    input: RegisterOrganisation,
}

impl DescribeOrganisation {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(
        organisation: OrganisationId,
        read_version: i64,
        input: &OrganisationInput,
    ) -> Result<Self, Vec<FieldError>> {
        Ok(Self {
            organisation,
            read_version,
            input: RegisterOrganisation::parse(input)?,
        })
    }
}

/// Changes kind, name or number; a changed name or number is checked anew.
#[tracing::instrument(name = "organisations.describe", skip_all, fields(organisation.id = %command.organisation))]
pub async fn describe(cx: &Cx, command: DescribeOrganisation) -> Result<Organisation> {
    cx.write(|tx| describe_in(cx, tx, &command)).await.map_err(taken)
}

async fn describe_in(cx: &Cx, tx: Tx, command: &DescribeOrganisation) -> Result<Organisation> {
    let (organisation, _) = locked(cx, &tx, command.organisation, command.read_version, Edit).await?;
    let RegisterOrganisation {
        kind,
        name,
        registration,
    } = command.input.clone();
    let organisation = organisation.describe(kind, name, registration);
    persistence::organisations::save(&tx, &organisation, command.read_version).await??;
    Ok(organisation)
}

/// Says that staff compared name and number of a version with the public register.
#[tracing::instrument(name = "organisations.check", skip_all, fields(organisation.id = %id))]
pub async fn check(cx: &Cx, id: OrganisationId, read_version: i64) -> Result<Organisation> {
    cx.write(|tx| check_in(cx, tx, id, read_version)).await
}

async fn check_in(cx: &Cx, tx: Tx, id: OrganisationId, read_version: i64) -> Result<Organisation> {
    let (organisation, now) = locked(cx, &tx, id, read_version, Check).await?;
    let organisation = organisation.check(now)?;
    persistence::organisations::save(&tx, &organisation, read_version).await??;
    Ok(organisation)
}

/// The organisation, locked, of the version that was read, with the permission to do this.
async fn locked<A>(
    cx: &Cx,
    tx: &Tx,
    id: OrganisationId,
    read_version: i64,
    action: A,
) -> Result<(domain::Permitted<A, Organisation>, Timestamp)>
where
    Organisation: domain::actor::Allows<A>,
{
    let organisation = persistence::organisations::lock(tx, &cx.scope(), id)
        .await?
        .or_not_found(Code::OrganisationNotFound)?;
    let now = cx.decided_at(tx).await?;
    let permitted = cx
        .actor
        .may(action, organisation)
        .or_hidden(Code::OrganisationNotFound)?;
    if permitted.subject().version != read_version {
        return Err(OrganisationRefusal::ChangedMeanwhile.into());
    }
    Ok((permitted, now))
}
