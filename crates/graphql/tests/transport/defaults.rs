//! One test for each default of the stock extractors that a public server must not have.

use std::time::Duration;

use axum::body::Body;
use graphql::transport::{SocketLimits, TransportLimits};
use http::header;
use serde_json::json;
use tokio::io::AsyncWriteExt;

use super::toy::{Toy, get_uri, post, request};
use super::wire::{Frame, Socket, head};

#[tokio::test]
async fn d01_body_has_a_size_limit() {
    let toy = Toy::new();
    let fits = json!({ "query": format!("{{ hello }} #{}", "x".repeat(60_000)) });
    assert_eq!(toy.send(post(&fits)).await.status, 200);
    let large = json!({ "query": format!("{{ hello }} #{}", "x".repeat(12 << 20)) });
    assert_eq!(toy.send(post(&large)).await.status, 413);
    let undeclared = Body::from_stream(futures::stream::repeat_with(|| {
        Ok::<_, std::io::Error>("x".repeat(1024))
    }));
    let endless = request("POST", "/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .body(undeclared);
    assert_eq!(
        toy.send(endless.unwrap()).await.status,
        413,
        "a body without a length is cut at the same limit"
    );
    let small = Toy::with(TransportLimits {
        request_bytes: 1024,
        ..TransportLimits::default()
    });
    let long = request("GET", &get_uri(&"x".repeat(500)))
        .body(Body::empty())
        .unwrap();
    assert_eq!(
        small.send(long).await.status,
        413,
        "a query string has the limit of a body"
    );
    let tokens = toy.ask(&format!("{{ {} }}", "a ".repeat(20_000))).await;
    assert_eq!(
        (tokens.code().as_str(), tokens.rule().as_str()),
        ("request.too_costly", "Tokens")
    );
}

#[tokio::test]
async fn d02_text_plain_never_runs_anything() {
    let toy = Toy::new();
    for kind in [
        "text/plain",
        "text/plain; charset=utf-8",
        "application/graphql",
        "application/x-www-form-urlencoded",
    ] {
        let body = json!({"query": "mutation { castVote }"}).to_string();
        let answer = toy
            .send(
                request("POST", "/graphql")
                    .header(header::CONTENT_TYPE, kind)
                    .body(Body::from(body))
                    .unwrap(),
            )
            .await;
        assert_eq!(answer.status, 415, "{kind}");
    }
    let untyped = request("POST", "/graphql").body(Body::from("{}")).unwrap();
    assert_eq!(toy.send(untyped).await.status, 415);
    assert_eq!(toy.votes(), 0);
    assert_eq!(toy.ask("mutation { castVote }").await.status, 200);
    assert_eq!(toy.votes(), 1, "the same vote counts when it is sent as JSON");
}

#[tokio::test]
async fn d03_multipart_never_runs_anything() {
    let toy = Toy::new();
    let body = "--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n\
                {\"query\":\"mutation { castVote }\"}\r\n--b\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n{}\r\n--b--\r\n";
    let answer = toy
        .send(
            request("POST", "/graphql")
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
                .body(Body::from(body))
                .unwrap(),
        )
        .await;
    assert_eq!((answer.status.as_u16(), toy.votes()), (415, 0));
}

#[tokio::test]
async fn d04_get_runs_queries_alone() {
    let toy = Toy::new();
    let get = |query: &str| request("GET", &get_uri(query)).body(Body::empty()).unwrap();
    assert_eq!(
        toy.send(get("{ hello }")).await.json(),
        json!({"data": {"hello": "town"}})
    );
    for query in [
        "mutation { castVote }",
        "query A { hello } mutation B { castVote }",
        "subscription { count(to: 1) }",
    ] {
        let named = format!(
            "{}&operationName={}",
            get_uri(query),
            if query.contains('B') { "B" } else { "" }
        );
        let answer = toy
            .send(request("GET", &named).body(Body::empty()).unwrap())
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("allow")),
            (405, "POST"),
            "{query}"
        );
    }
    let streamed =
        request("GET", &get_uri("mutation { castVote }")).header(header::ACCEPT, "text/event-stream");
    assert_eq!(toy.send(streamed.body(Body::empty()).unwrap()).await.status, 405);
    assert_eq!(toy.votes(), 0);
    let put = toy
        .send(request("PUT", "/graphql").body(Body::empty()).unwrap())
        .await;
    assert_eq!((put.status.as_u16(), put.header("allow")), (405, "GET, POST"));
}

#[tokio::test]
async fn d05_a_foreign_origin_gets_no_socket() {
    let address = Toy::new().listen().await;
    let protocol = "Sec-WebSocket-Protocol: graphql-transport-ws\r\n";
    for (origin, status) in [
        ("", "101"),
        ("Origin: https://fabrique.example\r\n", "101"),
        ("Origin: https://evil.example\r\n", "403"),
        ("Origin: https://fabrique.example.evil.example\r\n", "403"),
        ("Origin: null\r\n", "403"),
        (
            "Origin: https://fabrique.example\r\nOrigin: https://evil.example\r\n",
            "403",
        ),
    ] {
        let socket = Socket::upgrade(address, &format!("{protocol}{origin}")).await;
        assert!(
            socket.handshake.starts_with(&format!("HTTP/1.1 {status}")),
            "{origin}: {}",
            socket.handshake
        );
    }
}

#[tokio::test]
async fn d06_a_silent_socket_is_closed() {
    let socket = SocketLimits {
        init_deadline: Duration::from_millis(50),
        ..SocketLimits::default()
    };
    let toy = Toy::with(TransportLimits {
        socket,
        ..TransportLimits::default()
    });
    let address = toy.listen().await;
    assert_eq!(
        Socket::open(address).await.closed().await,
        4408,
        "nothing was said"
    );
    let mut chatty = Socket::open(address).await;
    chatty.say(&json!({"type": "ping"})).await;
    assert_eq!(chatty.closed().await, 4408, "a ping is no init");
    let mut waiting = Socket::open(address).await;
    waiting
        .say(&json!({"type": "connection_init", "payload": {"authorization": "Bearer slow"}}))
        .await;
    assert_eq!(waiting.closed().await, 4408, "the doorkeeper's time counts");
    let mut inside = Socket::enter(address, None).await;
    inside.subscribe("1", "subscription { feed }").await;
    toy.town.begun.heard().await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    toy.town.feed.send("still here".into()).unwrap();
    assert_eq!(
        inside.text().await["payload"]["data"]["feed"],
        "still here",
        "who is in may stay"
    );
}

#[tokio::test]
async fn d07_close_codes_are_those_of_the_protocol() {
    let toy = Toy::new();
    let address = toy.listen().await;

    let mut early = Socket::open(address).await;
    early.subscribe("1", "{ hello }").await;
    assert_eq!(early.hear().await, Frame::Close(4401, "Unauthorized".into()));

    for nonsense in [
        "",
        "nonsense",
        "[]",
        "{}",
        r#"{"type":"start"}"#,
        r#"{"type":"subscribe","id":"1"}"#,
    ] {
        let mut malformed = Socket::enter(address, None).await;
        malformed.frame(0x81, nonsense.as_bytes()).await;
        assert_eq!(
            malformed.hear().await,
            Frame::Close(4400, "Invalid message".into()),
            "{nonsense}"
        );
    }
    let mut binary = Socket::enter(address, None).await;
    binary.frame(0x82, br#"{"type":"ping"}"#).await;
    assert_eq!(binary.closed().await, 4400);

    let mut twice = Socket::enter(address, None).await;
    twice.subscribe("one", "subscription { feed }").await;
    twice.subscribe("one", "subscription { feed }").await;
    assert_eq!(
        twice.hear().await,
        Frame::Close(4409, "Subscriber for one already exists".into())
    );

    let mut inits = Socket::enter(address, None).await;
    inits.say(&json!({"type": "connection_init"})).await;
    assert_eq!(inits.closed().await, 4429);
    let mut hasty = Socket::open(address).await;
    hasty
        .say(&json!({"type": "connection_init", "payload": {"authorization": "Bearer slow"}}))
        .await;
    hasty.say(&json!({"type": "connection_init"})).await;
    assert_eq!(
        hasty.closed().await,
        4429,
        "a second init while the first is being answered"
    );

    for (token, code) in [
        ("bad", 4403),
        ("expired", 4403),
        ("throttled", 4429),
        ("down", 1013),
    ] {
        let mut refused = Socket::open(address).await;
        let payload = json!({"authorization": format!("Bearer {token}")});
        refused
            .say(&json!({"type": "connection_init", "payload": payload}))
            .await;
        assert_eq!(refused.closed().await, code, "{token}");
    }

    let mut other = Socket::upgrade(address, "Sec-WebSocket-Protocol: graphql-ws\r\n").await;
    assert_eq!(other.closed().await, 4406);
}

#[tokio::test]
async fn d08_reasons_fit_a_close_frame() {
    let address = Toy::new().listen().await;
    let mut socket = Socket::enter(address, None).await;
    let id = "é".repeat(64);
    socket.subscribe(&id, "subscription { feed }").await;
    socket.subscribe(&id, "subscription { feed }").await;
    let Frame::Close(4409, reason) = socket.hear().await else {
        panic!("no close frame")
    };
    assert!(
        reason.starts_with("Subscriber for é") && (120..=123).contains(&reason.len()),
        "{reason}"
    );
}

#[tokio::test]
async fn d09_frames_have_a_size_limit_and_text_is_utf8() {
    let address = Toy::new().listen().await;
    let mut announced = Socket::enter(address, None).await;
    let mask = [1, 2, 3, 4];
    announced
        .stream
        .write_all(&[&head(0x81, 4 << 20)[..], &mask].concat())
        .await
        .unwrap();
    assert_eq!(
        announced.closed().await,
        1009,
        "4 MiB are refused when they are announced"
    );

    let mut pieces = Socket::enter(address, None).await;
    pieces.frame(0x01, &vec![b'x'; 60_000]).await;
    pieces.frame(0x80, &vec![b'x'; 60_000]).await;
    assert_eq!(pieces.closed().await, 1009, "pieces are counted together");

    let mut latin = Socket::enter(address, None).await;
    latin
        .frame(0x81, b"{\"type\":\"ping\",\"payload\":\"\xff\xfe\"}")
        .await;
    assert_eq!(latin.closed().await, 1007);

    let mut unmasked = Socket::enter(address, None).await;
    unmasked.stream.write_all(&[0x81, 2, b'{', b'}']).await.unwrap();
    assert_eq!(unmasked.closed().await, 1002);

    let mut next = Socket::enter(address, None).await;
    next.subscribe("1", "{ hello }").await;
    assert_eq!(
        next.text().await["payload"]["data"]["hello"],
        "town",
        "the next socket is served at once"
    );
}

#[tokio::test]
async fn d10_answers_follow_graphql_over_http() {
    let toy = Toy::new();
    let graphql = "application/graphql-response+json; charset=utf-8";
    let plain = "application/json; charset=utf-8";
    for (accept, kind) in [
        ("", plain),
        ("*/*", plain),
        ("application/json", plain),
        ("application/graphql-response+json", graphql),
        (
            "application/graphql-response+json, application/json;q=0.9",
            graphql,
        ),
    ] {
        for (body, strict, old) in [
            (json!({"query": "{ __typename }"}), 200, 200),
            (
                json!({"query": "query Q { hello }", "operationName": "Q", "variables": {}, "extensions": {"a": 1}}),
                200,
                200,
            ),
            (json!({"query": "{ broken }"}), 200, 200),
            (json!({"query": "{"}), 400, 200),
            (json!({"query": "{ 8f31403dfe404bccbb0e835f2629c6a7 }"}), 400, 200),
            (json!({"query": "{ nothing }"}), 400, 200),
            (
                json!({"query": "query Q($id: ID!) { __typename }", "variables": {"id": null}}),
                400,
                200,
            ),
            (json!({"query": "{ hello }", "operationName": "Other"}), 400, 200),
            (json!({"query": "query A { hello } query B { hello }"}), 400, 200),
            (json!({"query": 1}), 400, 400),
            (json!({"qeury": "{ __typename }"}), 400, 400),
            (json!({"query": "{ hello }", "variables": [1]}), 400, 400),
            (json!([{"query": "{ hello }"}]), 400, 400),
        ] {
            let mut builder =
                request("POST", "/graphql").header(header::CONTENT_TYPE, "application/json; charset=utf-8");
            if !accept.is_empty() {
                builder = builder.header(header::ACCEPT, accept);
            }
            let answer = toy
                .send(builder.body(Body::from(body.to_string())).unwrap())
                .await;
            let expected = if kind == graphql { strict } else { old };
            assert_eq!(
                (answer.status.as_u16(), answer.header("content-type")),
                (expected, kind),
                "{accept}: {body}"
            );
            assert_eq!(
                answer.json().get("data").is_none(),
                strict == 400,
                "{accept}: {body}: {}",
                answer.text
            );
        }
    }
    let html = post(&json!({"query": "{ hello }"}));
    let (mut parts, body) = html.into_parts();
    parts.headers.insert(header::ACCEPT, "text/html".parse().unwrap());
    assert_eq!(toy.send(http::Request::from_parts(parts, body)).await.status, 406);
    let empty = request("POST", "/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::empty());
    assert_eq!(toy.send(empty.unwrap()).await.status, 400);
}

#[tokio::test]
async fn d11_cost_multiplies_list_sizes() {
    let toy = Toy::new();
    let nested = |a: u32, b: u32, c: u32| {
        format!(
            "{{ plans(first: {a}) {{ nodes {{ plans(first: {b}) {{ nodes {{ plans(first: {c}) {{ nodes {{ id }} }} }} }} }} }} }}"
        )
    };
    let answer = toy.ask(&nested(50, 50, 20)).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (400, "request.too_costly")
    );
    assert_eq!(toy.ask(&nested(5, 5, 20)).await.status, 200);
}

#[tokio::test]
async fn d12_errors_never_repeat_the_document() {
    let toy = Toy::new();
    let canary = "canary".repeat(40);
    for document in [
        format!("{{ hello(name: \"{canary}\" ! }}"),
        format!("{{ hello {canary}! {canary} }}"),
        format!("{{ {canary} }}"),
        format!("{{ hello(name: \"{canary}\" nam: \"{canary}\") }}"),
        format!("{{ hello(name: [\"{canary}\"]) }}"),
        format!("{{ hello(name: {{ x: \"{canary}\" }}) }}"),
        format!("query Q($a: Int = \"{canary}\") {{ hello }}"),
        format!("{{ hello @skip(if: \"{canary}\") }}"),
        format!("{{ ...{canary} }}"),
        format!("{{ hello(name: \"{canary}"),
    ] {
        let answer = toy.ask(&document).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, "request.malformed"),
            "{document}"
        );
        assert!(!answer.text.contains(&canary), "{}", answer.text);
        assert!(answer.text.len() < 2_000, "{}", answer.text);
    }
    let typo = toy.ask("{\n  plan { titel } }").await;
    let error = &typo.json()["errors"][0];
    assert_eq!(error["locations"], json!([{"line": 2, "column": 10}]));
    assert_eq!(
        error["extensions"],
        json!({"code": "request.malformed", "rule": "FieldsOnCorrectType", "name": "titel"})
    );
    assert!(
        !typo.text.contains("mean") && !typo.text.contains("title"),
        "no suggestions: {}",
        typo.text
    );
}

#[tokio::test]
async fn d13_root_fields_and_votes_are_counted() {
    let toy = Toy::new();
    let aliases = |count: usize| {
        let fields: Vec<String> = (0..count).map(|n| format!("a{n}: hello")).collect();
        format!("{{ {} }}", fields.join(" "))
    };
    assert_eq!(toy.ask(&aliases(15)).await.status, 200);
    let flood = toy.ask(&aliases(16)).await;
    assert_eq!(
        (flood.code().as_str(), flood.rule().as_str()),
        ("request.too_costly", "RootFields")
    );
    let spread = format!("{{ ...F ...F }} fragment F on Query {{ {} }}", "hello ".repeat(8));
    assert_eq!(
        toy.ask(&spread).await.rule(),
        "RootFields",
        "fragments hide nothing"
    );
    for document in [
        "mutation { a: castVote b: castVote }",
        "mutation { castVote withdrawVote }",
        "mutation { castVote ...F } fragment F on Mutation { withdrawVote }",
        "mutation { ... { castVote } ... on Mutation { b: castVote } }",
        "mutation A { castVote } mutation B { castVote }",
    ] {
        let answer = toy
            .send(post(
                &json!({"query": document, "operationName": document.contains('A').then_some("A")}),
            ))
            .await;
        assert_eq!(
            (answer.code().as_str(), answer.rule().as_str()),
            ("request.too_costly", "OneVoteADocument"),
            "{document}"
        );
    }
    assert_eq!(toy.votes(), 0);
    assert_eq!(
        toy.ask("mutation { castVote a: rename(name: \"a\") b: rename(name: \"b\") }")
            .await
            .status,
        200
    );
}
