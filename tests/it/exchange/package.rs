//! Debates as data packages: read as streams, whole or not at all, and without what is nobody else's business.

use std::{
    io::{Cursor, Read},
    pin::pin,
};

use app::exchange::package::{self, Edition, Format, Table, Wanted};
use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use domain::accounts::{Grant, Role};
use futures::StreamExt;
use http_body_util::BodyExt;
use tower::ServiceExt;
use zip::ZipArchive;

use super::*;
use crate::{front, moderation::Scene};

type Zip = ZipArchive<Cursor<Vec<u8>>>;

/// The rows of a table of open data, as a spreadsheet reads them.
pub(crate) async fn open_rows(app: &TestApp, slug: &str, table: &str) -> Vec<BTreeMap<String, String>> {
    let path = format!("/plans/{slug}/open-data.zip?format=csv&tables={table}");
    let (status, _, bytes) = get(app, &path, None).await;
    assert_eq!(status, StatusCode::OK);
    csv_rows(&file(&mut opened(bytes), &format!("{table}.csv")))
}

async fn get(app: &TestApp, path: &str, token: Option<&str>) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut request = Request::get(path).header("accept-encoding", "gzip");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Body::empty()).unwrap();
    let answer = front::door(app).oneshot(request).await.unwrap();
    let (head, body) = answer.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (head.status, head.headers, bytes.to_vec())
}

fn opened(bytes: Vec<u8>) -> Zip {
    ZipArchive::new(Cursor::new(bytes)).expect("a whole ZIP")
}

fn file(zip: &mut Zip, name: &str) -> String {
    let mut text = String::new();
    zip.by_name(name).expect(name).read_to_string(&mut text).unwrap();
    text
}

fn names(zip: &mut Zip) -> Vec<String> {
    let all = 0..zip.len();
    all.map(|at| zip.by_index(at).unwrap().name().unwrap().into_owned())
        .collect()
}

fn csv_rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let text = text
        .strip_prefix('\u{feff}')
        .expect("spreadsheets are told that it is UTF-8");
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn json_rows(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The number of rows that the dictionary gives for a table.
fn counted(dictionary: &Value, table: &str) -> u64 {
    let resources = dictionary["resources"].as_array().unwrap();
    let found = resources.iter().find(|one| one["name"] == table).expect(table);
    found["rows"].as_u64().unwrap()
}

async fn plan_of(app: &TestApp, slug: &str) -> domain::plans::PlanId {
    let found = app
        .visitor()
        .ask(
            "query($slug: String!) { plan(slug: $slug) { id } }",
            json!({ "slug": slug }),
        )
        .await;
    found["plan"]["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn an_export_holds_one_page_however_many_there_are() {
    let app = TestApp::start().await;
    let mut costs = Vec::new();
    for pages in [2_u32, 20] {
        let slug = format!("pages-{pages}");
        let (proposals, comments) = small::small(pages * 100);
        let (proposals, comments) = (Given::text(proposals), Given::text(comments));
        imported(&app, &slug, Form::JsonLines, &proposals, &comments).await;
        let wanted = Wanted {
            plan: plan_of(&app, &slug).await,
            edition: Edition::Open,
            format: Format::Csv,
            tables: vec![Table::Proposals, Table::Comments],
            filter: app::proposals::Filter::default(),
        };
        let cx = app.visitor().cx().clone();
        let package = package::package(&cx, wanted).await.unwrap();
        let mut stream = pin!(package.stream());
        let (mut statements, mut bytes, mut parts) = (0, 0, 0);
        loop {
            let before = app.db().stats().statements;
            let Some(part) = stream.next().await else { break };
            // Nothing is read before somebody takes it.
            statements = statements.max(app.db().stats().statements - before);
            bytes = bytes.max(part.unwrap().len());
            parts += 1;
        }
        costs.push((statements, bytes, parts));
    }
    println!("2 pages and 20 pages: at most (statements, bytes) at once, and parts: {costs:?}");
    assert_eq!(costs[0].0, costs[1].0, "{costs:?}");
    assert!(
        costs[1].1 < 2 * costs[0].1,
        "what is held at once does not grow: {costs:?}"
    );
    assert!(costs[1].2 > 4 * costs[0].2, "{costs:?}");
}

#[tokio::test]
async fn a_real_debate_is_exported_with_all_its_rows() {
    let Some(folder) = folder() else { return };
    let app = TestApp::start().await;
    let proposals = Given::At(folder.join("proposals.jsonl.gz"));
    let comments = Given::At(folder.join("comments.jsonl.gz"));
    imported(&app, "barcelona-2016", Form::JsonLines, &proposals, &comments).await;
    let asked = "query($slug: String!) { plan(slug: $slug) { id } }";
    let plan = app
        .visitor()
        .ask(asked, json!({ "slug": "barcelona-2016" }))
        .await["plan"]["id"]
        .clone();
    let asked = "query($plan: ID) { proposals(plan: $plan, first: 1) { totalCount } }";
    let total = app.visitor().ask(asked, json!({ "plan": plan })).await["proposals"]["totalCount"].clone();
    for format in ["csv", "jsonl", "xlsx"] {
        let path = format!("/plans/barcelona-2016/open-data.zip?format={format}");
        let (status, _, bytes) = get(&app, &path, None).await;
        assert_eq!(status, StatusCode::OK);
        let size = bytes.len();
        let mut zip = opened(bytes);
        let dictionary: Value = serde_json::from_str(&file(&mut zip, "datapackage.json")).unwrap();
        let rows = (
            counted(&dictionary, "proposals"),
            counted(&dictionary, "comments"),
        );
        println!("barcelona-2016 as {format}: {rows:?} proposals and comments in {size} bytes");
        assert_eq!((json!(rows.0), rows), (total.clone(), (8_685, 14_667)));
        match format {
            "csv" => {
                let written = csv_rows(&file(&mut zip, "proposals.csv"));
                assert_eq!(written.len(), 8_685);
                assert!(
                    written
                        .iter()
                        .all(|row| row["author"].len() == 16 && !row["title"].is_empty())
                );
                assert_eq!(csv_rows(&file(&mut zip, "comments.csv")).len(), 14_667);
            }
            "jsonl" => {
                assert_eq!(json_rows(&file(&mut zip, "comments.jsonl")).len(), 14_667);
            }
            _ => {
                let mut book = Vec::new();
                zip.by_name("proposals.xlsx")
                    .unwrap()
                    .read_to_end(&mut book)
                    .unwrap();
                let mut book = opened(book);
                let sheet = file(&mut book, "xl/worksheets/sheet1.xml");
                assert_eq!(
                    sheet.matches("<row ").count(),
                    8_686,
                    "a row for the names of columns too"
                );
            }
        }
    }
}

#[tokio::test]
async fn an_export_that_fails_is_never_taken_for_a_whole_one() {
    let app = TestApp::start().await;
    let (proposals, comments) = small::small(450);
    let (proposals, comments) = (Given::text(proposals), Given::text(comments));
    imported(&app, "reprise", Form::JsonLines, &proposals, &comments).await;
    let path = "/plans/reprise/open-data.zip?tables=proposals&tables=comments";
    let request = || Request::get(path).body(Body::empty()).unwrap();
    let break_it = |broken: bool| {
        let db = app.db().schema_connection();
        async move {
            let (from, to) = if broken {
                ("comments", "gone")
            } else {
                ("gone", "comments")
            };
            db.execute_unprepared(&format!("ALTER TABLE {from} RENAME TO {to}"))
                .await
                .unwrap();
        }
    };
    let answer = front::door(&app).oneshot(request()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let mut body = answer.into_body();
    let mut bytes = body.frame().await.unwrap().unwrap().into_data().unwrap().to_vec();
    break_it(true).await;
    let mut cut = false;
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => bytes.extend_from_slice(&frame.into_data().unwrap()),
            Err(_cut) => cut = true,
        }
    }
    assert!(cut, "the connection is cut, so that nobody takes it for whole");
    assert!(
        ZipArchive::new(Cursor::new(bytes)).is_err(),
        "what came is no ZIP"
    );
    break_it(false).await;

    let db = app.db().schema_connection();
    db.execute_unprepared("ALTER TABLE proposals RENAME TO gone")
        .await
        .unwrap();
    let (status, headers, _) = get(&app, path, None).await;
    assert!(
        status.is_server_error(),
        "{status}: the first page is read before anything is answered"
    );
    assert!(headers.get("content-disposition").is_none());
    db.execute_unprepared("ALTER TABLE gone RENAME TO proposals")
        .await
        .unwrap();
    assert_eq!(get(&app, path, None).await.0, StatusCode::OK);
}

#[tokio::test]
async fn who_exports_what_and_under_which_name() {
    let app = TestApp::start().await;
    let petit = app.staff("M. Petit").await;
    let plan = crate::subscriptions::debate(&petit, "les-tilleuls", json!({})).await;
    let awa = app.resident("Awa").await;
    let mut input = crate::proposals::platanes();
    input["title"] = json!("=HYPERLINK(\"https://evil.example\")");
    input["zone"] = plan["zones"][0]["id"].clone();
    let sent = awa
        .ask(
            crate::proposals::SUBMIT,
            json!({ "plan": plan["id"], "input": input }),
        )
        .await;
    assert_eq!(sent["submitProposal"]["problems"], json!([]), "{sent:#}");
    let proposal = &sent["submitProposal"]["proposal"]["id"];
    crate::subscriptions::comment(&awa, proposal, &Value::Null, "+33 n'est pas un calcul.").await;

    let open = "/plans/les-tilleuls/open-data.zip";
    let (status, headers, bytes) = get(&app, open, None).await;
    assert_eq!(status, StatusCode::OK);
    let named = headers["content-disposition"].to_str().unwrap();
    assert_eq!(
        named,
        "attachment; filename=\"les-tilleuls-donnees-ouvertes-2026-11-23.zip\""
    );
    assert_eq!(headers["content-type"], "application/zip");
    assert!(headers.get("content-encoding").is_none(), "it is packed already");
    let mut zip = opened(bytes);
    let rows = csv_rows(&file(&mut zip, "proposals.csv"));
    assert_eq!(rows.len(), 1);
    assert_eq!(
        rows[0]["title"], "'=HYPERLINK(\"https://evil.example\")",
        "nothing is computed"
    );
    assert!(!rows[0].contains_key("author_name"));
    let comments = csv_rows(&file(&mut zip, "comments.csv"));
    assert_eq!(comments[0]["body"], "'+33 n'est pas un calcul.");
    assert_eq!(
        comments[0]["author"], rows[0]["author"],
        "one person is one pseudonym"
    );
    let dictionary: Value = serde_json::from_str(&file(&mut zip, "datapackage.json")).unwrap();
    assert_eq!(dictionary["licenses"][0]["name"], "etalab-2.0");
    let described = dictionary["resources"][0]["schema"]["fields"].as_array().unwrap();
    assert_eq!(described.len(), rows[0].len());
    let people = csv_rows(&file(&mut zip, "participation.csv"));
    assert!(people.iter().all(|row| row["value"].is_empty()), "{people:?}");
    for name in ["LISEZMOI.md", "README.md"] {
        assert!(file(&mut zip, name).contains("Licence Ouverte"), "{name}");
    }

    // Where it lies, and nothing else that has no place.
    let (status, _, bytes) = get(&app, &format!("{open}?format=geojson"), None).await;
    assert_eq!(status, StatusCode::OK);
    let mut zip = opened(bytes);
    let features: Value = serde_json::from_str(&file(&mut zip, "proposals.geojson")).unwrap();
    assert_eq!(features["type"], "FeatureCollection");
    assert_eq!(
        features["features"][0]["properties"]["zone"],
        plan["zones"][0]["title"]
    );
    assert!(zip.by_name("comments.geojson").is_err());
    for wrong in [
        "?format=pdf",
        "?tables=secrets",
        "?format=geojson&tables=comments",
    ] {
        let (status, ..) = get(&app, &format!("{open}{wrong}"), None).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let (_, headers, bytes) = get(&app, &format!("{open}?state=accepted&format=jsonl"), None).await;
    assert!(
        headers["content-disposition"]
            .to_str()
            .unwrap()
            .contains("ouvertes-extrait-")
    );
    assert_eq!(
        file(&mut opened(bytes), "proposals.jsonl"),
        "",
        "nothing is accepted yet"
    );

    // What names people is for the plan's staff, and programs with that scope.
    let internal = "/plans/les-tilleuls/internal-data.zip?format=jsonl";
    assert_eq!(get(&app, internal, None).await.0, StatusCode::UNAUTHORIZED);
    let admin = Grant {
        role: Role::Admin,
        plan: None,
    };
    let roux = app.with_grants("Mme Roux", &[admin]).await;
    let make = "mutation($input: ServiceAccountInput!) { createServiceAccount(input: $input) { serviceAccount { id } token problems { code } } }";
    let give = "mutation($input: GrantRoleInput!) { grantRole(input: $input) { grant { id } problems { code field } } }";
    for (scopes, expected) in [
        (json!(["READ"]), StatusCode::FORBIDDEN),
        (json!(["READ", "EXPORT"]), StatusCode::OK),
    ] {
        let made = roux
            .ask(make, json!({ "input": { "name": "Tableau", "scopes": scopes } }))
            .await["createServiceAccount"]
            .clone();
        let grant = json!({ "account": made["serviceAccount"]["id"], "role": "STAFF", "plan": plan["id"] });
        let given = roux.ask(give, json!({ "input": grant })).await;
        assert_eq!(given["grantRole"]["problems"], json!([]), "{given:#}");
        let (status, headers, bytes) = get(&app, internal, made["token"].as_str()).await;
        assert_eq!(status, expected, "{}", String::from_utf8_lossy(&bytes));
        if status != StatusCode::OK {
            let said: Value = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(said["code"], "permission.scope_required");
            continue;
        }
        let named = headers["content-disposition"].to_str().unwrap();
        assert!(named.contains("les-tilleuls-interne-2026-11-23.zip"), "{named}");
        let mut zip = opened(bytes);
        let rows = json_rows(&file(&mut zip, "proposals.jsonl"));
        assert_eq!(rows[0]["author_name"], "Awa");
        assert_eq!(
            rows[0]["title"], "=HYPERLINK(\"https://evil.example\")",
            "programs compute nothing"
        );
        let dictionary: Value = serde_json::from_str(&file(&mut zip, "datapackage.json")).unwrap();
        assert_eq!(
            dictionary["licenses"],
            Value::Null,
            "what is internal has no licence"
        );
    }
    assert_eq!(
        get(&app, internal, Some("fbq_wrong")).await.0,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        get(&app, "/plans/none/open-data.zip", None).await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn an_export_says_nothing_that_is_not_shown() {
    let scene = Scene::begin().await;
    let nadia = scene.app.resident("Nadia").await;
    let case = scene.reported(&nadia).await;
    let claim = "mutation($case: ID!) { claimCase(case: $case) { case { version } problems { code } } }";
    scene.ines.ask(claim, json!({ "case": case["id"] })).await;
    let case = scene.case(&scene.ines, &case).await;
    scene
        .decide(&scene.ines, &case, json!({ "action": "HIDE" }))
        .await;
    scene.told().await;
    let slug = "query($id: ID!) { comment(id: $id) { visibility proposal { plan { id slug } } } }";
    let found = scene
        .app
        .visitor()
        .ask(slug, json!({ "id": scene.comment }))
        .await["comment"]
        .clone();
    assert_eq!(found["visibility"], "HIDDEN");
    for edition in [Edition::Open, Edition::Internal] {
        for format in Format::ALL {
            let wanted = Wanted {
                plan: found["proposal"]["plan"]["id"].as_str().unwrap().parse().unwrap(),
                edition,
                format,
                tables: Vec::new(),
                filter: app::proposals::Filter::default(),
            };
            let package = package::package(scene.staff.cx(), wanted).await.unwrap();
            let mut bytes = Vec::new();
            let mut stream = pin!(package.stream());
            while let Some(part) = stream.next().await {
                bytes.extend(part.unwrap());
            }
            let mut zip = opened(bytes);
            let inside: Vec<String> = names(&mut zip);
            for name in inside {
                let mut said = Vec::new();
                zip.by_name(&name).unwrap().read_to_end(&mut said).unwrap();
                let mut texts = vec![String::from_utf8_lossy(&said).into_owned()];
                if name.ends_with(".xlsx") {
                    let mut book = opened(said);
                    let parts: Vec<String> = names(&mut book);
                    texts.extend(parts.iter().map(|part| file(&mut book, part)));
                }
                for text in texts {
                    for secret in ["06 12", "menteur", "Nadia", "Inès", "@example.org", "Awa", "Lina"] {
                        // She wrote the proposal, under the name that she chose.
                        let told = secret == "Lina" && edition == Edition::Internal;
                        assert!(
                            told || !text.contains(secret),
                            "{secret} in {name} of {edition:?}:\n{text}"
                        );
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn attachments_are_listed_while_they_are_shown_and_what_is_hidden_never() {
    let (scene, photo) = crate::attachments::hidden::scene().await;
    let open = "/plans/les-tilleuls/open-data.zip?tables=attachments";
    let rows = async || {
        let (status, _, bytes) = get(&scene.app, open, None).await;
        assert_eq!(status, StatusCode::OK);
        let mut zip = opened(bytes);
        let rows = csv_rows(&file(&mut zip, "attachments.csv"));
        let dictionary: Value = serde_json::from_str(&file(&mut zip, "datapackage.json")).unwrap();
        assert_eq!(counted(&dictionary, "attachments"), rows.len() as u64);
        let described = dictionary["resources"][0]["schema"]["fields"].as_array().unwrap();
        assert_eq!(described.len(), 10);
        assert!(file(&mut zip, "LISEZMOI.md").contains("## Photos et documents (`attachments.csv`)"));
        rows
    };
    let listed = rows().await;
    let [row] = &listed[..] else { panic!("{listed:?}") };
    for (column, value) in [
        ("id", photo.to_string().as_str()),
        ("proposal_id", scene.proposal.as_str().unwrap()),
        ("proposal_number", "1"),
        ("comment_id", scene.comment.as_str().unwrap()),
        ("kind", "photo"),
        ("description", "Le passage inondé devant le n° 4"),
        ("width", "60"),
        ("height", "80"),
    ] {
        assert_eq!(row[column], value, "{column}");
    }
    let path = row["url"].strip_prefix("https://fabrique.example").unwrap();
    let browser = crate::pages::Browser::open(&scene.app);
    let served = browser.get(path).await;
    assert_eq!(served.status, StatusCode::OK);
    assert_eq!(row["bytes"], served.bytes.len().to_string());

    // Hidden by itself, then with its text; neither edition has it.
    let case = scene.reported(&scene.lina).await;
    let mask = json!({ "action": "MASK", "attachments": [photo.to_string()] });
    scene.decide(&scene.ines, &case, mask).await;
    let plan = plan_of(&scene.app, "les-tilleuls").await;
    let internal = async || {
        let wanted = Wanted {
            plan,
            edition: Edition::Internal,
            format: Format::JsonLines,
            tables: vec![Table::Attachments],
            filter: app::proposals::Filter::default(),
        };
        let package = package::package(scene.staff.cx(), wanted).await.unwrap();
        let mut bytes = Vec::new();
        let mut stream = pin!(package.stream());
        while let Some(part) = stream.next().await {
            bytes.extend(part.unwrap());
        }
        file(&mut opened(bytes), "attachments.jsonl")
    };
    assert_eq!((rows().await.len(), internal().await.as_str()), (0, ""));
    const UNDO: &str = "mutation($decision: ID!) { undoDecision(decision: $decision) { case { version } problems { code } } }";
    let case = scene.case(&scene.ines, &case).await;
    let undone = scene
        .ines
        .ask(UNDO, json!({ "decision": case["decisions"][0]["id"] }))
        .await;
    assert_eq!(undone["undoDecision"]["problems"], json!([]), "{undone:#}");
    assert_eq!(rows().await.len(), 1);
    assert!(internal().await.contains(&photo.to_string()));
    let case = scene.case(&scene.ines, &case).await;
    scene
        .decide(&scene.ines, &case, json!({ "action": "HIDE" }))
        .await;
    assert_eq!((rows().await.len(), internal().await.as_str()), (0, ""));
}
