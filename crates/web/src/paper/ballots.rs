//! A paper ballot in its voter's hands: asked for with an account, or counted by its code without one.

use app::voting::{self, CastByCode};
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use domain::{
    Code,
    plans::{Plan, Verb},
    proposals::ProposalId,
    refusal::Fields,
    voting::Choice,
};
use http::StatusCode;
use serde::Deserialize;

use super::{Questions, Sheets};
use crate::{
    error::{Failed, Or, Problems},
    page::{Answer, Page, ok, show},
    plans::by_slug,
    visit::Visit,
    voting::suspended,
};

/// A code as it is typed, or read from the picture.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    code: String,
}

#[derive(Template)]
#[template(path = "paper/code.html")]
struct Asked {
    page: Page,
    plan: String,
    slug: String,
    lang: String,
    /// Why no code is taken now.
    closed: Option<String>,
    code: String,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "paper/ballot.html")]
struct Ballot {
    page: Page,
    plan: String,
    slug: String,
    lang: String,
    code: String,
    effect: String,
    questions: Questions,
    /// Where numbers are written: what was typed for each mark.
    written: [String; 3],
    problems: Problems,
}

impl Ballot {
    fn written(&self, mark: &str) -> &str {
        let place = Choice::ALL.iter().position(|choice| choice.as_str() == mark);
        place
            .and_then(|place| self.written.get(place))
            .map_or("", String::as_str)
    }
}

#[derive(Template)]
#[template(path = "paper/counted.html")]
struct Counted {
    page: Page,
    plan: String,
    slug: String,
    lang: String,
    receipts: Vec<String>,
}

async fn asked(visit: &Visit, plan: &Plan, code: String, problems: Problems) -> Asked {
    let page = visit.page().await;
    let opening = plan.opening(Verb::Vote, visit.cx.now());
    Asked {
        closed: match (opening.now, opening.opens_at) {
            (true, _) => None,
            _ if plan.vote_suspended_since().is_some() => Some(suspended(&page, plan)),
            (false, Some(start)) => Some(page.with("vote-opens", "day", page.when(start).as_str())),
            (false, None) => Some(page.t("paper-closed")),
        },
        plan: plan.title.to_string(),
        slug: plan.slug.to_string(),
        lang: plan.language.tag().to_owned(),
        code,
        problems,
        page,
    }
}

/// Asks for a code, or shows the ballot of the one in the address: that of the picture.
pub(crate) async fn ask(visit: Visit, Path(slug): Path<String>, Query(typed): Query<Typed>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    if typed.code.is_empty() {
        return ok(&asked(&visit, &plan, String::new(), Problems::default()).await);
    }
    ballot(
        &visit,
        &plan,
        typed.code,
        (StatusCode::OK, Problems::default()),
        &[],
    )
    .await
}

async fn ballot(
    visit: &Visit,
    plan: &Plan,
    code: String,
    (status, problems): (StatusCode, Problems),
    sent: &[(String, String)],
) -> Answer {
    match voting::paper_ballot(&visit.cx, plan.id, &code).await {
        Ok(found) => {
            let page = visit.page().await;
            let mut questions = Questions::of(visit, &page, plan).await?;
            for line in &mut questions.lines {
                let name = format!("c{}", line.number);
                if let Some((_, value)) = sent.iter().find(|(sent, _)| *sent == name) {
                    line.marked.clone_from(value);
                }
            }
            let written = Choice::ALL.map(|choice| {
                let typed = sent.iter().find(|(name, _)| name == choice.as_str());
                typed.map(|(_, text)| text.clone()).unwrap_or_default()
            });
            let shown = Ballot {
                plan: plan.title.to_string(),
                slug: plan.slug.to_string(),
                lang: plan.language.tag().to_owned(),
                code: found.code.to_string(),
                effect: crate::plans::effect(&page, plan),
                questions,
                written,
                problems,
                page,
            };
            Ok(show(status, &shown))
        }
        Err(error) => {
            let (status, problems) = again(visit, error)?;
            Ok(show(status, &asked(visit, plan, code, problems).await))
        }
    }
}

/// A code that is none is a field to mend, not a page that is missing.
fn again(visit: &Visit, error: app::Error) -> Result<(StatusCode, Problems), Failed> {
    match error {
        app::Error::NotFound(code @ Code::VotingCodeNotFound) => Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            Problems::said(visit, "code", code),
        )),
        other => {
            let (status, problems) = Problems::of(visit, other)?;
            Ok((status, problems.at("code")))
        }
    }
}

/// What is marked, of the boxes ticked and of the numbers written.
async fn marks(
    visit: &Visit,
    plan: &Plan,
    sent: &[(String, String)],
) -> app::Result<Vec<(ProposalId, Choice)>> {
    let (mut fields, mut marks) = (Fields::default(), Vec::new());
    let ticked = sent.iter().filter_map(|(name, value)| {
        let number = name.strip_prefix('c')?.parse::<i32>().ok()?;
        Some((number, Choice::parse(value)?))
    });
    let (numbers, choices): (Vec<_>, Vec<_>) = ticked.unzip();
    let found = voting::of_numbers(&visit.cx, plan.id, &numbers).await?;
    let found = fields.take("votes", found).unwrap_or_default();
    marks.extend(found.into_iter().zip(choices));
    for (name, value) in sent {
        if let Some(choice) = Choice::parse(name) {
            let found = voting::numbered(&visit.cx, plan.id, value).await?;
            let found = fields.take(choice.as_str(), found).unwrap_or_default();
            marks.extend(found.into_iter().map(|id| (id, choice)));
        }
    }
    Ok(fields.finish(Some(marks))?)
}

/// Shows the ballot of a code that was typed; counts it once its boxes come with it.
pub(crate) async fn cast(
    visit: Visit,
    Path(slug): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let of = |name: &str| {
        sent.iter()
            .find(|(sent, _)| sent == name)
            .map(|(_, value)| value.clone())
    };
    let code = of("code").unwrap_or_default();
    if of("step").as_deref() != Some("count") {
        return ballot(&visit, &plan, code, (StatusCode::OK, Problems::default()), &[]).await;
    }
    let counted = match marks(&visit, &plan, &sent).await {
        Ok(marks) => {
            let command = CastByCode {
                plan: plan.id,
                code: code.clone(),
                marks,
            };
            voting::cast_by_code(&visit.cx, command).await
        }
        Err(error) => Err(error),
    };
    match counted {
        Ok((plan, receipts)) => ok(&Counted {
            plan: plan.title.to_string(),
            slug: plan.slug.to_string(),
            lang: plan.language.tag().to_owned(),
            receipts: receipts.iter().map(ToString::to_string).collect(),
            page: visit.page().await,
        }),
        Err(app::Error::NotFound(Code::VotingCodeNotFound)) => {
            ballot(&visit, &plan, code, (StatusCode::OK, Problems::default()), &[]).await
        }
        Err(error) => {
            let told = Problems::of(&visit, error)?;
            ballot(&visit, &plan, code, told, &sent).await
        }
    }
}

#[derive(Template)]
#[template(path = "paper/own.html")]
struct Own {
    page: Page,
    plan: String,
    slug: String,
    lang: String,
    closed: Option<String>,
    on_paper: bool,
    has_code: bool,
    problems: Problems,
}

async fn own_page(visit: &Visit, plan: &Plan, problems: Problems) -> Result<Own, Failed> {
    let ballot = voting::my_ballot(&visit.cx, plan.id).await.or_page(visit)?;
    let closed = asked(visit, plan, String::new(), Problems::default())
        .await
        .closed;
    Ok(Own {
        closed,
        on_paper: ballot.as_ref().is_some_and(|ballot| ballot.on_paper),
        has_code: ballot.as_ref().is_some_and(|ballot| ballot.has_code),
        plan: plan.title.to_string(),
        slug: plan.slug.to_string(),
        lang: plan.language.tag().to_owned(),
        problems,
        page: visit.page().await,
    })
}

/// Says what one's own paper ballot is, and offers to print it.
pub(crate) async fn own(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    ok(&own_page(&visit, &plan, Problems::default()).await?)
}

/// Prints one's own ballot: its code is shown this once.
pub(crate) async fn print_own(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    match voting::ask_code(&visit.cx, plan.id).await {
        Ok((plan, code)) => {
            let page = visit.page().await;
            let told = (page.t("paper-own-once"), format!("/plans/{}/ballot", plan.slug));
            ok(&Sheets::of(&visit, &plan, &[code], told).await?)
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &own_page(&visit, &plan, problems).await?))
        }
    }
}

/// Gives one's own code back.
pub(crate) async fn give_back(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    match voting::give_code_back(&visit.cx, plan.id).await {
        Ok(plan) => {
            let to = format!("/plans/{}/ballot?done=code-given-back", plan.slug);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &own_page(&visit, &plan, problems).await?))
        }
    }
}
