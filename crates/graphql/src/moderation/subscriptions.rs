//! The queue while it is looked at.

use std::sync::Arc;

use app::feed::{self, FellBehind, Filter};
use async_graphql::{Context, ID, Object, Subscription};
use domain::{Code, Event, EventKind, moderation::CaseId};
use futures::{Stream, StreamExt};

use super::Case;
use crate::{
    Fault,
    context::Here,
    scalars::{DateTime, optional_id},
};

/// A case that was opened, taken, decided, contested or escalated.
pub struct CaseChange {
    event: Arc<Event>,
    case: domain::moderation::Case,
}

#[Object]
impl CaseChange {
    /// Its place in the feed: what came later is `changes(after: …)`.
    async fn cursor(&self) -> String {
        feed::cursor(self.event.seq)
    }
    /// When it happened.
    async fn at(&self) -> DateTime {
        DateTime(self.event.event.at)
    }
    /// The case, as it is now.
    async fn case(&self) -> Case {
        Case(self.case.clone())
    }
}

/// Following the queue.
#[derive(Default)]
pub struct ModerationSubscriptions;

#[Subscription]
impl ModerationSubscriptions {
    /// Cases of the plans that the viewer moderates, from now on, as they are opened, taken, decided, contested or
    /// escalated; with `plan` those of one plan. Nothing for everybody else. Ends with `request.throttled` for a reader
    /// who takes too little: then read the queue again.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn queue_changed(
        &self,
        ctx: &Context<'_>,
        plan: Option<ID>,
    ) -> Result<impl Stream<Item = Result<CaseChange, Fault>> + use<>, Fault> {
        let cx = ctx.cx()?.clone();
        let filter = Filter {
            kinds: vec![EventKind::CaseChanged],
            plan: optional_id(plan.as_ref())?,
        };
        let events = feed::listen(&cx, filter);
        Ok(events.filter_map(move |event| {
            let cx = cx.clone();
            async move { told(&cx, event).await.transpose() }
        }))
    }
}

async fn told(cx: &app::Cx, event: Result<Arc<Event>, FellBehind>) -> Result<Option<CaseChange>, Fault> {
    let event = event.map_err(|FellBehind| Fault::new(Code::RequestThrottled, &cx.language))?;
    let id = CaseId::new(event.event.subject.id);
    let case = app::moderation::by_id(cx, id)
        .await
        .map_err(|error| Fault::of(cx, &error))?;
    Ok(case.map(|case| CaseChange { event, case }))
}
