//! GraphQL over server-sent events, distinct connections: `next` for each answer, then `complete`.

use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::Executor;
use async_stream::stream;
use axum::body::Body;
use axum::response::Response;
use bytes::{BufMut, Bytes, BytesMut};
use futures::StreamExt;
use http::{HeaderValue, header};
use tokio::time::{Instant, interval_at};

use super::answers::Answer;
use super::documents::Checked;
use super::doors::{Admission, Doorkeeper, Visit};
use super::edges::{Edge, LongPlace};
use super::faults::{Fault, Reason, refusal_json};
use super::sessions::{End, Hold};

/// Answers with the events of an operation, until it is complete, its session ends or the process stops.
///
/// The client sets the pace: nothing is fetched from the operation while the connection takes nothing.
pub(crate) fn stream<E: Executor, D: Doorkeeper>(
    edge: &Arc<Edge<E, D>>,
    checked: Checked,
    admission: Admission,
    visit: &Visit,
    place: LongPlace,
) -> Response {
    let hold = admission.session().map(|session| edge.sessions.hold(session));
    let stopping = edge.stopping.clone();
    let trace_id = Arc::clone(&visit.trace_id);
    let every = edge.limits.stream_keep_alive;
    let mut events = edge.events(checked, Arc::new(admission), Arc::clone(&trace_id));
    let body = stream! {
        let _place = place;
        let mut ticks = interval_at(Instant::now() + every, every);
        loop {
            tokio::select! {
                biased;
                () = stopping.cancelled() => break,
                end = ended(hold.as_ref()) => {
                    let reason = match end {
                        End::Fallen => Reason::AuthExpired,
                        End::Unknown => Reason::Unavailable,
                    };
                    yield next(refusal_json(&[Fault::new(reason)], &trace_id).as_bytes());
                    break;
                }
                event = events.next() => match event {
                    Some(Answer::Executed(json)) => yield next(&json),
                    Some(Answer::Refused(faults)) => yield next(refusal_json(&faults, &trace_id).as_bytes()),
                    None => break,
                },
                _ = ticks.tick() => yield Bytes::from_static(b":\n\n"),
            }
        }
        yield Bytes::from_static(COMPLETE);
    };
    respond(Body::from_stream(body.map(Ok::<Bytes, Infallible>)))
}

/// Answers with one refusal as an event, since a client that asked for a stream reads nothing else.
pub(crate) fn refusal(fault: &Fault, visit: &Visit) -> Response {
    let json = refusal_json(std::slice::from_ref(fault), &visit.trace_id);
    let mut body = BytesMut::from(next(json.as_bytes()));
    body.put_slice(COMPLETE);
    respond(Body::from(body.freeze()))
}

/// Waits for the end of a session; for ever where there is none.
async fn ended(hold: Option<&Hold>) -> End {
    match hold {
        Some(hold) => hold.ended().await,
        None => std::future::pending().await,
    }
}

const COMPLETE: &[u8] = b"event: complete\ndata:\n\n";

/// Writes one answer as an event. JSON as we write it has no line breaks, so one data line holds it.
fn next(json: &[u8]) -> Bytes {
    let mut event = BytesMut::with_capacity(json.len() + 24);
    event.put_slice(b"event: next\ndata: ");
    event.put_slice(json);
    event.put_slice(b"\n\n");
    event.freeze()
}

fn respond(body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept, Authorization"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}
