//! A case: the text, what is said about it, why it stands where it stands, what was decided, and the form to decide.

use std::collections::HashMap;

use app::{
    moderation::{self, Dossier, View},
    rules,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, Language, PageRequest, Timestamp, Visibility,
    moderation::{
        Case, CaseId, CaseStage, Decision, ModerationRefusal, Notice, Target, cases::SecondOpinion,
        priority::Record,
    },
    policy::moderation::{Decide, Hold},
    rules::{Rule, RuleId, RuleVersion},
};
use http::StatusCode;
use serde::Deserialize;

use super::{
    decide::{ACTIONS, BEFORE, Typed, ready, told_in},
    keys::{self, Key},
    notifier, part, passages, queue, sanctions,
    text::Text,
    transmissions,
    undo::Bar,
};
use crate::{
    error::{Failed, Or, Problems, said},
    forms,
    page::{Answer, Page, show as write},
    proposals::Stamp,
    visit::Visit,
};

/// What somebody said about the text; never who.
struct Said {
    id: String,
    kind: String,
    rule: Option<String>,
    explanation: String,
    lang: String,
    meta: String,
    /// The text that they read, where it was another one.
    read: Option<String>,
}

/// A decision, as moderators read it.
struct Past {
    action: String,
    rule: Option<String>,
    facts: String,
    /// When, by whom of the two, and what became of it.
    meta: Vec<String>,
}

/// What is said against a decision.
struct Against {
    side: String,
    grounds: String,
    meta: String,
}

/// What another moderator would do.
struct Second {
    title: String,
    would: String,
    note: String,
}

/// A rule to choose.
struct RuleChoice {
    id: String,
    title: String,
    explanation: String,
    refused: String,
    accepted: String,
    usual: String,
    /// What the author reads where nothing else is written; empty in a review, which is answered in words of one's own.
    ready: String,
    named: bool,
    chosen: bool,
}

/// Something that can be done.
struct Doing {
    word: &'static str,
    /// What its key is called.
    key: &'static str,
    name: String,
    explained: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "moderation/case.html")]
struct Show {
    page: Page,
    id: String,
    version: i32,
    queue: String,
    stage: String,
    stamp: Option<Stamp>,
    due: Option<String>,
    text: Option<Text>,
    notices: Vec<Said>,
    /// Whether the reader may learn who sent them.
    looks: bool,
    records: Vec<String>,
    /// Why it stands where it stands, point by point.
    why: Vec<String>,
    points: String,
    past: Vec<Past>,
    /// The decision that is contested, and what is said against it.
    contested: Option<(Past, Against)>,
    second: Option<Second>,
    /// Until when the reader works on it.
    claimed: Option<String>,
    can_claim: bool,
    can_decide: bool,
    /// Whether its text can be passed on to an authority by the decision.
    can_transmit: bool,
    /// Where what was passed on of it is, for those who may know it.
    passed: Vec<(String, String)>,
    /// What the reader had typed before somebody else was faster.
    lost: Vec<String>,
    /// Why the reader cannot decide, where somebody must.
    barred: Option<String>,
    review: bool,
    /// Whether the text is not published yet.
    waits: bool,
    actions: Vec<Doing>,
    rules: Vec<RuleChoice>,
    /// Where something can be, or was, decided about the author.
    sanction: Option<String>,
    /// For how long the text can be held, in hours; empty where it cannot.
    holds: Vec<(u32, String)>,
    typed: Typed,
    problems: Problems,
    bar: Option<Bar>,
    previous: Option<String>,
    next: Option<String>,
    keys: Vec<Key>,
}

/// What the address says besides the case.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// The case that has just been decided.
    undo: String,
}

/// Answers a case.
pub(crate) async fn show(visit: Visit, Path(id): Path<String>, Query(wanted): Query<Wanted>) -> Answer {
    answer(
        &visit,
        &id,
        None,
        &wanted.undo,
        StatusCode::OK,
        Problems::default(),
    )
    .await
}

/// The dossier of a case that the visitor sees.
pub(super) async fn dossier(visit: &Visit, id: &str) -> Result<Dossier, Failed> {
    super::must_work(visit)?;
    let id: CaseId = forms::id(visit, id, Code::ModerationNotFound)?;
    let found = moderation::dossiers(&visit.cx, &[id]).await.or_page(visit)?;
    found
        .into_iter()
        .next()
        .ok_or_else(|| Failed::not_found(visit, Code::ModerationNotFound))
}

/// The page of a case, with what was typed where a form came back.
pub(super) async fn answer(
    visit: &Visit,
    id: &str,
    typed: Option<Typed>,
    undo: &str,
    status: StatusCode,
    problems: Problems,
) -> Answer {
    let dossier = dossier(visit, id).await?;
    let page = visit.page().await;
    let bar = Bar::of(visit, &page, undo).await?;
    let shown = of(visit, page, dossier, typed, bar, problems).await?;
    Ok(write(status, &shown))
}

async fn of(
    visit: &Visit,
    page: Page,
    dossier: Dossier,
    typed: Option<Typed>,
    bar: Option<Bar>,
    problems: Problems,
) -> Result<Show, Failed> {
    let (cx, now) = (&visit.cx, visit.cx.now());
    let case = &dossier.case;
    let stage = case.state.stage();
    let waits = stage.waits();
    let (previous, next) = beside(visit, case).await?;
    let records = moderation::records_of(cx, case.id).await.or_page(visit)?;
    let text = match &dossier.target {
        Some(target) => Some(Text::of(visit, &page, target).await?),
        None => None,
    };
    let in_force = rules::list(cx, true, &PageRequest::first(100))
        .await
        .or_page(visit)?
        .into_items();
    let applied = applied(visit, &dossier.decisions).await?;
    let barred = if waits { barred(visit, &dossier, now) } else { None };
    let claimed = case.claimed(now).filter(|_| waits);
    let by_reader = claimed.filter(|claim| Some(claim.by) == cx.actor.account());
    let unpublished = dossier.target.as_ref().is_some_and(Target::waits);
    let can_decide = waits && barred.is_none() && dossier.target.is_some();
    let lost = typed
        .as_ref()
        .filter(|_| !can_decide)
        .map(Typed::words)
        .unwrap_or_default();
    let typed = typed.unwrap_or_else(|| Typed {
        rule: sole_rule(&dossier.notices),
        passages: dossier.target.as_ref().map_or_else(String::new, |target| {
            passages::write(target.body.as_str(), &target.visibility)
        }),
        attachments: match dossier.target.as_ref().map(|target| &target.visibility) {
            Some(Visibility::Masked { attachments, .. }) => {
                attachments.iter().map(ToString::to_string).collect()
            }
            _ => Vec::new(),
        },
        ..Typed::default()
    });
    let contested = match stage {
        CaseStage::Contested | CaseStage::Reviewed => against(&page, visit, &dossier, &applied),
        CaseStage::Open | CaseStage::Decided | CaseStage::Told | CaseStage::Final => None,
    };
    let held_before = dossier
        .target
        .as_ref()
        .is_some_and(|target| !target.is_readable() || cx.actor.may(Hold, target.clone()).is_err());
    Ok(Show {
        id: case.id.to_string(),
        version: case.version,
        queue: queue::address(tab_of(stage), None),
        stage: page.t(&format!("stage-{}", stage.as_str())),
        stamp: queue::stamp(&page, &dossier, now),
        due: waits.then(|| page.with("case-due-explained", "until", page.when(case.due_at).as_str())),
        notices: notices(&page, visit, &dossier, &in_force),
        looks: notifier::may_look(visit, &dossier),
        records: records
            .iter()
            .take(100)
            .map(|record| how_often(&page, *record))
            .collect(),
        why: why(&page, case),
        points: page.with("case-points", "count", case.priority.points()),
        past: dossier
            .decisions
            .iter()
            .map(|decision| past(&page, visit, decision, &applied))
            .collect(),
        contested,
        second: case
            .second
            .as_ref()
            .map(|SecondOpinion { action, note, .. }| Second {
                title: page.t(if stage.waits() {
                    "second-title"
                } else {
                    "second-was-asked"
                }),
                would: page.t(&format!("would-{}", action.told())),
                note: note.clone(),
            }),
        claimed: by_reader
            .map(|claim| page.with("case-claimed-by-you", "until", page.when(claim.until).as_str())),
        can_claim: can_decide && by_reader.is_none(),
        can_decide,
        can_transmit: can_decide && stage == CaseStage::Open,
        passed: transmissions::of_case(visit, &page, case.id).await?,
        lost,
        barred,
        review: stage == CaseStage::Contested,
        actions: actions(&page, unpublished, stage == CaseStage::Contested, &typed.would),
        waits: unpublished,
        sanction: sanctions::may_follow(&dossier).then(|| format!("/moderation/cases/{}/sanction", case.id)),
        rules: {
            let own_words = stage == CaseStage::Contested;
            let language = (!own_words).then(|| told_in(&dossier));
            choices(
                &page,
                visit,
                in_force,
                &dossier.notices,
                language.as_ref(),
                &typed.rule,
            )
        },
        holds: if can_decide && stage == CaseStage::Open && !held_before {
            [1, 3, 6, 12, 24]
                .map(|hours: u32| (hours, page.with("hold-for", "count", hours)))
                .into()
        } else {
            Vec::new()
        },
        text,
        typed,
        problems: problems.called(
            &page,
            &[
                ("rule", "decide-rule"),
                ("passages", "decide-passages"),
                ("facts", "decide-facts"),
                ("note", "second-note"),
            ],
        ),
        bar,
        previous: previous.map(|id| format!("/moderation/cases/{id}")),
        next: next.map(|id| format!("/moderation/cases/{id}")),
        keys: keys::all(&page),
        page,
    })
}

const fn tab_of(stage: CaseStage) -> queue::Tab {
    match stage {
        CaseStage::Open => queue::Tab::Open,
        CaseStage::Contested => queue::Tab::Contested,
        CaseStage::Decided | CaseStage::Told | CaseStage::Reviewed | CaseStage::Final => queue::Tab::Decided,
    }
}

/// The cases before and after this one: among those that the visitor took, or else in the part of the queue that nobody
/// works on.
pub(super) async fn beside(visit: &Visit, case: &Case) -> Result<(Option<CaseId>, Option<CaseId>), Failed> {
    let (cx, now) = (&visit.cx, visit.cx.now());
    let view = match case.state.stage() {
        CaseStage::Contested | CaseStage::Reviewed => View::Contested,
        CaseStage::Open | CaseStage::Decided | CaseStage::Told | CaseStage::Final => View::Open,
    };
    let request = PageRequest::first(domain::page::MAX_PAGE);
    let mut queue = part(None, view);
    queue.claimed = cx.actor.account().map(|person| (person, now));
    let ids = |found: domain::Page<Case>| found.into_items().into_iter().map(|case| case.id).collect();
    let mut list: Vec<CaseId> = ids(moderation::queue(cx, &queue, &request).await.or_page(visit)?);
    if list.iter().all(|id| *id == case.id) {
        queue.claimed = None;
        queue.free_at = Some(now);
        let free: Vec<CaseId> = ids(moderation::queue(cx, &queue, &request).await.or_page(visit)?);
        list.extend(free);
    }
    let place = list.iter().position(|id| *id == case.id);
    let previous = place.and_then(|place| list.get(place.checked_sub(1)?));
    let next = match place {
        Some(place) => list.get(place + 1),
        None => list.first(),
    };
    Ok((previous.copied(), next.copied()))
}

/// Why the visitor may not decide what somebody must: the same rules decide when it is sent.
fn barred(visit: &Visit, dossier: &Dossier, now: Timestamp) -> Option<String> {
    let cx = &visit.cx;
    let file = dossier.file()?;
    if let Err(denied) = cx.actor.may(Decide, file) {
        let contested = dossier.case.state.stage() == CaseStage::Contested;
        let took_part = dossier.decisions.iter().any(|decision| {
            Some(decision.id) == dossier.case.state.decision()
                && (Some(decision.by) == cx.actor.account()
                    || decision.first.is_some() && decision.first == cx.actor.account())
        });
        return Some(if contested && took_part {
            messages::sentence("barred-second-person", [], &cx.language).unwrap_or_default()
        } else {
            said(visit, denied)
        });
    }
    let person = cx.actor.account();
    if let Some(claim) = dossier.case.claimed(now).filter(|claim| Some(claim.by) != person) {
        return Some(said(
            visit,
            ModerationRefusal::ClaimedByOther { until: claim.until },
        ));
    }
    let asked = dossier.case.second.as_ref().map(|second| second.by);
    (asked.is_some() && asked == person).then(|| said(visit, ModerationRefusal::SecondOpinionAsked))
}

/// The rule that notices name, where it is one.
fn sole_rule(notices: &[Notice]) -> String {
    let mut named: Vec<RuleId> = notices.iter().filter_map(|notice| notice.rule).collect();
    named.sort_unstable();
    named.dedup();
    match named.as_slice() {
        [one] => one.to_string(),
        _ => String::new(),
    }
}

fn title_of(rule: &Rule, visit: &Visit) -> String {
    let words = rule.terms.wordings.for_reader(&visit.cx.language).0;
    words.title.to_string()
}

fn notices(page: &Page, visit: &Visit, dossier: &Dossier, rules: &[Rule]) -> Vec<Said> {
    let now_written = dossier.target.as_ref().map(|target| target.body.as_str());
    dossier
        .notices
        .iter()
        .take(100)
        .map(|notice| {
            let read = notice.read.body.as_str();
            let rule = rules.iter().find(|rule| Some(rule.id) == notice.rule);
            Said {
                id: notice.id.to_string(),
                kind: page.t(&format!("report-{}", notice.kind.as_str().replace('_', "-"))),
                rule: rule.map(|rule| title_of(rule, visit)),
                explanation: notice.explanation.as_str().to_owned(),
                lang: notice.language.tag().to_owned(),
                meta: page.with(
                    if notice.by.account().is_some() {
                        "notice-from-account"
                    } else {
                        "notice-from-visitor"
                    },
                    "day",
                    page.when(notice.received_at).as_str(),
                ),
                read: (!read.is_empty() && Some(read) != now_written).then(|| read.to_owned()),
            }
        })
        .collect()
}

fn how_often(page: &Page, record: Record) -> String {
    if record.decided == 0 {
        return page.t("notifier-new");
    }
    page.with2(
        "notifier-record",
        "count",
        record.followed,
        "limit",
        record.decided,
    )
}

/// Why a case stands where it stands, each part with its points.
fn why(page: &Page, case: &Case) -> Vec<String> {
    let priority = case.priority;
    let parts = [
        ("why-severity", priority.severity),
        ("why-notifiers", priority.notifiers),
        ("why-exposure", priority.exposure),
        ("why-minors", priority.minors),
        ("why-signals", priority.signals),
    ];
    let mut why: Vec<String> = parts
        .into_iter()
        .filter(|(_, points)| *points > 0)
        .map(|(id, points)| page.with(id, "count", points))
        .collect();
    if case.escalated_at.is_some() {
        why.push(page.t("why-escalated"));
    }
    why.push(page.with("why-waiting", "day", page.when(case.opened_at).as_str()));
    why
}

/// The titles of the rules that decisions applied, as they were then.
async fn applied(visit: &Visit, decisions: &[Decision]) -> Result<HashMap<(RuleId, i32), String>, Failed> {
    let mut keys: Vec<(RuleId, i32)> = decisions
        .iter()
        .filter_map(|decision| decision.rule.map(|rule| (rule.rule, rule.version)))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let found = rules::versions_at(&visit.cx, &keys).await.or_page(visit)?;
    Ok(found
        .into_iter()
        .map(
            |RuleVersion {
                 rule, number, terms, ..
             }| {
                let title = terms.wordings.for_reader(&visit.cx.language).0.title.to_string();
                ((rule, number), title)
            },
        )
        .collect())
}

fn past(page: &Page, visit: &Visit, decision: &Decision, applied: &HashMap<(RuleId, i32), String>) -> Past {
    let who = if Some(decision.by) == visit.cx.actor.account() {
        "past-by-you"
    } else {
        "past-by-other"
    };
    let mut meta = vec![page.with(who, "day", page.when(decision.at).as_str())];
    if let Some(review) = decision.review {
        meta.push(page.t(&format!("past-{}", review.outcome.as_str())));
    }
    if let Some(agreed) = decision.agreed {
        meta.push(page.t(if agreed { "past-agreed" } else { "past-differed" }));
    }
    if decision.automated_detection {
        meta.push(page.t("past-detected"));
    }
    meta.push(if decision.undone_at.is_some() {
        page.t("past-undone")
    } else if decision.final_at.is_some() {
        page.with("past-reference", "code", decision.reference.to_string().as_str())
    } else {
        page.t("past-interim")
    });
    Past {
        action: page.t(&format!("past-{}", decision.action.told())),
        rule: decision
            .rule
            .and_then(|rule| applied.get(&(rule.rule, rule.version)).cloned()),
        facts: decision.facts.as_str().to_owned(),
        meta,
    }
}

fn against(
    page: &Page,
    visit: &Visit,
    dossier: &Dossier,
    applied: &HashMap<(RuleId, i32), String>,
) -> Option<(Past, Against)> {
    let contested = dossier.case.state.decision();
    let decision = dossier.decisions.iter().find(|one| Some(one.id) == contested)?;
    let complaint = dossier.complaint.as_ref()?;
    Some((
        past(page, visit, decision, applied),
        Against {
            side: page.t(&format!("complaint-{}", complaint.side.as_str())),
            grounds: complaint.grounds.as_str().to_owned(),
            meta: page.with("complaint-filed", "day", page.when(complaint.filed_at).as_str()),
        },
    ))
}

/// What can be done, and how each is called: a review upholds, restores or changes.
fn actions(page: &Page, unpublished: bool, review: bool, would: &str) -> Vec<Doing> {
    let words: &[&'static str] = if unpublished { &BEFORE } else { &ACTIONS };
    words
        .iter()
        .map(|&word| Doing {
            word,
            key: match word {
                "publish" => "keep",
                "return" => "hide",
                word => word,
            },
            name: if review && word == "keep" {
                page.t("do-restore")
            } else {
                page.t(&format!("do-{word}"))
            },
            explained: page.t(&format!("do-{word}-explained")),
            chosen: word == would,
        })
        .collect()
}

/// The rules in force, those first that notices name.
fn choices(
    page: &Page,
    visit: &Visit,
    rules: Vec<Rule>,
    notices: &[Notice],
    language: Option<&Language>,
    chosen: &str,
) -> Vec<RuleChoice> {
    let mut choices: Vec<RuleChoice> = rules
        .into_iter()
        .map(|rule| {
            let words = rule.terms.wordings.for_reader(&visit.cx.language).0;
            let id = rule.id.to_string();
            RuleChoice {
                title: words.title.to_string(),
                explanation: words.explanation.as_str().to_owned(),
                refused: words.refused.as_str().to_owned(),
                accepted: words.accepted.as_str().to_owned(),
                usual: page.t(&format!("usual-{}", rule.terms.default_decision.as_str())),
                ready: language.map_or_else(String::new, |language| ready(&rule, language)),
                named: notices.iter().any(|notice| notice.rule == Some(rule.id)),
                chosen: id == chosen,
                id,
            }
        })
        .collect();
    choices.sort_by_key(|choice| !choice.named);
    choices
}

/// Reserves a case for half an hour.
pub(crate) async fn claim(visit: Visit, Path(id): Path<String>) -> Answer {
    let case = dossier(&visit, &id).await?.case.id;
    moved(
        &visit,
        &id,
        moderation::claim(&visit.cx, case).await,
        "case-claimed",
    )
    .await
}

/// Gives it back.
pub(crate) async fn release(visit: Visit, Path(id): Path<String>) -> Answer {
    let case = dossier(&visit, &id).await?.case.id;
    moved(
        &visit,
        &id,
        moderation::release(&visit.cx, case).await,
        "case-released",
    )
    .await
}

/// Shows the case again: with what was done, or with what kept it from being done.
pub(super) async fn moved(visit: &Visit, id: &str, outcome: app::Result<Case>, done: &str) -> Answer {
    match outcome {
        Ok(case) => Ok(Redirect::to(&format!("/moderation/cases/{}?done={done}", case.id)).into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(visit, error)?;
            answer(visit, id, None, "", status, problems).await
        }
    }
}
