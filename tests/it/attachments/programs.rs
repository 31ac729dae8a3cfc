//! Files of programs: `POST /files`, then the id in a mutation.

use std::io::{Cursor, Read};

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};
use test_support::TestApp;

use super::{SEEN, made::telephone_photo};
use crate::{
    accounts::come_in,
    front,
    leaving::ERASE,
    pages::{BOUNDARY, multipart},
    plans::published,
};

/// Sends a file with a token and a key, if there are any; status and answer.
async fn sent(router: &Router, token: Option<&str>, key: Option<&str>, body: Vec<u8>) -> (StatusCode, Value) {
    let mut request = Request::post("/files").header(
        "content-type",
        format!("multipart/form-data; boundary={BOUNDARY}"),
    );
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    let (status, body) = front::send(router, request.body(Body::from(body)).unwrap()).await;
    (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
}

fn photo(description: &str, width: u32) -> Vec<u8> {
    let bytes = telephone_photo(width, 60);
    multipart(
        &[("description", description)],
        Some(("x.html", "text/html", &bytes)),
    )
}

async fn asked(router: &Router, token: &str, query: &str, variables: Value) -> Value {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let (_, answer) = front::post(router, Some(token), body).await;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].clone()
}

const SUBMIT: &str = "mutation($plan: ID!, $files: [ID!]!) {
    submitProposal(plan: $plan, attachments: $files, input: { title: \"Réparer le passage inondé\", body: \"On ne passe plus.\" }) {
        proposal { id number attachments { id kind url smallUrl width height bytes description } } problems { code field }
    }
}";
const REMOVE: &str =
    "mutation($id: ID!) { removeAttachment(attachment: $id) { attachment { id } problems { code } } }";
const DESCRIBE: &str = "mutation($id: ID!, $words: String!) {
    describeAttachment(attachment: $id, description: $words) { attachment { description } problems { code field } } }";

#[tokio::test]
async fn programs_send_a_file_and_name_it_in_a_mutation() {
    let app = TestApp::start().await;
    let plan = published(&app.staff("M. Petit").await).await;
    let router = front::door(&app);
    let lina = come_in(&app, "lina@example.org").await;
    let karim = come_in(&app, "karim@example.org").await;
    let token = |who: &Value| who["tokens"]["accessToken"].as_str().unwrap().to_owned();
    let (lina_token, karim_token) = (token(&lina), token(&karim));

    let (status, refused) = sent(&router, None, None, photo(SEEN, 80)).await;
    assert_eq!(
        (status, &refused["code"]),
        (StatusCode::UNAUTHORIZED, &json!("auth.required"))
    );
    let (status, refused) = sent(&router, Some(&lina_token), None, photo("", 80)).await;
    assert_eq!(
        (status, &refused["code"], &refused["field"]),
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            &json!("field.required"),
            &json!("description")
        )
    );
    let (status, refused) = sent(&router, Some(&lina_token), None, b"nothing".to_vec()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{refused}");
    let (status, first) = sent(&router, Some(&lina_token), Some("a"), photo(SEEN, 80)).await;
    assert_eq!(
        (status, &first["kind"]),
        (StatusCode::CREATED, &json!("photo")),
        "{first}"
    );
    let (_, again) = sent(&router, Some(&lina_token), Some("a"), photo(SEEN, 80)).await;
    assert_eq!(again["id"], first["id"], "the same request has the effect of one");
    let (status, other) = sent(&router, Some(&lina_token), Some("a"), photo(SEEN, 81)).await;
    assert_eq!(
        (status, &other["code"]),
        (StatusCode::CONFLICT, &json!("request.key_reused"))
    );

    let files = json!({ "plan": plan["id"], "files": [first["id"]] });
    let stolen = asked(&router, &karim_token, SUBMIT, files.clone()).await["submitProposal"].clone();
    assert_eq!(
        stolen["problems"][0]["code"], "FIELD_UNKNOWN",
        "others' files are nowhere"
    );
    let many = json!({ "plan": plan["id"], "files": ["attachment_00000000000000000000000001", "attachment_00000000000000000000000002",
        "attachment_00000000000000000000000003", "attachment_00000000000000000000000004"] });
    let many = asked(&router, &lina_token, SUBMIT, many).await["submitProposal"].clone();
    assert_eq!(many["problems"][0]["code"], "ATTACHMENT_TOO_MANY", "{many:#}");
    let submitted = asked(&router, &lina_token, SUBMIT, files).await["submitProposal"].clone();
    let told = &submitted["proposal"]["attachments"][0];
    assert_eq!(
        (&told["id"], &told["url"]),
        (&first["id"], &first["url"]),
        "{submitted:#}"
    );

    let words = json!({ "id": first["id"], "words": "Le passage, un soir de pluie" });
    let not_theirs =
        asked(&router, &karim_token, DESCRIBE, words.clone()).await["describeAttachment"].clone();
    assert_eq!(not_theirs["problems"][0]["code"], "PERMISSION_NOT_YOURS");
    let described = asked(&router, &lina_token, DESCRIBE, words).await["describeAttachment"].clone();
    assert_eq!(
        described["attachment"]["description"], "Le passage, un soir de pluie",
        "{described:#}"
    );
    let short = json!({ "id": first["id"], "words": "x" });
    let short = asked(&router, &lina_token, DESCRIBE, short).await["describeAttachment"].clone();
    assert_eq!(short["problems"][0]["code"], "FIELD_TOO_SHORT");
    let id = json!({ "id": first["id"] });
    let not_theirs = asked(&router, &karim_token, REMOVE, id.clone()).await["removeAttachment"].clone();
    assert_eq!(not_theirs["problems"][0]["code"], "PERMISSION_NOT_YOURS");
    let removed = asked(&router, &lina_token, REMOVE, id.clone()).await["removeAttachment"].clone();
    assert_eq!(removed["problems"], json!([]));
    let twice = asked(&router, &lina_token, REMOVE, id).await["removeAttachment"].clone();
    assert_eq!(twice["problems"][0]["code"], "ATTACHMENT_NOT_FOUND");
    app.run_worker().await;
    assert_eq!(app.kept_files(), Vec::<String>::new());

    // What is sent and never used goes after a day.
    sent(&router, Some(&lina_token), None, photo(SEEN, 82)).await;
    assert_eq!(app.kept_files().len(), 2);
    app.clock.advance(std::time::Duration::from_secs(25 * 3_600));
    app.run_worker().await;
    app.run_worker().await;
    assert_eq!(app.kept_files(), Vec::<String>::new());
}

#[tokio::test]
async fn files_are_in_the_download_and_go_with_what_a_leaving_person_takes_away() {
    let app = TestApp::start().await;
    let plan = published(&app.staff("M. Petit").await).await;
    let router = front::door(&app);
    for (email, contributions, left) in [
        ("lina@example.org", "KEEP", 2),
        ("karim@example.org", "REMOVE", 2),
    ] {
        let come = come_in(&app, email).await;
        let token = come["tokens"]["accessToken"].as_str().unwrap();
        let (_, file) = sent(&router, Some(token), None, photo(SEEN, 80)).await;
        sent(&router, Some(token), None, photo("Jamais utilisée", 81)).await;
        let files = json!({ "plan": plan["id"], "files": [file["id"]] });
        let submitted = asked(&router, token, SUBMIT, files).await;
        assert_eq!(
            submitted["submitProposal"]["problems"],
            json!([]),
            "{submitted:#}"
        );
        let account = come["me"]["account"]["id"].as_str().unwrap().parse().unwrap();
        let cx = app::Cx::system(app.house.clone(), "test");
        let person = persistence::accounts::person(cx.db(), account, cx.now())
            .await
            .unwrap()
            .unwrap();
        let cx = cx.acting(domain::Actor::Person(person), None);
        let archive = app::accounts::download(&cx).await.unwrap();
        let mut zip = zip::ZipArchive::new(Cursor::new(archive.bytes)).unwrap();
        let name = format!("attachments/{}.jpg", file["id"].as_str().unwrap());
        let mut bytes = Vec::new();
        zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        assert!(image::load_from_memory(&bytes).is_ok());
        let mut listed = String::new();
        zip.by_name("attachments.json")
            .unwrap()
            .read_to_string(&mut listed)
            .unwrap();
        assert!(listed.contains(&name) && listed.contains(SEEN), "{listed}");
        let erased = asked(&router, token, ERASE, json!({ "contributions": contributions })).await;
        assert_eq!(erased["eraseAccount"]["problems"], json!([]), "{erased:#}");
        app.run_worker().await;
        assert_eq!(
            app.kept_files().len(),
            left,
            "{contributions}: what stays is Lina's one photo"
        );
    }
}
