//! Plans: what is planned, until when, what is decided and what is open.

use app::{
    markdown::{self, SafeHtml},
    organisations, plans,
};
use askama::Template;
use axum::extract::Path;
use domain::{
    Code, Id, PageRequest, Timestamp,
    plans::{
        Content, ModerationMode, Phase, Plan, PlanId, Requirement, Totals, Verb, VoteEffect, VotingRule,
    },
    text::Slug,
};

use crate::{
    error::{Failed, Or},
    page::{Answer, Page, ok},
    visit::Visit,
};

pub(crate) mod drawing;
pub(crate) mod map;
pub(crate) mod timeline;

/// The plan of a slug, if the reader sees it.
pub(crate) async fn by_slug(visit: &Visit, slug: &str) -> Result<Plan, Failed> {
    let missing = || Failed::not_found(visit, Code::PlanNotFound);
    let slug = Slug::parse(slug).map_err(|_malformed| missing())?;
    plans::by_slug(&visit.cx, &slug)
        .await
        .or_page(visit)?
        .ok_or_else(missing)
}

/// A phase on the line of a plan.
pub(crate) struct Step {
    /// Its name.
    pub(crate) title: String,
    /// «past», «now», «next».
    pub(crate) state: &'static str,
    /// When it begins and ends, or how long it lasts still.
    pub(crate) time: String,
}

impl Step {
    fn of(page: &Page, phase: &Phase, now: Timestamp) -> Self {
        let (state, time) = if phase.suspended_since.is_some() && phase.starts_at <= now {
            ("now", page.t("phase-suspended"))
        } else if phase.is_running(now) {
            let until = page.with("phase-until", "day", page.until(phase.ends_at).as_str());
            ("now", format!("{} · {until}", page.left(phase.ends_at)))
        } else if phase.ends_at <= now {
            let until = page.last_day(phase.ends_at);
            ("past", page.with("phase-ended", "day", until.as_str()))
        } else {
            let from = page.day(phase.starts_at);
            ("next", page.with("phase-from", "day", from.as_str()))
        };
        Self {
            title: phase.title.clone(),
            state,
            time,
        }
    }

    /// The phases of a plan.
    pub(crate) fn all(page: &Page, plan: &Plan, now: Timestamp) -> Vec<Self> {
        plan.phases
            .iter()
            .map(|phase| Self::of(page, phase, now))
            .collect()
    }
}

/// A plan in a list.
pub(crate) struct PlanCard {
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    /// What can be done now, and until when: «Voter – il reste 12 jours».
    pub(crate) open: Vec<Open>,
    /// Whether proposals are taken now.
    pub(crate) proposing: bool,
    /// Whether one may vote now.
    pub(crate) voting: bool,
    /// The word of its state.
    pub(crate) stamp: String,
}

/// Something that can be done in a plan now.
pub(crate) struct Open {
    pub(crate) name: String,
    pub(crate) left: String,
}

impl PlanCard {
    /// The card of a plan.
    pub(crate) fn of(page: &Page, plan: &Plan, now: Timestamp) -> Self {
        let open: Vec<_> = [Verb::Vote, Verb::Propose, Verb::Comment]
            .into_iter()
            .filter_map(|verb| {
                let opening = plan.opening(verb, now);
                let until = opening.closes_at.filter(|_| opening.now)?;
                Some(Open {
                    name: page.t(&format!("verb-{}", verb.as_str())),
                    left: page.left(until),
                })
            })
            .collect();
        let stamp = if open.is_empty() {
            page.t(&format!("plan-{}", plan.state.as_str()))
        } else {
            page.t("plan-open")
        };
        Self {
            slug: plan.slug.to_string(),
            title: plan.title.to_string(),
            summary: markdown::excerpt(plan.summary.as_str(), 280),
            open,
            proposing: plan.opening(Verb::Propose, now).now,
            voting: plan.opening(Verb::Vote, now).now,
            stamp,
        }
    }
}

#[derive(Template)]
#[template(path = "plans/list.html")]
struct List {
    page: Page,
    plans: Vec<PlanCard>,
}

/// Answers every plan that was published.
pub(crate) async fn list(visit: Visit) -> Answer {
    let page = visit.page().await;
    let now = visit.cx.now();
    let filter = plans::Filter {
        states: vec!["published", "closed", "archived"],
        ..plans::Filter::default()
    };
    let found = plans::list(&visit.cx, &filter, &PageRequest::first(100))
        .await
        .or_page(&visit)?;
    let plans = found
        .into_items()
        .into_iter()
        .map(|plan| PlanCard::of(&page, &plan, now))
        .collect();
    ok(&List { page, plans })
}

/// Something that is built, pulled down or mended.
struct Work {
    /// Its letter on the drawing, where it is drawn.
    letter: Option<String>,
    title: String,
    kind: String,
    text: SafeHtml,
    calendar: Option<String>,
    organisation: Option<String>,
}

/// Something to read.
struct Paper {
    title: String,
    day: String,
    link: Option<String>,
    text: Option<SafeHtml>,
}

/// A change of a published plan.
struct Changed {
    day: String,
    what: String,
    why: String,
}

#[derive(Template)]
#[template(path = "plans/show.html")]
struct Show {
    page: Page,
    card: PlanCard,
    steps: Vec<Step>,
    summary: SafeHtml,
    easy: Option<SafeHtml>,
    body: Option<SafeHtml>,
    decided: Option<SafeHtml>,
    open: Option<SafeHtml>,
    themes: Vec<(String, String)>,
    zones: Vec<(String, String)>,
    map: Option<map::Map>,
    works: Vec<Work>,
    papers: Vec<Paper>,
    changes: Vec<Changed>,
    rules: Vec<String>,
    lang: String,
    /// Whether it is shown within the width of a phone.
    phone: bool,
}

/// Writes Markdown, unless nobody wrote any.
fn written(text: &str) -> Option<SafeHtml> {
    (!text.trim().is_empty()).then(|| markdown::to_html(text))
}

/// Answers a plan.
pub(crate) async fn show(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    answer(&visit, plan, false).await
}

/// The page of a plan; within the width of a phone, for its staff.
pub(crate) async fn answer(visit: &Visit, plan: Plan, phone: bool) -> Answer {
    let page = visit.page().await;
    let (cx, now, ids) = (&visit.cx, visit.cx.now(), [plan.id]);
    let themes = plans::themes_of(cx, &ids).await.or_page(visit)?;
    let zones = plans::zones_of(cx, &ids).await.or_page(visit)?;
    let operations = plans::operations_of(cx, &ids).await.or_page(visit)?;
    let documents = plans::documents_of(cx, &ids).await.or_page(visit)?;
    let changes = changes(visit, &page, plan.id).await?;
    let organisations: Vec<_> = operations.iter().filter_map(|work| work.organisation).collect();
    let organisations = organisations::by_ids(cx, &organisations).await.or_page(visit)?;
    let map = map::Map::with_works(plan.perimeter.as_ref(), &zones, &operations);
    let works = operations
        .into_iter()
        .map(|work| Work {
            letter: map.as_ref().and_then(|map| map.letter_of(work.id)),
            title: work.title.to_string(),
            kind: page.t(&format!("operation-{}", work.kind.as_str())),
            text: markdown::to_html(work.description.as_str()),
            calendar: calendar(&page, work.starts_at, work.ends_at),
            organisation: organisations
                .iter()
                .find(|organisation| Some(organisation.id) == work.organisation)
                .map(|organisation| organisation.name.to_string()),
        })
        .collect();
    let papers = documents
        .into_iter()
        .map(|document| {
            let (link, text) = match document.present.content {
                Content::Link(address) => (Some(address.as_str().to_owned()), None),
                Content::Text(text) => (None, Some(markdown::to_html(text.as_str()))),
            };
            Paper {
                title: document.present.title.to_string(),
                day: page.day(document.present.at),
                link,
                text,
            }
        })
        .collect();
    let named = |id: String, title: String| (id, title);
    ok(&Show {
        steps: Step::all(&page, &plan, now),
        summary: markdown::to_html(plan.summary.as_str()),
        easy: written(plan.easy_summary.as_str()),
        body: written(plan.body.as_str()),
        decided: written(plan.decided.as_str()),
        open: written(plan.open_to_debate.as_str()),
        themes: themes
            .into_iter()
            .map(|theme| named(theme.id.to_string(), theme.title.to_string()))
            .collect(),
        zones: zones
            .into_iter()
            .map(|zone| named(zone.id.to_string(), zone.title.to_string()))
            .collect(),
        map,
        works,
        papers,
        changes,
        rules: rules(&page, &plan, now),
        lang: plan.language.tag().to_owned(),
        card: PlanCard::of(&page, &plan, now),
        phone,
        page,
    })
}

fn calendar(page: &Page, starts: Option<Timestamp>, ends: Option<Timestamp>) -> Option<String> {
    match (starts, ends) {
        (Some(starts), Some(ends)) => Some(page.with2(
            "works-between",
            "from",
            page.day(starts).as_str(),
            "until",
            page.day(ends).as_str(),
        )),
        (Some(starts), None) => Some(page.with("works-from", "from", page.day(starts).as_str())),
        (None, Some(ends)) => Some(page.with("works-until", "until", page.day(ends).as_str())),
        (None, None) => None,
    }
}

/// The last changes of a published plan, each with its reason.
async fn changes(visit: &Visit, page: &Page, plan: PlanId) -> Result<Vec<Changed>, Failed> {
    let mut acts = plans::acts_of(&visit.cx, &[plan], &PageRequest::first(20))
        .await
        .or_page(visit)?;
    let acts = acts.remove(&plan).unwrap_or_default().into_items();
    Ok(acts
        .into_iter()
        .map(|act| Changed {
            day: page.day(act.at),
            what: page.t(&format!("act-{}", act.kind.as_str())),
            why: act.reason.to_string(),
        })
        .collect())
}

/// The rules of taking part, in sentences.
fn rules(page: &Page, plan: &Plan, now: Timestamp) -> Vec<String> {
    let mut said = Vec::new();
    let mut asks = |id: &str, asked: Requirement| {
        let whom = match asked {
            Requirement::Account => "account",
            Requirement::DeclaredLink => "declared",
            Requirement::ConfirmedLink => "confirmed",
        };
        said.push(page.with(id, "whom", whom));
    };
    asks("rule-propose", plan.rules.propose);
    asks("rule-comment", plan.rules.comment);
    asks("rule-vote", plan.rules.vote);
    said.push(match plan.rules.voting {
        VotingRule::Support { limit: 0 } => page.t("rule-support-any"),
        VotingRule::Support { limit } => page.with("rule-support", "limit", limit),
        VotingRule::ForAgainst => page.t("rule-for-against"),
    });
    said.push(effect(page, plan));
    said.push(match plan.rules.totals {
        Totals::Live => page.t("rule-totals-live"),
        Totals::HiddenUntilEnd => page.t("rule-totals-hidden"),
    });
    said.push(reading(page, plan, now));
    said
}

/// When moderators read a text that is sent now: before it is published, or after.
pub(crate) fn reading(page: &Page, plan: &Plan, now: Timestamp) -> String {
    match plan.rules.moderation.at(now) {
        ModerationMode::Afterwards => page.t("rule-read-afterwards"),
        ModerationMode::Before { until, reason } => page.with2(
            "rule-read-before",
            "day",
            page.last_day(*until).as_str(),
            "reason",
            reason.as_str(),
        ),
        ModerationMode::BeforeFirst { contributions } => {
            page.with("rule-read-first", "count", *contributions)
        }
    }
}

/// What a vote does, as it is written on the ballot.
pub(crate) fn effect(page: &Page, plan: &Plan) -> String {
    match plan.rules.effect {
        VoteEffect::Advisory => page.t("effect-advisory"),
        VoteEffect::Answer { threshold, days } => {
            page.with2("effect-answer", "threshold", threshold, "days", days)
        }
        VoteEffect::Selection { seats } => page.with("effect-selection", "seats", seats),
    }
}

/// Whether an id names one of these: what a filter in an address is read by.
pub(crate) fn among<T: domain::id::Kind>(text: &str) -> Option<Id<T>> {
    text.parse().ok()
}
