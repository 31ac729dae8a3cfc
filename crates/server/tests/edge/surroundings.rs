//! The headers of every answer, the request id, the client's address and the last catch.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Html;
use axum::routing::{get, post};
use http::{HeaderMap, Request, Response, Uri};
use http_body_util::BodyExt;
use serde_json::Value;
use server::headers::Surroundings;
use tower::ServiceExt;

fn app(public_url: &'static str) -> Router {
    let panics = || async {
        let nothing: Option<String> = std::hint::black_box(None);
        nothing.expect("a handler that panics")
    };
    let app = Router::new()
        .route("/page", get(|| async { Html("<p>town</p>") }))
        .route("/data", get(|| async { axum::Json(1) }))
        .route("/form", post(|| async {}))
        .route(
            "/asset",
            get(|| async {
                (
                    [("cache-control", "public, max-age=31536000, immutable")],
                    "asset",
                )
            }),
        )
        .route("/panics", get(panics))
        .route(
            "/peer",
            get(
                |ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: HeaderMap| async move {
                    format!("{} {}", peer.ip(), headers.contains_key("x-forwarded-for"))
                },
            ),
        );
    let proxies = ["10.0.0.1".parse().unwrap()];
    Surroundings::new(&Uri::from_static(public_url), proxies).around(app)
}

async fn ask(app: &Router, path: &str, headers: &[(&'static str, &'static str)]) -> Response<Body> {
    let mut request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let peer: SocketAddr = "10.0.0.1:4000".parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    for (name, value) in headers {
        request.headers_mut().append(*name, value.parse().unwrap());
    }
    app.clone().oneshot(request).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn d15_every_answer_has_its_headers_and_a_panic_its_answer() {
    let app = app("https://fabrique.example");
    for (path, status, policy, cache) in [
        (
            "/page",
            200,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'",
            "no-store",
        ),
        ("/data", 200, "default-src 'none'; base-uri 'none'", "no-store"),
        ("/form", 405, "default-src 'none'; base-uri 'none'", "no-store"),
        (
            "/asset",
            200,
            "default-src 'none'; base-uri 'none'",
            "public, max-age=31536000, immutable",
        ),
        ("/nowhere", 404, "default-src 'none'; base-uri 'none'", "no-store"),
        ("/panics", 500, "default-src 'none'; base-uri 'none'", "no-store"),
    ] {
        let response = ask(&app, path, &[]).await;
        assert_eq!(response.status(), status, "{path}");
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .map_or("", |value| value.to_str().unwrap())
        };
        assert!(
            header("content-security-policy").starts_with(policy),
            "{path}: {}",
            header("content-security-policy")
        );
        assert!(
            header("content-security-policy").contains("frame-ancestors 'none'"),
            "{path}"
        );
        for (name, value) in [
            ("cache-control", cache),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ] {
            assert_eq!(header(name), value, "{path}: {name}");
        }
        assert!(header("permissions-policy").contains("geolocation=()"), "{path}");
        assert_eq!(header("x-request-id").len(), 32, "{path}");
    }
    let response = ask(&app, "/panics", &[]).await;
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let told: Value = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(told["errors"][0]["extensions"]["code"], "service.unavailable");
    assert_eq!(told["errors"][0]["extensions"]["traceId"], id.as_str());
    assert!(!told.to_string().contains("a handler that panics"));
}

#[tokio::test]
async fn hsts_is_for_https_alone() {
    let response = ask(&app("http://localhost:8080"), "/page", &[]).await;
    assert!(!response.headers().contains_key("strict-transport-security"));
}

#[tokio::test]
async fn request_ids_are_ours_and_addresses_the_proxys() {
    let app = app("https://fabrique.example");
    let response = ask(
        &app,
        "/peer",
        &[
            ("x-request-id", "mine"),
            ("x-forwarded-for", "1.1.1.1, 198.51.100.7"),
        ],
    )
    .await;
    let id = response.headers()["x-request-id"].clone();
    assert_ne!(id, "mine");
    assert_eq!(
        text(response).await,
        "198.51.100.7 false",
        "nothing inside can trust the header again"
    );
    assert_ne!(ask(&app, "/peer", &[]).await.headers()["x-request-id"], id);
}
