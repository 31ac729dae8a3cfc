//! Signals as they are set: what a machine looks at in a text, what it does then, and what it would have hit in a plan.
//! Moderators read and rehearse, admins set.

use app::{
    plans,
    signals::{self, Rehearsal, TuneSignal},
};
use askama::Template;
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Actor, Code, PageRequest,
    accounts::Role,
    page::MAX_PAGE,
    plans::PlanId,
    policy::{plans::Site, signals::See},
    refusal::{Fault, Fields},
    signals::{Signal, SignalChange, SignalKind, SignalMode},
};
use http::StatusCode;
use serde::Deserialize;

use crate::{
    about::About,
    error::{Failed, Or, Problems},
    forms::typed,
    page::{Answer, Page, ok, show as write},
    plans::among,
    proposals::{Choice, Stamp},
    visit::Visit,
};

/// How many changes a page shows.
const CHANGES: u32 = 20;

/// Whether the visitor reads how signals are set.
pub(crate) fn sees(visit: &Visit) -> bool {
    visit.is_signed_in() && visit.cx.actor.may(See, Site).is_ok()
}

fn must_see(visit: &Visit) -> Result<(), Failed> {
    let _permitted = visit.cx.actor.may(See, Site).or_page(visit)?;
    Ok(())
}

/// A signal in the list.
struct Row {
    address: String,
    name: String,
    explained: String,
    stamp: Stamp,
    threshold: String,
    hits: String,
}

#[derive(Template)]
#[template(path = "moderation/signals.html")]
struct List {
    page: Page,
    /// Where the reader came from: address and name.
    up: (&'static str, String),
    rows: Vec<Row>,
}

fn mode(page: &Page, mode: SignalMode) -> String {
    page.t(&format!("signal-mode-{}", mode.as_str()))
}

fn id(kind: SignalKind) -> String {
    format!("signal-kind-{}", kind.as_str().replace('_', "-"))
}

/// Answers every signal as it is set.
pub(crate) async fn list(visit: Visit) -> Answer {
    must_see(&visit)?;
    let page = visit.page().await;
    let all = signals::all(&visit.cx).await.or_page(&visit)?;
    let hits = signals::hit_counts(&visit.cx).await.or_page(&visit)?;
    let rows = all.iter().map(|signal| Row {
        address: format!("/moderation/signals/{}", signal.kind.as_str()),
        name: page.t(&id(signal.kind)),
        explained: page.t(&format!("{}-text", id(signal.kind))),
        stamp: Stamp {
            word: mode(&page, signal.mode),
            look: if signal.mode.looks() { "good" } else { "" },
        },
        threshold: page.with("signal-threshold-now", "count", signal.threshold),
        hits: page.with(
            "signal-hits",
            "count",
            hits.get(&signal.kind).copied().unwrap_or(0),
        ),
    });
    ok(&List {
        up: if super::works(&visit) {
            ("/moderation", page.t("nav-moderation"))
        } else {
            ("/staff", page.t("nav-staff"))
        },
        rows: rows.collect(),
        page,
    })
}

/// A signal as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    version: i64,
    mode: String,
    threshold: String,
    plan: String,
    act: String,
}

impl Typed {
    fn of(signal: &Signal) -> Self {
        Self {
            version: signal.version,
            mode: signal.mode.as_str().to_owned(),
            threshold: signal.threshold.to_string(),
            ..Self::default()
        }
    }

    /// The measure from which it hits.
    fn measure(&self) -> Result<i32, Fault> {
        let Some(threshold) = typed(&self.threshold) else {
            return Err(Fault::new(Code::FieldRequired));
        };
        let threshold = threshold.parse();
        threshold.map_err(|_not_a_number| Fault::new(Code::FieldMalformed))
    }
}

/// What a rehearsal found.
struct Tried {
    said: String,
    /// Whether it stopped before the end of the plan.
    incomplete: bool,
    /// That not all are named, where that is so.
    first: Option<String>,
    items: Vec<About>,
}

impl Tried {
    async fn of(visit: &Visit, page: &Page, tried: &Rehearsal) -> Result<Self, Failed> {
        let mut written = About::of(visit, page, &tried.items).await?;
        Ok(Self {
            said: page.with2("signal-tried", "count", tried.hits, "limit", tried.examined),
            incomplete: !tried.complete,
            first: (tried.hits > tried.items.len() as u64)
                .then(|| page.with("signal-tried-first", "count", tried.items.len() as u64)),
            items: tried
                .items
                .iter()
                .filter_map(|item| written.remove(item))
                .collect(),
        })
    }
}

#[derive(Template)]
#[template(path = "moderation/signal.html")]
struct Show {
    page: Page,
    name: String,
    explained: String,
    address: String,
    /// What it does now, and from which measure.
    now: String,
    /// Whether the reader sets it.
    tunes: bool,
    /// What its threshold is called.
    threshold: String,
    modes: Vec<Choice>,
    range: String,
    plans: Vec<Choice>,
    typed: Typed,
    tried: Option<Tried>,
    /// How it was set before: when, and from what to what.
    changes: Vec<(String, String)>,
    problems: Problems,
}

async fn found(visit: &Visit, kind: &str) -> Result<Signal, Failed> {
    must_see(visit)?;
    let missing = || Failed::not_found(visit, Code::ModerationNotFound);
    let kind = SignalKind::parse(kind).ok_or_else(missing)?;
    let all = signals::all(&visit.cx).await.or_page(visit)?;
    all.into_iter()
        .find(|signal| signal.kind == kind)
        .ok_or_else(missing)
}

async fn page(
    visit: &Visit,
    signal: &Signal,
    typed: Typed,
    tried: Option<Rehearsal>,
    problems: Problems,
) -> Result<Show, Failed> {
    let (cx, page) = (&visit.cx, visit.page().await);
    let changes = signals::changes(cx, signal.kind, &PageRequest::first(CHANGES))
        .await
        .or_page(visit)?
        .into_items();
    let mut known = plans::list(cx, &plans::Filter::default(), &PageRequest::first(MAX_PAGE))
        .await
        .or_page(visit)?
        .into_items();
    let admin = cx.actor.has_everywhere(Role::Admin);
    known.retain(|plan| admin || cx.actor.has(Role::Moderator, plan.id));
    let tried = match tried {
        Some(tried) => Some(Tried::of(visit, &page, &tried).await?),
        None => None,
    };
    let (min, max) = signal.kind.range();
    let changed = |change: &SignalChange| {
        let (before, after) = (mode(&page, change.from_mode), mode(&page, change.to.mode));
        let said = [
            page.with2(
                "signal-was",
                "name",
                before.as_str(),
                "count",
                change.from_threshold,
            ),
            page.with2("signal-is", "name", after.as_str(), "count", change.to.threshold),
        ];
        (page.when(change.at), said.join(" "))
    };
    Ok(Show {
        name: page.t(&id(signal.kind)),
        explained: page.t(&format!("{}-text", id(signal.kind))),
        address: format!("/moderation/signals/{}", signal.kind.as_str()),
        now: page.with2(
            "signal-now",
            "name",
            mode(&page, signal.mode).as_str(),
            "count",
            signal.threshold,
        ),
        threshold: page.t(if signal.kind == SignalKind::FirstPost {
            "signal-below"
        } else {
            "signal-threshold"
        }),
        tunes: matches!(cx.actor, Actor::Person(_)) && cx.actor.must_administer().is_ok(),
        modes: SignalMode::ALL
            .iter()
            .map(|one| Choice {
                value: one.as_str().to_owned(),
                name: page.t(&format!("signal-mode-{}-text", one.as_str())),
                chosen: typed.mode == one.as_str(),
            })
            .collect(),
        range: page.with2("signal-range", "from", min, "until", max),
        plans: known
            .iter()
            .map(|plan| Choice {
                value: plan.id.to_string(),
                name: plan.title.to_string(),
                chosen: typed.plan == plan.id.to_string(),
            })
            .collect(),
        tried,
        changes: changes.iter().map(changed).collect(),
        typed,
        problems: problems.called(
            &page,
            &[
                ("mode", "signal-mode"),
                ("threshold", "signal-threshold"),
                ("plan", "signal-plan"),
            ],
        ),
        page,
    })
}

/// Answers a signal, and asks how it is set.
pub(crate) async fn show(visit: Visit, Path(kind): Path<String>) -> Answer {
    let signal = found(&visit, &kind).await?;
    let typed = Typed::of(&signal);
    ok(&page(&visit, &signal, typed, None, Problems::default()).await?)
}

/// Sets a signal otherwise, or tells what it would have hit.
pub(crate) async fn set(visit: Visit, Path(kind): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let signal = found(&visit, &kind).await?;
    if typed.act == "try" {
        let (status, tried, problems) = match rehearsed(&visit, &signal, &typed).await {
            Ok(tried) => (StatusCode::OK, Some(tried), Problems::default()),
            Err(error) => {
                let (status, problems) = Problems::of(&visit, error)?;
                (status, None, problems)
            }
        };
        return Ok(write(
            status,
            &page(&visit, &signal, typed, tried, problems).await?,
        ));
    }
    match tuned(&visit, &signal, &typed).await {
        Ok(signal) => {
            let to = format!("/moderation/signals/{}?done=signal-kept", signal.kind.as_str());
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            // What somebody else set meanwhile is shown by the list of changes; the next keep replaces it on purpose.
            let version = if problems.has(Code::SignalChangedMeanwhile) {
                signal.version
            } else {
                typed.version
            };
            let typed = Typed { version, ..typed };
            Ok(write(
                status,
                &page(&visit, &signal, typed, None, problems).await?,
            ))
        }
    }
}

async fn tuned(visit: &Visit, signal: &Signal, typed: &Typed) -> app::Result<Signal> {
    let mut wrong = Fields::default();
    let required = || Fault::new(Code::FieldRequired);
    let mode = wrong.take("mode", SignalMode::parse(&typed.mode).ok_or_else(required));
    let threshold = wrong.take("threshold", typed.measure());
    let (mode, threshold) = wrong.finish(mode.zip(threshold))?;
    let command = TuneSignal::parse(signal.kind, typed.version, mode, threshold)?;
    signals::tune(&visit.cx, command).await
}

async fn rehearsed(visit: &Visit, signal: &Signal, typed: &Typed) -> app::Result<Rehearsal> {
    let mut wrong = Fields::default();
    let plan: Option<PlanId> = among(&typed.plan);
    let plan = wrong.take("plan", plan.ok_or_else(|| Fault::new(Code::FieldRequired)));
    let threshold = wrong.take("threshold", typed.measure());
    let (plan, threshold) = wrong.finish(plan.zip(threshold))?;
    signals::rehearse(&visit.cx, signal.kind, threshold, plan).await
}
