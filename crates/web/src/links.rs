//! The reader's links with neighbourhoods: declared and taken back by themselves, confirmed at the desk.

use app::{accounts, plans};
use askama::Template;
use axum::{
    Form,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, PageRequest,
    accounts::{LinkKind, ProofMethod},
    plans::{Plan, PlanId},
};
use serde::Deserialize;

use crate::{
    error::Or,
    forms,
    page::{Answer, Page, ok},
    proposals::Choice,
    visit::{Visit, inside},
};

pub(crate) mod desk;

/// The kinds of a link, to choose from.
pub(crate) fn kinds(page: &Page, chosen: Option<LinkKind>) -> Vec<Choice> {
    LinkKind::ALL
        .into_iter()
        .map(|kind| Choice {
            value: kind.as_str().to_owned(),
            name: page.t(&format!("link-{}", kind.as_str())),
            chosen: chosen == Some(kind),
        })
        .collect()
}

/// The proofs that somebody can show at a desk, to choose from.
pub(crate) fn proofs(page: &Page, chosen: &str) -> Vec<Choice> {
    let choice = |method: ProofMethod| Choice {
        value: method.as_str().to_owned(),
        name: page.t(&format!("proof-{}", method.as_str())),
        chosen: method.as_str() == chosen,
    };
    ProofMethod::ALL.into_iter().map(choice).collect()
}

/// The reader's link with one plan.
struct Linked {
    id: String,
    title: String,
    slug: String,
    /// What it is now, in a sentence.
    now: Option<String>,
    kinds: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "me/links.html")]
struct List {
    page: Page,
    plans: Vec<Linked>,
}

/// Answers the reader's links, a plan at a time.
pub(crate) async fn list(visit: Visit) -> Answer {
    let cx = &visit.cx;
    let links = accounts::my_links(cx).await.or_page(&visit)?;
    let page = visit.page().await;
    let filter = plans::Filter {
        current: Some(true),
        ..plans::Filter::default()
    };
    let mut found: Vec<Plan> = plans::list(cx, &filter, &PageRequest::first(50))
        .await
        .or_page(&visit)?
        .into_items();
    let others: Vec<PlanId> = links
        .iter()
        .map(|link| link.plan)
        .filter(|id| found.iter().all(|plan| plan.id != *id))
        .collect();
    found.extend(plans::by_ids(cx, &others).await.or_page(&visit)?);
    let now = cx.now();
    let plans = found
        .into_iter()
        .map(|plan| {
            let link = links.iter().find(|link| link.plan == plan.id);
            let said = link.map(|link| {
                let kind = page.t(&format!("link-{}", link.kind.as_str()));
                match link.confirmed_until.filter(|until| *until > now) {
                    Some(until) => page.with2(
                        "link-confirmed",
                        "name",
                        kind.as_str(),
                        "day",
                        page.day(until).as_str(),
                    ),
                    None => page.with("link-declared", "name", kind.as_str()),
                }
            });
            Linked {
                id: plan.id.to_string(),
                title: plan.title.to_string(),
                slug: plan.slug.to_string(),
                now: said,
                kinds: kinds(&page, link.map(|link| link.kind)),
            }
        })
        .collect();
    ok(&List { page, plans })
}

/// A link as it was chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chosen {
    plan: String,
    kind: String,
    back: String,
}

/// Declares a link, or another kind of it.
pub(crate) async fn declare(visit: Visit, Form(chosen): Form<Chosen>) -> Answer {
    let plan: PlanId = forms::id(&visit, &chosen.plan, Code::PlanNotFound)?;
    let back = match chosen.back.as_str() {
        "" => "/me/links",
        back => inside(back),
    };
    let done = match LinkKind::parse(&chosen.kind) {
        Some(kind) => {
            accounts::declare_link(&visit.cx, plan, kind)
                .await
                .or_page(&visit)?;
            "link-declared"
        }
        None => "link-missing",
    };
    Ok(Redirect::to(&format!("{back}?done={done}")).into_response())
}

/// Takes a link back.
pub(crate) async fn withdraw(visit: Visit, Form(chosen): Form<Chosen>) -> Answer {
    let plan: PlanId = forms::id(&visit, &chosen.plan, Code::PlanNotFound)?;
    accounts::withdraw_link(&visit.cx, plan).await.or_page(&visit)?;
    Ok(Redirect::to("/me/links?done=link-withdrawn").into_response())
}
