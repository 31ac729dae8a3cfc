//! What is to be answered: proposals that nobody studies yet, answers by how far they have come, drafts to read again.

use app::{answers, proposals, voting};
use askama::Template;
use axum::extract::Query;
use domain::{
    PageRequest, Timestamp,
    answers::AnswerStage,
    plans::{Plan, PlanId},
    policy::answers::may_answer,
    proposals::{Proposal, TextStage},
    time::days,
};
use serde::Deserialize;

use super::{
    Part,
    waiting::{OwedRow, Row},
};
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
const VIEWS: [&str; 6] = ["ask", "owed", "studied", "drafts", "promised", "closed"];
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
    state: String,
    due: String,
    theme: String,
    zone: String,
    after: String,
}

/// The words of terms in addresses: late, within a week, within a month.
const TERMS: [&str; 3] = ["late", "week", "month"];

impl Wanted {
    /// The stages that this part of the list shows.
    fn stages(view: &str) -> &'static [AnswerStage] {
        match view {
            "promised" => &answers::PROMISED,
            "closed" => &CLOSED,
            "studied" => &answers::WAITING,
            _ => &[],
        }
    }

    fn filter(&self, view: &str, plan: Option<PlanId>, now: Timestamp) -> answers::Filter {
        let shown = Self::stages(view);
        let chosen = shown.iter().find(|stage| stage.as_str() == self.state);
        let within = |term: u64| answers::Due::Between(now, now + days(term));
        answers::Filter {
            plan,
            stages: chosen.map_or_else(|| shown.to_vec(), |stage| vec![*stage]),
            drafted: view == "drafts",
            due: match self.due.as_str() {
                "late" => Some(answers::Due::Before(now)),
                "week" => Some(within(7)),
                "month" => Some(within(30)),
                _ => None,
            },
            themes: among(&self.theme).into_iter().collect(),
            zones: among(&self.zone).into_iter().collect(),
            ..answers::Filter::default()
        }
    }

    /// The address of the same list from a cursor on.
    fn next(&self, view: &str, plan: Option<PlanId>, cursor: &str) -> String {
        let plan = plan.map(|id| id.to_string()).unwrap_or_default();
        let pairs = [
            ("view", view),
            ("plan", &plan),
            ("state", &self.state),
            ("due", &self.due),
            ("theme", &self.theme),
            ("zone", &self.zone),
            ("after", cursor),
        ];
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        format!("/staff/answers?{}", query.finish())
    }

    fn is_narrowed(&self) -> bool {
        [&self.state, &self.due, &self.theme, &self.zone]
            .iter()
            .any(|value| !value.is_empty())
    }
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
    /// That its votes have reached the plan's threshold.
    owed: Option<String>,
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
    states: Vec<Choice>,
    terms: Vec<Choice>,
    themes: Vec<Choice>,
    zones: Vec<Choice>,
    /// Whether the list is of one plan alone, always.
    one_plan: bool,
    asked: Vec<Asked>,
    owed: Vec<OwedRow>,
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
        cursor: Some(wanted.after.clone()).filter(|cursor| !cursor.is_empty()),
        ..PageRequest::first(PER_PAGE)
    };
    let (mut asked, mut owed, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    let next = match view {
        "ask" => match plans.iter().find(|one| Some(one.id) == plan) {
            Some(plan) => {
                let (found, next) = unasked(&visit, &page, plan, &wanted, &request).await?;
                asked = found;
                next
            }
            None => None,
        },
        "owed" => {
            owed = OwedRow::of_all(&visit, &page, &plans, plan).await?;
            None
        }
        view => {
            let filter = wanted.filter(view, plan, visit.cx.now());
            let found = answers::working_on(&visit.cx, filter, &request).await;
            let found = found.or_page(&visit)?;
            let last = found.items.last().filter(|_| found.has_next);
            let next = last.map(|(cursor, _)| cursor.clone());
            rows = Row::of_all(&visit, &page, &plans, found.into_items()).await?;
            next
        }
    };
    let choice = |value: &str, name: String, chosen: &str| Choice {
        value: value.to_owned(),
        name,
        chosen: value == chosen,
    };
    let (mut themes, mut zones) = (Vec::new(), Vec::new());
    let narrows = view != "owed";
    if let Some(plan) = plan.filter(|plan| narrows && plans.iter().any(|one| one.id == *plan)) {
        let found = app::plans::themes_of(&visit.cx, &[plan]).await.or_page(&visit)?;
        let found = found
            .iter()
            .map(|one| (one.id.to_string(), one.title.to_string()));
        themes.extend(found.map(|(id, title)| choice(&id, title, &wanted.theme)));
        let found = app::plans::zones_of(&visit.cx, &[plan]).await.or_page(&visit)?;
        let found = found
            .iter()
            .map(|one| (one.id.to_string(), one.title.to_string()));
        zones.extend(found.map(|(id, title)| choice(&id, title, &wanted.zone)));
    }
    let stages = Wanted::stages(view).iter().map(|stage| stage.as_str());
    let terms = TERMS.into_iter().filter(|_| view == "studied");
    ok(&List {
        states: stages
            .map(|stage| {
                choice(
                    stage,
                    page.t(&format!("state-{}", stage.replace('_', "-"))),
                    &wanted.state,
                )
            })
            .collect(),
        terms: terms
            .map(|term| choice(term, page.t(&format!("answers-due-{term}")), &wanted.due))
            .collect(),
        themes,
        zones,
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
        empty: if narrows && wanted.is_narrowed() {
            page.t("answers-none-so")
        } else {
            page.t(&format!("answers-{view}-empty"))
        },
        plan: plan.map(|id| id.to_string()).unwrap_or_default(),
        plans: plans
            .iter()
            .map(|one| Choice {
                value: one.id.to_string(),
                name: one.title.to_string(),
                chosen: Some(one.id) == plan,
            })
            .collect(),
        next: next.map(|cursor| wanted.next(view, plan, &cursor)),
        view,
        one_plan,
        asked,
        owed,
        rows,
        page,
    })
}

/// Proposals of a plan that nobody studies yet and that the visitor may answer, those that wait longest first.
async fn unasked(
    visit: &Visit,
    page: &Page,
    plan: &Plan,
    wanted: &Wanted,
    request: &PageRequest,
) -> Result<(Vec<Asked>, Option<String>), Failed> {
    let filter = proposals::Filter {
        plan: Some(plan.id),
        states: vec![TextStage::Published],
        answers: vec![proposals::AnswerFilter::None],
        themes: among(&wanted.theme).into_iter().collect(),
        zones: among(&wanted.zone).into_iter().collect(),
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
    let voted: Vec<_> = mine.iter().map(|one| (one.id, plan.id)).collect();
    let totals = voting::totals_of(&visit.cx, &voted).await.or_page(visit)?;
    let cards = Card::of_all(visit, page, mine, &[]).await?;
    let asked = cards
        .into_iter()
        .filter_map(|card| {
            let (_, id) = ids.iter().find(|(number, _)| *number == Some(card.number))?;
            Some(Asked {
                owed: totals
                    .get(id)
                    .and_then(|tally| plan.owes(*tally))
                    .map(|owed| page.with("answers-reached", "threshold", owed.threshold)),
                id: id.to_string(),
                card,
            })
        })
        .collect();
    Ok((asked, next))
}
