//! What is to be answered: proposals that nobody studies yet, answers by how far they have come, drafts to read again.

use app::{answers, proposals};
use askama::Template;
use axum::extract::Query;
use domain::{
    PageRequest,
    answers::AnswerStage,
    plans::{Plan, PlanId},
    policy::answers::may_answer,
    proposals::{Proposal, TextStage},
};
use serde::Deserialize;

use super::{Part, waiting::Row};
use crate::{
    error::{Failed, Or},
    page::{Answer, Page, ok},
    plans::among,
    proposals::{Card, Choice},
    visit::Visit,
};

/// How many a page of the list shows.
const PER_PAGE: u32 = 20;
/// The parts of the list.
const VIEWS: [&str; 5] = ["ask", "studied", "drafts", "promised", "closed"];
/// Answers that ask for nothing more.
const CLOSED: [AnswerStage; 3] = [
    AnswerStage::Refused,
    AnswerStage::Delivered,
    AnswerStage::Abandoned,
];

/// Which part of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    view: String,
    plan: String,
    after: String,
}

/// A tab as it is shown.
struct Tab {
    address: String,
    name: String,
    current: bool,
}

/// A proposal that nobody studies yet.
struct Asked {
    id: String,
    card: Card,
}

#[derive(Template)]
#[template(path = "staff/answers.html")]
struct List {
    page: Page,
    parts: Vec<Part>,
    tabs: Vec<Tab>,
    view: &'static str,
    explained: String,
    empty: String,
    plan: String,
    plans: Vec<Choice>,
    /// Whether the list is of one plan alone, always.
    one_plan: bool,
    asked: Vec<Asked>,
    rows: Vec<Row>,
    next: Option<String>,
}

fn address(view: &str, plan: Option<PlanId>) -> String {
    let plan = plan.map(|id| format!("&plan={id}")).unwrap_or_default();
    format!("/staff/answers?view={view}{plan}")
}

/// Answers a part of the list.
pub(crate) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    super::must_work(&visit)?;
    let page = visit.page().await;
    let plans = super::plans_of(&visit).await?;
    let view = VIEWS
        .into_iter()
        .find(|view| *view == wanted.view)
        .unwrap_or("ask");
    let chosen: Option<PlanId> = among(&wanted.plan);
    let one_plan = view == "ask";
    // Proposals are answered together within their plan.
    let published = || plans.iter().find(|plan| plan.state.published_at().is_some());
    let plan = chosen.or_else(|| published().filter(|_| one_plan).map(|plan| plan.id));
    let request = PageRequest {
        cursor: Some(wanted.after).filter(|cursor| !cursor.is_empty()),
        ..PageRequest::first(PER_PAGE)
    };
    let (mut asked, mut rows) = (Vec::new(), Vec::new());
    let next = match view {
        "ask" => match plans.iter().find(|one| Some(one.id) == plan) {
            Some(plan) => {
                let (found, next) = unasked(&visit, &page, plan, &request).await?;
                asked = found;
                next
            }
            None => None,
        },
        view => {
            let cx = &visit.cx;
            let found = match view {
                "drafts" => answers::drafted(cx, plan, &request).await,
                "promised" => answers::working_on(cx, plan, &answers::PROMISED, None, &request).await,
                "closed" => answers::working_on(cx, plan, &CLOSED, None, &request).await,
                _ => answers::working_on(cx, plan, &answers::WAITING, None, &request).await,
            };
            let found = found.or_page(&visit)?;
            let last = found.items.last().filter(|_| found.has_next);
            let next = last.map(|(cursor, _)| cursor.clone());
            rows = Row::of_all(&visit, &page, &plans, found.into_items()).await?;
            next
        }
    };
    ok(&List {
        parts: super::parts(&visit, &page, "/staff/answers"),
        tabs: VIEWS
            .iter()
            .map(|one| Tab {
                address: address(one, chosen),
                name: page.t(&format!("answers-{one}")),
                current: *one == view,
            })
            .collect(),
        explained: page.t(&format!("answers-{view}-explained")),
        empty: page.t(&format!("answers-{view}-empty")),
        plan: plan.map(|id| id.to_string()).unwrap_or_default(),
        plans: plans
            .iter()
            .map(|one| Choice {
                value: one.id.to_string(),
                name: one.title.to_string(),
                chosen: Some(one.id) == plan,
            })
            .collect(),
        next: next.map(|cursor| {
            let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
            format!("{}&after={cursor}", address(view, plan))
        }),
        view,
        one_plan,
        asked,
        rows,
        page,
    })
}

/// Proposals of a plan that nobody studies yet and that the visitor may answer, those that wait longest first.
async fn unasked(
    visit: &Visit,
    page: &Page,
    plan: &Plan,
    request: &PageRequest,
) -> Result<(Vec<Asked>, Option<String>), Failed> {
    let filter = proposals::Filter {
        plan: Some(plan.id),
        states: vec![TextStage::Published],
        answers: vec![proposals::AnswerFilter::None],
        ..proposals::Filter::default()
    };
    let found = proposals::list(&visit.cx, &filter, proposals::Sort::Oldest, request)
        .await
        .or_page(visit)?;
    let last = found.items.last().filter(|_| found.has_next);
    let next = last.map(|(cursor, _)| cursor.clone());
    let mine: Vec<Proposal> = found
        .into_items()
        .into_iter()
        .filter(|proposal| may_answer(&visit.cx.actor, plan, proposal))
        .collect();
    let ids: Vec<_> = mine.iter().map(|one| (one.number, one.id)).collect();
    let cards = Card::of_all(visit, page, mine, &[]).await?;
    let asked = cards
        .into_iter()
        .filter_map(|card| {
            let (_, id) = ids.iter().find(|(number, _)| *number == Some(card.number))?;
            Some(Asked {
                id: id.to_string(),
                card,
            })
        })
        .collect();
    Ok((asked, next))
}
