//! Reading the queue, one's notices and the decisions about one's contributions.

use app::moderation::{Queue, View};
use async_graphql::{Context, Enum, ID, Object};
use domain::{id::Kind, plans::PlanId};

use super::{Case, SentNotice, Statement};
use crate::{
    Fault,
    context::Here,
    relay::{self, List},
    scalars::optional_id,
};

/// A part of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "View")]
pub enum QueueView {
    /// What waits for a decision.
    Open,
    /// What is contested and waits for a review.
    Contested,
    /// What is decided.
    Decided,
}

/// What cases are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum CaseItemKind {
    /// Proposals.
    Proposal,
    /// Comments.
    Comment,
}

impl CaseItemKind {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Proposal => domain::proposals::Proposal::PREFIX,
            Self::Comment => domain::comments::Comment::PREFIX,
        }
    }
}

/// The part of the queue that is asked for.
pub(super) fn wanted(plan: Option<PlanId>, view: QueueView, kind: Option<CaseItemKind>) -> Queue {
    Queue {
        plan,
        view: view.into(),
        free_at: None,
        overdue_at: None,
        claimed: None,
        kind: kind.map(CaseItemKind::word),
        item: None,
    }
}

/// Reading moderation.
#[derive(Default)]
pub struct ModerationQueries;

#[Object]
impl ModerationQueries {
    /// The queue of the plans that the viewer moderates, what must be read first at the top: by the severity of the rule,
    /// by who reports and how often they were right, by how many take part, by age; escalated cases first. With
    /// `unclaimed` those alone that nobody works on, with `mine` those that the viewer does, with `overdue` those past
    /// their term, with `item` those about one contribution. Empty for everybody else. At most 100 at once, 20 unless
    /// said.
    #[expect(clippy::too_many_arguments, reason = "the filters of one list")]
    async fn moderation_queue(
        &self,
        ctx: &Context<'_>,
        plan: Option<ID>,
        #[graphql(default_with = "QueueView::Open")] view: QueueView,
        kind: Option<CaseItemKind>,
        item: Option<ID>,
        #[graphql(default)] unclaimed: bool,
        #[graphql(default)] mine: bool,
        #[graphql(default)] overdue: bool,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Case>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let now = cx.now();
        let queue = Queue {
            free_at: unclaimed.then_some(now),
            overdue_at: overdue.then_some(now),
            item: item
                .as_ref()
                .map(|item| super::mutations::item(cx, item))
                .transpose()?,
            claimed: cx.actor.account().filter(|_| mine).map(|person| (person, now)),
            ..wanted(optional_id(plan.as_ref())?, view, kind)
        };
        let cases = app::moderation::queue(cx, &queue, &page)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(relay::list(cases, Case))
    }

    /// What was decided about the viewer's contributions, newest first, with how to contest. At most 100 at once, 20
    /// unless said. Fails with `auth.required`.
    async fn my_decisions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<List<Statement>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (None, None))?;
        let decisions = app::moderation::decisions_of_mine(cx, &page)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(relay::list(decisions, Statement))
    }

    /// The notices that the viewer sent, newest first. At most 100 at once, 20 unless said. Fails with `auth.required`.
    async fn my_notices(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<List<SentNotice>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (None, None))?;
        let notices = app::moderation::notices_of_mine(cx, &page)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(relay::list(notices, SentNotice))
    }

    /// The notice of a receipt that `reportContent` gave to somebody without an account; null for any other text.
    async fn notice(&self, ctx: &Context<'_>, receipt: String) -> Result<Option<SentNotice>, Fault> {
        let cx = ctx.cx()?;
        let notice = app::moderation::by_receipt(cx, &receipt)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(notice.map(SentNotice))
    }
}
