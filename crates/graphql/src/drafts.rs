//! Drafts in the API.

use app::drafts::SaveDraft;
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::{drafts, plans::PlanId};
use secrecy::ExposeSecret;

use crate::{
    Fault,
    context::{Here, load},
    loaders::ThemesOf,
    plans::{Plan, Theme},
    problems::{Problem, outcome},
    proposals::{Place, ProposalInput, ProposalPayload, payload},
    relay::{self, List},
    scalars::{DateTime, id, optional_id},
};

/// A proposal that is being written: read and changed by its holder alone.
pub struct Draft(pub drafts::Draft);

#[Object]
impl Draft {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// The plan it is for.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        Ok(load(ctx, self.0.plan).await?.map(Plan))
    }
    /// The title so far, at most 300 characters.
    async fn title(&self) -> &str {
        self.0.title.as_str()
    }
    /// The text so far, Markdown, at most 20,000 characters.
    async fn body(&self) -> &str {
        self.0.body.as_str()
    }
    /// BCP 47 tag of the language it is written in.
    async fn language(&self) -> &str {
        self.0.language.tag()
    }
    /// The theme, if one of the plan's was chosen.
    async fn theme(&self, ctx: &Context<'_>) -> Result<Option<Theme>, Fault> {
        let themes = load(ctx, ThemesOf(self.0.plan)).await?.unwrap_or_default();
        Ok(themes
            .into_iter()
            .find(|theme| Some(theme.id) == self.0.theme)
            .map(Theme))
    }
    /// Where it would apply.
    async fn place(&self) -> Place {
        Place::new(self.0.plan, self.0.place)
    }
    /// When it was last saved.
    async fn saved_at(&self) -> DateTime {
        DateTime(self.0.saved_at)
    }
    /// When it goes by itself: 30 days after the last saving without an account, never with one.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at().map(DateTime)
    }
}

/// Reading drafts.
#[derive(Default)]
pub struct DraftQueries;

#[Object]
impl DraftQueries {
    /// One draft of the viewer's, or of the `token` that was given back when it was first saved. Null when it is
    /// somebody else's, sent, erased or expired.
    async fn draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "id")] draft: ID,
        token: Option<String>,
    ) -> Result<Option<Draft>, Fault> {
        let cx = ctx.cx()?;
        let draft = app::drafts::by_id(cx, id(&draft)?, token.as_deref())
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(draft.map(Draft))
    }

    /// The drafts of the viewer and of the `token`, last saved first, at most 20 each.
    async fn drafts(
        &self,
        ctx: &Context<'_>,
        token: Option<String>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Draft>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let drafts = app::drafts::list(cx, token.as_deref(), &page)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(relay::list(drafts, Draft))
    }
}

/// A draft, or why it was not changed.
#[derive(SimpleObject)]
pub struct DraftPayload {
    /// The draft after the change; null when it was refused.
    draft: Option<Draft>,
    /// Opens this draft and later ones to whoever holds it: given back once, when the first is saved without an
    /// account. Keep it; it is stored nowhere else.
    token: Option<String>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Writing drafts.
#[derive(Default)]
pub struct DraftMutations;

#[Object]
impl DraftMutations {
    /// Saves what was typed so far: a new draft, or over `draft`. With an account at most 20 are kept until they are
    /// sent or erased; without one they lie under `token`, 30 days after the last saving. Whoever signs in and gives
    /// the token takes the draft over. Codes: `FIELD_*`, `PLAN_NOT_FOUND`, `DRAFT_NOT_FOUND`, `DRAFT_TOO_MANY`,
    /// `DRAFT_BAD_TOKEN`; `request.throttled` at the top level.
    async fn save_draft(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        draft: Option<ID>,
        token: Option<String>,
        input: ProposalInput,
    ) -> Result<DraftPayload, Fault> {
        let cx = ctx.cx()?;
        let (plan, draft): (PlanId, _) = (id(&plan)?, optional_id(draft.as_ref())?);
        let saved = match SaveDraft::parse(cx, plan, draft, token.as_deref(), &input.typed()?).await {
            Ok(command) => app::drafts::save(cx, command).await,
            Err(error) => Err(error),
        };
        let (saved, problems) = outcome(cx, saved)?;
        let (draft, token) = saved.map_or((None, None), |saved| (Some(Draft(saved.draft)), saved.token));
        Ok(DraftPayload {
            draft,
            token: token.map(|token| token.expose_secret().to_owned()),
            problems,
        })
    }

    /// Sends a draft as a proposal: both at once, nothing twice. Codes: those of `submitProposal`, `DRAFT_NOT_FOUND`,
    /// `DRAFT_BAD_TOKEN`, `ATTACHMENT_PEOPLE`.
    async fn submit_draft(
        &self,
        ctx: &Context<'_>,
        draft: ID,
        token: Option<String>,
        #[graphql(desc = "Says that telephone numbers and addresses in the text are meant to be published.")]
        confirm_personal_data: Option<bool>,
        #[graphql(
            desc = "Under 15: says that nobody can be recognised on the photos (`ATTACHMENT_PEOPLE`)."
        )]
        confirm_nobody_shown: Option<bool>,
    ) -> Result<ProposalPayload, Fault> {
        let cx = ctx.cx()?;
        let confirmed = confirm_personal_data.unwrap_or(false);
        let nobody = confirm_nobody_shown.unwrap_or(false);
        let draft = id(&draft)?;
        let sent = app::drafts::submit(cx, draft, token.as_deref(), confirmed, nobody, None).await;
        payload(cx, sent)
    }

    /// Erases a draft for good; what it held is in the payload this once. Codes: `DRAFT_NOT_FOUND`, `DRAFT_BAD_TOKEN`.
    async fn delete_draft(
        &self,
        ctx: &Context<'_>,
        draft: ID,
        token: Option<String>,
    ) -> Result<DraftPayload, Fault> {
        let cx = ctx.cx()?;
        let deleted = app::drafts::delete(cx, id(&draft)?, token.as_deref()).await;
        let (draft, problems) = outcome(cx, deleted)?;
        Ok(DraftPayload {
            draft: draft.map(Draft),
            token: None,
            problems,
        })
    }
}
