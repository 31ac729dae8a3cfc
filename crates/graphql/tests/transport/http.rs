//! Requests through the router: tokens, errors, load, writes that go on.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::body::Body;
use graphql::transport::{PeerRate, TransportLimits};
use http::{Request, header};
use serde_json::json;
use tower::ServiceExt;

use super::toy::{TRACE, Toy, post};

fn with(mut request: Request<Body>, headers: &[(&'static str, &str)]) -> Request<Body> {
    for (name, value) in headers {
        request.headers_mut().append(*name, value.parse().unwrap());
    }
    request
}

#[tokio::test]
async fn tokens_are_bearer_tokens_and_cookies_are_nothing() {
    let toy = Toy::new();
    let ask =
        |headers: &[(&'static str, &str)]| toy.send(with(post(&json!({"query": "{ whoami }"})), headers));
    assert_eq!(ask(&[]).await.json()["data"]["whoami"], "visitor");
    assert_eq!(
        ask(&[("authorization", "Bearer good-1")]).await.json()["data"]["whoami"],
        "good-1"
    );
    assert_eq!(
        ask(&[("cookie", "token=good-1; authorization=Bearer good-1")])
            .await
            .json()["data"]["whoami"],
        "visitor"
    );
    for (headers, code, challenge) in [
        (&[("authorization", "Bearer bad")][..], "auth.required", "Bearer"),
        (
            &[("authorization", "Basic Z29vZDpnb29k")],
            "auth.required",
            "Bearer",
        ),
        (
            &[
                ("authorization", "Bearer good-1"),
                ("authorization", "Bearer good-2"),
            ],
            "auth.required",
            "Bearer",
        ),
        (
            &[("authorization", "Bearer expired")],
            "auth.expired",
            "Bearer error=\"invalid_token\"",
        ),
    ] {
        let answer = ask(headers).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (401, code),
            "{headers:?}"
        );
        assert_eq!(answer.header("www-authenticate"), challenge);
        assert!(answer.json().get("data").is_none());
    }
    let throttled = ask(&[("authorization", "Bearer throttled")]).await;
    assert_eq!(
        (throttled.status.as_u16(), throttled.header("retry-after")),
        (429, "7")
    );
    let down = ask(&[("authorization", "Bearer down")]).await;
    assert_eq!(
        (down.status.as_u16(), down.code().as_str()),
        (503, "service.unavailable")
    );
    assert_eq!(down.json()["errors"][0]["extensions"]["traceId"], TRACE);
}

#[tokio::test]
async fn the_doorkeeper_sees_languages_and_the_trace() {
    let toy = Toy::new();
    toy.send(with(
        post(&json!({"query": "{ hello }"})),
        &[("accept-language", "en;q=0.3, ca, es;q=0.8")],
    ))
    .await;
    let visits = toy.keeper.visits.lock().unwrap();
    assert_eq!(visits[0].languages, ["ca", "es", "en"]);
    assert_eq!(&*visits[0].trace_id, TRACE);
}

#[tokio::test]
async fn errors_of_resolvers_are_fixed_unless_they_have_a_code() {
    let toy = Toy::new();
    let broken = toy.ask("{ hello broken }").await;
    assert_eq!(
        (broken.status.as_u16(), broken.code().as_str()),
        (200, "service.unavailable")
    );
    assert_eq!(
        broken.json()["data"]["hello"],
        "town",
        "the other fields are answered"
    );
    assert_eq!(broken.json()["errors"][0]["extensions"]["traceId"], TRACE);
    assert_eq!(broken.json()["errors"][0]["path"], json!(["broken"]));
    assert!(!broken.text.contains("secrets"));
    let coded = toy.ask("{ coded }").await;
    assert_eq!(
        coded.json()["errors"][0]["message"],
        "Not the identifier of a plan."
    );
    assert_eq!(coded.code(), "request.bad_id");
    let range = toy.ask("{ plans(first: 99999999999) { totalCount } }").await;
    assert_eq!(range.code(), "request.malformed", "{}", range.text);
    assert!(!range.text.contains("99999999999"));
    let panic = toy.ask("{ panics }").await;
    assert_eq!(
        (panic.status.as_u16(), panic.code().as_str()),
        (500, "service.unavailable")
    );
    assert!(panic.text.contains(TRACE) && !panic.text.contains("resolver that panics"));
}

#[tokio::test]
async fn a_write_goes_on_when_its_caller_has_gone() {
    let toy = Toy::new();
    let call = tokio::spawn(
        toy.router
            .clone()
            .oneshot(post(&json!({"query": "mutation { slowVote }"}))),
    );
    toy.town.begun.heard().await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(toy.votes(), 0);
    toy.town.go.notify_one();
    toy.town.written.heard().await;
    assert_eq!(toy.votes(), 1);
}

#[tokio::test]
async fn a_read_ends_when_its_caller_has_gone() {
    let toy = Toy::new();
    let call = tokio::spawn(toy.router.clone().oneshot(post(&json!({"query": "{ waits }"}))));
    toy.town.begun.heard().await;
    call.abort();
    toy.town.dropped.heard().await;
}

#[tokio::test]
async fn a_late_operation_is_answered_and_a_write_still_finished() {
    let toy = Toy::with(TransportLimits {
        execution_deadline: Duration::from_millis(20),
        ..TransportLimits::default()
    });
    let late = toy.ask("mutation { slowVote }").await;
    assert_eq!(
        (
            late.status.as_u16(),
            late.code().as_str(),
            late.header("retry-after")
        ),
        (503, "service.unavailable", "1")
    );
    toy.town.go.notify_one();
    toy.town.written.heard().await;
    assert_eq!(toy.votes(), 1);
}

#[tokio::test]
async fn load_is_shed_by_peer_and_as_a_whole() {
    let rate = PeerRate {
        per_second: NonZeroU32::MIN,
        burst: NonZeroU32::MIN,
    };
    let toy = Toy::with(TransportLimits {
        peer: rate,
        ..TransportLimits::default()
    });
    assert_eq!(toy.ask("{ hello }").await.status, 200);
    let shed = toy.ask("{ hello }").await;
    assert_eq!(
        (
            shed.status.as_u16(),
            shed.code().as_str(),
            shed.header("retry-after")
        ),
        (429, "request.throttled", "1")
    );

    let toy = Toy::with(TransportLimits {
        in_flight: 1,
        ..TransportLimits::default()
    });
    let call = tokio::spawn(
        toy.router
            .clone()
            .oneshot(post(&json!({"query": "mutation { slowVote }"}))),
    );
    toy.town.begun.heard().await;
    let shed = toy.ask("{ hello }").await;
    assert_eq!(
        (
            shed.status.as_u16(),
            shed.code().as_str(),
            shed.header("retry-after")
        ),
        (503, "service.unavailable", "1")
    );
    toy.town.go.notify_one();
    assert_eq!(call.await.unwrap().unwrap().status(), 200);
    assert_eq!(toy.ask("{ hello }").await.status, 200);
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let toy = Toy::with(TransportLimits {
        body_deadline: Duration::from_millis(20),
        ..TransportLimits::default()
    });
    let stuck = Body::from_stream(futures::stream::pending::<Result<String, std::io::Error>>());
    let request = Request::builder()
        .method("POST")
        .uri("/graphql")
        .header(header::CONTENT_TYPE, "application/json");
    assert_eq!(toy.send(request.body(stuck).unwrap()).await.status, 408);
}

#[tokio::test]
async fn long_documents_are_parsed_elsewhere_and_answered_alike() {
    let toy = Toy::new();
    let padding = "#".repeat(8 * 1024);
    assert_eq!(
        toy.ask(&format!("{{ hello }} {padding}")).await.json(),
        json!({"data": {"hello": "town"}})
    );
    assert_eq!(
        toy.ask(&format!("{{ hello {padding}")).await.code(),
        "request.malformed"
    );
}
