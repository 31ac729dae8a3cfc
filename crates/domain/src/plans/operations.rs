//! Operations: what a plan builds, mends or takes down, where, when, and who answers for it.

use super::PlanId;
use crate::{
    Id, Timestamp,
    geo::Shape,
    id::Kind,
    organisations::OrganisationId,
    text::{Body, Bounds, Title},
};

/// The most operations of a plan.
pub const MAX_OPERATIONS: usize = 200;
/// A description has at most 5,000 characters.
pub const DESCRIPTION: Bounds = Bounds::new(0, 5_000);

/// An operation of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its id.
    pub id: OperationId,
    /// The plan.
    pub plan: PlanId,
    /// What is done.
    pub kind: OperationKind,
    /// Its name, 1 to 100 characters.
    pub title: Title,
    /// What it is, Markdown, at most 5,000 characters.
    pub description: Body,
    /// Where, if it was drawn.
    pub footprint: Option<Shape>,
    /// When works begin, if it is known.
    pub starts_at: Option<Timestamp>,
    /// When works end, if it is known.
    pub ends_at: Option<Timestamp>,
    /// Who answers for it.
    pub organisation: Option<OrganisationId>,
    /// Its place in the plan's list.
    pub position: i32,
}

/// The id of an operation.
pub type OperationId = Id<Operation>;

impl Kind for Operation {
    const PREFIX: &'static str = "operation";
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

impl OperationKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Demolition,
        Self::Rehabilitation,
        Self::Residentialisation,
        Self::Construction,
        Self::Equipment,
        Self::PublicSpace,
        Self::Shops,
        Self::Other,
    ];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Demolition => "demolition",
            Self::Rehabilitation => "rehabilitation",
            Self::Residentialisation => "residentialisation",
            Self::Construction => "construction",
            Self::Equipment => "equipment",
            Self::PublicSpace => "public_space",
            Self::Shops => "shops",
            Self::Other => "other",
        }
    }

    /// The kind of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }
}
