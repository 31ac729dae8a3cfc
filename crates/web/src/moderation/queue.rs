//! The queue: what waits to be read, what is reported, what is contested, what is decided.

use app::{
    comments, markdown,
    moderation::{self, Dossier, View},
    plans, proposals,
};
use askama::Template;
use axum::{
    Form,
    extract::Query,
    response::{IntoResponse, Redirect},
};
use domain::{
    PageRequest, Timestamp, Visibility,
    moderation::{Case, Target},
    plans::{Plan, PlanId},
    proposals::TextStage,
    scope::PlanSet,
};
use http::{StatusCode, header};
use serde::Deserialize;

use super::{
    keys::{self, Key},
    part, signals,
    undo::Bar,
};
use crate::{
    error::{Failed, Or},
    page::{Answer, Page, ok},
    plans::among,
    proposals::Stamp,
    visit::Visit,
};

/// How many cases a page of the queue shows.
const PER_PAGE: u32 = 20;
/// How many cases «take ten» takes.
const TEN: u32 = 10;
/// How many plans one can choose among.
const PLANS: u32 = 100;

/// A tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Pending,
    Open,
    Contested,
    Decided,
}

const TABS: [(&str, Tab); 4] = [
    ("pending", Tab::Pending),
    ("open", Tab::Open),
    ("contested", Tab::Contested),
    ("decided", Tab::Decided),
];

impl Tab {
    const fn view(self) -> Option<View> {
        match self {
            Self::Pending => None,
            Self::Open => Some(View::Open),
            Self::Contested => Some(View::Contested),
            Self::Decided => Some(View::Decided),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Open => "open",
            Self::Contested => "contested",
            Self::Decided => "decided",
        }
    }
}

/// Which part of the queue.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    view: String,
    plan: String,
    mine: String,
    after: String,
    /// The case that has just been decided.
    undo: String,
}

/// A tab as it is shown.
struct TabLink {
    address: String,
    name: String,
    current: bool,
}

/// A case, or a text that waits, in the list.
pub(super) struct Row {
    address: String,
    kind: String,
    title: String,
    lang: String,
    stamp: Option<Stamp>,
    facts: Vec<String>,
}

/// Something to choose.
struct Choice {
    value: String,
    name: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "moderation/queue.html")]
struct List {
    page: Page,
    tabs: Vec<TabLink>,
    title: String,
    explained: String,
    empty: String,
    view: &'static str,
    plan: String,
    plans: Vec<Choice>,
    /// The address of the cases that the reader works on, or of all of them.
    mine: Option<(String, String)>,
    can_take: bool,
    /// The sanctions that are contested, on the tab of what is.
    appeals: Option<String>,
    /// Whether the reader sees how signals are set.
    signals: bool,
    rows: Vec<Row>,
    next: Option<String>,
    /// Where the script asks for news.
    news: String,
    bar: Option<Bar>,
    keys: Vec<Key>,
}

/// How many wait in each part.
#[derive(Debug, Default, Clone, Copy)]
struct Totals {
    pending: u64,
    open: u64,
    contested: u64,
    /// Those of them that are sanctions.
    appeals: u64,
}

impl Totals {
    async fn of(visit: &Visit, plan: Option<PlanId>) -> Result<Self, Failed> {
        let cx = &visit.cx;
        let count = PageRequest {
            count: true,
            ..PageRequest::first(1)
        };
        let of = async |view| -> Result<u64, Failed> {
            let found = moderation::queue(cx, &part(plan, view), &count)
                .await
                .or_page(visit)?;
            Ok(found.total.unwrap_or_default())
        };
        let mut totals = Self {
            pending: 0,
            open: of(View::Open).await?,
            contested: of(View::Contested).await?,
            appeals: 0,
        };
        let appeals = moderation::open_appeals(cx).await.or_page(visit)?;
        let here = |sanction: &domain::moderation::Sanction| plan.is_none_or(|plan| sanction.plan == plan);
        totals.appeals = appeals.iter().filter(|(_, sanction)| here(sanction)).count() as u64;
        totals.contested += totals.appeals;
        if cx.scope().moderates != PlanSet::None {
            let texts = proposals::list(cx, &waiting(plan), proposals::Sort::Oldest, &count)
                .await
                .or_page(visit)?;
            let comments = comments::waiting(cx, plan, &count).await.or_page(visit)?;
            totals.pending = texts.total.unwrap_or_default() + comments.total.unwrap_or_default();
        }
        Ok(totals)
    }

    const fn in_tab(self, tab: Tab) -> Option<u64> {
        match tab {
            Tab::Pending => Some(self.pending),
            Tab::Open => Some(self.open),
            Tab::Contested => Some(self.contested),
            Tab::Decided => None,
        }
    }
}

/// Proposals that wait for their review.
fn waiting(plan: Option<PlanId>) -> proposals::Filter {
    proposals::Filter {
        plan,
        states: vec![TextStage::PendingReview],
        ..proposals::Filter::default()
    }
}

/// The texts that wait for their review and that the visitor moderates, first those that wait longest.
pub(super) async fn pending(visit: &Visit, plan: Option<PlanId>) -> Result<Vec<(Timestamp, Target)>, Failed> {
    let cx = &visit.cx;
    let request = PageRequest::first(domain::page::MAX_PAGE);
    let texts = proposals::list(cx, &waiting(plan), proposals::Sort::Oldest, &request)
        .await
        .or_page(visit)?;
    let comments = comments::waiting(cx, plan, &request).await.or_page(visit)?;
    let texts = texts.into_items().into_iter();
    let comments = comments.into_items().into_iter();
    let mut found: Vec<(Timestamp, Target)> = texts
        .map(|proposal| (proposal.created_at, Target::from(&proposal)))
        .chain(comments.map(|comment| (comment.created_at, Target::from(&comment))))
        // One's own texts that wait elsewhere are seen, and not moderated.
        .filter(|(_, target)| cx.scope().moderates.contains(target.plan))
        // What went back to its author waits for them.
        .filter(|(_, target)| target.visibility != Visibility::Returned)
        .collect();
    found.sort_by_key(|(since, target)| (*since, target.item.uuid()));
    Ok(found)
}

/// Answers a part of the queue.
pub(crate) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    super::must_work(&visit)?;
    let page = visit.page().await;
    let plan: Option<PlanId> = among(&wanted.plan);
    let totals = Totals::of(&visit, plan).await?;
    let offered = offered(&visit, totals);
    let tab = offered
        .iter()
        .find(|(word, _)| *word == wanted.view)
        .or_else(|| {
            let mut waits = offered.iter();
            waits.find(|(_, tab)| totals.in_tab(*tab).is_some_and(|count| count > 0))
        })
        .or_else(|| offered.first())
        .map_or(Tab::Contested, |(_, tab)| *tab);
    let mine = wanted.mine == "yes";
    let (rows, next) = match tab.view() {
        Some(view) => cases(&visit, &page, plan, view, mine, wanted.after).await?,
        None => (texts(&visit, &page, plan).await?, None),
    };
    let plans = plans_of(&visit).await?;
    let address = |tab: Tab| address(tab, plan);
    ok(&List {
        tabs: offered
            .iter()
            .map(|(word, one)| TabLink {
                address: address(*one),
                name: match totals.in_tab(*one) {
                    Some(count) => page.with(&format!("tab-{word}-count"), "count", count),
                    None => page.t(&format!("tab-{word}")),
                },
                current: *one == tab,
            })
            .collect(),
        title: page.t(&format!("tab-{}", tab.word())),
        explained: page.t(&format!("tab-{}-explained", tab.word())),
        empty: page.t(&if mine {
            "queue-mine-empty".to_owned()
        } else {
            format!("tab-{}-empty", tab.word())
        }),
        view: tab.word(),
        plan: plan.map(|id| id.to_string()).unwrap_or_default(),
        plans: plans
            .into_iter()
            .map(|one| Choice {
                value: one.id.to_string(),
                name: one.title.to_string(),
                chosen: Some(one.id) == plan,
            })
            .collect(),
        mine: matches!(tab, Tab::Open | Tab::Contested).then(|| {
            if mine {
                (address(tab), page.t("queue-all"))
            } else {
                (format!("{}&mine=yes", address(tab)), page.t("queue-mine"))
            }
        }),
        can_take: matches!(tab, Tab::Open | Tab::Contested),
        appeals: (tab == Tab::Contested && totals.appeals > 0)
            .then(|| page.with("appeals-count", "count", totals.appeals)),
        signals: signals::sees(&visit),
        news: format!(
            "/moderation/count?known={}&plan={}",
            totals.pending + totals.open + totals.contested,
            plan.map(|id| id.to_string()).unwrap_or_default()
        ),
        next: next.map(|cursor| {
            let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
            let mine = if mine { "&mine=yes" } else { "" };
            format!("{}{mine}&after={cursor}", address(tab))
        }),
        bar: Bar::of(&visit, &page, &wanted.undo).await?,
        keys: keys::all(&page),
        rows,
        page,
    })
}

/// The tabs of this reader: reviewers from outside see what is contested, and nothing else.
fn offered(visit: &Visit, totals: Totals) -> Vec<(&'static str, Tab)> {
    let moderates = visit.cx.scope().moderates != PlanSet::None;
    TABS.into_iter()
        .filter(|(_, tab)| moderates || *tab == Tab::Contested)
        // Where nothing is read before publication, there is no such queue.
        .filter(|(_, tab)| *tab != Tab::Pending || totals.pending > 0 || moderates)
        .collect()
}

/// The address of a tab.
pub(super) fn address(tab: Tab, plan: Option<PlanId>) -> String {
    let plan = plan.map(|id| format!("&plan={id}")).unwrap_or_default();
    format!("/moderation?view={}{plan}", tab.word())
}

/// The plans whose queues the reader works on.
async fn plans_of(visit: &Visit) -> Result<Vec<Plan>, Failed> {
    let cx = &visit.cx;
    let scope = cx.scope();
    match (scope.moderates, scope.reviews) {
        (PlanSet::All, _) | (_, PlanSet::All) => {
            let found = plans::list(cx, &plans::Filter::default(), &PageRequest::first(PLANS)).await;
            Ok(found.or_page(visit)?.into_items())
        }
        (moderates, reviews) => {
            let ids: Vec<PlanId> = [moderates, reviews]
                .into_iter()
                .flat_map(|set| match set {
                    PlanSet::Some(plans) => plans.into_iter().collect(),
                    PlanSet::None | PlanSet::All => Vec::new(),
                })
                .collect();
            plans::by_ids(cx, &ids).await.or_page(visit)
        }
    }
}

async fn titles(visit: &Visit, mut plans: Vec<PlanId>) -> Result<Vec<Plan>, Failed> {
    plans.sort_unstable();
    plans.dedup();
    plans::by_ids(&visit.cx, &plans).await.or_page(visit)
}

fn beginning(target: Option<&Target>) -> (String, String) {
    let Some(target) = target else {
        return (String::new(), "fr".to_owned());
    };
    let title = target.title.as_ref().map(ToString::to_string);
    (
        title.unwrap_or_else(|| markdown::excerpt(target.body.as_str(), 140)),
        target.language.tag().to_owned(),
    )
}

async fn cases(
    visit: &Visit,
    page: &Page,
    plan: Option<PlanId>,
    view: View,
    mine: bool,
    after: String,
) -> Result<(Vec<Row>, Option<String>), Failed> {
    let (cx, now) = (&visit.cx, visit.cx.now());
    let mut queue = part(plan, view);
    queue.claimed = cx.actor.account().filter(|_| mine).map(|person| (person, now));
    let request = PageRequest {
        cursor: Some(after).filter(|cursor| !cursor.is_empty()),
        ..PageRequest::first(PER_PAGE)
    };
    let found = moderation::queue(cx, &queue, &request).await.or_page(visit)?;
    let next = found
        .items
        .last()
        .filter(|_| found.has_next)
        .map(|(cursor, _)| cursor.clone());
    let ids: Vec<_> = found.items.iter().map(|(_, case)| case.id).collect();
    let mut dossiers = moderation::dossiers(cx, &ids).await.or_page(visit)?;
    dossiers.sort_by_key(|dossier| ids.iter().position(|id| *id == dossier.case.id));
    let plans = titles(visit, dossiers.iter().map(|dossier| dossier.case.plan).collect()).await?;
    let rows = dossiers
        .iter()
        .map(|dossier| row(visit, page, dossier, &plans))
        .collect();
    Ok((rows, next))
}

fn row(visit: &Visit, page: &Page, dossier: &Dossier, plans: &[Plan]) -> Row {
    let (case, now) = (&dossier.case, visit.cx.now());
    let (title, lang) = beginning(dossier.target.as_ref());
    let plan = plans.iter().find(|plan| plan.id == case.plan);
    let mut facts: Vec<String> = plan.map(|plan| plan.title.to_string()).into_iter().collect();
    facts.push(page.with("case-notices", "count", case.notices));
    let waits = case.state.stage().waits();
    if waits {
        facts.push(page.with("case-points", "count", case.priority.points()));
        facts.push(page.with("case-due", "until", page.when(case.due_at).as_str()));
    } else {
        facts.push(page.t(&format!("stage-{}", case.state.stage().as_str())));
    }
    if waits {
        facts.extend(claimed(visit, page, case));
    }
    Row {
        address: format!("/moderation/cases/{}", case.id),
        kind: page.t(&format!("moderated-{}", case.item.kind())),
        title,
        lang,
        stamp: stamp(page, dossier, now),
        facts,
    }
}

/// What must be seen first about a case: that it is late, escalated, about somebody young, or waits for a second opinion.
pub(super) fn stamp(page: &Page, dossier: &Dossier, now: Timestamp) -> Option<Stamp> {
    let case = &dossier.case;
    let stamped = if case.is_overdue(now) {
        ("case-overdue", "late")
    } else if case.state.stage().waits() && case.escalated_at.is_some() {
        ("case-escalated", "late")
    } else if case.priority.minors > 0 {
        ("case-minors", "bad")
    } else if case.state.stage().waits() && case.second.is_some() {
        ("case-second", "")
    } else {
        return None;
    };
    Some(Stamp {
        word: page.t(stamped.0),
        look: stamped.1,
    })
}

/// Who works on a case, and until when.
fn claimed(visit: &Visit, page: &Page, case: &Case) -> Option<String> {
    let claim = case.claimed(visit.cx.now())?;
    let until = page.when(claim.until);
    let id = if Some(claim.by) == visit.cx.actor.account() {
        "case-claimed-by-you"
    } else {
        "case-claimed-by-other"
    };
    Some(page.with(id, "until", until.as_str()))
}

async fn texts(visit: &Visit, page: &Page, plan: Option<PlanId>) -> Result<Vec<Row>, Failed> {
    let now = visit.cx.now();
    let found = pending(visit, plan).await?;
    let items: Vec<_> = found.iter().map(|(_, target)| target.item).collect();
    let reviews = app::reviews::open_of(&visit.cx, &items).await.or_page(visit)?;
    let plans = titles(visit, found.iter().map(|(_, target)| target.plan).collect()).await?;
    let cases = moderation::queue(
        &visit.cx,
        &part(plan, View::Open),
        &PageRequest::first(domain::page::MAX_PAGE),
    )
    .await
    .or_page(visit)?
    .into_items();
    Ok(found
        .iter()
        .map(|(_, target)| {
            let case = cases.iter().find(|case| case.item == target.item);
            let (title, lang) = beginning(Some(target));
            let plan = plans.iter().find(|plan| plan.id == target.plan);
            let review = reviews.iter().find(|review| review.item == target.item);
            let mut facts: Vec<String> = plan.map(|plan| plan.title.to_string()).into_iter().collect();
            if let Some(review) = review {
                facts.push(page.t(&format!("review-why-{}", review.why.as_str())));
                facts.push(page.with("case-due", "until", page.when(review.due_at).as_str()));
                facts.push(page.with("review-opens", "day", page.when(review.opens_at).as_str()));
            }
            facts.extend(case.and_then(|case| claimed(visit, page, case)));
            Row {
                address: format!("/moderation/texts/{}", target.item),
                kind: page.t(&format!("moderated-{}", target.item.kind())),
                title,
                lang,
                stamp: review.filter(|review| review.is_late(now)).map(|_| Stamp {
                    word: page.t("case-overdue"),
                    look: "late",
                }),
                facts,
            }
        })
        .collect())
}

/// What is taken.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Taken {
    view: String,
    plan: String,
}

/// Reserves ten cases for the visitor, and shows the first of them.
pub(crate) async fn take(visit: Visit, Form(taken): Form<Taken>) -> Answer {
    super::must_work(&visit)?;
    let plan = among(&taken.plan);
    let tab = if taken.view == Tab::Contested.word() {
        Tab::Contested
    } else {
        Tab::Open
    };
    let view = tab.view().unwrap_or(View::Open);
    let cases = moderation::take(&visit.cx, &part(plan, view), TEN)
        .await
        .or_page(&visit)?;
    let next = match cases.first() {
        Some(case) => format!("/moderation/cases/{}?done=cases-taken", case.id),
        None => format!("{}&done=nothing-to-take", address(tab, plan)),
    };
    Ok(Redirect::to(&next).into_response())
}

/// What the script knows.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Known {
    known: u64,
    plan: String,
}

/// Answers how many more wait than the page knows of, in a sentence; nothing where there are none.
pub(crate) async fn count(visit: Visit, Query(known): Query<Known>) -> Answer {
    super::must_work(&visit)?;
    let totals = Totals::of(&visit, among(&known.plan)).await?;
    let more = (totals.pending + totals.open + totals.contested).saturating_sub(known.known);
    let private = (header::CACHE_CONTROL, "private, no-store");
    if more == 0 {
        return Ok((StatusCode::NO_CONTENT, [private]).into_response());
    }
    let page = visit.page().await;
    Ok(([private], page.with("queue-news", "count", more)).into_response())
}
