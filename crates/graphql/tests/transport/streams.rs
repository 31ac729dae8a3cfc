//! Server-sent events.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures::StreamExt;
use graphql::transport::{SessionKey, TransportLimits};
use http::{Request, header};
use serde_json::json;
use tokio::time::timeout;
use tower::ServiceExt;

use super::toy::{Toy, get_uri, post, request};

fn streamed(mut request: Request<Body>, token: Option<&str>) -> Request<Body> {
    request
        .headers_mut()
        .insert(header::ACCEPT, "text/event-stream".parse().unwrap());
    if let Some(token) = token {
        request
            .headers_mut()
            .insert(header::AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
    }
    request
}

/// An open event stream.
struct Events(BodyDataStream);

impl Events {
    async fn open(toy: &Toy, query: &str, token: Option<&str>) -> Self {
        let request = streamed(post(&json!({ "query": query })), token);
        let response = toy.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "text/event-stream; charset=utf-8"
        );
        Self(response.into_body().into_data_stream())
    }

    /// The next chunk, comments among them.
    async fn chunk(&mut self) -> Option<String> {
        let next = timeout(Duration::from_secs(20), self.0.next())
            .await
            .expect("an event or the end");
        next.map(|chunk| String::from_utf8(chunk.unwrap().to_vec()).unwrap())
    }

    /// The next event.
    async fn event(&mut self) -> Option<String> {
        loop {
            match self.chunk().await {
                Some(comment) if comment == ":\n\n" => {}
                other => return other,
            }
        }
    }
}

/// Checks sessions and sends comments at once.
fn brisk() -> TransportLimits {
    let soon = Duration::from_millis(10);
    TransportLimits {
        session_check: soon,
        stream_keep_alive: soon,
        ..TransportLimits::default()
    }
}

const COMPLETE: &str = "event: complete\ndata:\n\n";

#[tokio::test]
async fn a_subscription_is_next_events_and_complete() {
    let toy = Toy::new();
    let mut events = Events::open(&toy, "subscription { count(to: 2) }", None).await;
    assert_eq!(
        events.event().await.unwrap(),
        "event: next\ndata: {\"data\":{\"count\":1}}\n\n"
    );
    assert_eq!(
        events.event().await.unwrap(),
        "event: next\ndata: {\"data\":{\"count\":2}}\n\n"
    );
    assert_eq!(events.event().await.unwrap(), "event: complete\ndata:\n\n");
    assert_eq!(events.event().await, None);
}

#[tokio::test]
async fn queries_and_refusals_are_streamed_where_a_stream_is_asked() {
    let toy = Toy::new();
    let get = streamed(
        request("GET", &get_uri("{ hello }")).body(Body::empty()).unwrap(),
        None,
    );
    assert_eq!(
        toy.send(get).await.text,
        "event: next\ndata: {\"data\":{\"hello\":\"town\"}}\n\nevent: complete\ndata:\n\n"
    );
    let wrong = toy
        .send(streamed(
            post(&json!({"query": "subscription { nothing }"})),
            None,
        ))
        .await;
    assert_eq!(wrong.status, 200);
    assert!(
        wrong.text.starts_with("event: next\ndata: {\"errors\":[{")
            && wrong.text.contains("request.malformed")
    );
    assert!(wrong.text.ends_with("\n\nevent: complete\ndata:\n\n"));
    let deep = format!("{{ plan {{ {} id {} }} }}", "next { ".repeat(11), "}".repeat(11));
    let deep = toy.send(streamed(post(&json!({ "query": deep })), None)).await;
    assert!(deep.text.contains("request.too_deep") && deep.text.ends_with("event: complete\ndata:\n\n"));
    let refused = toy
        .send(streamed(
            post(&json!({"query": "subscription { feed }"})),
            Some("expired"),
        ))
        .await;
    assert_eq!(
        (refused.status.as_u16(), refused.code().as_str()),
        (401, "auth.expired")
    );
    let unstreamed = toy.ask("subscription { count(to: 1) }").await;
    assert_eq!(unstreamed.status, 406, "a subscription has no single answer");
}

#[tokio::test]
async fn a_silent_stream_is_kept_alive() {
    let toy = Toy::with(brisk());
    let mut events = Events::open(&toy, "subscription { feed }", None).await;
    assert_eq!(events.chunk().await.unwrap(), ":\n\n");
    toy.town.feed.send("news".into()).unwrap();
    assert_eq!(
        events.event().await.unwrap(),
        "event: next\ndata: {\"data\":{\"feed\":\"news\"}}\n\n"
    );
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_with_the_process() {
    let toy = Toy::with(brisk());
    let mut revoked = Events::open(&toy, "subscription { feed }", Some("good-1")).await;
    let mut standing = Events::open(&toy, "subscription { feed }", Some("good-2")).await;
    assert_eq!(standing.chunk().await.unwrap(), ":\n\n");
    toy.keeper
        .revoked
        .lock()
        .unwrap()
        .insert(SessionKey::new("good-1"));
    let last = revoked.event().await.unwrap();
    assert!(last.contains("auth.expired"), "{last}");
    assert_eq!(
        (revoked.event().await.as_deref(), revoked.event().await),
        (Some(COMPLETE), None)
    );
    toy.town.feed.send("news".into()).unwrap();
    assert!(
        standing.event().await.unwrap().contains("news"),
        "another session is left alone"
    );
    toy.stopping.cancel();
    assert_eq!(
        (standing.event().await.as_deref(), standing.event().await),
        (Some(COMPLETE), None)
    );
}

#[tokio::test]
async fn a_subscription_ends_when_its_reader_has_gone() {
    let toy = Toy::with(brisk());
    let mut events = Events::open(&toy, "subscription { feed }", None).await;
    assert_eq!(events.chunk().await.unwrap(), ":\n\n");
    toy.town.begun.heard().await;
    drop(events);
    toy.town.dropped.heard().await;
    assert_eq!(toy.town.feed.receiver_count(), 0);
}

#[tokio::test]
async fn a_subscription_that_panics_is_told_as_ours() {
    let toy = Toy::new();
    let mut events = Events::open(&toy, "subscription { panicking }", None).await;
    assert!(events.event().await.unwrap().contains("\"panicking\":1"));
    assert!(events.event().await.unwrap().contains("service.unavailable"));
    assert_eq!(events.event().await.unwrap(), "event: complete\ndata:\n\n");
}
