//! Operations in the API.

use app::plans::OperationInput as Typed;
use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::plans;

use super::Plan;
use crate::{
    Fault,
    context::load,
    organisations::Organisation,
    scalars::{DateTime, optional_id},
};

/// An operation of a plan: what is built, mended or taken down, where, when, and who answers for it.
pub struct Operation(pub plans::Operation);

#[Object]
impl Operation {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// The plan.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        Ok(load(ctx, self.0.plan).await?.map(Plan))
    }
    /// What is done.
    async fn kind(&self) -> OperationKind {
        self.0.kind.into()
    }
    /// Its name, 1 to 100 characters.
    async fn title(&self) -> &str {
        self.0.title.as_str()
    }
    /// What it is, Markdown, at most 5,000 characters.
    async fn description(&self) -> &str {
        self.0.description.as_str()
    }
    /// Where, as GeoJSON text (RFC 7946, a geometry), at most 256 KiB; null when nobody drew it.
    async fn footprint(&self) -> Option<&str> {
        self.0.footprint.as_ref().map(domain::geo::Shape::as_str)
    }
    /// When works begin; null while it is not known.
    async fn starts_at(&self) -> Option<DateTime> {
        self.0.starts_at.map(DateTime)
    }
    /// When works end; null while it is not known.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.ends_at.map(DateTime)
    }
    /// Who answers for it; null when nobody does, or when the organisation waits to be checked.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>, Fault> {
        match self.0.organisation {
            Some(id) => Ok(load(ctx, id).await?.map(Organisation)),
            None => Ok(None),
        }
    }
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "plans::OperationKind")]
pub enum OperationKind {
    /// Démolition.
    Demolition,
    /// Réhabilitation.
    Rehabilitation,
    /// Résidentialisation: what lies between the building and the street.
    Residentialisation,
    /// Construction of housing.
    Construction,
    /// Équipement public: school, library, sports hall.
    Equipment,
    /// Espaces publics: streets, squares, gardens.
    PublicSpace,
    /// Commerces et activités.
    Shops,
    /// Anything else.
    Other,
}

/// An operation as it is typed.
#[derive(Debug, InputObject)]
pub struct OperationInput {
    /// The operation that it changes; a new one if left out.
    id: Option<ID>,
    /// What is done.
    kind: OperationKind,
    /// Its name, 1 to 100 characters, once in the plan.
    title: String,
    /// What it is, Markdown, at most 5,000 characters.
    #[graphql(default)]
    description: String,
    /// Where, as GeoJSON text (RFC 7946), at most 256 KiB.
    #[graphql(default)]
    footprint: String,
    /// When works begin.
    starts_at: Option<DateTime>,
    /// When works end.
    ends_at: Option<DateTime>,
    /// The organisation that answers for it.
    organisation: Option<ID>,
}

impl OperationInput {
    /// The input with its ids read.
    pub(super) fn typed(self) -> Result<Typed, Fault> {
        Ok(Typed {
            id: optional_id(self.id.as_ref())?,
            kind: self.kind.into(),
            title: self.title,
            description: self.description,
            footprint: self.footprint,
            starts_at: self.starts_at.map(|at| at.0),
            ends_at: self.ends_at.map(|at| at.0),
            organisation: optional_id(self.organisation.as_ref())?,
        })
    }
}
