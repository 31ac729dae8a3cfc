//! The front door itself: HTTP requests through the real router, without a socket.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use graphql::transport::Transport;
use http_body_util::BodyExt;
use server::{
    door::Door,
    headers::Surroundings,
    pages::{self, Front},
};
use test_support::TestApp;
use tower::ServiceExt;

/// The router that a server of this house would serve.
pub(crate) fn door(app: &TestApp) -> Router {
    let house = app.house.clone();
    let transport = Transport::new(graphql::schema(), &graphql::sdl(), Door::new(house.clone()))
        .expect("the schema reads back")
        .origins([house.site.issuer.clone()]);
    let router = transport
        .router()
        .merge(server::unsubscribe::router(house.clone()))
        .merge(server::files::router(house.clone()))
        .merge(web::router(web::Site {
            house: house.clone(),
            town: "Saint-Exemple".to_owned(),
            contacts: web::Contacts {
                publisher: "Commune de Saint-Exemple".to_owned(),
                ..web::Contacts::default()
            },
            framers: vec!["https://maison.example".to_owned()],
            personas: Vec::new(),
            shows_mail: false,
        }))
        .merge(pages::router(house, Front::default()));
    Surroundings::new(&"https://fabrique.example".parse().unwrap(), []).around(router)
}

/// Sends a request; status and body.
pub(crate) async fn send(router: &Router, request: Request<Body>) -> (StatusCode, String) {
    let answer = router
        .clone()
        .oneshot(request)
        .await
        .expect("a router always answers");
    let status = answer.status();
    let body = answer
        .into_body()
        .collect()
        .await
        .expect("a whole body")
        .to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

/// Posts a GraphQL body as somebody, or as a visitor.
pub(crate) async fn post(router: &Router, token: Option<&str>, body: String) -> (StatusCode, String) {
    let mut request = Request::post("/graphql").header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    match request.body(Body::from(body)) {
        Ok(request) => send(router, request).await,
        // A header that HTTP itself cannot carry never arrives.
        Err(_) => (StatusCode::BAD_REQUEST, String::new()),
    }
}
