//! Plans in the API.

use app::plans::Filter;
use async_graphql::{Context, Enum, ID, Object};
use domain::{follows::Followed, plans, text::Slug};

use crate::{
    Fault,
    context::{Here, load},
    loaders::{ActsOf, DocumentsOf, LateReviewsOf, OperationsOf, ParticipationIn, ThemesOf, ZonesOf},
    relay::{self, List},
    scalars::DateTime,
};

pub mod acts;
pub mod documents;
pub mod inputs;
pub mod mutations;
pub mod operations;
pub mod participation;
pub mod phases;
pub mod rules;

pub use acts::Act;
pub use documents::Document;
pub use mutations::PlanMutations;
pub use operations::Operation;
pub use participation::Participation;
pub use phases::{Allowed, Phase};
pub use rules::Rules;

/// A renewal plan (plan de renouvellement): what is open to debate, in which phases, by which rules.
pub struct Plan(pub plans::Plan);

#[Object]
impl Plan {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// Its name in addresses: lower-case letters, digits and hyphens, at most 80.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }
    /// Its title, 3 to 150 characters.
    async fn title(&self) -> &str {
        self.0.title.as_str()
    }
    /// Three sentences, at most 600 characters.
    async fn summary(&self) -> &str {
        self.0.summary.as_str()
    }
    /// The easy-to-read summary (FALC), at most 2,000 characters; empty when nobody wrote one.
    async fn easy_summary(&self) -> &str {
        self.0.easy_summary.as_str()
    }
    /// The whole text, Markdown, at most 20,000 characters.
    async fn body(&self) -> &str {
        self.0.body.as_str()
    }
    /// What is already decided.
    async fn decided(&self) -> &str {
        self.0.decided.as_str()
    }
    /// What is open to debate.
    async fn open_to_debate(&self) -> &str {
        self.0.open_to_debate.as_str()
    }
    /// BCP 47 tag of the language of its texts.
    async fn language(&self) -> &str {
        self.0.language.tag()
    }
    /// `draft → published → closed → archived`.
    async fn state(&self) -> PlanState {
        match self.0.state {
            plans::PlanState::Draft => PlanState::Draft,
            plans::PlanState::Published { .. } => PlanState::Published,
            plans::PlanState::Closed { .. } => PlanState::Closed,
            plans::PlanState::Archived { .. } => PlanState::Archived,
        }
    }
    /// When it was published; null for a draft.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.state.published_at().map(DateTime)
    }
    /// Its phases, by start.
    async fn phases(&self) -> Vec<Phase> {
        self.0.phases.iter().cloned().map(Phase).collect()
    }
    /// Whether the viewer follows it; false for a visitor.
    async fn viewer_follows(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        Ok(load(ctx, Followed::Plan(self.0.id)).await?.is_some())
    }
    /// Its themes, in the order that staff gave them; at most 100.
    async fn themes(&self, ctx: &Context<'_>) -> Result<Vec<Theme>, Fault> {
        let themes = load(ctx, ThemesOf(self.0.id)).await?.unwrap_or_default();
        Ok(themes.into_iter().map(Theme).collect())
    }
    /// Its zones, in the order that staff gave them; at most 200.
    async fn zones(&self, ctx: &Context<'_>) -> Result<Vec<Zone>, Fault> {
        let zones = load(ctx, ZonesOf(self.0.id)).await?.unwrap_or_default();
        Ok(zones.into_iter().map(Zone).collect())
    }
    /// Its operations, in the order that staff gave them; at most 200.
    async fn operations(&self, ctx: &Context<'_>) -> Result<Vec<Operation>, Fault> {
        let operations = load(ctx, OperationsOf(self.0.id)).await?.unwrap_or_default();
        Ok(operations.into_iter().map(Operation).collect())
    }
    /// Its documents, oldest first; at most 200.
    async fn documents(&self, ctx: &Context<'_>) -> Result<Vec<Document>, Fault> {
        let documents = load(ctx, DocumentsOf(self.0.id)).await?.unwrap_or_default();
        Ok(documents.into_iter().map(Document).collect())
    }
    /// The perimeter as GeoJSON text (RFC 7946, a geometry), at most 256 KiB; null when nobody drew it.
    async fn perimeter(&self) -> Option<&str> {
        self.0.perimeter.as_ref().map(domain::geo::Shape::as_str)
    }
    /// The rules of taking part.
    async fn rules(&self) -> Rules {
        Rules(self.0.rules.clone())
    }
    /// What the phases allow now, and when that changes; the same computation as refusals.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn allowed(&self, ctx: &Context<'_>) -> Result<Allowed, Fault> {
        Ok(Allowed::of(&self.0, ctx.cx()?.now()))
    }
    /// How many contributions waited longer for their review than the 24 working hours in which it is due: those that
    /// still wait, and those that were published after 72 hours though nobody had read them, included.
    async fn late_reviews(&self, ctx: &Context<'_>) -> Result<u64, Fault> {
        Ok(load(ctx, LateReviewsOf(self.0.id)).await?.unwrap_or(0))
    }
    /// Who takes part, in numbers that tell nobody apart.
    async fn participation(&self, ctx: &Context<'_>) -> Result<Participation, Fault> {
        let told = load(ctx, ParticipationIn(self.0.id)).await?.unwrap_or_default();
        Ok(Participation(told, self.0.id))
    }
    /// The number of its present version, from 1: give it back when you change the plan.
    async fn version(&self) -> i64 {
        self.0.version
    }
    /// What was changed since publication, and why, newest first. At most 100 at once, 20 unless said.
    async fn acts(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Act>, Fault> {
        let page = relay::page(ctx, (first, after), (last, before))?;
        let acts = load(ctx, ActsOf(self.0.id, page)).await?.unwrap_or_default();
        Ok(relay::list(acts, Act))
    }
}

/// The state of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum PlanState {
    /// Seen by its staff alone.
    Draft,
    /// Open to everybody.
    Published,
    /// Nothing more can be written.
    Closed,
    /// Closed, and out of the lists of current plans.
    Archived,
}

impl PlanState {
    const ALL: &'static [Self] = &[Self::Draft, Self::Published, Self::Closed, Self::Archived];

    /// The word stored.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Closed => "closed",
            Self::Archived => "archived",
        }
    }
}

/// What proposals may be about.
pub struct Theme(pub plans::Theme);

#[Object]
impl Theme {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// Its name, 1 to 100 characters.
    async fn title(&self) -> &str {
        self.0.title.as_str()
    }
    /// The plan.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        Ok(load(ctx, self.0.plan).await?.map(Plan))
    }
}

/// A part of the perimeter.
pub struct Zone(pub plans::Zone);

#[Object]
impl Zone {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// Its name, 1 to 100 characters.
    async fn title(&self) -> &str {
        self.0.title.as_str()
    }
    /// The plan.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        Ok(load(ctx, self.0.plan).await?.map(Plan))
    }
    /// Its shape as GeoJSON text (RFC 7946, a geometry), at most 256 KiB; null when nobody drew it.
    async fn geometry(&self) -> Option<&str> {
        self.0.geometry.as_ref().map(domain::geo::Shape::as_str)
    }
}

/// Reading plans.
#[derive(Default)]
pub struct PlanQueries;

#[Object]
impl PlanQueries {
    /// The plan of this slug.
    async fn plan(&self, ctx: &Context<'_>, slug: String) -> Result<Option<Plan>, Fault> {
        let cx = ctx.cx()?;
        let Ok(slug) = Slug::parse(&slug) else {
            return Ok(None);
        };
        let plan = app::plans::by_slug(cx, &slug)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(plan.map(Plan))
    }

    /// Plans, newest first. At most 100 at once, 20 unless said.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments of a connection and its filters"
    )]
    async fn plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            default,
            desc = "Archived ones too; without it they are left out unless `states` names them."
        )]
        archived: bool,
        #[graphql(
            default,
            validator(max_items = 4),
            desc = "In one of these states; any if empty."
        )]
        states: Vec<PlanState>,
        #[graphql(
            desc = "True: published, between the start of the first phase and the end of the last. False: the rest."
        )]
        current: Option<bool>,
        #[graphql(desc = "Whose slug begins like this.")] slug: Option<String>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Plan>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let states = match (states.as_slice(), archived) {
            ([], true) => PlanState::ALL,
            (states, _) => states,
        };
        let filter = Filter {
            states: states.iter().map(|state| state.as_str()).collect(),
            current,
            slug,
        };
        let plans = app::plans::list(cx, &filter, &page)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(relay::list(plans, Plan))
    }
}
