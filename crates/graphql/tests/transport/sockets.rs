//! The `graphql-transport-ws` protocol beyond its close codes.

use std::time::Duration;

use graphql::transport::{SessionKey, SocketLimits, TransportLimits};
use serde_json::json;

use super::toy::{TRACE, Toy};
use super::wire::{Frame, Socket};

#[tokio::test]
async fn operations_of_every_kind_run_side_by_side() {
    let toy = Toy::new();
    let mut socket = Socket::enter(toy.listen().await, Some("good-1")).await;
    assert!(
        socket
            .handshake
            .to_lowercase()
            .contains("sec-websocket-protocol: graphql-transport-ws")
    );
    socket.subscribe("q", "{ whoami }").await;
    assert_eq!(
        socket.text().await,
        json!({"id": "q", "type": "next", "payload": {"data": {"whoami": "good-1"}}})
    );
    assert_eq!(socket.text().await, json!({"id": "q", "type": "complete"}));
    socket.subscribe("q", "mutation { castVote }").await;
    assert_eq!(
        socket.text().await["payload"]["data"]["castVote"],
        1,
        "an identifier is free once it is complete"
    );
    assert_eq!(socket.text().await["type"], "complete");
    socket.subscribe("s", "subscription { count(to: 2) }").await;
    for n in 1..=2 {
        assert_eq!(
            socket.text().await,
            json!({"id": "s", "type": "next", "payload": {"data": {"count": n}}})
        );
    }
    assert_eq!(socket.text().await, json!({"id": "s", "type": "complete"}));
    socket.subscribe("feed", "subscription { feed }").await;
    toy.town.begun.heard().await;
    socket.subscribe("q", "{ hello }").await;
    assert_eq!(socket.text().await["id"], "q");
    assert_eq!(socket.text().await["type"], "complete");
    toy.town.feed.send("news".into()).unwrap();
    assert_eq!(
        socket.text().await,
        json!({"id": "feed", "type": "next", "payload": {"data": {"feed": "news"}}})
    );
    socket.say(&json!({"type": "complete", "id": "feed"})).await;
    toy.town.dropped.heard().await;
    socket.say(&json!({"type": "complete", "id": "unknown"})).await;
    socket.say(&json!({"type": "ping", "payload": {"n": 1}})).await;
    assert_eq!(
        socket.text().await,
        json!({"type": "pong", "payload": {"n": 1}}),
        "nothing came of what was completed"
    );
    socket.frame(0x89, b"hi").await;
    assert_eq!(socket.hear().await, Frame::Pong);
}

#[tokio::test]
async fn documents_are_judged_as_over_http() {
    let toy = Toy::new();
    let mut socket = Socket::enter(toy.listen().await, None).await;
    let aliases: Vec<String> = (0..16).map(|n| format!("a{n}: hello")).collect();
    let aliases = aliases.join(" ");
    for (query, code) in [
        (format!("{{ {aliases} }}"), "request.too_costly"),
        (
            "mutation { a: castVote b: castVote }".to_owned(),
            "request.too_costly",
        ),
        (
            format!("{{ plan {{ {} id {} }} }}", "next { ".repeat(11), "}".repeat(11)),
            "request.too_deep",
        ),
        ("subscription { nothing }".to_owned(), "request.malformed"),
        ("{ nothing }".to_owned(), "request.malformed"),
        ("{".to_owned(), "request.malformed"),
        ("{ panics }".to_owned(), "service.unavailable"),
    ] {
        socket.subscribe("1", &query).await;
        let error = socket.text().await;
        assert_eq!(
            (error["type"].as_str(), error["id"].as_str()),
            (Some("error"), Some("1")),
            "{query}"
        );
        assert_eq!(
            error["payload"][0]["extensions"]["code"], code,
            "{query}: {error}"
        );
    }
    socket
        .say(&json!({"type": "subscribe", "id": "1", "payload": {"query": 7}}))
        .await;
    assert_eq!(socket.text().await["payload"][0]["extensions"]["name"], "query");
    socket.subscribe("1", "{ broken }").await;
    let partial = socket.text().await;
    assert_eq!(
        (
            &partial["type"],
            &partial["payload"]["errors"][0]["extensions"]["traceId"]
        ),
        (&json!("next"), &json!(TRACE))
    );
    assert_eq!(socket.text().await["type"], "complete");
    assert_eq!(toy.votes(), 0);
}

#[tokio::test]
async fn a_socket_ends_with_its_session() {
    let limits = TransportLimits {
        session_check: Duration::from_millis(10),
        ..TransportLimits::default()
    };
    let toy = Toy::with(limits);
    let address = toy.listen().await;
    let mut revoked = Socket::enter(address, Some("good-1")).await;
    let mut standing = Socket::enter(address, Some("good-2")).await;
    revoked.subscribe("1", "subscription { feed }").await;
    toy.town.begun.heard().await;
    toy.keeper
        .revoked
        .lock()
        .unwrap()
        .insert(SessionKey::new("good-1"));
    assert_eq!(revoked.hear().await, Frame::Close(4403, "auth.expired".into()));
    toy.town.dropped.heard().await;
    standing.subscribe("1", "{ hello }").await;
    assert_eq!(standing.text().await["type"], "next");
}

#[tokio::test]
async fn a_socket_has_twenty_operations_and_the_next_is_refused_alone() {
    let toy = Toy::new();
    let mut socket = Socket::enter(toy.listen().await, None).await;
    for n in 0..21 {
        socket.subscribe(&n.to_string(), "subscription { feed }").await;
    }
    let refused = socket.text().await;
    assert_eq!(
        (&refused["id"], &refused["type"]),
        (&json!("20"), &json!("error"))
    );
    assert_eq!(refused["payload"][0]["extensions"]["code"], "request.throttled");
    socket.say(&json!({"type": "ping"})).await;
    assert_eq!(socket.text().await, json!({"type": "pong"}));
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_given_up() {
    let slow = SocketLimits {
        stall: Duration::from_millis(50),
        ..SocketLimits::default()
    };
    let toy = Toy::with(TransportLimits {
        socket: slow,
        ..TransportLimits::default()
    });
    let address = toy.listen().await;
    let mut flooded = Socket::enter(address, None).await;
    flooded.subscribe("1", "subscription { flood(to: 100000) }").await;
    // Nothing is read until the server has given up; what was sent before is still there, then the end.
    toy.town.dropped.heard().await;
    let mut taken = 0;
    loop {
        match flooded.hear().await {
            Frame::Text(_) => taken += 1,
            Frame::Close(code, reason) => {
                assert_eq!((code, reason.as_str()), (4429, "Too slow: messages were waiting"));
                break;
            }
            Frame::Gone => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(taken < 200, "the queue is bounded: {taken} messages of 64 KiB");
}

#[tokio::test]
async fn a_client_that_keeps_up_receives_everything() {
    let toy = Toy::new();
    let mut socket = Socket::enter(toy.listen().await, None).await;
    socket.subscribe("1", "subscription { flood(to: 300) }").await;
    for _ in 0..300 {
        assert_eq!(socket.text().await["type"], "next");
    }
    assert_eq!(
        socket.text().await["type"],
        "complete",
        "19 MiB went through a queue of 256 KiB"
    );
}

#[tokio::test]
async fn a_silent_socket_is_pinged_and_then_given_up() {
    let brief = SocketLimits {
        keep_alive: Duration::from_millis(20),
        ..SocketLimits::default()
    };
    let toy = Toy::with(TransportLimits {
        socket: brief,
        ..TransportLimits::default()
    });
    let mut socket = Socket::enter(toy.listen().await, None).await;
    assert_eq!(socket.read().await.unwrap(), Frame::Ping);
    loop {
        match socket.read().await {
            Ok(Frame::Ping) => {}
            Ok(Frame::Close(code, reason)) => {
                assert_eq!((code, reason.as_str()), (4408, "No answer to pings"));
                break;
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn sockets_are_closed_when_the_process_stops() {
    let toy = Toy::new();
    let address = toy.listen().await;
    let mut idle = Socket::open(address).await;
    let mut busy = Socket::enter(address, None).await;
    busy.subscribe("1", "mutation { slowVote }").await;
    toy.town.begun.heard().await;
    toy.stopping.cancel();
    assert_eq!((idle.closed().await, busy.closed().await), (1001, 1001));
    toy.town.go.notify_one();
    toy.town.written.heard().await;
    assert_eq!(toy.votes(), 1, "the write that was begun is finished");
    let late = Socket::upgrade(address, "Sec-WebSocket-Protocol: graphql-transport-ws\r\n").await;
    assert!(late.handshake.starts_with("HTTP/1.1 503"), "{}", late.handshake);
}

#[tokio::test]
async fn long_connections_have_a_limit() {
    let toy = Toy::with(TransportLimits {
        long_connections: 1,
        ..TransportLimits::default()
    });
    let address = toy.listen().await;
    let first = Socket::enter(address, None).await;
    let second = Socket::upgrade(address, "Sec-WebSocket-Protocol: graphql-transport-ws\r\n").await;
    assert!(
        second.handshake.starts_with("HTTP/1.1 503"),
        "{}",
        second.handshake
    );
    assert!(second.handshake.to_lowercase().contains("retry-after: 1"));
    drop(first);

    let toy = Toy::with(TransportLimits {
        long_connections_of_peer: 1,
        ..TransportLimits::default()
    });
    let address = toy.listen().await;
    let first = Socket::enter(address, None).await;
    let second = Socket::upgrade(address, "Sec-WebSocket-Protocol: graphql-transport-ws\r\n").await;
    assert!(
        second.handshake.starts_with("HTTP/1.1 429"),
        "{}",
        second.handshake
    );
    drop(first);
}

#[tokio::test]
async fn a_plain_request_is_told_to_upgrade() {
    let toy = Toy::new();
    let plain = toy
        .send(
            super::toy::request("GET", "/graphql/ws")
                .body(axum::body::Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(
        (plain.status.as_u16(), plain.header("upgrade")),
        (426, "websocket")
    );
}
