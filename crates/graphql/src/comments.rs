//! Comments in the API.

use std::borrow::Cow;

use app::comments::Under;
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::{
    comments::{self, CommentState, Placed},
    moderation::Item,
    proposals::ProposalId,
    time::days,
};

use crate::{
    Fault,
    attachments::{self, Attachment},
    authors::Author,
    chosen::Chosen,
    context::{Here, load},
    loaders::{CommentsUnder, DecisionOn, MarkOn, RecordedByViewer},
    moderation::ModerationMark,
    proposals::{Proposal, ProposalOrigin, VisibilityState},
    relay::{self, List},
    reviews::{self, Review},
    scalars::{DateTime, id, optional_id},
};

mod mutations;
mod states;
mod versions;

pub use mutations::{CommentInput, CommentMutations, CommentPayload};
pub use states::{CommentOrder, CommentPosition, CommentReaction, CommentStage, CommentViewerCan};
pub use versions::{CommentDifference, CommentVersion};

/// A comment on a proposal, or an answer to another comment. Threads may be of any depth; read them two levels at a
/// time, `answers` of `comments`, and go on from `comment(id)`.
pub struct Comment(pub comments::Comment);

#[Object]
impl Comment {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// The proposal it is about.
    async fn proposal(&self, ctx: &Context<'_>) -> Result<Option<Proposal>, Fault> {
        Ok(load(ctx, self.0.proposal).await?.map(Proposal))
    }
    /// The comment that it answers; null on the first level.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Comment>, Fault> {
        match self.0.parent {
            Some(parent) => Ok(load(ctx, parent).await?.map(Comment)),
            None => Ok(None),
        }
    }
    /// How deep it stands: 0 on the first level.
    async fn depth(&self) -> i32 {
        self.0.depth
    }
    /// What it says of the proposal; null for answers, and where its author did not say.
    async fn position(&self) -> Option<CommentPosition> {
        self.0.position.map(Into::into)
    }
    /// Its text, Markdown, masked passages written as `[…]`; null when it was deleted or is not shown.
    async fn body(&self) -> Option<Cow<'_, str>> {
        self.readable()
            .then(|| self.0.visibility.masked(self.0.body.as_str()))
    }
    /// Who speaks; null when it was deleted or is not shown.
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
    async fn state(&self) -> CommentStage {
        self.0.text.stage().into()
    }
    /// Where it is while it waits to be read before publication, why, and until when; null when it does not wait.
    async fn review(&self, ctx: &Context<'_>) -> Result<Option<Review>, Fault> {
        let waits = matches!(self.0.text, CommentState::PendingReview { .. });
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
        let decision = load(ctx, DecisionOn(Item::Comment(self.0.id))).await?;
        Ok(decision
            .filter(|decision| decision.after == self.0.visibility)
            .map(ModerationMark))
    }
    /// How it reached the platform.
    async fn origin(&self) -> ProposalOrigin {
        self.0.origin.into()
    }
    /// When it was sent.
    async fn posted_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
    /// When it was published; null before.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.text.published_at().map(DateTime)
    }
    /// When its text was last changed after the ten minutes in which it is mended; null when it was not.
    async fn edited_at(&self) -> Option<DateTime> {
        self.0.edited_at.map(DateTime)
    }
    /// When its author deleted it; null while it is there.
    async fn deleted_at(&self) -> Option<DateTime> {
        match self.0.text {
            CommentState::Deleted { at, .. } => Some(DateTime(at)),
            CommentState::PendingReview { .. } | CommentState::Published { .. } => None,
        }
    }
    /// The number of its present version: give it back when you edit.
    async fn version(&self) -> i32 {
        self.0.version
    }
    /// What it was and became, newest first: a comment that was only mended has one. At most 100 at once, 20 unless
    /// said; none once it was deleted.
    async fn versions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<CommentVersion>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let versions = app::comments::versions_of(cx, self.0.id, &page)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        let shown = self.readable_whole();
        Ok(relay::list(versions, |version| CommentVersion { version, shown }))
    }
    /// How many people marked it «utile»; null when it was deleted or is not shown.
    async fn useful_count(&self) -> Option<i32> {
        self.readable().then_some(self.0.useful)
    }
    /// «Utile» of an earlier platform («repris»), never summed with `usefulCount`; null where there is none.
    async fn useful_taken_over(&self) -> Option<i32> {
        self.0.useful_taken_over.filter(|_| self.readable())
    }
    /// What the viewer marked it; null for nothing, and for a visitor.
    async fn viewer_reaction(&self, ctx: &Context<'_>) -> Result<Option<CommentReaction>, Fault> {
        Ok(load(ctx, MarkOn(self.0.id)).await?.map(Into::into))
    }
    /// The photo or PDF on it, at most one; empty when it was deleted or is not shown.
    async fn attachments(&self, ctx: &Context<'_>) -> Result<Vec<Attachment>, Fault> {
        Ok(self.attached(ctx).await?.0)
    }
    /// The ids of what a decision hides by itself of what is attached: `attachments` has it for its author and for
    /// moderators alone, and `moderation` says by which rule.
    async fn hidden_attachments(&self, ctx: &Context<'_>) -> Result<Vec<ID>, Fault> {
        Ok(self.attached(ctx).await?.1)
    }
    /// Direct answers, tombstones included.
    async fn answer_count(&self) -> i32 {
        self.0.answer_count
    }
    /// On the first level, answers at any depth, tombstones included; deeper, the direct ones.
    async fn thread_count(&self) -> i32 {
        self.0.below_count
    }
    /// Direct answers. Deleted and hidden ones stay as tombstones. At most 100 at once, 20 unless said; `after` is a
    /// cursor of the same comment and order.
    async fn answers(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "CommentOrder::Oldest")] order: CommentOrder,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<List<Comment>, Fault> {
        list_of(ctx, Under::Comment(self.0.id), order, first, after).await
    }
    /// What the viewer may do with it now, by the rules that decide; null when its plan cannot be read.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<Option<CommentViewerCan>, Fault> {
        let cx = ctx.cx()?;
        let (Some(proposal), Some(plan)) = (load(ctx, self.0.proposal).await?, load(ctx, self.0.plan).await?)
        else {
            return Ok(None);
        };
        let placed = Placed {
            plan,
            proposal,
            comment: self.0.clone(),
        };
        let item = Item::Comment(self.0.id);
        let recorded = load(ctx, RecordedByViewer(item)).await?.is_some();
        Ok(Some(app::comments::viewer_can(cx, &placed, recorded).into()))
    }
}

impl Comment {
    /// Deleted and hidden comments are tombstones; what waits for review is read by those who see it at all.
    fn readable(&self) -> bool {
        self.0.visibility.is_legible() && !matches!(self.0.text, CommentState::Deleted { .. })
    }

    /// What is attached: what the reader sees, and what is hidden by itself.
    async fn attached(&self, ctx: &Context<'_>) -> Result<(Vec<Attachment>, Vec<ID>), Fault> {
        if self.readable() {
            attachments::on(ctx, Item::Comment(self.0.id), self.0.plan, &self.0.visibility).await
        } else {
            Ok(Default::default())
        }
    }

    /// Whether every text of it may be read: a passage that is masked now stands in older versions too.
    fn readable_whole(&self) -> bool {
        self.readable() && !self.0.visibility.masks_words()
    }
}

/// A page of what hangs under a proposal or a comment: one batch for all lists of the same order and size.
pub(crate) async fn list_of(
    ctx: &Context<'_>,
    under: Under,
    order: CommentOrder,
    first: Option<i32>,
    after: Option<String>,
) -> Result<List<Comment>, Fault> {
    let page = relay::page(ctx, (first, after), (None, None))?;
    let found = load(ctx, CommentsUnder(under, order.into(), page)).await?;
    Ok(relay::list(found.unwrap_or_default(), Comment))
}

/// What first-level comments say of a proposal: those that are shown.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct CommentCounts {
    /// For.
    in_favour: i32,
    /// Against.
    against: i32,
    /// Neither for nor against.
    neither: i32,
    /// Questions.
    questions: i32,
    /// Those that do not say.
    unstated: i32,
}

impl From<app::comments::Counts> for CommentCounts {
    fn from(counts: app::comments::Counts) -> Self {
        let app::comments::Counts {
            in_favour,
            against,
            neither,
            questions,
            unstated,
        } = counts;
        Self {
            in_favour,
            against,
            neither,
            questions,
            unstated,
        }
    }
}

/// «Pour et contre côte à côte»: the first comments for a proposal beside the first against it.
pub struct SideBySide(pub(crate) ProposalId);

#[Object]
impl SideBySide {
    /// The first comments for it.
    async fn in_favour(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "CommentOrder::MostUseful")] order: CommentOrder,
        #[graphql(default = 3, desc = "How many, 1 to 100.")] first: i32,
        after: Option<String>,
    ) -> Result<List<Comment>, Fault> {
        let under = Under::Proposal(self.0, Some(comments::Position::For));
        list_of(ctx, under, order, Some(first), after).await
    }

    /// The first comments against it.
    async fn against(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "CommentOrder::MostUseful")] order: CommentOrder,
        #[graphql(default = 3, desc = "How many, 1 to 100.")] first: i32,
        after: Option<String>,
    ) -> Result<List<Comment>, Fault> {
        let under = Under::Proposal(self.0, Some(comments::Position::Against));
        list_of(ctx, under, order, Some(first), after).await
    }
}

/// A proposal about which people are talking.
#[derive(SimpleObject)]
pub struct LivelyDebate {
    /// The proposal.
    proposal: Proposal,
    /// How many comments that everybody reads were published on it since then.
    comments: u64,
}

/// Reading comments.
#[derive(Default)]
pub struct CommentQueries;

#[Object]
impl CommentQueries {
    /// One comment, wherever it stands in its thread. Null when there is none that the viewer sees.
    async fn comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "id")] comment: ID,
    ) -> Result<Option<Comment>, Fault> {
        let cx = ctx.cx()?;
        let found = app::comments::by_id(cx, id(&comment)?).await;
        Ok(found.map_err(|error| Fault::of(cx, &error))?.map(Comment))
    }

    /// The proposals on which most was said since then (seven days ago, unless said), of the plans that the viewer staffs;
    /// empty for everybody else. 1 to 20, 5 unless said.
    async fn lively_debates(
        &self,
        ctx: &Context<'_>,
        plan: Option<ID>,
        since: Option<DateTime>,
        #[graphql(default = 5, validator(minimum = 1, maximum = 20))] first: u64,
    ) -> Result<Vec<LivelyDebate>, Fault> {
        let cx = ctx.cx()?;
        let since = since.map_or_else(|| cx.now() - days(7), |since| since.0);
        let debates = app::comments::lively(cx, optional_id(plan.as_ref())?, since, first)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        let debates = debates.into_iter().map(|(proposal, comments)| LivelyDebate {
            proposal: Proposal(proposal),
            comments,
        });
        Ok(debates.collect())
    }

    /// Comments that wait for review, those sent first: the viewer's own, and those that are theirs to moderate.
    /// At most 100 at once, 20 unless said.
    async fn waiting_comments(
        &self,
        ctx: &Context<'_>,
        plan: Option<ID>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Comment>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let waiting = app::comments::waiting(cx, optional_id(plan.as_ref())?, &page).await;
        Ok(relay::list(
            waiting.map_err(|error| Fault::of(cx, &error))?,
            Comment,
        ))
    }
}
