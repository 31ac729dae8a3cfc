//! What Prometheus reads: on its own listener, with labels from closed lists, and nothing about a plan or a person.

use std::{net::SocketAddr, time::Duration};

use auth::keys::RootKey;
use serde_json::json;
use server::{
    commands::{Running, start},
    config::{Config, LogConfig},
    pages::Front,
};
use test_support::TestDatabase;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::served::{PATIENCE, Socket};

/// The server as `fabrique serve` starts it, on the database under test.
pub(crate) async fn started(database: &TestDatabase, folder: &std::path::Path) -> Running {
    let mut config = Config {
        data_dir: folder.to_owned(),
        ..Config::default()
    };
    config.http.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    config.http.metrics = Some(config.http.listen);
    config.database.url = Some(database.url.clone().into());
    let key = folder.join("root.key");
    RootKey::load_or_create(&key).unwrap();
    config.root_key_file = Some(key);
    start(&config, true, Front::default()).await.unwrap()
}

async fn http(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

pub(crate) async fn get(address: SocketAddr, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    http(address, &request).await
}

async fn post(address: SocketAddr, document: &str) -> String {
    let body = json!({ "query": document }).to_string();
    let length = body.len();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nConnection: close\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    http(address, &request).await
}

/// The number on the line of a counter, 0 where there is none.
pub(crate) fn count(scraped: &str, line: &str) -> u64 {
    scraped
        .lines()
        .find_map(|found| found.strip_prefix(line)?.trim().parse().ok())
        .unwrap_or(0)
}

#[tokio::test]
async fn what_is_scraped_counts_what_happened_and_names_nobody() {
    server::telemetry::log(&LogConfig::default());
    let (database, folder) = (TestDatabase::migrated().await, tempfile::tempdir().unwrap());
    let running = started(&database, folder.path()).await;
    let (address, metrics) = (running.address, running.metrics.unwrap());
    assert!(
        get(address, "/metrics").await.starts_with("HTTP/1.1 404"),
        "it has its own listener"
    );

    post(address, "{ plans { totalCount } }").await;
    post(address, "{ plan(slug: \"secret-slug\") { id } }").await;
    post(
        address,
        "mutation { publishPlan(plan: \"plan_00000000000000000000000000\") { problems { code } } }",
    )
    .await;
    post(address, "{ nothing }").await;
    get(address, "/no/such/page?email=awa@example.org").await;
    // The worker forgets what has expired when it begins, and measures what waits for its number.
    let done = r#"fabrique_use_cases_total{name="jobs.run",result="done"}"#;
    let worked = async {
        loop {
            let scraped = get(metrics, "/metrics").await;
            let measured = scraped
                .lines()
                .any(|line| line.starts_with("fabrique_events_lag "));
            if measured && count(&scraped, done) > 0 {
                return scraped;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let scraped = tokio::time::timeout(PATIENCE, worked)
        .await
        .expect("the worker works");
    assert!(scraped.starts_with("HTTP/1.1 200"), "{scraped}");
    for line in [
        r#"fabrique_http_requests_total{method="POST",route="/graphql",status="2xx"}"#,
        r#"fabrique_http_requests_total{method="GET",route="none",status="4xx"}"#,
        r#"graphql_operations_total{kind="query",result="data"}"#,
        r#"graphql_operations_total{kind="mutation",result="data"}"#,
        r#"fabrique_problems_total{code="plan.not_found"}"#,
        r#"graphql_operation_seconds_count{kind="query"}"#,
    ] {
        assert!(count(&scraped, line) >= 1, "{line} is missing in\n{scraped}");
    }
    for name in [
        "fabrique_http_request_seconds_bucket{",
        "fabrique_db_connections ",
        "fabrique_db_connections_idle ",
        "fabrique_db_reruns_total ",
        "fabrique_listeners ",
    ] {
        let known = scraped.lines().any(|found| found.starts_with(name));
        assert!(known, "{name} is missing in\n{scraped}");
    }
    for secret in ["secret-slug", "awa@", "/no/such/page", "plan_0"] {
        assert!(!scraped.contains(secret), "{secret} is in\n{scraped}");
    }
    assert!(get(metrics, "/graphql").await.starts_with("HTTP/1.1 404"));

    let mut socket = Socket::open(address, None).await;
    let stop = tokio::spawn(running.stop());
    assert_eq!(socket.closed().await, 1001);
    drop(socket);
    stop.await.unwrap();
    assert!(
        TcpStream::connect(metrics).await.is_err(),
        "it stops with the server"
    );
}
