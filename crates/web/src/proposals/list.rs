//! The list of proposals of a plan, whose filters are in its address.

use app::{answers, plans, proposals, search};
use askama::Template;
use axum::extract::{Path, Query};
use domain::{
    Page as Slice, PageRequest,
    answers::AnswerStage,
    plans::{Plan, Verb},
};
use serde::Deserialize;

use super::Card;
use crate::{
    error::Or,
    page::{Answer, Page, ok},
    plans::{among, by_slug},
    visit::Visit,
};

/// How many proposals a page of the list shows.
const PER_PAGE: u32 = 20;
/// The orders of the list.
const ORDERS: [&str; 5] = ["shuffle", "newest", "oldest", "discussed", "supported"];

/// What the address of a list says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    pub(crate) q: String,
    pub(crate) theme: String,
    pub(crate) zone: String,
    pub(crate) state: String,
    order: String,
    seed: String,
    after: String,
}

/// Something to choose in a filter or a form.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

#[derive(Template)]
#[template(path = "proposals/list.html")]
struct List {
    page: Page,
    slug: String,
    plan: String,
    q: String,
    /// What was typed cannot be searched, and why.
    unsearchable: Option<String>,
    themes: Vec<Choice>,
    zones: Vec<Choice>,
    states: Vec<Choice>,
    orders: Vec<Choice>,
    explained: String,
    cards: Vec<Card>,
    count: String,
    next: Option<String>,
    /// The address of the same list for feed readers.
    feed: String,
    /// The address of the same list as a file.
    export: String,
    filtered: bool,
    /// What opens the filters on a small screen: how many are chosen.
    chosen: String,
    /// Whether proposals are taken now.
    proposing: bool,
}

/// The states that a list may be narrowed to: «none», or a stage of the town's answer.
pub(crate) fn states(page: &Page, chosen: &str) -> Vec<Choice> {
    std::iter::once("none")
        .chain(AnswerStage::ALL.iter().map(|stage| stage.as_str()))
        .map(|word| Choice {
            value: word.to_owned(),
            name: page.t(&format!("state-{}", word.replace('_', "-"))),
            chosen: word == chosen,
        })
        .collect()
}

impl Wanted {
    fn filter(&self, plan: &Plan) -> proposals::Filter {
        let stage = AnswerStage::ALL
            .iter()
            .copied()
            .find(|stage| stage.as_str() == self.state);
        let answer = match (self.state.as_str(), stage) {
            ("none", _) => Some(proposals::AnswerFilter::None),
            (_, Some(stage)) => Some(proposals::AnswerFilter::At(stage)),
            (_, None) => None,
        };
        proposals::Filter {
            plan: Some(plan.id),
            themes: among(&self.theme).into_iter().collect(),
            zones: among(&self.zone).into_iter().collect(),
            answers: answer.into_iter().collect(),
            ..proposals::Filter::default()
        }
    }

    /// The filter with the words that are looked for, if any can be.
    pub(crate) fn sought(&self, plan: &Plan) -> Result<proposals::Filter, domain::search::SearchError> {
        let mut filter = self.filter(plan);
        if !self.q.trim().is_empty() {
            filter.words = Some(search::words(&self.q)?);
        }
        Ok(filter)
    }

    /// What narrows the list, by the names in addresses.
    pub(crate) fn narrowing(&self) -> Vec<(&'static str, String)> {
        [
            ("q", &self.q),
            ("theme", &self.theme),
            ("zone", &self.zone),
            ("state", &self.state),
        ]
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name, value.clone()))
        .collect()
    }

    /// How many of the choices behind the words are made, the order among them.
    fn choices(&self) -> usize {
        let narrowing = self.narrowing();
        let filters = narrowing.iter().filter(|(name, _)| *name != "q").count();
        filters + usize::from(ORDERS.iter().skip(1).any(|order| *order == self.order))
    }

    /// What narrows the list, and more, as an address says it.
    pub(crate) fn query(&self, more: &[(&str, &str)]) -> String {
        let narrowing = self.narrowing();
        let narrowing = narrowing.iter().map(|(name, value)| (*name, value.as_str()));
        let mut query = form_urlencoded::Serializer::new(String::new());
        let pairs = narrowing.chain(more.iter().copied());
        for (name, value) in pairs.filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        query.finish()
    }

    /// The order, and the number where the shuffle starts: one is drawn where the address has none, and stays in the
    /// addresses of the next pages.
    fn sort(&self, seed: i32) -> proposals::Sort {
        match self.order.as_str() {
            "newest" => proposals::Sort::Newest,
            "oldest" => proposals::Sort::Oldest,
            "discussed" => proposals::Sort::MostDiscussed,
            "supported" => proposals::Sort::MostSupported { shown: Vec::new() },
            _ => proposals::Sort::Random { seed },
        }
    }

    /// The address of the page after this one.
    fn next(&self, slug: &str, seed: i32, cursor: &str) -> String {
        let seed = seed.to_string();
        let query = self.query(&[("order", &self.order), ("seed", &seed), ("after", cursor)]);
        format!("/plans/{slug}/proposals?{query}")
    }
}

/// Answers the proposals of a plan.
pub(crate) async fn list(visit: Visit, Path(slug): Path<String>, Query(wanted): Query<Wanted>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let page = visit.page().await;
    let cx = &visit.cx;
    let sought = wanted.sought(&plan);
    let unsearchable = sought.is_err().then(|| page.t("search-needs-letters"));
    let seed = wanted.seed.parse().ok().filter(|seed| *seed >= 0);
    let seed = seed.unwrap_or_else(|| cx.shuffle());
    let request = PageRequest {
        count: true,
        cursor: Some(wanted.after.clone()).filter(|cursor| !cursor.is_empty()),
        ..PageRequest::first(PER_PAGE)
    };
    let found = match sought {
        Ok(filter) => proposals::list(cx, &filter, wanted.sort(seed), &request)
            .await
            .or_page(&visit)?,
        Err(_unsearchable) => Slice::default(),
    };
    let feed = match wanted.query(&[]) {
        query if query.is_empty() => format!("/plans/{}/proposals.atom", plan.slug),
        query => format!("/plans/{}/proposals.atom?{query}", plan.slug),
    };
    let export = if crate::staff::staffs(&visit) && cx.scope().staffs.contains(plan.id) {
        let query = wanted.query(&[("plan", &plan.id.to_string())]);
        format!("/staff/exports?{query}")
    } else {
        format!("/plans/{}/data?{}", plan.slug, wanted.query(&[]))
    };
    let next = found
        .items
        .last()
        .filter(|_| found.has_next)
        .map(|(cursor, _)| wanted.next(plan.slug.as_str(), seed, cursor));
    let total = found.total.unwrap_or(0);
    let found = found.into_items();
    let ids: Vec<_> = found.iter().filter_map(|proposal| proposal.answer).collect();
    let answers = answers::by_ids(cx, &ids).await.or_page(&visit)?;
    let cards = Card::of_all(&visit, &page, found, &answers).await?;
    let themes = plans::themes_of(cx, &[plan.id]).await.or_page(&visit)?;
    let zones = plans::zones_of(cx, &[plan.id]).await.or_page(&visit)?;
    let choice = |value: String, name: String, chosen: &str| Choice {
        chosen: value == chosen,
        value,
        name,
    };
    let order = ORDERS
        .into_iter()
        .find(|order| *order == wanted.order)
        .unwrap_or("shuffle");
    ok(&List {
        slug: plan.slug.to_string(),
        proposing: plan.opening(Verb::Propose, visit.cx.now()).now,
        plan: plan.title.to_string(),
        unsearchable,
        themes: themes
            .into_iter()
            .map(|theme| choice(theme.id.to_string(), theme.title.to_string(), &wanted.theme))
            .collect(),
        zones: zones
            .into_iter()
            .map(|zone| choice(zone.id.to_string(), zone.title.to_string(), &wanted.zone))
            .collect(),
        states: states(&page, &wanted.state),
        orders: ORDERS
            .iter()
            .map(|word| choice((*word).to_owned(), page.t(&format!("order-{word}")), order))
            .collect(),
        explained: page.t(&format!("order-{order}-explained")),
        count: page.with("count-proposals", "count", total),
        chosen: match wanted.choices() {
            0 => page.t("filter-more"),
            count => page.with("filter-chosen", "count", count),
        },
        filtered: !wanted.narrowing().is_empty(),
        cards,
        next,
        feed,
        export: export.trim_end_matches('?').to_owned(),
        q: wanted.q,
        page,
    })
}
