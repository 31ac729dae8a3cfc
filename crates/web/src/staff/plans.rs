//! Plans as their staff prepare them: a list, five questions that open one, what it still needs before it is published, and
//! what is done with the whole of it: published, its vote suspended, closed, archived.

use app::plans::{self, Amendment, CreatePlan, PhaseInput, PlanInput};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Code, Denied,
    plans::{PhaseId, PhaseKind, Plan, PlanState, Verb},
    refusal::Fields as Wrong,
    text::Slug,
};
use http::StatusCode;

use super::{
    Part,
    form::{Button, Fields, FormPage, Kind, Typed},
};
use crate::{
    error::{Failed, Or, Problems},
    forms::{self, day_of, evening},
    page::{Answer, Page, ok, show},
    plans::{Step, by_slug},
    proposals::Stamp,
    visit::Visit,
};

/// The templates of a plan, and the kinds of their phases: all begin and end with the debate, but for what follows it.
const TEMPLATES: [(&str, &[PhaseKind]); 3] = [
    (
        "renewal",
        &[
            PhaseKind::Propose,
            PhaseKind::Debate,
            PhaseKind::Vote,
            PhaseKind::Answer,
            PhaseKind::Follow,
        ],
    ),
    (
        "consultation",
        &[PhaseKind::Propose, PhaseKind::Debate, PhaseKind::Answer],
    ),
    ("debate", &[PhaseKind::Debate, PhaseKind::Answer]),
];
/// How long answers and works are expected to take after the debate, in days.
const AFTERWARDS: u64 = 90;
/// How long the vote of a template lasts, in days.
const VOTE: u64 = 14;

/// The plan of a slug, if the visitor staffs it.
pub(super) async fn staffed(visit: &Visit, slug: &str) -> Result<Plan, Failed> {
    super::must(visit, super::staffs(visit))?;
    let plan = by_slug(visit, slug).await?;
    if visit.cx.actor.staffs(plan.id) {
        Ok(plan)
    } else {
        Err(Failed::new(visit, Denied::RoleRequired))
    }
}

/// A plan in the list.
struct Row {
    address: String,
    title: String,
    stamp: Stamp,
    summary: String,
}

#[derive(Template)]
#[template(path = "staff/plans.html")]
struct List {
    page: Page,
    parts: Vec<Part>,
    rows: Vec<Row>,
    may_open: bool,
}

fn stamp(page: &Page, plan: &Plan) -> Stamp {
    let look = if matches!(plan.state, PlanState::Published { .. }) {
        "good"
    } else {
        ""
    };
    Stamp {
        word: page.t(&format!("plan-{}", plan.state.as_str())),
        look,
    }
}

/// Answers the plans that the visitor staffs.
pub(crate) async fn list(visit: Visit) -> Answer {
    super::must(&visit, super::staffs(&visit))?;
    let page = visit.page().await;
    let mut found = super::plans_of(&visit).await?;
    found.retain(|plan| visit.cx.actor.staffs(plan.id));
    ok(&List {
        parts: super::parts(&visit, &page, "/staff/plans"),
        rows: found
            .iter()
            .map(|plan| Row {
                address: format!("/staff/plans/{}", plan.slug),
                title: plan.title.to_string(),
                stamp: stamp(&page, plan),
                summary: app::markdown::excerpt(plan.summary.as_str(), 200),
            })
            .collect(),
        may_open: may_open(&visit),
        page,
    })
}

fn may_open(visit: &Visit) -> bool {
    visit
        .cx
        .actor
        .must_staff_site(domain::accounts::ApiScope::Write)
        .is_ok()
}

/// Asks the five questions.
pub(crate) async fn ask(visit: Visit) -> Answer {
    super::must(&visit, may_open(&visit))?;
    let mut typed = Typed::default();
    typed.set("template", "renewal");
    Ok(opening(&visit, StatusCode::OK, &typed, Problems::default()).await)
}

async fn opening(visit: &Visit, status: StatusCode, typed: &Typed, problems: Problems) -> Response {
    let page = visit.page().await;
    let words: Vec<&str> = TEMPLATES.iter().map(|(word, _)| *word).collect();
    let fields = Fields::new(&page, typed, &problems)
        .words("template", "open-template", Kind::Radio, "template", &words)
        .add("title", "open-title", Kind::Line)
        .add("summary", "open-summary", Kind::Short)
        .add("decided", "open-decided", Kind::Short)
        .add("openToDebate", "open-open", Kind::Short)
        .add("startsAt", "open-starts", Kind::Day)
        .add("endsAt", "open-ends", Kind::Day)
        .group("");
    let groups = vec![fields];
    let form = FormPage {
        crumbs: vec![("/staff/plans".to_owned(), page.t("staff-plans"))],
        title: page.t("open-plan"),
        explained: page.t("open-plan-explained"),
        action: "/staff/plans/new".to_owned(),
        version: 0,
        buttons: vec![Button {
            act: "open",
            name: page.t("open-send"),
        }],
        drawing: None,
        timeline: None,
        warnings: Vec::new(),
        other: false,
        problems: Fields::named(&page, &groups, problems),
        groups,
        page,
    };
    show(status, &form)
}

/// Opens a plan, as a draft.
pub(crate) async fn open(visit: Visit, body: String) -> Answer {
    super::must(&visit, may_open(&visit))?;
    let typed = Typed::read(&body);
    let opened = match input(&visit, &typed) {
        Ok(input) => match CreatePlan::parse(&visit.cx, &input) {
            Ok(command) => plans::create(&visit.cx, command).await,
            Err(fields) => Err(fields.into()),
        },
        Err(error) => Err(error),
    };
    match opened {
        Ok(plan) => Ok(Redirect::to(&format!("/staff/plans/{}?done=plan-opened", plan.slug)).into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            // The name in the address is made from the title.
            Ok(opening(&visit, status, &typed, problems.moved("slug", "title")).await)
        }
    }
}

/// The plan of the five answers: its phases begin and end with the debate, and the vote and the answers come after.
fn input(visit: &Visit, typed: &Typed) -> app::Result<PlanInput> {
    let mut wrong = Wrong::default();
    let template = TEMPLATES.iter().find(|(word, _)| *word == typed.get("template"));
    let kinds = wrong.take(
        "template",
        template.ok_or_else(|| domain::refusal::Fault::new(domain::Code::FieldRequired)),
    );
    let starts = wrong.take(
        "startsAt",
        day_of(typed.get("startsAt")).map(domain::moderation_log::Day::begins),
    );
    let ends = wrong.take("endsAt", evening(typed.get("endsAt")));
    if starts.zip(ends).is_some_and(|(starts, ends)| ends <= starts) {
        let fault = domain::refusal::Fault::new(domain::Code::FieldDatesOutOfOrder);
        wrong.refuse("endsAt", fault);
    }
    let ((_, kinds), (starts, ends)) = wrong.finish(kinds.zip(starts.zip(ends)))?;
    let page_language = &visit.cx.language;
    let mut end_of_vote = ends;
    let phases = kinds
        .iter()
        .map(|kind| {
            let (starts_at, ends_at) = match kind {
                PhaseKind::Inform | PhaseKind::Propose | PhaseKind::Debate => (starts, ends),
                PhaseKind::Vote => {
                    end_of_vote = ends + domain::time::days(VOTE);
                    (ends, end_of_vote)
                }
                PhaseKind::Answer => (end_of_vote, end_of_vote + domain::time::days(AFTERWARDS)),
                PhaseKind::Follow => {
                    let begins = end_of_vote + domain::time::days(AFTERWARDS);
                    (begins, begins + domain::time::days(365))
                }
            };
            PhaseInput {
                id: None,
                kind: *kind,
                title: messages::sentence(&format!("phase-kind-{}", kind.as_str()), [], page_language)
                    .unwrap_or_default(),
                starts_at,
                ends_at,
                overrides: std::collections::BTreeMap::new(),
            }
        })
        .collect();
    Ok(PlanInput {
        slug: slug(visit, typed.get("title")),
        title: typed.get("title").to_owned(),
        summary: typed.get("summary").to_owned(),
        decided: typed.get("decided").to_owned(),
        open_to_debate: typed.get("openToDebate").to_owned(),
        phases,
        ..PlanInput::default()
    })
}

/// A name in addresses made of a title: its letters without accents, and digits.
fn slug(visit: &Visit, title: &str) -> String {
    let plain: String = title.to_lowercase().chars().map(without_accent).collect();
    let words: Vec<String> = plain
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    let mut slug: String = words.join("-").chars().take(60).collect();
    while slug.ends_with('-') {
        slug.pop();
    }
    if Slug::parse(&slug).is_err() {
        slug = format!("plan-{}", visit.cx.random());
    }
    slug
}

const fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        other => other,
    }
}

/// Something to be there before publication.
struct Check {
    done: bool,
    said: String,
    to: Option<String>,
}

/// A part of the plan that is written apart.
struct Section {
    address: String,
    name: String,
    text: String,
}

/// A vote that goes on, or that is suspended.
struct Vote {
    title: String,
    phase: String,
    /// Since when it is suspended.
    suspended: Option<String>,
    /// Why it is suspended, or goes on, as it was typed.
    reason: String,
}

#[derive(Template)]
#[template(path = "staff/plan.html")]
struct Overview {
    page: Page,
    slug: String,
    title: String,
    stamp: Stamp,
    steps: Vec<Step>,
    sections: Vec<Section>,
    checks: Vec<Check>,
    ready: bool,
    published: bool,
    closed: bool,
    archived: bool,
    version: i64,
    vote: Option<Vote>,
    problems: Problems,
}

const SECTIONS: [&str; 8] = [
    "texts",
    "phases",
    "themes",
    "zones",
    "operations",
    "documents",
    "rules",
    "answering",
];

async fn overview(visit: &Visit, plan: &Plan, reason: &str, problems: Problems) -> Result<Overview, Failed> {
    let (page, now) = (visit.page().await, visit.cx.now());
    let vote = plan
        .phases
        .iter()
        .find(|phase| phase.suspended_since.is_some() || phase.is_open(Verb::Vote, now))
        .filter(|_| matches!(plan.state, PlanState::Published { .. }))
        .map(|phase| Vote {
            title: phase.title.clone(),
            phase: phase.id.to_string(),
            suspended: phase
                .suspended_since
                .map(|since| page.with("vote-suspended-since", "day", page.when(since).as_str())),
            reason: reason.to_owned(),
        });
    let ready = plans::readiness(&visit.cx, plan).await.or_page(visit)?;
    let address = |section: &str| format!("/staff/plans/{}/{section}", plan.slug);
    let check = |done, said: &str, to: Option<String>| Check {
        done,
        said: page.t(said),
        to,
    };
    let mut checks = vec![
        check(ready.summary, "check-summary", Some(address("texts"))),
        check(ready.phases, "check-phases", Some(address("phases"))),
    ];
    checks.push(Check {
        done: ready.duty.suffices(),
        said: page.with2(
            "check-duty",
            "moderators",
            ready.duty.moderators,
            "reviewers",
            ready.duty.reviewers,
        ),
        to: None,
    });
    Ok(Overview {
        slug: plan.slug.to_string(),
        title: plan.title.to_string(),
        stamp: stamp(&page, plan),
        steps: Step::all(&page, plan, now),
        sections: SECTIONS
            .iter()
            .map(|section| Section {
                address: address(section),
                name: page.t(&format!("plan-section-{section}")),
                text: page.t(&format!("plan-section-{section}-text")),
            })
            .collect(),
        checks,
        ready: ready.is_ready(),
        published: plan.state.published_at().is_some(),
        closed: !matches!(plan.state, PlanState::Draft | PlanState::Published { .. }),
        archived: matches!(plan.state, PlanState::Archived { .. }),
        version: plan.version,
        vote,
        problems: problems.called(&page, &[("reason", "amend-reason")]),
        page,
    })
}

/// Answers what a plan is made of, and what it still needs.
pub(crate) async fn page(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = staffed(&visit, &slug).await?;
    ok(&overview(&visit, &plan, "", Problems::default()).await?)
}

/// Opens a draft to everybody.
pub(crate) async fn publish(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = staffed(&visit, &slug).await?;
    let outcome = plans::publish(&visit.cx, plan.id).await;
    governed(&visit, &plan, "", outcome, "plan-published").await
}

/// Ends all writing in a plan.
pub(crate) async fn close(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = staffed(&visit, &slug).await?;
    let outcome = plans::close(&visit.cx, plan.id).await;
    governed(&visit, &plan, "", outcome, "plan-closed").await
}

/// Takes a closed plan out of the lists of current plans.
pub(crate) async fn archive(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = staffed(&visit, &slug).await?;
    let outcome = plans::archive(&visit.cx, plan.id).await;
    governed(&visit, &plan, "", outcome, "plan-archived").await
}

/// Stops a vote for a while, with the reason that everybody reads.
pub(crate) async fn suspend(visit: Visit, Path(slug): Path<String>, body: String) -> Answer {
    let (plan, typed) = (staffed(&visit, &slug).await?, Typed::read(&body));
    // The same form came twice, or somebody else was faster: it is done.
    if plan.vote_suspended_since().is_some() {
        return Ok(Redirect::to(&format!("/staff/plans/{slug}?done=vote-suspended")).into_response());
    }
    let outcome = match held(&visit, &plan, &typed)? {
        Ok((phase, amendment)) => plans::suspend_vote(&visit.cx, phase, amendment).await,
        Err(error) => Err(error),
    };
    governed(&visit, &plan, typed.get("reason"), outcome, "vote-suspended").await
}

/// Lets a suspended vote go on.
pub(crate) async fn resume(visit: Visit, Path(slug): Path<String>, body: String) -> Answer {
    let (plan, typed) = (staffed(&visit, &slug).await?, Typed::read(&body));
    if plan.vote_suspended_since().is_none() {
        return Ok(Redirect::to(&format!("/staff/plans/{slug}?done=vote-resumed")).into_response());
    }
    let outcome = match held(&visit, &plan, &typed)? {
        Ok((phase, amendment)) => plans::resume_vote(&visit.cx, phase, amendment).await,
        Err(error) => Err(error),
    };
    governed(&visit, &plan, typed.get("reason"), outcome, "vote-resumed").await
}

/// Which vote, and why.
fn held(visit: &Visit, plan: &Plan, typed: &Typed) -> Result<app::Result<(PhaseId, Amendment)>, Failed> {
    let phase = forms::id(visit, typed.get("phase"), Code::PlanNotFound)?;
    let amendment = Amendment::parse(plan.id, typed.version(), typed.get("reason"));
    Ok(amendment.map(|amendment| (phase, amendment)).map_err(Into::into))
}

async fn governed(
    visit: &Visit,
    plan: &Plan,
    reason: &str,
    outcome: app::Result<Plan>,
    done: &str,
) -> Answer {
    match outcome {
        Ok(plan) => Ok(Redirect::to(&format!("/staff/plans/{}?done={done}", plan.slug)).into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(visit, error)?;
            Ok(show(status, &overview(visit, plan, reason, problems).await?))
        }
    }
}

/// Answers the plan as residents will see it, as wide as a phone.
pub(crate) async fn preview(visit: Visit, Path(slug): Path<String>) -> Answer {
    let mut plan = staffed(&visit, &slug).await?;
    // A draft is seen as it will be once it is published.
    if plan.state == PlanState::Draft {
        plan.state = PlanState::Published { at: visit.cx.now() };
    }
    crate::plans::answer(&visit, plan, true).await
}
