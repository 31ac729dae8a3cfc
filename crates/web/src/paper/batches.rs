//! Piles of sheets: opened, printed, typed in a grid by keyboard, settled, signed.

use std::collections::BTreeMap;

use app::{
    papers::{self, Board, Choice as Settled, OpenBatch, Row, Which},
    plans as all_plans,
};
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, Denied,
    papers::{Batch, BatchId, BatchKind, Cell, Pass},
    plans::Plan,
};
use serde::Deserialize;

use crate::{
    error::{Failed, Or, Problems},
    forms,
    page::{Answer, Page, ok, show as answer},
    plans::among,
    proposals::Choice,
    recordings::{languages, plans_of, records},
    visit::Visit,
};

/// How many sheets a page of the grid has.
const ROWS: u32 = 10;

type Sent = Vec<(String, String)>;

fn must_record(visit: &Visit) -> Result<(), Failed> {
    if records(visit) {
        return Ok(());
    }
    Err(if visit.is_signed_in() {
        Failed::not_found(visit, Code::BatchNotFound)
    } else {
        Failed::new(visit, Denied::SignInRequired)
    })
}

pub(super) async fn found(visit: &Visit, id: &str) -> Result<Board, Failed> {
    must_record(visit)?;
    let id: BatchId = forms::id(visit, id, Code::BatchNotFound)?;
    papers::board(&visit.cx, id).await.or_page(visit)
}

fn named(page: &Page, batch: &Batch) -> String {
    page.with("batch-name", "number", batch.number)
}

/// Where a batch stands.
fn state(page: &Page, batch: &Batch) -> String {
    page.t(
        match (batch.closed_at, batch.signed, batch.second_by, batch.first_by) {
            (Some(_), ..) => "batch-closed",
            (None, Some(_), ..) => "batch-signed-once",
            (None, None, Some(_), _) => "batch-typed-twice",
            (None, None, None, Some(_)) => "batch-typed-once",
            (None, None, None, None) => "batch-empty",
        },
    )
}

/// A batch in the list.
struct Card {
    address: String,
    name: String,
    about: String,
    state: String,
}

/// What is typed to open a batch.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Opening {
    plan: String,
    kind: String,
    place: String,
    sheets: String,
    double: String,
    key: String,
}

#[derive(Template)]
#[template(path = "paper/batches.html")]
struct Batches {
    page: Page,
    cards: Vec<Card>,
    plans: Vec<Choice>,
    kinds: Vec<Choice>,
    typed: Opening,
    problems: Problems,
}

async fn batches(visit: &Visit, typed: Opening, problems: Problems) -> Result<Batches, Failed> {
    let page = visit.page().await;
    let plans = plans_of(visit).await?;
    let found = papers::mine(&visit.cx, &plans).await.or_page(visit)?;
    Ok(Batches {
        cards: found
            .iter()
            .map(|batch| {
                let plan = plans.iter().find(|plan| plan.id == batch.plan);
                let kind = page.t(&format!("batch-kind-{}", batch.kind.as_str()));
                Card {
                    address: format!("/record/batches/{}", batch.id),
                    name: named(&page, batch),
                    about: [
                        plan.map(|plan| plan.title.to_string()).unwrap_or_default(),
                        kind,
                        batch.place.clone(),
                        page.day(batch.opened_at),
                    ]
                    .join(" – "),
                    state: state(&page, batch),
                }
            })
            .collect(),
        plans: plans
            .iter()
            .map(|plan| Choice {
                chosen: plan.id.to_string() == typed.plan || plans.len() == 1,
                value: plan.id.to_string(),
                name: plan.title.to_string(),
            })
            .collect(),
        kinds: BatchKind::ALL
            .iter()
            .map(|kind| Choice {
                chosen: kind.as_str() == typed.kind,
                value: kind.as_str().to_owned(),
                name: page.t(&format!("batch-kind-{}", kind.as_str())),
            })
            .collect(),
        typed,
        problems,
        page,
    })
}

/// Lists the batches of the visitor's plans, and asks for what opens another.
pub(crate) async fn list(visit: Visit) -> Answer {
    must_record(&visit)?;
    let place = app::recordings::last_place(&visit.cx).await.or_page(&visit)?;
    let typed = Opening {
        kind: "words".to_owned(),
        place: place.unwrap_or_default(),
        sheets: "10".to_owned(),
        double: "yes".to_owned(),
        key: forms::fresh_key(&visit),
        ..Opening::default()
    };
    ok(&batches(&visit, typed, Problems::default()).await?)
}

/// Opens a batch.
pub(crate) async fn open(visit: Visit, Form(typed): Form<Opening>) -> Answer {
    must_record(&visit)?;
    let (plan, kind) = (among::<Plan>(&typed.plan), BatchKind::parse(&typed.kind));
    let (Some(plan), Some(kind)) = (plan, kind) else {
        let missing = if plan.is_none() { "plan" } else { "kind" };
        let (status, problems) = Problems::of(&visit, forms::required(missing))?;
        return Ok(answer(status, &batches(&visit, typed, problems).await?));
    };
    let sheets = typed.sheets.trim().parse().unwrap_or(0);
    let (double, key) = (typed.double == "yes", forms::typed(&typed.key));
    let opened = match OpenBatch::parse(plan, kind, (&typed.place, sheets), double, key) {
        Ok(command) => papers::open_batch(&visit.cx, command).await,
        Err(wrong) => Err(wrong.into()),
    };
    match opened {
        Ok(batch) => {
            Ok(Redirect::to(&format!("/record/batches/{}?done=batch-opened", batch.id)).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(answer(status, &batches(&visit, typed, problems).await?))
        }
    }
}

#[derive(Template)]
#[template(path = "paper/batch.html")]
struct One {
    page: Page,
    id: String,
    name: String,
    plan: String,
    slug: String,
    lang: String,
    state: String,
    facts: Vec<String>,
    words: bool,
    closed: bool,
    /// Whether the reader types, and which pass.
    types: bool,
    second: bool,
    differences: usize,
    /// Whether somebody may sign now.
    ready: bool,
    signed_once: bool,
    signed_by_me: bool,
    collected: String,
    problems: Problems,
}

async fn one(visit: &Visit, board: Board, collected: String, problems: Problems) -> One {
    let page = visit.page().await;
    let Board {
        batch,
        plan,
        pass,
        typed,
        differences,
        sums,
        ..
    } = board;
    let me = visit.cx.actor.account();
    let mut facts = vec![
        page.t(&format!("batch-kind-{}", batch.kind.as_str())),
        page.with("batch-handed-out", "count", batch.sheets),
    ];
    if batch.closed_at.is_none() {
        facts.push(page.with("batch-first", "count", typed.0 as u64));
        if batch.double {
            facts.push(page.with("batch-second", "count", typed.1 as u64));
        }
    }
    facts.push(page.with("batch-entered", "count", sums.entered));
    facts.push(page.with("batch-blank", "count", sums.blank));
    facts.push(page.with("batch-refused", "count", sums.refused));
    One {
        id: batch.id.to_string(),
        name: named(&page, &batch),
        state: state(&page, &batch),
        words: batch.kind == BatchKind::Words,
        closed: batch.closed_at.is_some(),
        types: pass.is_some(),
        second: pass == Some(Pass::Second),
        ready: batch.closed_at.is_none()
            && typed.0 > 0
            && differences.is_empty()
            && (!batch.double || typed.0 == typed.1),
        differences: differences.len(),
        signed_once: batch.signed.is_some(),
        signed_by_me: batch.signed.is_some_and(|(by, _)| Some(by) == me),
        plan: plan.title.to_string(),
        slug: plan.slug.to_string(),
        lang: plan.language.tag().to_owned(),
        facts,
        collected,
        problems,
        page,
    }
}

/// Answers a batch: where it stands, and what comes next.
pub(crate) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let board = found(&visit, &id).await?;
    ok(&one(&visit, board, String::new(), Problems::default()).await)
}

/// How many sheets somebody counted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Counted {
    collected: String,
}

/// Signs the count.
pub(crate) async fn sign(visit: Visit, Path(id): Path<String>, Form(counted): Form<Counted>) -> Answer {
    let board = found(&visit, &id).await?;
    let signed = match counted.collected.trim().parse() {
        Ok(number) => papers::sign(&visit.cx, board.batch.id, number).await,
        Err(_) => Err(forms::required("collected").into()),
    };
    match signed {
        Ok(batch) => {
            let done = if batch.closed_at.is_some() {
                "batch-closed"
            } else {
                "batch-signed"
            };
            Ok(Redirect::to(&format!("/record/batches/{}?done={done}", batch.id)).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let again = one(&visit, board, counted.collected, problems.at("collected")).await;
            Ok(answer(status, &again))
        }
    }
}

/// One cell of the grid.
struct Field {
    /// Its name in the form, and its id.
    name: String,
    /// What it is: «title».
    cell: &'static str,
    label: String,
    value: String,
    problem: Option<String>,
    /// What one chooses among; empty where one types.
    options: Vec<Choice>,
}

/// One sheet of the grid.
struct Line {
    sheet: u32,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "paper/grid.html")]
struct Grid {
    page: Page,
    id: String,
    name: String,
    second: bool,
    votes: bool,
    from: u32,
    lines: Vec<Line>,
    /// The first sheet of the page before, and of the one after.
    before: Option<u32>,
    after: Option<u32>,
    problems: Problems,
}

/// Where in the batch the grid stands.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct At {
    from: Option<u32>,
}

async fn grid(
    visit: &Visit,
    board: &Board,
    (from, rows): (u32, Vec<Row>),
    problems: Problems,
) -> Result<Grid, Failed> {
    let page = visit.page().await;
    let (cx, plan) = (&visit.cx, &board.plan);
    let themes = all_plans::themes_of(cx, &[plan.id]).await.or_page(visit)?;
    let zones = all_plans::zones_of(cx, &[plan.id]).await.or_page(visit)?;
    let option = |value: String, name: String, typed: &str| Choice {
        chosen: value == typed,
        value,
        name,
    };
    let options = |cell: Cell, typed: &str| -> Vec<Choice> {
        let mut options: Vec<_> = match cell {
            Cell::Theme => themes
                .iter()
                .map(|theme| option(theme.id.to_string(), theme.title.to_string(), typed))
                .collect(),
            Cell::Zone => zones
                .iter()
                .map(|zone| option(zone.id.to_string(), zone.title.to_string(), typed))
                .collect(),
            Cell::Language => languages(&page, typed),
            Cell::Agreed => vec![option("yes".to_owned(), page.t("cell-agreed-yes"), typed)],
            Cell::State => ["blank", "refused"]
                .map(|state| option(state.to_owned(), page.t(&format!("cell-state-{state}")), typed))
                .into(),
            _ => Vec::new(),
        };
        if !options.is_empty() {
            let none = page.t(&format!("cell-{}-none", cell.as_str()));
            options.insert(0, option(String::new(), none, typed));
        }
        options
    };
    let cells = board.batch.kind.cells(plan.rules.voting);
    let support = cells.len() == 3;
    let lines = rows
        .iter()
        .enumerate()
        .map(|(place, row)| Line {
            sheet: row.sheet,
            fields: cells
                .iter()
                .map(|cell| {
                    let value = row.cells.get(cell).cloned().unwrap_or_default();
                    let label = if *cell == Cell::For && support {
                        page.t("cell-support")
                    } else {
                        page.t(&format!("cell-{}", cell.as_str()))
                    };
                    let told = |field: &str| problems.on(&format!("rows.{place}.{field}"));
                    let problem = told(cell.as_str()).or_else(|| match cell {
                        Cell::Zone => told("place"),
                        Cell::Title | Cell::Code => told("sheet"),
                        _ => None,
                    });
                    Field {
                        name: format!("s{}-{}", row.sheet, cell.as_str()),
                        cell: cell.as_str(),
                        label,
                        options: options(*cell, &value),
                        value,
                        problem: problem.map(ToOwned::to_owned),
                    }
                })
                .collect(),
        })
        .collect();
    let last = board.batch.sheets;
    Ok(Grid {
        id: board.batch.id.to_string(),
        name: named(&page, &board.batch),
        second: board.pass == Some(Pass::Second),
        votes: board.batch.kind == BatchKind::Votes,
        from,
        lines,
        before: (from > 1).then(|| from.saturating_sub(ROWS).max(1)),
        after: (from + ROWS <= last).then_some(from + ROWS),
        problems,
        page,
    })
}

impl Grid {
    /// The links of the summary lead to cells.
    fn links(&self) -> Vec<(String, String)> {
        self.lines
            .iter()
            .flat_map(|line| line.fields.iter().map(move |field| (line.sheet, field)))
            .filter_map(|(sheet, field)| {
                let problem = field.problem.as_ref()?;
                let said = self
                    .page
                    .with2("batch-sheet-says", "number", sheet, "said", problem.as_str());
                Some((field.name.clone(), said))
            })
            .collect()
    }
}

fn must_type(visit: &Visit, board: &Board) -> Result<(), Failed> {
    if board.pass.is_some() {
        return Ok(());
    }
    let refusal = if board.batch.closed_at.is_some() {
        domain::papers::BatchRefusal::Closed
    } else {
        domain::papers::BatchRefusal::TypedByOther
    };
    Err(Failed::new(visit, app::Error::from(refusal)))
}

/// Answers ten rows of the grid, with what the visitor typed of them.
pub(crate) async fn entry(visit: Visit, Path(id): Path<String>, Query(at): Query<At>) -> Answer {
    let board = found(&visit, &id).await?;
    must_type(&visit, &board)?;
    let last = board.batch.sheets;
    let from = at.from.unwrap_or(1).clamp(1, last);
    let rows = (from..=last.min(from + ROWS - 1))
        .map(|sheet| Row {
            sheet,
            cells: board
                .mine
                .iter()
                .find(|one| one.sheet == sheet)
                .map(|one| one.cells.clone())
                .unwrap_or_default(),
        })
        .collect();
    ok(&grid(&visit, &board, (from, rows), Problems::default()).await?)
}

/// The rows of a form, by the names of its cells: `s3-title`.
fn rows_of(sent: &Sent, sheets: std::ops::RangeInclusive<u32>) -> Vec<Row> {
    let mut rows: BTreeMap<u32, Row> = BTreeMap::new();
    for sheet in sheets {
        let row = Row {
            sheet,
            cells: BTreeMap::new(),
        };
        rows.insert(sheet, row);
    }
    for (name, value) in sent {
        let cell = name
            .strip_prefix('s')
            .and_then(|rest| rest.split_once('-'))
            .and_then(|(sheet, cell)| Some((sheet.parse::<u32>().ok()?, Cell::parse(cell)?)));
        if let Some((sheet, cell)) = cell
            && let Some(row) = rows.get_mut(&sheet)
            && !value.trim().is_empty()
        {
            row.cells.insert(cell, value.clone());
        }
    }
    rows.into_values().collect()
}

/// Keeps ten rows, and leads to the next ten, or to where the batch stands.
pub(crate) async fn keep(visit: Visit, Path(id): Path<String>, Form(sent): Form<Sent>) -> Answer {
    let board = found(&visit, &id).await?;
    must_type(&visit, &board)?;
    let last = board.batch.sheets;
    let from = sent
        .iter()
        .find(|(name, _)| name == "from")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(1_u32)
        .clamp(1, last);
    let rows = rows_of(&sent, from..=last.min(from + ROWS - 1));
    match papers::enter(&visit.cx, board.batch.id, rows.clone()).await {
        Ok(batch) => {
            let next = from + ROWS;
            let to = if next <= last && sent.iter().any(|(name, value)| name == "go" && value == "on") {
                format!("/record/batches/{}/entry?from={next}&done=sheets-kept", batch.id)
            } else {
                format!("/record/batches/{}?done=sheets-kept", batch.id)
            };
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(answer(
                status,
                &grid(&visit, &board, (from, rows), problems).await?,
            ))
        }
    }
}

/// A cell in which two people differ.
struct Doubt {
    name: String,
    sheet: u32,
    label: String,
    first: String,
    second: String,
}

#[derive(Template)]
#[template(path = "paper/differences.html")]
struct Unsettled {
    page: Page,
    id: String,
    name: String,
    doubts: Vec<Doubt>,
}

/// Answers where two people differ.
pub(crate) async fn differences(visit: Visit, Path(id): Path<String>) -> Answer {
    let board = found(&visit, &id).await?;
    let page = visit.page().await;
    let themes = all_plans::themes_of(&visit.cx, &[board.plan.id])
        .await
        .or_page(&visit)?;
    let zones = all_plans::zones_of(&visit.cx, &[board.plan.id])
        .await
        .or_page(&visit)?;
    let shown = |cell: Cell, text: &str| -> String {
        let title = match cell {
            Cell::Theme => themes
                .iter()
                .find(|one| one.id.to_string() == text)
                .map(|one| one.title.to_string()),
            Cell::Zone => zones
                .iter()
                .find(|one| one.id.to_string() == text)
                .map(|one| one.title.to_string()),
            Cell::Language => page.find(&format!("tongue-{text}")),
            Cell::State if !text.is_empty() => Some(page.t(&format!("cell-state-{text}"))),
            Cell::Agreed if text == "yes" => Some(page.t("cell-agreed-yes")),
            _ => None,
        };
        match title {
            Some(title) => title,
            None if text.is_empty() => page.t("cell-nothing"),
            None => text.to_owned(),
        }
    };
    ok(&Unsettled {
        id: board.batch.id.to_string(),
        name: named(&page, &board.batch),
        doubts: board
            .differences
            .iter()
            .map(|one| Doubt {
                name: format!("s{}-{}", one.sheet, one.cell.as_str()),
                sheet: one.sheet,
                label: page.t(&format!("cell-{}", one.cell.as_str())),
                first: shown(one.cell, &one.first),
                second: shown(one.cell, &one.second),
            })
            .collect(),
        page,
    })
}

/// Settles what was chosen.
pub(crate) async fn settle(visit: Visit, Path(id): Path<String>, Form(sent): Form<Sent>) -> Answer {
    let board = found(&visit, &id).await?;
    let choices = sent
        .iter()
        .filter_map(|(name, value)| {
            let (sheet, cell) = name.strip_prefix('s')?.split_once('-')?;
            Some(Settled {
                sheet: sheet.parse().ok()?,
                cell: Cell::parse(cell)?,
                which: match value.as_str() {
                    "first" => Which::First,
                    "second" => Which::Second,
                    _ => return None,
                },
            })
        })
        .collect();
    let batch = papers::settle(&visit.cx, board.batch.id, choices)
        .await
        .or_page(&visit)?;
    Ok(Redirect::to(&format!("/record/batches/{}?done=differences-settled", batch.id)).into_response())
}
