//! The public log of moderation over HTTP: the whole of it to keep, the newest lines to follow, and a program that checks
//! what was kept.

use std::{collections::HashMap, fmt::Write, sync::Arc};

use app::{Cx, House, moderation_log as log};
use axum::{
    Router,
    body::Body,
    extract::{Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    Code, PageRequest,
    moderation_log::{Day, Line, RuleToken},
    rules::Rule,
};
use graphql::transport::Visit;
use serde::Deserialize;
use serde_json::json;

use crate::door::Door;

/// How many lines the feed holds.
const NEWEST: u32 = 50;
/// May be kept, but is asked for anew: a kept copy is compared by its `ETag`.
const ASK: HeaderValue = HeaderValue::from_static("public, no-cache");

/// Pages of other sites may read it too: a checker is most believed where the town does not serve it.
const ANYBODY: HeaderValue = HeaderValue::from_static("*");

/// The routes.
pub fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/moderation-log.jsonl", get(download))
        .route("/moderation-log.atom", get(feed))
        .route("/moderation-log/check.mjs", get(checker))
        .with_state(Door::new(house))
}

/// From where on.
#[derive(Debug, Deserialize)]
struct After {
    after: Option<String>,
}

async fn visitor(door: &Door, visit: Visit) -> Result<Cx, Response> {
    let entered = door.enter(None, &visit).await;
    entered.map(|(cx, _)| cx).map_err(|_refused| unavailable())
}

fn unavailable() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "2")]).into_response()
}

fn failed(cx: &Cx, error: &app::Error) -> Response {
    tracing::error!(error = ?error, trace.id = %cx.trace_id, "the log cannot be read");
    unavailable()
}

/// Whether the client has this already.
fn has(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok());
    known.is_some_and(|tags| {
        tags.split(',')
            .any(|one| one.trim().trim_start_matches("W/") == tag)
    })
}

/// The headers of an answer that is `kind` and has this tag.
fn labelled(kind: &'static str, tag: &str) -> [(header::HeaderName, HeaderValue); 4] {
    // Tags are made of digits, letters and hyphens.
    let tag = HeaderValue::from_str(tag).unwrap_or(HeaderValue::from_static("\"\""));
    [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, ASK),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, ANYBODY),
    ]
}

/// The log as JSON Lines, or what came after a line: streamed, so that its length costs no memory. A copy that was cut
/// off has no head, and no checker takes it for whole.
async fn download(State(door): State<Door>, query: Query<After>, request: Request) -> Response {
    let visit = Visit::of(request.extensions(), request.headers());
    let cx = match visitor(&door, visit).await {
        Ok(cx) => cx,
        Err(response) => return response,
    };
    let Ok(after) = query.after.as_deref().map_or(Ok(0), str::parse) else {
        let code = Code::RequestBadCursor;
        let message = messages::problem(code, &Vec::new(), &cx.language);
        let said = axum::Json(json!({ "code": code.as_str(), "message": message }));
        return (StatusCode::BAD_REQUEST, said).into_response();
    };
    let (tag, lines) = match log::download(&cx, after).await {
        Ok(found) => found,
        Err(error) => return failed(&cx, &error),
    };
    let tag = format!("\"{tag}\"");
    let headers = labelled("application/jsonl; charset=utf-8", &tag);
    if has(request.headers(), &tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, Body::from_stream(lines)).into_response()
}

/// The newest lines as an Atom feed (RFC 4287), in the reader's language.
async fn feed(State(door): State<Door>, request: Request) -> Response {
    let visit = Visit::of(request.extensions(), request.headers());
    let cx = match visitor(&door, visit).await {
        Ok(cx) => cx,
        Err(response) => return response,
    };
    let page = PageRequest::first(NEWEST);
    match log::list(&cx, &log::Filter::default(), &page).await {
        Ok(page) => {
            let lines = page.into_items();
            let newest = lines.first().map_or(0, |line| line.n);
            let tag = format!("\"atom-{newest}-{}\"", cx.language);
            let headers = labelled("application/atom+xml; charset=utf-8", &tag);
            if has(request.headers(), &tag) {
                return (StatusCode::NOT_MODIFIED, headers).into_response();
            }
            let codes: Vec<_> = lines.iter().filter_map(|line| line.dated()?.entry.rule).collect();
            let rules = match log::rules_of(&cx, &codes).await {
                Ok(rules) => rules,
                Err(error) => return failed(&cx, &error),
            };
            let vary = [(header::VARY, "accept-language")];
            (headers, vary, atom(&cx, &lines, &rules)).into_response()
        }
        Err(error) => failed(&cx, &error),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn atom(cx: &Cx, lines: &[Line], rules: &HashMap<RuleToken, Rule>) -> String {
    let (site, language) = (escaped(&cx.house().site.issuer), &cx.language);
    let title = escaped(&messages::log_title(language));
    let day = |line: &Line| line.dated().map(|dated| dated.day);
    // The log knows days alone: its times are those of their beginning.
    let at = |day: Option<Day>| format!("{}T00:00:00Z", day.unwrap_or_else(|| Day::of(cx.now())));
    let updated = at(lines.first().and_then(day));
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">\n\
         <id>{site}/moderation-log.atom</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n\
         <author><name>{site}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{site}/moderation-log.atom\"/>\n\
         <link rel=\"related\" type=\"application/jsonl\" href=\"{site}/moderation-log.jsonl\"/>\n"
    );
    for line in lines {
        let Some(dated) = line.dated() else { continue };
        let rule = dated.entry.rule.as_ref().and_then(|code| rules.get(code));
        let rule = rule.map(|rule| rule.terms.wordings.for_reader(language).0.title.as_str());
        let what = messages::log_sentence(&dated.entry, rule, language);
        let named = escaped(&messages::log_line_title(line.n, &what, language));
        let (n, at, entry) = (line.n, at(Some(dated.day)), escaped(&line.entry));
        let from = n - 1;
        let _ = write!(
            feed,
            "<entry>\n<id>{site}/moderation-log.jsonl#{n}</id>\n<title>{named}</title>\n<updated>{at}</updated>\n\
             <link rel=\"alternate\" type=\"application/jsonl\" href=\"{site}/moderation-log.jsonl?after={from}\"/>\n\
             <content type=\"text\">{entry}</content>\n</entry>\n"
        );
    }
    feed.push_str("</feed>\n");
    feed
}

/// The second checker: under a hundred lines that share no code with the server.
async fn checker() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, include_str!("../../../docs/log-check.mjs")).into_response()
}
