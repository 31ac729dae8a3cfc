//! The first page of staff: what is late, what is due, where people debate, who takes part.

use app::{
    answers::{self, Due},
    comments, plans,
};
use askama::Template;
use axum::extract::Query;
use domain::{
    PageRequest, Timestamp,
    participation::{Cell, Participation},
    plans::{Plan, PlanId, Zone},
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
    proposals::{Choice, is_readable},
    visit::Visit,
};

/// How many answers each list shows.
const FIRST: u32 = 10;
/// How many proposals at the threshold are shown; the list of what is to study has all.
const SHOWN: usize = 5;
/// How many debates are shown.
const LIVELY: u64 = 5;
/// How many plans say who takes part in them.
const TOLD: usize = 10;
/// The days in which a debate is lively.
const WEEK: u64 = 7;

/// Which plan.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    plan: String,
}

/// A number that leads to what it counts.
struct Figure {
    to: &'static str,
    number: String,
    words: String,
    late: bool,
}

/// A debate.
struct Debate {
    address: String,
    number: i32,
    title: String,
    lang: String,
    said: String,
}

/// A line of a table of people.
struct Line {
    name: String,
    /// How many; none when that would tell people apart.
    people: Option<String>,
    /// How much of the widest bar, in hundredths.
    width: u64,
}

/// Who takes part in a plan.
struct People {
    id: String,
    title: String,
    /// How many wrote, in a sentence.
    total: String,
    told: bool,
    zones: Vec<Line>,
    zones_told: bool,
    channels: Vec<Line>,
    channels_told: bool,
    /// Zones from which nobody wrote.
    missing: String,
}

#[derive(Template)]
#[template(path = "staff/dashboard.html")]
struct Dashboard {
    page: Page,
    parts: Vec<Part>,
    plans: Vec<Choice>,
    figures: Vec<Figure>,
    overdue: Vec<Row>,
    due: Vec<Row>,
    owed: Vec<OwedRow>,
    owed_more: bool,
    debates: Vec<Debate>,
    people: Vec<People>,
}

/// Answers the dashboard: the same number of statements, however much there is.
pub(crate) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    super::must_work(&visit)?;
    let page = visit.page().await;
    let now = visit.cx.now();
    let plan: Option<PlanId> = among(&wanted.plan);
    let all = super::plans_of(&visit).await?;
    let (overdue, overdue_count) = waiting(&visit, plan, Due::Before(now)).await?;
    let (due, due_count) = waiting(&visit, plan, Due::From(now)).await?;
    let late = overdue.len();
    let mut overdue = Row::of_all(&visit, &page, &all, overdue.into_iter().chain(due).collect()).await?;
    let due = overdue.split_off(late);
    let owed = OwedRow::of_all(&visit, &page, &all, plan).await?;
    let owed_count = u64::try_from(owed.len()).unwrap_or(0);
    let owed_late = owed.iter().any(|row| row.late);
    let people = people(&visit, &page, plan, &all).await?;
    let debates = debates(&visit, &page, plan, &all, now).await?;
    let figure = |to, count: u64| Figure {
        to,
        number: page.number(count),
        words: page.with(&format!("staff-{to}-count"), "count", count),
        late: (to == "overdue" && count > 0) || (to == "owed" && owed_late),
    };
    let lively = u64::try_from(debates.len()).unwrap_or(0);
    ok(&Dashboard {
        parts: super::parts(&visit, &page, "/staff"),
        plans: all
            .iter()
            .map(|one| Choice {
                value: one.id.to_string(),
                name: one.title.to_string(),
                chosen: Some(one.id) == plan,
            })
            .collect(),
        figures: vec![
            figure("overdue", overdue_count),
            figure("due", due_count),
            figure("owed", owed_count),
            figure("lively", lively),
        ],
        overdue,
        due,
        owed_more: owed.len() > SHOWN,
        owed: owed.into_iter().take(SHOWN).collect(),
        debates,
        people,
        page,
    })
}

/// The first answers that wait for their decision, and how many there are.
async fn waiting(
    visit: &Visit,
    plan: Option<PlanId>,
    due: Due,
) -> Result<(Vec<domain::answers::Answer>, u64), Failed> {
    let request = PageRequest {
        count: true,
        ..PageRequest::first(FIRST)
    };
    let filter = answers::Filter {
        plan,
        stages: answers::WAITING.to_vec(),
        due: Some(due),
        ..answers::Filter::default()
    };
    let found = answers::working_on(&visit.cx, filter, &request).await;
    let found = found.or_page(visit)?;
    let count = found.total.unwrap_or(0);
    Ok((found.into_items(), count))
}

async fn debates(
    visit: &Visit,
    page: &Page,
    plan: Option<PlanId>,
    all: &[Plan],
    now: Timestamp,
) -> Result<Vec<Debate>, Failed> {
    let cx = &visit.cx;
    let lively = comments::lively(cx, plan, now - days(WEEK), LIVELY)
        .await
        .or_page(visit)?;
    let debates = lively.into_iter().filter_map(|(proposal, said)| {
        let plan = all.iter().find(|plan| plan.id == proposal.plan)?;
        let number = proposal.number?;
        let readable = is_readable(&proposal);
        Some(Debate {
            address: format!("/plans/{}/proposals/{number}", plan.slug),
            number,
            title: if readable {
                proposal.title.to_string()
            } else {
                page.t("tombstone-title")
            },
            lang: proposal.language.tag().to_owned(),
            said: page.with("staff-said", "count", said),
        })
    });
    Ok(debates.collect())
}

async fn people(
    visit: &Visit,
    page: &Page,
    plan: Option<PlanId>,
    all: &[Plan],
) -> Result<Vec<People>, Failed> {
    let shown: Vec<&Plan> = all
        .iter()
        .filter(|one| one.state.published_at().is_some() && plan.is_none_or(|plan| plan == one.id))
        .take(TOLD)
        .collect();
    let ids: Vec<_> = shown.iter().map(|plan| plan.id).collect();
    let told = plans::participation_of(&visit.cx, &ids).await.or_page(visit)?;
    let zones = plans::zones_of(&visit.cx, &ids).await.or_page(visit)?;
    Ok(shown
        .into_iter()
        .map(|plan| {
            let zones: Vec<&Zone> = zones.iter().filter(|zone| zone.plan == plan.id).collect();
            let nobody = Participation::default();
            People::of(page, plan, told.get(&plan.id).unwrap_or(&nobody), &zones)
        })
        .collect())
}

impl People {
    fn of(page: &Page, plan: &Plan, told: &Participation, zones: &[&Zone]) -> Self {
        let place = |zone| zones.iter().position(|one| Some(one.id) == zone);
        let mut by_zone = told.zones.clone();
        by_zone.sort_by_key(|cell| place(cell.of).map_or(usize::MAX, |place| place));
        let missing: Vec<&str> = zones
            .iter()
            .filter(|zone| !told.zones.iter().any(|cell| cell.of == Some(zone.id)))
            .map(|zone| zone.title.as_str())
            .collect();
        Self {
            id: plan.slug.to_string(),
            title: plan.title.to_string(),
            total: match told.people {
                Some(people) => page.with("staff-people", "count", people),
                None => page.t("staff-people-few"),
            },
            told: told.people.is_some(),
            zones_told: told.zones.iter().any(|cell| cell.people.is_some()),
            channels_told: told.channels.iter().any(|cell| cell.people.is_some()),
            zones: lines(page, &by_zone, |zone| {
                place(zone)
                    .and_then(|place| zones.get(place))
                    .map_or_else(|| page.t("place-everywhere"), |zone| zone.title.to_string())
            }),
            channels: lines(page, &told.channels, |channel| {
                page.t(&format!("channel-{}", channel.as_str()))
            }),
            missing: missing.join(", "),
        }
    }
}

fn lines<K: Copy>(page: &Page, cells: &[Cell<K>], name: impl Fn(K) -> String) -> Vec<Line> {
    let widest = cells.iter().filter_map(|cell| cell.people).max().unwrap_or(1);
    cells
        .iter()
        .map(|cell| Line {
            name: name(cell.of),
            people: cell.people.map(|people| page.number(people)),
            width: cell.people.unwrap_or(0) * 100 / widest,
        })
        .collect()
}
