//! `/unsubscribe/{token}`: one click that stops mails, without signing in (RFC 8058).
//!
//! Reading the address changes nothing: scanners of mail follow every link. A mail client, or the button of the page,
//! posts to it, and that stops what the token says.

use std::sync::Arc;

use app::{Cx, House, notifications};
use axum::{
    Router,
    extract::{Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{Language, notifications::Stopped};
use graphql::transport::Visit;

use crate::{
    door,
    pages::{escaped, page_in},
};

/// The route.
pub fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/unsubscribe/{token}", get(ask).post(stop))
        .with_state(house)
}

/// Asks, and stops nothing.
async fn ask(State(house): State<Arc<House>>, Path(token): Path<String>, request: Request) -> Response {
    let cx = Cx::system(house, "unsubscribe");
    match notifications::stopping(&cx, &token).await {
        Ok(Some(stopping)) => question(stopping.stopped, &stopping.language),
        Ok(None) => unknown(&request),
        Err(error) => failed(&error),
    }
}

/// Stops; the answer never redirects, since mail clients do not follow.
async fn stop(State(house): State<Arc<House>>, Path(token): Path<String>, request: Request) -> Response {
    let cx = Cx::system(house, "unsubscribe");
    match notifications::unsubscribe(&cx, &token).await {
        Ok(Some(stopping)) => {
            let said = |name| said(name, &stopping.language);
            let body = format!("<h1>{}</h1>\n<p>{}</p>", said("done"), said("done-text"));
            page_in(&stopping.language, &said("done"), &body)
        }
        Ok(None) => unknown(&request),
        Err(error) => failed(&error),
    }
}

fn question(stopped: Stopped, language: &Language) -> Response {
    let said = |name| said(name, language);
    let body = format!(
        "<h1>{}</h1>\n<p>{}</p>\n<form method=\"post\">\n\
         <input type=\"hidden\" name=\"List-Unsubscribe\" value=\"One-Click\">\n<button>{}</button>\n</form>",
        said(stopped.as_str()),
        said("note"),
        said("button")
    );
    page_in(language, &said("title"), &body)
}

fn unknown(request: &Request) -> Response {
    let language = door::language(&Visit::of(request.extensions(), request.headers()));
    let said = |name| said(name, &language);
    let body = format!("<h1>{}</h1>\n<p>{}</p>", said("unknown"), said("unknown-text"));
    let mut response = page_in(&language, &said("unknown"), &body);
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn failed(error: &app::Error) -> Response {
    tracing::error!(error = ?error, "mails cannot be stopped");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// The sentence `unsubscribe-<name>`, as HTML.
fn said(name: &str, language: &Language) -> String {
    let sentence = messages::sentence(&format!("unsubscribe-{name}"), [], language);
    escaped(&messages::sheet::typeset(&sentence.unwrap_or_default(), language))
}
