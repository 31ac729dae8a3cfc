//! `GET /account/download`: a person's own data, over the same token as everything else. No address works without it,
//! so that a link that leaks gives nothing.

use std::sync::Arc;

use app::{
    Cx, Error, House, accounts,
    problem::{self, Told},
};
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{Code, Language};
use graphql::transport::{Refused, Visit, bearer};
use serde_json::json;

use crate::door::Door;

const ZIP: HeaderValue = HeaderValue::from_static("application/zip");
const NEVER_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// The route.
pub fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/account/download", get(download))
        .with_state(Door::new(house))
}

/// Who asks, by the token of the request; or what they are told instead.
pub(crate) async fn entered(door: &Door, about: &Extensions, headers: &HeaderMap) -> Result<Cx, Response> {
    let visit = Visit::of(about, headers);
    let entered = match bearer(headers) {
        Ok(token) => door.enter(token, &visit).await,
        Err(refused) => Err(refused),
    };
    entered.map(|(cx, _)| cx).map_err(|refused| {
        let (code, retry_after) = told(refused);
        said(code, &Language::default(), retry_after)
    })
}

async fn download(State(door): State<Door>, request: Request) -> Response {
    let cx = match entered(&door, request.extensions(), request.headers()).await {
        Ok(cx) => cx,
        Err(told) => return told,
    };
    match accounts::download(&cx).await {
        Ok(archive) => {
            // The name is made of letters, digits, points and hyphens.
            let named = format!("attachment; filename=\"{}\"", archive.name);
            let named = HeaderValue::from_str(&named).unwrap_or(HeaderValue::from_static("attachment"));
            let headers = [
                (header::CONTENT_TYPE, ZIP),
                (header::CONTENT_DISPOSITION, named),
                (header::CACHE_CONTROL, NEVER_KEPT),
            ];
            (headers, archive.bytes).into_response()
        }
        Err(error) => say(&error, &cx),
    }
}

/// Says an error as JSON: its first problem, or the failure.
pub(crate) fn say(error: &Error, cx: &Cx) -> Response {
    match problem::tell(error, &cx.language) {
        Told::Problems(problems) => {
            let first = problems.first();
            let code = first.map_or(Code::ServiceInternal, |problem| problem.code);
            let mut all: Vec<_> = problems
                .into_iter()
                .map(|problem| json!({ "code": problem.code.as_str(), "field": problem.field, "message": problem.message }))
                .collect();
            let body = match all.len() {
                1 => all.remove(0),
                _ => json!({ "code": code.as_str(), "problems": all }),
            };
            answer(code, body, None)
        }
        Told::Failure {
            code, retry_after, ..
        } => {
            if problem::is_ours(error) {
                tracing::error!(error = ?error, trace.id = %cx.trace_id, "a request for a file failed");
            }
            said(code, &cx.language, retry_after)
        }
    }
}

fn told(refused: Refused) -> (Code, Option<u64>) {
    match refused {
        Refused::Required => (Code::AuthRequired, None),
        Refused::Expired => (Code::AuthExpired, None),
        Refused::Throttled { retry_after } => (Code::RequestThrottled, Some(retry_after.as_secs().max(1))),
        Refused::Unavailable => (Code::ServiceUnavailable, Some(2)),
    }
}

/// Says why there is nothing: code and sentence as JSON.
pub(crate) fn said(code: Code, language: &Language, retry_after: Option<u64>) -> Response {
    let facts = retry_after
        .map(|seconds| vec![("seconds", seconds.into())])
        .unwrap_or_default();
    let body = json!({ "code": code.as_str(), "message": messages::problem(code, &facts, language) });
    answer(code, body, retry_after)
}

fn answer(code: Code, body: serde_json::Value, retry_after: Option<u64>) -> Response {
    let status = StatusCode::from_u16(problem::status(code)).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(header::CACHE_CONTROL, NEVER_KEPT)], Json(body)).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(seconds) = retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
