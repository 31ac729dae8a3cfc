//! What other codes open where a receipt is typed: a notice that was sent without an account, and a vote that counts.

use app::{
    moderation::{self, ContestDecision},
    plans, voting,
};
use askama::Template;
use axum::{Form, response::Response};
use domain::moderation::{Notice, notices::NoticeOutcome};
use http::StatusCode;
use serde::Deserialize;

use crate::{
    error::{Failed, Or, Problems},
    page::{Answer, Page, show},
    plans::among,
    visit::Visit,
};

/// What became of a notice, as its sender is told.
pub(crate) fn answered(page: &Page, notice: &Notice) -> (String, bool) {
    let outcome = notice.outcome.filter(|_| notice.told_at.is_some());
    let said = match outcome {
        Some(outcome) => page.t(&format!("notice-{}", outcome.as_str().replace('_', "-"))),
        None => page.t("notice-waits"),
    };
    let contestable = matches!(outcome, Some(NoticeOutcome::NotActed | NoticeOutcome::Decided));
    (said, contestable)
}

#[derive(Template)]
#[template(path = "recordings/notice_of.html")]
struct Sent {
    page: Page,
    code: String,
    what: String,
    day: String,
    said: String,
    answer: String,
    contestable: bool,
    /// Whether it has just been contested.
    contested: bool,
    grounds: String,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "recordings/vote_of.html")]
struct Counted {
    page: Page,
    plan: Option<(String, String)>,
}

/// The page of what this code opens, if it opens anything.
pub(crate) async fn find(visit: &Visit, code: &str) -> Result<Option<Response>, Failed> {
    let found = moderation::by_receipt(&visit.cx, code).await.or_page(visit)?;
    if let Some(notice) = found {
        let typed = Typed {
            code: code.to_owned(),
            grounds: String::new(),
        };
        let shown = sent(visit, &notice, typed, false, Problems::default()).await;
        return Ok(Some(show(StatusCode::OK, &shown)));
    }
    let Some(receipt) = among(code.trim()) else {
        return Ok(None);
    };
    let Some(vote) = voting::counts(&visit.cx, receipt).await.or_page(visit)? else {
        return Ok(None);
    };
    let plan = plans::by_id(&visit.cx, vote.plan).await.or_page(visit)?;
    let shown = Counted {
        page: visit.page().await,
        plan: plan.map(|plan| (format!("/plans/{}", plan.slug), plan.title.to_string())),
    };
    Ok(Some(show(StatusCode::OK, &shown)))
}

async fn sent(visit: &Visit, notice: &Notice, typed: Typed, contested: bool, problems: Problems) -> Sent {
    let page = visit.page().await;
    let (answer, contestable) = answered(&page, notice);
    Sent {
        code: typed.code,
        what: page.t(&format!("report-{}", notice.kind.as_str().replace('_', "-"))),
        day: page.day(notice.received_at),
        said: notice.explanation.as_str().to_owned(),
        answer,
        contestable: contestable && !contested,
        contested,
        grounds: typed.grounds,
        problems: problems.called(&page, &[("grounds", "contest-grounds")]),
        page,
    }
}

/// A code as it was typed, and why its answer is contested.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    code: String,
    grounds: String,
}

/// Contests the answer to a notice that was sent without an account.
pub(crate) async fn contest(visit: Visit, Form(typed): Form<Typed>) -> Answer {
    let found = moderation::by_receipt(&visit.cx, &typed.code)
        .await
        .or_page(&visit)?;
    let Some(notice) = found else {
        return super::receipts::unknown(&visit, typed.code).await;
    };
    let contested = match ContestDecision::parse(None, None, Some(&typed.code), &typed.grounds) {
        Ok(command) => moderation::contest(&visit.cx, command).await.map(|_| ()),
        Err(fields) => Err(fields.into()),
    };
    let (status, done, problems) = match contested {
        Ok(()) => (StatusCode::OK, true, Problems::default()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            (status, false, problems)
        }
    };
    Ok(show(status, &sent(&visit, &notice, typed, done, problems).await))
}
