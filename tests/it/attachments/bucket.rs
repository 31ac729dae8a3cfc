//! Files in a bucket: a small server that speaks as much S3 as is needed, and checks that requests are signed.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use app::attachments::{Files, Given, Upload};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode},
    response::{IntoResponse, Response},
    routing::any,
};
use domain::attachments::Size;
use server::files::{Bucket, bucket};
use test_support::TestApp;

use super::{SEEN, made::telephone_photo};

type Objects = Arc<Mutex<BTreeMap<String, Bytes>>>;

async fn object(
    State(objects): State<Objects>,
    Path(name): Path<String>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let signed = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !signed.starts_with("AWS4-HMAC-SHA256 Credential=KEY/") || !signed.contains("/fr-par/s3/aws4_request")
    {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut objects = objects.lock().unwrap();
    let etag = [
        ("etag", "\"1\""),
        ("last-modified", "Mon, 23 Nov 2026 09:00:00 GMT"),
    ];
    match method {
        Method::PUT if name.contains("-large") && body.len() > 100_000 => {
            StatusCode::INSUFFICIENT_STORAGE.into_response()
        }
        Method::PUT => {
            objects.insert(name, body);
            (etag, Body::empty()).into_response()
        }
        Method::GET | Method::HEAD => match objects.get(&name) {
            Some(bytes) => (etag, bytes.clone()).into_response(),
            None => (StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>").into_response(),
        },
        Method::DELETE => {
            objects.remove(&name);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_kept_in_a_bucket_that_speaks_s3() {
    let objects = Objects::default();
    let router = Router::new()
        .route("/photos/{*name}", any(object))
        .with_state(objects.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let store = |secret: &str, key: &str| {
        bucket(&Bucket {
            endpoint: endpoint.clone(),
            name: "photos".to_owned(),
            region: "fr-par".to_owned(),
            key: key.to_owned(),
            secret: secret.to_owned().into(),
        })
        .unwrap()
    };
    let app = TestApp::start().await;
    let lina = app.resident("Lina").await;
    let here = lina.at(app.with_files(Files::over(store("SECRET", "KEY"))).await);
    let given = |width| Given {
        bytes: telephone_photo(width, 60).into(),
        description: SEEN.to_owned(),
        ..Given::default()
    };
    let parsed = |width| Upload::parse(&lina.cx().actor, given(width), lina.cx().limits()).unwrap();
    let file = app::attachments::upload(here.cx(), parsed(80)).await.unwrap();
    let names: Vec<String> = objects.lock().unwrap().keys().cloned().collect();
    assert_eq!(
        names,
        [format!("{}-large", file.id), format!("{}-small", file.id)]
    );
    let viewed = app::attachments::open(here.cx(), file.id, Size::Small, None)
        .await
        .unwrap()
        .unwrap();
    let opened = viewed.read(here.cx()).await.unwrap().unwrap();
    assert!(image::load_from_memory(&opened.bytes).is_ok());
    app::attachments::remove(here.cx(), file.id).await.unwrap();
    app::worker::run_due(here.cx().house()).await.unwrap();
    assert!(objects.lock().unwrap().is_empty());
    // A service that says no keeps nothing, and neither do we.
    let refused = lina.at(app.with_files(Files::over(store("SECRET", "SOMEBODY"))).await);
    let error = app::attachments::upload(refused.cx(), parsed(81))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "the file could not be kept");
    assert_eq!(crate::accounts::count(&app, "attachments").await, 0);
}
