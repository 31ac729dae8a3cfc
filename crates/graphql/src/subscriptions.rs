//! Following while connected, over WebSocket or server-sent events.
//!
//! A message says what happened and shows today's state. Who was away, or fell behind and was let go, reads on from
//! the last cursor with the query `changes`.

use std::sync::Arc;

use app::{
    Cx,
    feed::{self, FellBehind, Filter},
    voting::follow_totals,
};
use async_graphql::{Context, ID, Object, SimpleObject, Subscription};
use domain::{
    Code, Event,
    comments::{self, CommentId},
    plans::{PlanId, ThemeId, ZoneId},
    proposals::{self, Place, ProposalId},
};
use futures::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};

use crate::{
    Fault,
    changes::EventKind,
    comments::Comment,
    context::Here,
    proposals::Proposal,
    scalars::{DateTime, optional_id},
};

/// Something that happened to a proposal.
pub struct ProposalChange {
    event: Arc<Event>,
    proposal: proposals::Proposal,
}

#[Object]
impl ProposalChange {
    /// Its place in the feed: what came later is `changes(after: …)`.
    async fn cursor(&self) -> String {
        feed::cursor(self.event.seq)
    }
    /// What happened.
    async fn kind(&self) -> EventKind {
        EventKind(self.event.event.kind)
    }
    /// When it happened.
    async fn at(&self) -> DateTime {
        DateTime(self.event.event.at)
    }
    /// The proposal, as it is now.
    async fn proposal(&self) -> Proposal {
        Proposal(self.proposal.clone())
    }
}

/// What a listener hears of when it fell too far behind: its subscription ends.
fn fell_behind(cx: &Cx) -> Fault {
    Fault::new(Code::RequestThrottled, &cx.language)
}

/// Following proposals.
#[derive(Default)]
pub struct ProposalSubscriptions;

#[Subscription]
impl ProposalSubscriptions {
    /// Proposals that are published or changed from now on: their text, place or theme, their answer, their group, or
    /// that they are withdrawn. With `plan`, `theme` or `zone` those of today in it; with `kinds` those events alone,
    /// which must be about proposals. Fails with `request.bad_id` or `request.malformed`; ends with
    /// `request.throttled` for a reader who takes too little: then go on with `changes`.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn proposal_changed(
        &self,
        ctx: &Context<'_>,
        plan: Option<ID>,
        theme: Option<ID>,
        zone: Option<ID>,
        #[graphql(validator(max_items = 50))] kinds: Option<Vec<EventKind>>,
    ) -> Result<impl Stream<Item = Result<ProposalChange, Fault>> + use<>, Fault> {
        let cx = ctx.cx()?.clone();
        let mut wanted: Vec<_> = kinds.unwrap_or_default().into_iter().map(|kind| kind.0).collect();
        if wanted.iter().any(|kind| !kind.is_about_proposals()) {
            return Err(Fault::new(Code::RequestMalformed, &cx.language));
        }
        if wanted.is_empty() {
            wanted = domain::EventKind::ALL
                .iter()
                .copied()
                .filter(|kind| kind.is_about_proposals())
                .collect();
        }
        let filter = Filter {
            kinds: wanted,
            plan: optional_id(plan.as_ref())?,
        };
        let (theme, zone) = (optional_id(theme.as_ref())?, optional_id(zone.as_ref())?);
        let events = feed::listen(&cx, filter);
        Ok(events.filter_map(move |event| {
            let cx = cx.clone();
            async move { told(&cx, event, theme, zone).await.transpose() }
        }))
    }
}

/// The event with its proposal, if the viewer sees it and it is where they look.
async fn told(
    cx: &Cx,
    event: Result<Arc<Event>, FellBehind>,
    theme: Option<ThemeId>,
    zone: Option<ZoneId>,
) -> Result<Option<ProposalChange>, Fault> {
    let event = event.map_err(|FellBehind| fell_behind(cx))?;
    let id = ProposalId::new(event.event.subject.id);
    let proposal = app::proposals::by_id(cx, id)
        .await
        .map_err(|error| Fault::of(cx, &error))?;
    let here = |proposal: &proposals::Proposal| {
        (theme.is_none() || proposal.theme == theme)
            && zone.is_none_or(|zone| proposal.place == Place::Zone(zone))
    };
    Ok(proposal
        .filter(here)
        .map(|proposal| ProposalChange { event, proposal }))
}

/// A comment that became readable.
pub struct CommentPosted {
    event: Arc<Event>,
    comment: comments::Comment,
}

#[Object]
impl CommentPosted {
    /// Its place in the feed: what came later is `changes(after: …)`.
    async fn cursor(&self) -> String {
        feed::cursor(self.event.seq)
    }
    /// When it became readable.
    async fn at(&self) -> DateTime {
        DateTime(self.event.event.at)
    }
    /// The comment, as it is now.
    async fn comment(&self) -> Comment {
        Comment(self.comment.clone())
    }
}

/// Following comments.
#[derive(Default)]
pub struct CommentSubscriptions;

#[Subscription]
impl CommentSubscriptions {
    /// Comments that become readable from now on, answers included: on a `proposal`, or on all of a `plan`. One of the
    /// two must be given, and not both: `request.malformed`. Ends with `request.throttled` for a reader who takes too
    /// little: then go on with `changes`.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn comment_posted(
        &self,
        ctx: &Context<'_>,
        proposal: Option<ID>,
        plan: Option<ID>,
    ) -> Result<impl Stream<Item = Result<CommentPosted, Fault>> + use<>, Fault> {
        let cx = ctx.cx()?.clone();
        let (proposal, plan) = one_of(&cx, proposal.as_ref(), plan.as_ref())?;
        let filter = Filter {
            kinds: vec![domain::EventKind::CommentPosted],
            plan,
        };
        let events = feed::listen(&cx, filter);
        Ok(events.filter_map(move |event| {
            let cx = cx.clone();
            async move { posted(&cx, event, proposal).await.transpose() }
        }))
    }
}

/// The event with its comment, if the viewer sees it and it is on the proposal that they follow.
async fn posted(
    cx: &Cx,
    event: Result<Arc<Event>, FellBehind>,
    about: Option<ProposalId>,
) -> Result<Option<CommentPosted>, Fault> {
    let event = event.map_err(|FellBehind| fell_behind(cx))?;
    if about.is_some() && event.event.data.parent.map(ProposalId::new) != about {
        return Ok(None);
    }
    let comment = app::comments::by_id(cx, CommentId::new(event.event.subject.id))
        .await
        .map_err(|error| Fault::of(cx, &error))?;
    Ok(comment.map(|comment| CommentPosted { event, comment }))
}

/// A proposal or a plan, of which one is given.
fn one_of(
    cx: &Cx,
    proposal: Option<&ID>,
    plan: Option<&ID>,
) -> Result<(Option<ProposalId>, Option<PlanId>), Fault> {
    if proposal.is_some() == plan.is_some() {
        return Err(Fault::new(Code::RequestMalformed, &cx.language));
    }
    Ok((optional_id(proposal)?, optional_id(plan)?))
}

/// Totals that have changed.
#[derive(SimpleObject)]
pub struct TotalsChange {
    /// The proposals whose totals have changed since the last message, with the leaders of their groups; ask for their
    /// `totals`, which are exact when the message is written. About 100 at most: the others come in the next message.
    proposals: Vec<Proposal>,
}

/// Following totals.
#[derive(Default)]
pub struct TotalsSubscriptions;

#[Subscription]
impl TotalsSubscriptions {
    /// Totals that change from now on: those of a `proposal`, or of all proposals of a `plan`. One of the two must be
    /// given, and not both: `request.malformed`. At most one message a second, which tells of all votes since the last.
    /// Nothing is said while totals are hidden, to anybody; it ends at once where there is nothing that the viewer sees.
    async fn totals(
        &self,
        ctx: &Context<'_>,
        proposal: Option<ID>,
        plan: Option<ID>,
    ) -> Result<BoxStream<'static, Result<TotalsChange, Fault>>, Fault> {
        let cx = ctx.cx()?.clone();
        let (proposal, plan) = one_of(&cx, proposal.as_ref(), plan.as_ref())?;
        let fault = |error: app::Error| Fault::of(&cx, &error);
        let plan = match (plan, proposal) {
            (Some(plan), _) => app::plans::by_id(&cx, plan)
                .await
                .map_err(fault)?
                .map(|plan| plan.id),
            (None, Some(proposal)) => {
                let proposal = app::proposals::by_id(&cx, proposal).await.map_err(fault)?;
                proposal.map(|proposal| proposal.plan)
            }
            (None, None) => None,
        };
        let Some(plan) = plan else {
            return Ok(stream::empty().boxed());
        };
        let changes = follow_totals(&cx, plan).await.map_err(fault)?;
        let told = changes.filter_map(move |changed| {
            let told = match changed {
                Ok(mut proposals) => {
                    proposals.retain(|changed| proposal.is_none_or(|id| changed.id == id));
                    let proposals: Vec<_> = proposals.into_iter().map(Proposal).collect();
                    (!proposals.is_empty()).then_some(Ok(TotalsChange { proposals }))
                }
                Err(error) => Some(Err(Fault::of(&cx, &error))),
            };
            std::future::ready(told)
        });
        Ok(told.boxed())
    }
}
