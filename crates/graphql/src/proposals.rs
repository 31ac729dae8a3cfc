//! Proposals in the API.

use std::borrow::Cow;

use app::comments::Under;
use app::proposals::{AddPrecision, Filter, ProposalInput as Typed, ReviseProposal, SubmitProposal};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::{
    Code,
    follows::Followed,
    moderation::Item,
    plans::PlanId,
    proposals::{self, TextState},
    text::Slug,
};

use crate::{
    Fault,
    answers::{Answer, AnswerStage},
    attachments::{self, Attachment},
    authors::Author,
    chosen::Chosen,
    comments::{Comment, CommentCounts, CommentOrder, CommentPosition, SideBySide, list_of},
    context::{Here, load},
    loaders::{CountsOn, DecisionOn, MembersOf, PrecisionsOf, RecordedByViewer, TextsOf, ThemesOf, ZonesOf},
    moderation::ModerationMark,
    plans::{Plan, Theme, Zone},
    problems::{Problem, outcome},
    relay::{self, List},
    reviews::{self, Review},
    scalars::{DateTime, id, optional_id},
    search,
    voting::{self, Vote, VoteCell, VoteTotals},
};

mod states;
mod versions;

pub use states::{ProposalOrigin, ProposalSort, ProposalState, ProposalViewerCan, VisibilityState};
pub(crate) use versions::changes;
pub use versions::{ChangeKind, Precision, ProposalVersion, TextChange, TextDifference};

/// A proposal for a plan. Four axes that are never mixed: its text, its visibility, its answer, its lineage.
pub struct Proposal(pub proposals::Proposal);

#[Object]
impl Proposal {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// The number people say on the phone («n° 38»); null until it is published.
    async fn number(&self) -> Option<i32> {
        self.0.number
    }
    /// Its title, 15 to 150 characters; null when it is not shown.
    async fn title(&self) -> Option<&str> {
        self.readable().then(|| self.0.title.as_str())
    }
    /// Its text, Markdown, masked passages written as `[…]`; null when it is not shown.
    async fn body(&self) -> Option<Cow<'_, str>> {
        self.readable()
            .then(|| self.0.visibility.masked(self.0.body.as_str()))
    }
    /// Who speaks; null when it is not shown.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<Chosen<Author>>, Fault> {
        if self.readable() {
            Author::of(ctx, self.0.author).await
        } else {
            Ok(None)
        }
    }
    /// BCP 47 tag of the language it is written in.
    async fn language(&self) -> &str {
        self.0.language.tag()
    }
    /// The author's axis.
    async fn state(&self) -> ProposalState {
        self.0.text.stage().into()
    }
    /// Where it is while it waits to be read before publication, why, and until when; null when it does not wait.
    async fn review(&self, ctx: &Context<'_>) -> Result<Option<Review>, Fault> {
        let waits = matches!(self.0.text, TextState::PendingReview { .. });
        reviews::of(ctx, self.0.id.into(), self.0.plan, &self.0.visibility, waits).await
    }
    /// Moderation's axis.
    async fn visibility(&self) -> VisibilityState {
        VisibilityState::from(&self.0.visibility)
    }
    /// What moderation did to it, for everybody to read; null where it did nothing, and while a decision can still be taken
    /// back.
    async fn moderation(&self, ctx: &Context<'_>) -> Result<Option<ModerationMark>, Fault> {
        if matches!(
            self.0.visibility,
            domain::Visibility::Shown | domain::Visibility::Held { .. }
        ) {
            return Ok(None);
        }
        let decision = load(ctx, DecisionOn(Item::Proposal(self.0.id))).await?;
        Ok(decision
            .filter(|decision| decision.after == self.0.visibility)
            .map(ModerationMark))
    }
    /// How it reached the platform.
    async fn origin(&self) -> ProposalOrigin {
        self.0.origin.into()
    }
    /// When it was sent.
    async fn submitted_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
    /// When it was published; null before.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.text.published_at().map(DateTime)
    }
    /// The number of its present version: give it back when you revise.
    async fn version(&self) -> i32 {
        self.0.version
    }
    /// Since when the text may not change any more: the first support by somebody else, or the opening of its vote;
    /// null while it may.
    async fn frozen_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>, Fault> {
        let now = ctx.cx()?.now();
        let plan = load(ctx, self.0.plan).await?;
        Ok(plan
            .and_then(|plan| self.0.frozen_since(&plan, now))
            .map(DateTime))
    }
    /// The plan.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        Ok(load(ctx, self.0.plan).await?.map(Plan))
    }
    /// The theme, if one was chosen.
    async fn theme(&self, ctx: &Context<'_>) -> Result<Option<Theme>, Fault> {
        let themes = load(ctx, ThemesOf(self.0.plan)).await?.unwrap_or_default();
        Ok(themes
            .into_iter()
            .find(|theme| Some(theme.id) == self.0.theme)
            .map(Theme))
    }
    /// Where it applies; null when it is not shown.
    async fn place(&self) -> Option<Place> {
        self.readable().then_some(Place::new(self.0.plan, self.0.place))
    }
    /// Comments that are shown on it, replies included.
    async fn comment_count(&self) -> i32 {
        self.0.comment_count
    }
    /// Its first level of comments, all of it or what takes one `position`. Deleted and hidden ones stay as tombstones.
    /// At most 100 at once, 20 unless said; `after` is a cursor of the same proposal, position and order.
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "CommentOrder::MostUseful")] order: CommentOrder,
        position: Option<CommentPosition>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<List<Comment>, Fault> {
        let under = Under::Proposal(self.0.id, position.map(Into::into));
        list_of(ctx, under, order, first, after).await
    }
    /// What its first level of comments says of it: exact numbers of what is shown.
    async fn comment_counts(&self, ctx: &Context<'_>) -> Result<CommentCounts, Fault> {
        Ok(load(ctx, CountsOn(self.0.id)).await?.unwrap_or_default().into())
    }
    /// «Pour et contre côte à côte»: the first comments for it beside the first against it.
    async fn side_by_side(&self) -> SideBySide {
        SideBySide(self.0.id)
    }
    /// The total of an earlier platform («votes repris»), never summed with votes cast here; null where there is none.
    async fn votes_taken_over(&self) -> Option<i32> {
        self.0.votes_taken_over
    }
    /// The votes on it, exact; null while the plan hides them, from everybody.
    async fn totals(&self, ctx: &Context<'_>) -> Result<Option<VoteTotals>, Fault> {
        voting::totals(ctx, &self.0).await
    }
    /// Who cast these votes, by their link with the neighbourhood, once the plan's last vote has ended: every link that
    /// the plan lets vote, or null when any of them would have fewer than 11 votes of a choice, and for a proposal that
    /// was merged into another, whose results are the group's.
    async fn results(&self, ctx: &Context<'_>) -> Result<Option<Vec<VoteCell>>, Fault> {
        voting::results(ctx, &self.0).await
    }
    /// The viewer's own vote on it, counted at once whether totals are hidden or not; null where there is none, and once
    /// the plan's votes are anonymous. Nobody sees anybody else's.
    async fn my_vote(&self, ctx: &Context<'_>) -> Result<Option<Vote>, Fault> {
        voting::my_vote(ctx, &self.0).await
    }
    /// What it was and became since publication, newest first. At most 100 at once, 20 unless said.
    async fn versions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<ProposalVersion>, Fault> {
        let page = relay::page(ctx, (first, after), (last, before))?;
        let versions = load(ctx, TextsOf(self.0.id, page)).await?.unwrap_or_default();
        let shown = self.readable_whole();
        Ok(relay::list(versions, |version| ProposalVersion {
            version,
            shown,
        }))
    }
    /// What its author added once the text was frozen, oldest first, at most 20; empty when it is not shown.
    async fn precisions(&self, ctx: &Context<'_>) -> Result<Vec<Precision>, Fault> {
        if !self.readable_whole() {
            return Ok(Vec::new());
        }
        let precisions = load(ctx, PrecisionsOf(self.0.id)).await?.unwrap_or_default();
        Ok(precisions.into_iter().map(Precision).collect())
    }
    /// Photos and PDFs on it, at most 3; empty when it is not shown.
    async fn attachments(&self, ctx: &Context<'_>) -> Result<Vec<Attachment>, Fault> {
        Ok(self.attached(ctx).await?.0)
    }
    /// The ids of what a decision hides by itself of what is attached: `attachments` has it for its author and for
    /// moderators alone, and `moderation` says by which rule.
    async fn hidden_attachments(&self, ctx: &Context<'_>) -> Result<Vec<ID>, Fault> {
        Ok(self.attached(ctx).await?.1)
    }
    /// The town's answer; null until somebody studies it.
    async fn answer(&self, ctx: &Context<'_>) -> Result<Option<Answer>, Fault> {
        match self.0.answer {
            Some(answer) => Ok(load(ctx, answer).await?.map(Answer)),
            None => Ok(None),
        }
    }
    /// The proposal that leads the group it was merged into; null when it leads or is alone.
    async fn merged_into(&self, ctx: &Context<'_>) -> Result<Option<Proposal>, Fault> {
        match self.0.merged_into {
            Some(leader) => Ok(load(ctx, leader).await?.map(Proposal)),
            None => Ok(None),
        }
    }
    /// The proposals that were merged into this one, by number, at most 49.
    async fn members(&self, ctx: &Context<'_>) -> Result<Vec<Proposal>, Fault> {
        let members = load(ctx, MembersOf(self.0.id)).await?.unwrap_or_default();
        Ok(members.into_iter().map(Proposal).collect())
    }
    /// Whether the viewer follows it; false for a visitor. Voting never follows.
    async fn viewer_follows(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        Ok(load(ctx, Followed::Proposal(self.0.id)).await?.is_some())
    }
    /// What the viewer may do with it now, by the rules that decide; null when the plan cannot be read.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<Option<ProposalViewerCan>, Fault> {
        let cx = ctx.cx()?;
        let Some(plan) = load(ctx, self.0.plan).await? else {
            return Ok(None);
        };
        let item = Item::Proposal(self.0.id);
        let recorded = load(ctx, RecordedByViewer(item)).await?.is_some();
        Ok(Some(
            app::proposals::viewer_can(cx, &self.0, &plan, recorded).into(),
        ))
    }
}

impl Proposal {
    /// Withdrawn and hidden texts are tombstones; what waits for review is read by those who see it at all.
    fn readable(&self) -> bool {
        self.0.visibility.is_legible() && !matches!(self.0.text, TextState::Withdrawn { .. })
    }

    /// What is attached: what the reader sees, and what is hidden by itself.
    async fn attached(&self, ctx: &Context<'_>) -> Result<(Vec<Attachment>, Vec<ID>), Fault> {
        if self.readable() {
            attachments::on(ctx, Item::Proposal(self.0.id), self.0.plan, &self.0.visibility).await
        } else {
            Ok(Default::default())
        }
    }

    /// Whether every text of it may be read: a passage that is masked now stands in older versions too.
    fn readable_whole(&self) -> bool {
        self.readable() && !self.0.visibility.masks_words()
    }
}

/// Where a proposal applies: the whole perimeter, a zone, or a point.
pub struct Place {
    plan: PlanId,
    place: proposals::Place,
}

impl Place {
    /// A place of this plan.
    pub(crate) const fn new(plan: PlanId, place: proposals::Place) -> Self {
        Self { plan, place }
    }
}

#[Object]
impl Place {
    /// «Tout le périmètre».
    async fn whole_perimeter(&self) -> bool {
        matches!(self.place, proposals::Place::WholePerimeter)
    }
    /// The zone; null when the place is none.
    async fn zone(&self, ctx: &Context<'_>) -> Result<Option<Zone>, Fault> {
        let proposals::Place::Zone(here) = self.place else {
            return Ok(None);
        };
        let zones = load(ctx, ZonesOf(self.plan)).await?.unwrap_or_default();
        Ok(zones.into_iter().find(|zone| zone.id == here).map(Zone))
    }
    /// Degrees north, WGS 84; null when the place is no point.
    async fn latitude(&self) -> Option<f64> {
        match self.place {
            proposals::Place::Point { latitude, .. } => Some(latitude),
            proposals::Place::WholePerimeter | proposals::Place::Zone(_) => None,
        }
    }
    /// Degrees east, WGS 84; null when the place is no point.
    async fn longitude(&self) -> Option<f64> {
        match self.place {
            proposals::Place::Point { longitude, .. } => Some(longitude),
            proposals::Place::WholePerimeter | proposals::Place::Zone(_) => None,
        }
    }
}

/// Reading proposals.
#[derive(Default)]
pub struct ProposalQueries;

#[Object]
impl ProposalQueries {
    /// One proposal: by `id`, or by the slug of its `plan` and its `number`. Null when there is none that the viewer
    /// sees; `request.malformed` when neither was given, or both.
    async fn proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "id")] proposal: Option<ID>,
        plan: Option<String>,
        number: Option<i32>,
    ) -> Result<Option<Proposal>, Fault> {
        let cx = ctx.cx()?;
        let found = match (proposal, plan, number) {
            (Some(proposal), None, None) => app::proposals::by_id(cx, id(&proposal)?).await,
            (None, Some(slug), Some(number)) => by_number(cx, &slug, number).await,
            _ => return Err(Fault::new(Code::RequestMalformed, &cx.language)),
        };
        let found = found.map_err(|error| Fault::of(cx, &error))?;
        Ok(found.map(Proposal))
    }

    /// Proposals that the viewer sees. At most 100 at once, 20 unless said. Every filter left out lets all pass; what
    /// waits for review comes only when `states` asks for it, and then only what is the viewer's own or theirs to
    /// moderate. `seed` (0 to 2,147,483,647, 0 unless said) is where the random order starts.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments of a connection and its filters"
    )]
    async fn proposals(
        &self,
        ctx: &Context<'_>,
        plan: Option<ID>,
        #[graphql(default, validator(max_items = 50))] themes: Vec<ID>,
        #[graphql(default, validator(max_items = 50))] zones: Vec<ID>,
        #[graphql(default, validator(max_items = 3))] states: Vec<ProposalState>,
        #[graphql(default, validator(max_items = 8))] answers: Vec<AnswerStage>,
        #[graphql(default, validator(max_items = 6))] origins: Vec<ProposalOrigin>,
        author: Option<ID>,
        #[graphql(default)] followed: bool,
        #[graphql(desc = "With all of these words in title or text, as `search` reads them.")] text: Option<
            String,
        >,
        #[graphql(default_with = "ProposalSort::Newest")] sort: ProposalSort,
        #[graphql(default, validator(minimum = 0))] seed: i32,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Proposal>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let words = match text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            None => None,
            Some(typed) => match search::words(cx, typed)? {
                Some(words) => Some(words),
                None => return Ok(relay::nothing(&page)),
            },
        };
        let filter = Filter {
            plan: optional_id(plan.as_ref())?,
            themes: themes.iter().map(id).collect::<Result<_, _>>()?,
            zones: zones.iter().map(id).collect::<Result<_, _>>()?,
            states: states.into_iter().map(Into::into).collect(),
            answers: answers.into_iter().map(Into::into).collect(),
            origins: origins.into_iter().map(Into::into).collect(),
            author: optional_id(author.as_ref())?,
            followed,
            words,
        };
        let list = app::proposals::list(cx, &filter, sort.with(seed), &page).await;
        Ok(relay::list(
            list.map_err(|error| Fault::of(cx, &error))?,
            Proposal,
        ))
    }
}

async fn by_number(cx: &app::Cx, slug: &str, number: i32) -> app::Result<Option<proposals::Proposal>> {
    let Ok(slug) = Slug::parse(slug) else {
        return Ok(None);
    };
    match app::plans::by_slug(cx, &slug).await? {
        Some(plan) => app::proposals::by_number(cx, plan.id, number).await,
        None => Ok(None),
    }
}

/// A proposal as it is typed.
#[derive(Debug, InputObject)]
pub struct ProposalInput {
    /// The title, 15 to 150 characters.
    title: String,
    /// The text, Markdown, 15 characters to the plan's limit.
    body: String,
    /// BCP 47 tag; French unless said.
    #[graphql(default)]
    language: String,
    /// A theme of the plan.
    theme: Option<ID>,
    /// A zone of the plan; leave zone and point out for the whole perimeter.
    zone: Option<ID>,
    /// A point of the perimeter.
    point: Option<PointInput>,
    /// Says that telephone numbers, addresses and e-mail addresses in the text are meant to be published: without it they
    /// are pointed out first (`TEXT_PERSONAL_DATA`). With it the text is published, and those who moderate are told.
    #[graphql(default)]
    confirm_personal_data: bool,
}

/// A point, WGS 84.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct PointInput {
    /// Degrees north, −90 to 90.
    latitude: f64,
    /// Degrees east, −180 to 180.
    longitude: f64,
}

impl ProposalInput {
    pub(crate) fn typed(self) -> Result<Typed, Fault> {
        Ok(Typed {
            title: self.title,
            body: self.body,
            language: self.language,
            theme: optional_id(self.theme.as_ref())?,
            zone: optional_id(self.zone.as_ref())?,
            point: self.point.map(|point| (point.latitude, point.longitude)),
            confirm_personal_data: self.confirm_personal_data,
            attachments: Vec::new(),
        })
    }
}

/// A proposal, or why it was not changed.
#[derive(SimpleObject)]
pub struct ProposalPayload {
    /// The proposal after the change; null when it was refused.
    proposal: Option<Proposal>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

pub(crate) fn payload(
    cx: &app::Cx,
    result: app::Result<proposals::Proposal>,
) -> Result<ProposalPayload, Fault> {
    let (proposal, problems) = outcome(cx, result)?;
    Ok(ProposalPayload {
        proposal: proposal.map(Proposal),
        problems,
    })
}

/// A precision, or why it was not added.
#[derive(SimpleObject)]
pub struct PrecisionPayload {
    /// The precision; null when it was refused.
    precision: Option<Precision>,
    /// Why it was refused; empty when it was added.
    problems: Vec<Problem>,
}

/// Writing proposals.
#[derive(Default)]
pub struct ProposalMutations;

#[Object]
impl ProposalMutations {
    /// Submits a proposal: readable at once, or after review as the plan's mode says.
    /// Codes: `FIELD_*`, `PLAN_NOT_FOUND`, `PHASE_CLOSED`, `AUTH_REQUIRED`, `PERMISSION_*`, `ATTACHMENT_TOO_MANY`,
    /// `REQUEST_KEY_REUSED`.
    async fn submit_proposal(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        input: ProposalInput,
        #[graphql(
            default,
            validator(max_items = 10),
            desc = "Photos and PDFs that `POST /files` answered the ids of within a day; at most 3."
        )]
        attachments: Vec<ID>,
        #[graphql(
            desc = "Chosen by the caller, 1 to 200 characters: sent again with the same request within 24 hours, it submits nothing a second time."
        )]
        idempotency_key: Option<String>,
    ) -> Result<ProposalPayload, Fault> {
        let cx = ctx.cx()?;
        let (plan, mut input): (PlanId, _) = (id(&plan)?, input.typed()?);
        input.attachments = attachments.iter().map(id).collect::<Result<_, _>>()?;
        let submitted = match SubmitProposal::parse(cx, plan, &input, idempotency_key.as_deref()).await {
            Ok(command) => app::proposals::submit(cx, command).await,
            Err(error) => Err(error),
        };
        payload(cx, submitted)
    }

    /// Changes the text of one's proposal; `version` is the one that was read.
    /// Codes: `FIELD_*`, `PROPOSAL_FROZEN`, `PROPOSAL_CHANGED_MEANWHILE`, `PROPOSAL_WITHDRAWN`, `PHASE_CLOSED`.
    async fn revise_proposal(
        &self,
        ctx: &Context<'_>,
        proposal: ID,
        version: i32,
        input: ProposalInput,
    ) -> Result<ProposalPayload, Fault> {
        let cx = ctx.cx()?;
        let (proposal, input) = (id(&proposal)?, input.typed()?);
        let revised = match ReviseProposal::parse(cx, proposal, version, &input).await {
            Ok(command) => app::proposals::revise(cx, command).await,
            Err(error) => Err(error),
        };
        payload(cx, revised)
    }

    /// Takes one's proposal back: a tombstone keeps its number and totals. Codes: `PROPOSAL_WITHDRAWN`,
    /// `PERMISSION_NOT_YOURS`.
    async fn withdraw_proposal(&self, ctx: &Context<'_>, proposal: ID) -> Result<ProposalPayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::proposals::withdraw(cx, id(&proposal)?).await)
    }

    /// Adds a precision to one's frozen text: dated, shown under it, no version of it; 1 to 2,000 characters, at most
    /// 20 a proposal. Codes: `FIELD_*`, `TEXT_PERSONAL_DATA`, `PROPOSAL_NOT_FROZEN`, `PROPOSAL_TOO_MANY_PRECISIONS`,
    /// `PROPOSAL_WITHDRAWN`, `PROPOSAL_NOT_SHOWN`, `PLAN_WRONG_STATE`, `PERMISSION_NOT_YOURS`, `REQUEST_KEY_REUSED`.
    async fn add_precision(
        &self,
        ctx: &Context<'_>,
        proposal: ID,
        body: String,
        #[graphql(desc = "Says that telephone numbers and addresses in the text are meant to be published.")]
        confirm_personal_data: Option<bool>,
        #[graphql(
            desc = "1 to 200 characters, kept for a day: the same request under the same key adds once."
        )]
        idempotency_key: Option<String>,
    ) -> Result<PrecisionPayload, Fault> {
        let cx = ctx.cx()?;
        let confirmed = confirm_personal_data.unwrap_or(false);
        let added = match AddPrecision::parse(id(&proposal)?, &body, confirmed, idempotency_key.as_deref()) {
            Ok(command) => app::proposals::precise(cx, command).await,
            Err(error) => Err(error),
        };
        let (precision, problems) = outcome(cx, added)?;
        Ok(PrecisionPayload {
            precision: precision.map(Precision),
            problems,
        })
    }

    /// Publishes what waits for review, and gives it its number: the plan's moderators, never the author. `version` is the
    /// one that was read: another one is refused.
    /// Codes: `PROPOSAL_NOT_FOUND`, `PROPOSAL_WRONG_STATE`, `PROPOSAL_WITHDRAWN`, `PROPOSAL_NOT_SHOWN`,
    /// `PERMISSION_ROLE_REQUIRED`, `PERMISSION_OWN_CONTRIBUTION`, `PROPOSAL_CHANGED_MEANWHILE`, `MODERATION_CLAIMED_BY_OTHER`.
    async fn publish_proposal(
        &self,
        ctx: &Context<'_>,
        proposal: ID,
        version: Option<i32>,
    ) -> Result<ProposalPayload, Fault> {
        let cx = ctx.cx()?;
        let published = app::proposals::publish_reviewed(cx, id(&proposal)?, version).await;
        payload(cx, published)
    }
}
