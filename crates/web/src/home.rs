//! The first page: what goes on, until when, and what to do.

use app::{answers, plans, proposals};
use askama::Template;
use domain::{
    PageRequest,
    answers::AnswerStage,
    plans::{Plan, Verb},
};

use crate::{
    error::Or,
    page::{Answer, Page, ok},
    plans::PlanCard,
    proposals::Card,
    visit::Visit,
};

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
    /// The plan whose turn it is: the one where something ends next.
    first: Option<PlanCard>,
    others: Vec<PlanCard>,
    changed: Vec<Card>,
}

/// When something that people can do in a plan ends next.
fn next_end(plan: &Plan, now: domain::Timestamp) -> Option<domain::Timestamp> {
    [Verb::Vote, Verb::Propose, Verb::Comment]
        .into_iter()
        .map(|verb| plan.opening(verb, now))
        .filter(|opening| opening.now)
        .filter_map(|opening| opening.closes_at)
        .min()
}

/// Answers the first page.
pub(crate) async fn home(visit: Visit) -> Answer {
    let page = visit.page().await;
    let now = visit.cx.now();
    let filter = plans::Filter {
        current: Some(true),
        ..plans::Filter::default()
    };
    let current = plans::list(&visit.cx, &filter, &PageRequest::first(20))
        .await
        .or_page(&visit)?;
    let mut current = current.into_items();
    current.sort_by_key(|plan| next_end(plan, now).map_or(i64::MAX, domain::Timestamp::micros));
    let mut cards = current.into_iter().map(|plan| PlanCard::of(&page, &plan, now));
    let first = cards.next();
    let others = cards.collect();
    let changed = changed(&visit, &page).await?;
    ok(&Home {
        page,
        first,
        others,
        changed,
    })
}

/// What the town said yes to, newest proposals first.
async fn changed(visit: &Visit, page: &Page) -> Result<Vec<Card>, crate::error::Failed> {
    let stages = [AnswerStage::Accepted, AnswerStage::Partly, AnswerStage::Delivered];
    let filter = proposals::Filter {
        answers: stages.map(proposals::AnswerFilter::At).to_vec(),
        ..proposals::Filter::default()
    };
    let found = proposals::list(
        &visit.cx,
        &filter,
        proposals::Sort::Newest,
        &PageRequest::first(3),
    )
    .await
    .or_page(visit)?
    .into_items();
    let ids: Vec<_> = found.iter().filter_map(|proposal| proposal.answer).collect();
    let answers = answers::by_ids(&visit.cx, &ids).await.or_page(visit)?;
    Card::of_all(visit, page, found, &answers).await
}
