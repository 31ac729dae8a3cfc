//! The public log of moderation, as people read it.

use app::moderation_log::{self as log, Filter};
use askama::Template;
use axum::extract::Query;
use domain::{PageRequest, moderation_log::Dated};
use serde::Deserialize;

use crate::{
    error::Or,
    page::{Answer, Page, ok},
    visit::Visit,
};

/// A line as it is shown.
struct Line {
    n: u64,
    day: String,
    sentence: String,
}

#[derive(Template)]
#[template(path = "moderation_log.html")]
struct Log {
    page: Page,
    lines: Vec<Line>,
    next: Option<String>,
}

/// Where in the log.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    after: String,
}

/// Answers a page of the log, newest first.
pub(crate) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    let page = visit.page().await;
    let request = PageRequest {
        cursor: Some(wanted.after).filter(|cursor| !cursor.is_empty()),
        ..PageRequest::first(50)
    };
    let found = log::list(&visit.cx, &Filter::default(), &request)
        .await
        .or_page(&visit)?;
    let next = found.items.last().filter(|_| found.has_next).map(|(cursor, _)| {
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        format!("/moderation-log?after={cursor}")
    });
    let found: Vec<_> = found
        .into_items()
        .into_iter()
        .filter_map(|line| Some((line.n, Dated::parse(&line.entry)?)))
        .collect();
    let codes: Vec<_> = found
        .iter()
        .filter_map(|(_, dated)| dated.entry.rule.clone())
        .collect();
    let rules = log::rules_of(&visit.cx, &codes).await.or_page(&visit)?;
    let lines = found
        .iter()
        .map(|(n, dated)| {
            let rule = dated.entry.rule.as_ref().and_then(|code| rules.get(code));
            let language = &visit.cx.language;
            let title = rule.map(|rule| rule.terms.wordings.for_reader(language).0.title.as_str());
            Line {
                n: *n,
                day: messages::log_day(dated.day, language),
                sentence: messages::log_sentence(&dated.entry, title, language),
            }
        })
        .collect();
    ok(&Log { page, lines, next })
}
