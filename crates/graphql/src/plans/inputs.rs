//! What staff type about plans.

use app::plans::{PlanInput as TypedPlan, TextsInput, ThemeInput as TypedTheme, ZoneInput as TypedZone};
use async_graphql::{ID, InputObject};

use super::{phases::PhaseInput, rules::RulesInput};
use crate::{Fault, scalars::optional_id};

/// A plan as it is typed.
#[derive(Debug, InputObject)]
pub struct CreatePlanInput {
    /// The name in addresses: lower-case letters, digits and single hyphens, at most 80; unique.
    slug: String,
    /// The title, 3 to 150 characters.
    title: String,
    /// Three sentences, at most 600 characters.
    #[graphql(default)]
    summary: String,
    /// The easy-to-read summary, at most 2,000 characters.
    #[graphql(default)]
    easy_summary: String,
    /// The whole text, Markdown, at most 20,000 characters.
    #[graphql(default)]
    body: String,
    /// What is already decided, at most 5,000 characters.
    #[graphql(default)]
    decided: String,
    /// What is open to debate, at most 5,000 characters.
    #[graphql(default)]
    open_to_debate: String,
    /// BCP 47 tag of the language of the texts; French unless said.
    #[graphql(default)]
    language: String,
    /// The perimeter as GeoJSON text (RFC 7946) with a polygon, at most 256 KiB.
    #[graphql(default)]
    perimeter: String,
    /// The rules of taking part.
    #[graphql(default)]
    rules: RulesInput,
    /// Phases, in any order.
    #[graphql(default, validator(max_items = 50))]
    phases: Vec<PhaseInput>,
    /// Names of themes, in order.
    #[graphql(default, validator(max_items = 100))]
    themes: Vec<String>,
    /// Names of zones, in order.
    #[graphql(default, validator(max_items = 200))]
    zones: Vec<String>,
}

impl CreatePlanInput {
    /// The input with its ids read.
    pub(super) fn typed(self) -> Result<TypedPlan, Fault> {
        Ok(TypedPlan {
            slug: self.slug,
            title: self.title,
            summary: self.summary,
            easy_summary: self.easy_summary,
            body: self.body,
            decided: self.decided,
            open_to_debate: self.open_to_debate,
            perimeter: self.perimeter,
            language: self.language,
            rules: self.rules.into(),
            phases: self
                .phases
                .into_iter()
                .map(PhaseInput::typed)
                .collect::<Result<_, _>>()?,
            themes: self.themes,
            zones: self.zones,
        })
    }
}

/// Texts of a plan as they are typed; what is left out stays as it is.
#[derive(Debug, InputObject)]
pub struct EditPlanInput {
    /// The title, 3 to 150 characters.
    title: Option<String>,
    /// Three sentences, at most 600 characters; a published plan keeps some.
    summary: Option<String>,
    /// The easy-to-read summary, at most 2,000 characters.
    easy_summary: Option<String>,
    /// The whole text, Markdown, at most 20,000 characters.
    body: Option<String>,
    /// What is already decided, at most 5,000 characters.
    decided: Option<String>,
    /// What is open to debate, at most 5,000 characters.
    open_to_debate: Option<String>,
    /// The perimeter as GeoJSON text (RFC 7946) with a polygon, at most 256 KiB; empty takes it away.
    perimeter: Option<String>,
    /// BCP 47 tag of the language of the texts; empty is French.
    language: Option<String>,
}

impl From<EditPlanInput> for TextsInput {
    fn from(input: EditPlanInput) -> Self {
        Self {
            title: input.title,
            summary: input.summary,
            easy_summary: input.easy_summary,
            body: input.body,
            decided: input.decided,
            open_to_debate: input.open_to_debate,
            perimeter: input.perimeter,
            language: input.language,
        }
    }
}

/// A theme as it is typed.
#[derive(Debug, InputObject)]
pub struct ThemeInput {
    /// The theme that it changes; a new one if left out.
    id: Option<ID>,
    /// Its name, 1 to 100 characters, once in the plan.
    title: String,
}

impl ThemeInput {
    /// The input with its ids read.
    pub(super) fn typed(self) -> Result<TypedTheme, Fault> {
        Ok(TypedTheme {
            id: optional_id(self.id.as_ref())?,
            title: self.title,
        })
    }
}

/// A zone as it is typed.
#[derive(Debug, InputObject)]
pub struct ZoneInput {
    /// The zone that it changes; a new one if left out.
    id: Option<ID>,
    /// Its name, 1 to 100 characters, once in the plan.
    title: String,
    /// Its shape as GeoJSON text (RFC 7946), at most 256 KiB.
    #[graphql(default)]
    geometry: String,
}

impl ZoneInput {
    /// The input with its ids read.
    pub(super) fn typed(self) -> Result<TypedZone, Fault> {
        Ok(TypedZone {
            id: optional_id(self.id.as_ref())?,
            title: self.title,
            geometry: self.geometry,
        })
    }
}
