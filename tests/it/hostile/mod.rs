//! Thousands of hostile requests, the same for one seed: none is answered with a 5xx, none breaks the house.
//!
//! `FABRIQUE_TEST_SEED` takes the seed that a failing run printed.

mod chance;
mod documents;
pub(crate) mod schema;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    front,
    plans::published,
    proposals::{SUBMIT, platanes},
};
use chance::Chance;
use documents::Writer;

pub(crate) use chance::seed;
pub(crate) use documents::plain_arguments;

/// Codes that a whole request may fail with; any other is data of a payload, or a bug.
const TOP_LEVEL: &[&str] = &[
    "request.malformed",
    "request.too_deep",
    "request.too_costly",
    "request.throttled",
    "request.bad_cursor",
    "request.bad_id",
    "request.key_reused",
    "auth.required",
    "auth.expired",
    "service.unavailable",
];

/// A house with something in it, and the ids and cursors that hostile requests play with.
async fn inhabited() -> (TestApp, Person, Person, Vec<String>) {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    let mut known = vec![plan["id"].as_str().unwrap().to_owned(), "les-tilleuls".to_owned()];
    for list in ["themes", "zones"] {
        let ids = plan[list].as_array().unwrap().iter();
        known.extend(ids.filter_map(|item| item["id"].as_str()).map(str::to_owned));
    }
    for _ in 0..3 {
        let sent = awa
            .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
            .await;
        known.push(
            sent["submitProposal"]["proposal"]["id"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    let list = awa
        .ask(
            "{ proposals(first: 2) { edges { cursor } pageInfo { endCursor } } }",
            json!({}),
        )
        .await;
    known.push(
        list["proposals"]["pageInfo"]["endCursor"]
            .as_str()
            .unwrap()
            .to_owned(),
    );
    (app, staff, awa, known)
}

/// What is wrong with an answer, if anything is.
fn broken(status: StatusCode, body: &str) -> Option<String> {
    if status.is_server_error() || body.contains("service.internal") || body.contains("SERVICE_INTERNAL") {
        return Some(format!("{status} {body}"));
    }
    let answer: Value = serde_json::from_str(body).ok()?;
    let errors = answer["errors"].as_array()?;
    errors
        .iter()
        .find(|error| {
            !error["extensions"]["code"]
                .as_str()
                .is_some_and(|code| TOP_LEVEL.contains(&code))
        })
        .map(|error| format!("an error without a code that may stand there: {error}"))
}

#[tokio::test]
async fn hostile_documents_of_every_field_break_nothing() {
    let (app, staff, awa, known) = inhabited().await;
    let mut chance = Chance::seeded();
    let shape = schema::Shape::read(&app.visitor()).await;
    let people = [staff, awa, app.visitor()];
    for case in 0..4_000 {
        let document = Writer::new(&shape, &known, &mut chance).document();
        let person = &people[case % people.len()];
        let answer = person.graphql(&document, json!({})).await.to_string();
        assert!(
            !answer.contains("service.internal") && !answer.contains("SERVICE_INTERNAL"),
            "{chance} case {case}\n{document}\n{answer}"
        );
    }
}

#[tokio::test]
async fn hostile_bodies_are_refused_with_a_code() {
    let (app, _, _, known) = inhabited().await;
    let router = front::door(&app);
    let mut chance = Chance::seeded();
    let shape = schema::Shape::read(&app.visitor()).await;
    for case in 0..6_000 {
        let document = Writer::new(&shape, &known, &mut chance).document();
        let body = match chance.below(4) {
            0 => json!({ "query": chance.mangled(&document) }).to_string(),
            1 => chance.mangled(&json!({ "query": document, "variables": { "a": [1, null] } }).to_string()),
            2 => {
                json!({ "query": document, "variables": chance.pick(documents::STRINGS), "operationName": 7 })
                    .to_string()
            }
            _ => json!({ "query": document }).to_string(),
        };
        let (status, answer) = front::post(&router, None, body.clone()).await;
        if let Some(why) = broken(status, &answer) {
            panic!("{chance} case {case}: {why}\n{body}");
        }
    }
}

#[tokio::test]
async fn hostile_tokens_open_nothing() {
    use data_encoding::BASE64URL_NOPAD as URL;

    let (app, _, _, _) = inhabited().await;
    let router = front::door(&app);
    let mut chance = Chance::seeded();
    let own = json!({ "query": "{ __typename }" }).to_string();
    for case in 0..3_000 {
        let header = json!({
            "alg": chance.pick(&["none", "None", "HS256", "RS256", "EdDSA", "ES256", ""]),
            "typ": chance.pick(&["JWT", "at+jwt", ""]),
            "kid": chance.pick(documents::STRINGS),
        });
        let claims = json!({
            "iss": app.house.site.issuer, "aud": app.house.site.audience,
            "sub": chance.pick(documents::STRINGS), "sid": chance.pick(documents::STRINGS),
            "exp": 4_102_444_800_u64, "iat": 0,
        });
        let signature: Vec<u8> = (0..64)
            .map(|_| u8::try_from(chance.below(256)).unwrap_or(0))
            .collect();
        let whole = [
            header.to_string().as_bytes(),
            claims.to_string().as_bytes(),
            &signature,
        ]
        .map(|part| URL.encode(part))
        .join(".");
        let token = match chance.below(3) {
            0 => chance.mangled(&whole),
            1 => whole
                .rsplit_once('.')
                .map(|(front, _)| format!("{front}."))
                .unwrap_or_default(),
            _ => whole,
        };
        let (status, answer) = front::post(&router, Some(&token), own.clone()).await;
        if let Some(why) = broken(status, &answer) {
            panic!("{chance} case {case}: {why}\n{token}");
        }
        assert!(
            !answer.contains("\"data\":{"),
            "{chance} case {case}: {token} opened the door\n{answer}"
        );
    }
}

#[tokio::test]
async fn hostile_ids_and_cursors_are_null_or_refused() {
    let (app, staff, _, known) = inhabited().await;
    let router = front::door(&app);
    let mut chance = Chance::seeded();
    for case in 0..5_000 {
        let given = match chance.below(3) {
            0 => (*chance.pick(documents::STRINGS)).to_owned(),
            _ => {
                let one = chance.pick(&known).clone();
                chance.mangled(&one)
            }
        };
        let query = match chance.below(4) {
            0 => "query($x: ID!) { node(id: $x) { id } }",
            1 => "query($x: ID) { proposals(plan: $x, first: 2) { totalCount } }",
            2 => "query($x: String) { proposals(after: $x, first: 2) { edges { node { id } } } }",
            _ => "query($x: String) { plans(before: $x, last: 2) { edges { node { id } } } }",
        };
        let body = json!({ "query": query, "variables": { "x": given } }).to_string();
        let (status, answer) = front::post(&router, None, body).await;
        if let Some(why) = broken(status, &answer) {
            panic!("{chance} case {case}: {why}\n{query} {given:?}");
        }
        let answer = staff.graphql(query, json!({ "x": given })).await.to_string();
        assert!(
            !answer.contains("service.internal"),
            "{chance} case {case}: {query} {given:?}\n{answer}"
        );
    }
}

#[tokio::test]
async fn hostile_paths_and_methods_are_refused() {
    let app = TestApp::start().await;
    let router = front::door(&app);
    let mut chance = Chance::seeded();
    let paths = [
        "/",
        "/graphql",
        "/graphql/ws",
        "/healthz",
        "/readyz",
        "/explorer",
        "/assets/plain.css",
        "/assets/../../etc/passwd",
        "/demo/mail",
        "//graphql",
        "/graphql/%00",
        "/%2e%2e/%2e%2e",
        "/graphql?query=%7B__typename%7D",
        "/graphql?query=mutation",
        "/plans/%ff",
        "/plans/x/proposals?after=%00&order=%27&seed=99999999999&theme=theme_x&q=%F0%9F%92%A9",
        "/plans/x/proposals/-1",
        "/plans/x/proposals/99999999999999/comments?side=%00&after=e30",
        "/comments/comment_01h455vb4pex5vsknk084sn02q?after=x",
        "/reports/comment_01h455vb4pex5vsknk084sn02q",
        "/sign-in?next=//evil.example&why=%22%3E",
        "/sign-in/attempt_x",
        "/moderation-log?after=x",
        "/language",
        "/sign-out",
        "/plans/x/proposals/1/vote",
        "/assets/site.css",
    ];
    for case in 0..2_000 {
        let method = *chance.pick(&[
            "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "CONNECT", "BREW",
        ]);
        let path = *chance.pick(&paths);
        let kind = *chance.pick(&[
            "application/json",
            "text/plain",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "application/graphql",
            "",
        ]);
        let accept = *chance.pick(&[
            "*/*",
            "text/event-stream",
            "application/graphql-response+json",
            "image/png",
            "q=;;,",
        ]);
        let body = *chance.pick(&[
            "{\"query\":\"{__typename}\"}",
            "email=a%40b.example&next=/&choice=for&body=x",
        ]);
        let body = chance.mangled(body);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", kind)
            .header("accept", accept)
            .header(
                "sec-fetch-site",
                *chance.pick(&["same-origin", "cross-site", "", "x"]),
            )
            .header(
                "cookie",
                *chance.pick(&[
                    "",
                    "__Host-session=fbs_x",
                    "__Host-begun=fbd_x; language=xx",
                    "=;=\"",
                    "language=en",
                ]),
            )
            .body(Body::from(body));
        let Ok(request) = request else { continue };
        let (status, answer) = front::send(&router, request).await;
        assert!(
            !status.is_server_error(),
            "{chance} case {case}: {method} {path} {status} {answer}"
        );
    }
}
