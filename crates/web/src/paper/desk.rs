//! The desk of facilitators: ballots are printed in piles, and handed out to people whose right was looked at.

use app::voting::{self, HandOut, IssueCodes};
use askama::Template;
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, Denied,
    accounts::ProofMethod,
    plans::{Plan, Verb},
    policy::voting::KeepBallots,
    voting::PileId,
};
use http::StatusCode;
use serde::Deserialize;

use super::{Row, Sheets, rows};
use crate::{
    error::{Failed, Or, Problems},
    forms,
    links::proofs,
    page::{Answer, Page, ok, show as answer},
    plans::by_slug,
    proposals::Choice,
    recordings::{plans_of, records},
    visit::Visit,
};

/// A plan whose desk the visitor keeps.
struct Kept {
    slug: String,
    title: String,
    open: String,
}

#[derive(Template)]
#[template(path = "paper/plans.html")]
struct Plans {
    page: Page,
    plans: Vec<Kept>,
}

/// The plans whose ballots the visitor keeps.
pub(crate) async fn choose(visit: Visit) -> Answer {
    if !visit.is_signed_in() {
        return Err(Failed::new(&visit, Denied::SignInRequired));
    }
    if !records(&visit) {
        return Err(Failed::not_found(&visit, Code::PlanNotFound));
    }
    let page = visit.page().await;
    let found = plans_of(&visit).await?;
    let plans = found
        .iter()
        .map(|plan| {
            let opening = plan.opening(Verb::Vote, visit.cx.now());
            Kept {
                slug: plan.slug.to_string(),
                title: plan.title.to_string(),
                open: match (opening.now, opening.opens_at, opening.closes_at) {
                    (true, _, Some(end)) => page.with("vote-until", "day", page.until(end).as_str()),
                    (false, Some(start), _) => page.with("vote-opens", "day", page.when(start).as_str()),
                    _ => page.t("paper-closed"),
                },
            }
        })
        .collect();
    ok(&Plans { page, plans })
}

/// What is typed at the desk.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    size: String,
    place: String,
    method: String,
    issuer: String,
    subject: String,
    key: String,
}

#[derive(Template)]
#[template(path = "paper/desk.html")]
struct Desk {
    page: Page,
    plan: String,
    slug: String,
    lang: String,
    open: bool,
    rows: Vec<Row>,
    handed_out: u64,
    methods: Vec<Choice>,
    typed: Typed,
    problems: Problems,
}

async fn kept(visit: &Visit, slug: &str) -> Result<Plan, Failed> {
    if !visit.is_signed_in() {
        return Err(Failed::new(visit, Denied::SignInRequired));
    }
    let plan = by_slug(visit, slug).await?;
    match visit.cx.actor.may(KeepBallots, plan.clone()) {
        Ok(_) => Ok(plan),
        Err(_) if !records(visit) => Err(Failed::not_found(visit, Code::PlanNotFound)),
        Err(denied) => Err(Failed::new(visit, denied)),
    }
}

async fn desk(visit: &Visit, plan: &Plan, mut typed: Typed, problems: Problems) -> Result<Desk, Failed> {
    if typed.key.is_empty() {
        typed.key = forms::fresh_key(visit);
    }
    let page = visit.page().await;
    let known = voting::paper_desk(&visit.cx, plan.id)
        .await
        .or_page(visit)?
        .ok_or_else(|| Failed::not_found(visit, Code::PlanNotFound))?;
    Ok(Desk {
        open: plan.opening(Verb::Vote, visit.cx.now()).now,
        rows: rows(visit, &page, &known),
        handed_out: known.handed_out,
        methods: proofs(&page, &typed.method),
        plan: plan.title.to_string(),
        slug: plan.slug.to_string(),
        lang: plan.language.tag().to_owned(),
        typed,
        problems,
        page,
    })
}

/// Answers the desk of a plan.
pub(crate) async fn show(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = kept(&visit, &slug).await?;
    let place = app::recordings::last_place(&visit.cx).await.or_page(&visit)?;
    let typed = Typed {
        size: "20".to_owned(),
        place: place.unwrap_or_default(),
        ..Typed::default()
    };
    ok(&desk(&visit, &plan, typed, Problems::default()).await?)
}

/// Prints a pile: its codes are shown this once.
pub(crate) async fn print(visit: Visit, Path(slug): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let plan = kept(&visit, &slug).await?;
    let size = typed.size.trim().parse().unwrap_or(0);
    let printed = match IssueCodes::parse(plan.id, size, &typed.place, forms::typed(&typed.key)) {
        Ok(command) => voting::issue_codes(&visit.cx, command).await,
        Err(wrong) => Err(wrong.into()),
    };
    match printed {
        // The same form a second time: the codes were shown the first time.
        Ok((_, codes)) if codes.is_empty() => {
            let to = format!("/record/ballots/{}?done=ballots-printed", plan.slug);
            Ok(Redirect::to(&to).into_response())
        }
        Ok((_, codes)) => {
            let page = visit.page().await;
            let told = (
                page.t("paper-print-once"),
                format!("/record/ballots/{}", plan.slug),
            );
            ok(&Sheets::of(&visit, &plan, &codes, told).await?)
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(answer(status, &desk(&visit, &plan, typed, problems).await?))
        }
    }
}

/// Notes that somebody was given a ballot.
pub(crate) async fn hand_out(visit: Visit, Path(slug): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let plan = kept(&visit, &slug).await?;
    let Some(method) = ProofMethod::parse(&typed.method) else {
        let (status, problems) = Problems::of(&visit, forms::required("method"))?;
        return Ok(answer(status, &desk(&visit, &plan, typed, problems).await?));
    };
    let read = HandOut::parse(&visit.cx, plan.id, method, (&typed.issuer, &typed.subject));
    let given = match read {
        Ok(command) => voting::hand_out(&visit.cx, command).await,
        Err(wrong) => Err(wrong.into()),
    };
    match given {
        Ok(()) => {
            let to = format!("/record/ballots/{}?done=handed-out", plan.slug);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(answer(
                status,
                &desk(&visit, &plan, typed, problems.at("subject")).await?,
            ))
        }
    }
}

/// What is void leads back to the desk of its plan.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Back {
    slug: String,
}

/// Makes what is left of a pile void.
pub(crate) async fn revoke(visit: Visit, Path(id): Path<String>, Form(back): Form<Back>) -> Answer {
    let plan = kept(&visit, &back.slug).await?;
    let id: PileId = forms::id(&visit, &id, Code::VotingPileNotFound)?;
    match voting::revoke_codes(&visit.cx, id).await {
        Ok(_) => {
            let to = format!("/record/ballots/{}?done=codes-void", plan.slug);
            Ok(Redirect::to(&to).into_response())
        }
        Err(app::Error::NotFound(code)) => Err(Failed::not_found(&visit, code)),
        Err(error) => {
            let (_, problems) = Problems::of(&visit, error)?;
            let again = desk(&visit, &plan, Typed::default(), problems).await?;
            Ok(answer(StatusCode::CONFLICT, &again))
        }
    }
}
