//! The door of the WebSocket: origin, load, sub-protocol.

use std::sync::Arc;

use async_graphql::Executor;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::{RequestExt, extract::ws::WebSocket};
use http::{HeaderMap, header};
use tracing::Instrument;

use super::doors::{Doorkeeper, Visit};
use super::edges::Edge;
use super::faults::{Fault, Reason};
use super::http::refusal;
use super::messages::Closing;
use super::negotiation::Media;
use super::pipes::Pipe;
use super::sockets::serve;

/// The one sub-protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";
/// Read buffer of a socket, in bytes: the library's own 128 KiB would be most of the memory of an idle one.
const READ_BUFFER: usize = 4 * 1024;

/// Answers `/graphql/ws`.
pub(crate) async fn answer<E: Executor, D: Doorkeeper>(
    State(edge): State<Arc<Edge<E, D>>>,
    mut request: Request,
) -> Response {
    let visit = Visit::of(request.extensions(), request.headers());
    if !origin_is_welcome(request.headers(), &edge.origins) {
        return refusal(&Fault::new(Reason::Origin), Media::Json, &visit);
    }
    let place = match edge.pass(&visit).and_then(|()| edge.long_place(&visit)) {
        Ok(place) => place,
        Err(fault) => return refusal(&fault, Media::Json, &visit),
    };
    let upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection> = request.extract_parts().await;
    let Ok(upgrade) = upgrade else {
        return refusal(&Fault::new(Reason::Handshake), Media::Json, &visit);
    };
    let limit = edge.limits.request_bytes;
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_message_size(limit)
        .max_frame_size(limit)
        .protocols([PROTOCOL]);
    let agreed = upgrade.selected_protocol().is_some();
    upgrade.on_upgrade(move |socket: WebSocket| async move {
        let _place = place;
        if agreed {
            let span = tracing::info_span!("socket", trace_id = &*visit.trace_id);
            Box::pin(serve(edge, socket, visit)).instrument(span).await;
        } else {
            Pipe::new(socket, edge.limits.socket.clone())
                .close(&Closing::Subprotocol)
                .await;
        }
    })
}

/// True for programs, which send no origin, and for pages of an origin on the list.
fn origin_is_welcome(headers: &HeaderMap, welcome: &[String]) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) => true,
        (Some(origin), None) => origin
            .to_str()
            .is_ok_and(|origin| welcome.iter().any(|known| known.eq_ignore_ascii_case(origin))),
        (Some(_), Some(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn one_origin_of_the_list_or_none_is_welcome() {
        let welcome = ["https://fabrique.example".to_owned()];
        let mut headers = HeaderMap::new();
        assert!(origin_is_welcome(&headers, &welcome));
        for (origin, expected) in [
            ("https://fabrique.example", true),
            ("HTTPS://Fabrique.Example", true),
            ("https://fabrique.example.evil.example", false),
            ("http://fabrique.example", false),
            ("https://fabrique.example:8443", false),
            ("null", false),
        ] {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            assert_eq!(origin_is_welcome(&headers, &welcome), expected, "{origin}");
        }
        headers.insert(
            header::ORIGIN,
            HeaderValue::from_static("https://fabrique.example"),
        );
        headers.append(header::ORIGIN, HeaderValue::from_static("https://evil.example"));
        assert!(!origin_is_welcome(&headers, &welcome));
    }
}
