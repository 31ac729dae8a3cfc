//! Saying that a contribution should not stand as it does: by anybody, with or without an account.

use app::{
    comments,
    moderation::{self, ReportContent, ReportInput},
    plans, proposals, rules,
};
use askama::Template;
use axum::{Form, extract::Path};
use domain::{
    Code, PageRequest,
    moderation::{Item, NoticeKind},
    plans::PlanId,
    proposals::ProposalId,
};
use http::StatusCode;
use secrecy::ExposeSecret;
use serde::Deserialize;

use crate::{
    error::{Failed, Or, Problems},
    forms::{required, typed},
    page::{Answer, Page, ok, show},
    visit::Visit,
};

/// A notice as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    kind: String,
    rule: String,
    explanation: String,
    good_faith: String,
    name: String,
    email: String,
}

/// Something to choose.
struct Choice {
    value: String,
    name: String,
    explained: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "reports/form.html")]
struct Write {
    page: Page,
    item: String,
    back: String,
    what: String,
    kinds: Vec<Choice>,
    rules: Vec<Choice>,
    typed: Typed,
    signed_in: bool,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "reports/sent.html")]
struct Sent {
    page: Page,
    back: String,
    /// What opens the notice for somebody without an account.
    receipt: Option<String>,
}

/// What is reported: where it stands, and how it begins.
struct Reported {
    item: Item,
    back: String,
    what: String,
}

async fn reported(visit: &Visit, item: &str) -> Result<Reported, Failed> {
    let missing = || Failed::not_found(visit, Code::ModerationNotFound);
    let item = Item::parse(item).ok_or_else(missing)?;
    let (plan, proposal, body, anchor): (PlanId, ProposalId, String, String) = match item {
        Item::Proposal(id) => {
            let found = proposals::by_id(&visit.cx, id).await.or_page(visit)?;
            let found = found.ok_or_else(missing)?;
            let title = crate::proposals::is_readable(&found).then(|| found.title.to_string());
            (found.plan, found.id, title.unwrap_or_default(), String::new())
        }
        Item::Comment(id) => {
            let found = comments::by_id(&visit.cx, id).await.or_page(visit)?;
            let found = found.ok_or_else(missing)?;
            let body = if crate::comments::is_readable(&found) {
                found.visibility.masked(found.body.as_str()).into_owned()
            } else {
                String::new()
            };
            (found.plan, found.proposal, body, format!("#{id}"))
        }
    };
    let plan = plans::by_id(&visit.cx, plan)
        .await
        .or_page(visit)?
        .ok_or_else(missing)?;
    let proposal = proposals::by_id(&visit.cx, proposal)
        .await
        .or_page(visit)?
        .ok_or_else(missing)?;
    let number = proposal.number.unwrap_or_default();
    Ok(Reported {
        item,
        back: format!("/plans/{}/proposals/{number}{anchor}", plan.slug),
        what: app::markdown::excerpt(&body, 160),
    })
}

impl Write {
    async fn of(visit: &Visit, reported: Reported, typed: Typed, problems: Problems) -> Result<Self, Failed> {
        let page = visit.page().await;
        let found = rules::list(&visit.cx, true, &PageRequest::first(100))
            .await
            .or_page(visit)?;
        let kinds = NoticeKind::ALL
            .iter()
            .map(|kind| Choice {
                value: kind.as_str().to_owned(),
                name: page.t(&format!("report-{}", kind.as_str().replace('_', "-"))),
                explained: page.t(&format!("report-{}-explained", kind.as_str().replace('_', "-"))),
                chosen: typed.kind == kind.as_str(),
            })
            .collect();
        let language = &visit.cx.language;
        let rules = found
            .into_items()
            .into_iter()
            .map(|rule| {
                let words = rule.terms.wordings.for_reader(language).0;
                Choice {
                    chosen: typed.rule == rule.id.to_string(),
                    value: rule.id.to_string(),
                    name: words.title.to_string(),
                    explained: String::new(),
                }
            })
            .collect();
        Ok(Self {
            item: reported.item.to_string(),
            back: reported.back,
            what: reported.what,
            kinds,
            rules,
            typed,
            signed_in: visit.is_signed_in(),
            problems: problems.called(
                &page,
                &[
                    ("kind", "report-kind"),
                    ("explanation", "report-explanation"),
                    ("name", "report-name"),
                    ("email", "field-email"),
                    ("goodFaith", "report-good-faith"),
                ],
            ),
            page,
        })
    }
}

/// Asks what is wrong with a contribution.
pub(crate) async fn form(visit: Visit, Path(item): Path<String>) -> Answer {
    let reported = reported(&visit, &item).await?;
    ok(&Write::of(&visit, reported, Typed::default(), Problems::default()).await?)
}

/// Takes a notice.
pub(crate) async fn send(visit: Visit, Path(item): Path<String>, Form(sent): Form<Typed>) -> Answer {
    let reported = reported(&visit, &item).await?;
    let kind = NoticeKind::ALL
        .iter()
        .copied()
        .find(|kind| kind.as_str() == sent.kind);
    let Some(kind) = kind else {
        let (status, problems) = Problems::of(&visit, required("kind"))?;
        return Ok(show(status, &Write::of(&visit, reported, sent, problems).await?));
    };
    let input = ReportInput {
        item: reported.item,
        kind,
        rule: sent.rule.parse().ok(),
        explanation: sent.explanation.clone(),
        good_faith: sent.good_faith == "yes",
        name: typed(&sent.name).map(ToOwned::to_owned),
        email: typed(&sent.email).map(ToOwned::to_owned),
        language: visit.cx.language.tag().to_owned(),
    };
    let outcome = match ReportContent::parse(&input, visit.cx.limits()) {
        Ok(command) => moderation::report(&visit.cx, command).await,
        Err(fields) => Err(fields.into()),
    };
    match outcome {
        Ok(receipt) => {
            let page = visit.page().await;
            let sent = Sent {
                back: reported.back,
                receipt: receipt.token.map(|token| token.expose_secret().to_owned()),
                page,
            };
            Ok(show(StatusCode::OK, &sent))
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &Write::of(&visit, reported, sent, problems).await?))
        }
    }
}
