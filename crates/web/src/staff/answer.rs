//! One answer: what it covers, how far it has come, and a page for each step.

use app::{
    answers::{self, AdvanceAnswer, DecisionInput, DraftAnswer, ReturnAnswerDraft},
    markdown::{self, SafeHtml},
    plans,
};
use askama::Template;
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, FieldError,
    answers::{Answer as TownAnswer, AnswerDraft, AnswerId, AnswerState, Decision},
    plans::Plan,
    proposals::Proposal,
    refusal::{Fault, Fields},
};
use serde::Deserialize;

use super::waiting::Row;
use crate::{
    error::{Failed, Or, Problems},
    forms::{cents, euros, evening},
    page::{Answer, Page, ok, show},
    visit::Visit,
};

/// An answer with all that is shown with it.
struct Loaded {
    answer: TownAnswer,
    plan: Plan,
    covered: Vec<Proposal>,
    draft: Option<AnswerDraft>,
}

/// The answer in a path, if the visitor gives it.
async fn load(visit: &Visit, id: &str) -> Result<Loaded, Failed> {
    super::must_work(visit)?;
    let missing = || Failed::not_found(visit, Code::AnswerNotFound);
    let id: AnswerId = crate::forms::id(visit, id, Code::AnswerNotFound)?;
    let cx = &visit.cx;
    if answers::own(cx, &[id]).await.or_page(visit)?.is_empty() {
        return Err(missing());
    }
    let found = answers::by_ids(cx, &[id]).await.or_page(visit)?;
    let answer = found.into_iter().next().ok_or_else(missing)?;
    let plan = plans::by_id(cx, answer.plan).await.or_page(visit)?;
    let mut covered = answers::proposals_of(cx, &[id]).await.or_page(visit)?;
    covered.sort_by_key(|proposal| proposal.number);
    let mut drafts = answers::drafts_of(cx, &[id]).await.or_page(visit)?;
    Ok(Loaded {
        plan: plan.ok_or_else(missing)?,
        draft: drafts.remove(&id),
        covered,
        answer,
    })
}

/// Something that was said or done about an answer.
struct Said {
    title: String,
    day: String,
    text: Option<SafeHtml>,
}

/// A proposal with its text.
struct Text {
    address: String,
    number: i32,
    title: String,
    lang: String,
    excerpt: String,
}

/// A draft for a second reader.
struct Waiting {
    stamp: String,
    day: String,
    reason: SafeHtml,
    facts: Vec<String>,
    calendar: Option<SafeHtml>,
    note: Option<SafeHtml>,
    own: bool,
    version: i32,
}

impl Waiting {
    fn of(visit: &Visit, page: &Page, draft: &AnswerDraft) -> Self {
        let decided = &draft.decided;
        let mut facts = Vec::new();
        if let Some(cost) = decided.cost_cents {
            facts.push(page.with("answer-cost", "euros", page.euros(cost).as_str()));
        }
        if let Some(number) = &decided.deliberation {
            facts.push(page.with("answer-deliberation", "number", number.as_str()));
        }
        Self {
            stamp: page.t(&format!("stamp-{}", decided.decision.as_str())),
            day: page.when(draft.written_at),
            reason: markdown::to_html(decided.reason.as_str()),
            facts,
            calendar: written(decided.calendar.as_str()),
            note: draft
                .sent_back
                .as_ref()
                .and_then(|back| written(back.note.as_str())),
            own: visit.cx.actor.account() == Some(draft.written_by),
            version: draft.version,
        }
    }
}

fn written(text: &str) -> Option<SafeHtml> {
    (!text.trim().is_empty()).then(|| markdown::to_html(text))
}

/// The steps that an answer may take now, the most usual first.
fn steps(loaded: &Loaded) -> Vec<&'static str> {
    match &loaded.answer.state {
        AnswerState::UnderStudy => vec!["decide", "recommend", "transfer"],
        AnswerState::Transferred => vec!["decide", "recommend"],
        AnswerState::Answered(ruling) => match ruling.decision {
            Decision::Accepted | Decision::Partly => vec!["deliver", "abandon"],
            Decision::Refused => Vec::new(),
        },
        AnswerState::Delivered { .. } | AnswerState::Abandoned { .. } => Vec::new(),
    }
}

#[derive(Template)]
#[template(path = "staff/answer.html")]
struct Show {
    page: Page,
    id: String,
    version: i32,
    row: Row,
    texts: Vec<Text>,
    said: Vec<Said>,
    draft: Option<Waiting>,
    steps: Vec<Next>,
    covers: u64,
    problems: Problems,
}

/// A step that may be taken now.
struct Next {
    word: &'static str,
    name: String,
}

/// Answers an answer.
pub(crate) async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let loaded = load(&visit, &id).await?;
    ok(&whole(&visit, loaded, Problems::default()).await?)
}

async fn whole(visit: &Visit, loaded: Loaded, problems: Problems) -> Result<Show, Failed> {
    let page = visit.page().await;
    let mut rows = Row::of_all(
        visit,
        &page,
        std::slice::from_ref(&loaded.plan),
        vec![loaded.answer.clone()],
    )
    .await?;
    let row = rows
        .pop()
        .ok_or_else(|| Failed::not_found(visit, Code::AnswerNotFound))?;
    Ok(Show {
        id: loaded.answer.id.to_string(),
        version: loaded.answer.version,
        texts: loaded
            .covered
            .iter()
            .filter_map(|proposal| {
                let number = proposal.number?;
                Some(Text {
                    address: format!("/plans/{}/proposals/{number}", loaded.plan.slug),
                    number,
                    title: proposal.title.to_string(),
                    lang: proposal.language.tag().to_owned(),
                    excerpt: markdown::excerpt(&proposal.visibility.masked(proposal.body.as_str()), 320),
                })
            })
            .collect(),
        said: history(&page, &loaded.answer),
        draft: loaded
            .draft
            .as_ref()
            .map(|draft| Waiting::of(visit, &page, draft)),
        steps: steps(&loaded)
            .into_iter()
            .map(|word| Next {
                word,
                name: format!("step-{word}"),
            })
            .collect(),
        covers: u64::try_from(loaded.covered.len()).unwrap_or(0),
        row,
        problems,
        page,
    })
}

/// What has been said and done, in its order.
fn history(page: &Page, answer: &TownAnswer) -> Vec<Said> {
    let name = answer
        .study
        .organisation
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let mut said = vec![Said {
        title: page.with("history-study", "name", name.as_str()),
        day: page.day(answer.study.since),
        text: None,
    }];
    if let Some(advice) = &answer.recommendation {
        said.push(Said {
            title: page.with("answer-recommendation", "name", advice.by.as_str()),
            day: page.day(advice.at),
            text: written(advice.text.as_str()),
        });
    }
    if let Some(handed) = &answer.transfer {
        said.push(Said {
            title: page.with("history-transfer", "name", handed.to.as_str()),
            day: page.day(handed.at),
            text: written(handed.reason.as_str()),
        });
    }
    if let Some(ruling) = answer.state.ruling() {
        said.push(Said {
            title: page.t(&format!("stamp-{}", ruling.decision.as_str())),
            day: page.day(ruling.at),
            text: written(ruling.reason.as_str()),
        });
        let mut facts = Vec::new();
        facts.extend(
            answer
                .cost_cents
                .map(|cents| page.with("answer-cost", "euros", page.euros(cents).as_str())),
        );
        facts.extend(
            answer
                .deliberation
                .as_ref()
                .map(|number| page.with("answer-deliberation", "number", number.as_str())),
        );
        facts.extend((!answer.calendar.as_str().is_empty()).then(|| answer.calendar.as_str().to_owned()));
        if !facts.is_empty() {
            said.push(Said {
                title: page.t("history-terms"),
                day: String::new(),
                text: written(&facts.join("\n\n")),
            });
        }
    }
    match &answer.state {
        AnswerState::Delivered { at, .. } => said.push(Said {
            title: page.t("stamp-delivered"),
            day: page.day(*at),
            text: None,
        }),
        AnswerState::Abandoned { at, reason, .. } => said.push(Said {
            title: page.t("stamp-abandoned"),
            day: page.day(*at),
            text: written(reason.as_str()),
        }),
        AnswerState::UnderStudy | AnswerState::Transferred | AnswerState::Answered(_) => {}
    }
    said
}

/// A step as it was typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    version: i32,
    draft: i32,
    /// «draft» for a second reader, or «publish».
    act: String,
    decision: String,
    reason: String,
    cost: String,
    calendar: String,
    deliberation: String,
    by: String,
    text: String,
    to: String,
    due: String,
    note: String,
}

/// A decision to choose.
struct Verdict {
    value: &'static str,
    name: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "staff/answer_step.html")]
struct StepPage {
    page: Page,
    id: String,
    step: &'static str,
    title: String,
    explained: String,
    version: i32,
    covered: String,
    decisions: Vec<Verdict>,
    typed: Typed,
    problems: Problems,
}

/// The steps with a page of their own.
const STEPS: [&str; 5] = ["decide", "recommend", "transfer", "deliver", "abandon"];

fn known(visit: &Visit, step: &str) -> Result<&'static str, Failed> {
    let known = STEPS.into_iter().find(|known| *known == step);
    known.ok_or_else(|| Failed::not_found(visit, Code::AnswerNotFound))
}

/// Asks what a step needs.
pub(crate) async fn ask(visit: Visit, Path((id, step)): Path<(String, String)>) -> Answer {
    let step = known(&visit, &step)?;
    let loaded = load(&visit, &id).await?;
    let mut typed = Typed::default();
    if let Some(draft) = loaded.draft.as_ref().filter(|_| step == "decide") {
        let decided = &draft.decided;
        typed = Typed {
            decision: decided.decision.as_str().to_owned(),
            reason: decided.reason.as_str().to_owned(),
            cost: decided.cost_cents.map(euros).unwrap_or_default(),
            calendar: decided.calendar.as_str().to_owned(),
            deliberation: decided
                .deliberation
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            ..typed
        };
    }
    typed.version = loaded.answer.version;
    ok(&form(&visit, &loaded, step, typed, Problems::default()).await)
}

async fn form(
    visit: &Visit,
    loaded: &Loaded,
    step: &'static str,
    typed: Typed,
    problems: Problems,
) -> StepPage {
    let page = visit.page().await;
    let numbers: Vec<String> = loaded
        .covered
        .iter()
        .filter_map(|proposal| proposal.number)
        .map(|number| page.with("number", "number", number))
        .collect();
    StepPage {
        id: loaded.answer.id.to_string(),
        title: page.t(&format!("step-{step}")),
        explained: page.t(&format!("step-{step}-explained")),
        step,
        version: typed.version,
        covered: numbers.join(", "),
        decisions: Decision::ALL
            .iter()
            .map(|decision| Verdict {
                value: decision.as_str(),
                name: page.t(&format!("state-{}", decision.as_str())),
                chosen: typed.decision == decision.as_str(),
            })
            .collect(),
        typed,
        problems,
        page,
    }
}

/// Takes a step.
pub(crate) async fn advance(
    visit: Visit,
    Path((id, step)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Answer {
    let step = known(&visit, &step)?;
    let loaded = load(&visit, &id).await?;
    match take(&visit, loaded.answer.id, step, &typed).await {
        Ok(done) => Ok(Redirect::to(&format!("/staff/answers/{id}?done={done}")).into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &form(&visit, &loaded, step, typed, problems).await))
        }
    }
}

async fn take(visit: &Visit, id: AnswerId, step: &str, typed: &Typed) -> app::Result<&'static str> {
    let (cx, version) = (&visit.cx, typed.version);
    let (command, done) = match step {
        "decide" => {
            let input = decision(typed)?;
            if typed.act != "publish" {
                let command = DraftAnswer::parse(id, version, &input)?;
                answers::draft(cx, command).await?;
                return Ok("answer-drafted");
            }
            (AdvanceAnswer::decide(id, version, &input)?, "answer-published")
        }
        "recommend" => (
            AdvanceAnswer::recommend(id, version, &typed.by, &typed.text)?,
            "answer-recommended",
        ),
        "transfer" => {
            let mut fields = Fields::default();
            let due = fields.take("dueAt", evening(&typed.due));
            let due = fields.finish(due)?;
            (
                AdvanceAnswer::transfer(id, version, &typed.to, &typed.reason, due)?,
                "answer-transferred",
            )
        }
        "deliver" => (AdvanceAnswer::deliver(id, version), "answer-delivered"),
        _ => (
            AdvanceAnswer::abandon(id, version, &typed.reason)?,
            "answer-abandoned",
        ),
    };
    answers::advance(cx, command).await?;
    Ok(done)
}

/// The decision that was typed, or all that is wrong with it.
fn decision(typed: &Typed) -> Result<DecisionInput, Vec<FieldError>> {
    let mut fields = Fields::default();
    let decision = fields.take(
        "decision",
        Decision::parse(&typed.decision).ok_or_else(|| Fault::new(Code::FieldRequired)),
    );
    let cost = fields.take("cost", cents(&typed.cost));
    let input = DecisionInput {
        decision: decision.unwrap_or(Decision::Refused),
        reason: typed.reason.clone(),
        cost_cents: cost.flatten(),
        calendar: typed.calendar.clone(),
        deliberation: typed.deliberation.clone(),
    };
    let mut wrong = fields.finish(decision.zip(cost)).err().unwrap_or_default();
    wrong.extend(input.parse().err().unwrap_or_default());
    if wrong.is_empty() { Ok(input) } else { Err(wrong) }
}

/// Publishes what somebody else wrote, or sends it back.
pub(crate) async fn read_again(visit: Visit, Path(id): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let loaded = load(&visit, &id).await?;
    let answer = loaded.answer.id;
    let outcome = if typed.act == "publish" {
        let command = AdvanceAnswer::publish_draft(answer, typed.version, typed.draft);
        answers::advance(&visit.cx, command)
            .await
            .map(|_| "answer-published")
    } else {
        match ReturnAnswerDraft::parse(answer, typed.draft, &typed.note) {
            Ok(command) => answers::return_draft(&visit.cx, command)
                .await
                .map(|_| "answer-sent-back"),
            Err(fields) => Err(fields.into()),
        }
    };
    match outcome {
        Ok(done) => Ok(Redirect::to(&format!("/staff/answers/{id}?done={done}")).into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &whole(&visit, loaded, problems).await?))
        }
    }
}
