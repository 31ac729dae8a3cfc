//! GraphQL over HTTP: JSON bodies only, GET for queries alone, bearer tokens only.

use std::sync::Arc;

use async_graphql::Executor;
use async_graphql::parser::types::OperationType;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use super::answers::Answer;
use super::doors::{Doorkeeper, Visit, bearer};
use super::edges::Edge;
use super::faults::{Fault, Reason, refusal_json};
use super::negotiation::{Accepted, Media, accepted, body_is_json};
use super::requests::Asked;
use super::sse;

/// Answers `/graphql`.
pub(crate) async fn answer<E: Executor, D: Doorkeeper>(
    State(edge): State<Arc<Edge<E, D>>>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let visit = Visit::of(&parts.extensions, &parts.headers);
    let Some(accepted) = accepted(&parts.headers) else {
        return refusal(&Fault::new(Reason::NotAcceptable), Media::Json, &visit);
    };
    let media = accepted.single.unwrap_or(Media::Json);
    let read = match parts.method {
        Method::POST => posted(&edge, &parts.headers, body, &visit).await,
        Method::GET => edge
            .pass(&visit)
            .and_then(|()| match parts.uri.query().map(str::len) {
                Some(length) if length > edge.limits.request_bytes => Err(Fault::new(Reason::TooLarge)),
                _ => Asked::from_uri(&parts.uri),
            }),
        _ => Err(Fault::new(Reason::Method)),
    };
    let asked = match read {
        Ok(asked) => asked,
        Err(fault) => return refusal(&fault, media, &visit),
    };
    let checked = match edge.check(asked).await {
        Ok(checked) => checked,
        Err(fault) if accepted.stream_first => return sse::refusal(&fault, &visit),
        Err(fault) => return refusal(&fault, media, &visit),
    };
    let streams = match stream_or_not(&parts.method, checked.kind, accepted) {
        Ok(streams) => streams,
        Err(fault) => return refusal(&fault, media, &visit),
    };
    let admission = match bearer(&parts.headers) {
        Ok(token) => edge.admit(token, &visit).await,
        Err(refused) => Err(refused.into()),
    };
    let admission = match admission {
        Ok(admission) => admission,
        Err(fault) => return refusal(&fault, media, &visit),
    };
    if streams {
        return match edge.long_place(&visit) {
            Ok(place) => sse::stream(&edge, checked, admission, &visit, place),
            Err(fault) => refusal(&fault, media, &visit),
        };
    }
    match edge.execute(checked, &admission, &visit.trace_id).await {
        Answer::Executed(json) => respond(StatusCode::OK, media, json),
        Answer::Refused(faults) => refusals(&faults, media, &visit),
    }
}

/// Reads a POST: its media type, its size, its pace, its parameters.
async fn posted<E: Executor, D: Doorkeeper>(
    edge: &Edge<E, D>,
    headers: &HeaderMap,
    body: Body,
    visit: &Visit,
) -> Result<Asked, Fault> {
    if !body_is_json(headers) {
        return Err(Fault::new(Reason::MediaType));
    }
    edge.pass(visit)?;
    let limit = edge.limits.request_bytes;
    let declared = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| usize::try_from(length).is_ok_and(|length| length > limit)) {
        return Err(Fault::new(Reason::TooLarge));
    }
    match timeout(edge.limits.body_deadline, Limited::new(body, limit).collect()).await {
        Ok(Ok(body)) => Asked::from_json(&body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Fault::new(Reason::TooLarge)),
        Ok(Err(_broken)) => Err(Fault::new(Reason::Json)),
        Err(_elapsed) => Err(Fault::new(Reason::TooSlow)),
    }
}

/// Decides whether the answer is an event stream; refuses what the method or `Accept` does not allow.
fn stream_or_not(method: &Method, kind: OperationType, accepted: Accepted) -> Result<bool, Fault> {
    match kind {
        OperationType::Mutation if method == Method::GET => Err(Fault::new(Reason::ReadOnly)),
        OperationType::Query | OperationType::Mutation => Ok(accepted.stream_first),
        OperationType::Subscription if accepted.stream => Ok(true),
        OperationType::Subscription if method == Method::GET => Err(Fault::new(Reason::ReadOnly)),
        OperationType::Subscription => Err(Fault::new(Reason::StreamOnly)),
    }
}

/// Answers with one refusal.
pub(crate) fn refusal(fault: &Fault, media: Media, visit: &Visit) -> Response {
    refusals(std::slice::from_ref(fault), media, visit)
}

/// Answers with refusals and no `data`; the first decides the status.
fn refusals(faults: &[Fault], media: Media, visit: &Visit) -> Response {
    let reason = faults.first().map_or(Reason::Internal, |fault| fault.reason);
    let status = match media {
        Media::Json if reason.of_document() => StatusCode::OK,
        Media::Json | Media::Graphql => reason.status(),
    };
    let mut response = respond(status, media, refusal_json(faults, &visit.trace_id).into());
    let headers = response.headers_mut();
    match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            headers.insert(
                header::ALLOW,
                HeaderValue::from_static(match reason {
                    Reason::ReadOnly => "POST",
                    _ => "GET, POST",
                }),
            );
        }
        StatusCode::UNAUTHORIZED => {
            let challenge = match reason {
                Reason::AuthExpired => "Bearer error=\"invalid_token\"",
                _ => "Bearer",
            };
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        StatusCode::UPGRADE_REQUIRED => {
            headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        }
        StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE => {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        _ => {}
    }
    if let Some(seconds) = faults.iter().find_map(Fault::wait_seconds) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Writes an answer. Nothing here is for shared caches, and the form depends on `Accept`.
fn respond(status: StatusCode, media: Media, json: Bytes) -> Response {
    let mut response = Response::new(Body::from(json));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media.header());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept, Authorization"));
    response
}
