//! Piles of paper sheets: typed twice, settled, signed by two people, and only then published or counted.

use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    pages::Browser,
    paper_votes::{Desk, facilitator},
    voting::{support, supports},
};

const OPEN: &str = "mutation($plan: ID!, $kind: BatchKind!, $sheets: Int!, $double: Boolean!) {
    openBatch(plan: $plan, kind: $kind, place: \"Marché\", sheets: $sheets, double: $double) { batch number problems { code field } }
}";
const ENTER: &str = "mutation($batch: ID!, $sheets: [SheetInput!]!) {
    enterSheets(batch: $batch, sheets: $sheets) { batch problems { code field } }
}";
const SETTLE: &str = "mutation($batch: ID!, $cells: [SettledCellInput!]!) {
    settleSheets(batch: $batch, cells: $cells) { batch problems { code } }
}";
const SIGN: &str = "mutation($batch: ID!, $collected: Int!) {
    signCount(batch: $batch, collected: $collected) { batch problems { code field } }
}";
const BATCH: &str = "query($id: ID!) { paperBatch(id: $id) {
    number typed signed closedAt differences { sheet cell first second }
} }";
const COUNTS: &str = "query($plan: ID!) { paperCounts(plan: $plan) {
    batch kind place handedOut collected entered blank refused line hash
} }";
const PROPOSALS: &str =
    "query($plan: ID!) { proposals(plan: $plan, sort: OLDEST) { edges { node { title origin state } } } }";

async fn open(by: &Person, plan: &Value, kind: &str, sheets: u32, double: bool) -> Value {
    let asked = json!({ "plan": plan["id"], "kind": kind, "sheets": sheets, "double": double });
    by.ask(OPEN, asked).await["openBatch"].clone()
}

async fn enter(by: &Person, batch: &Value, sheets: Value) -> Value {
    by.ask(ENTER, json!({ "batch": batch, "sheets": sheets })).await["enterSheets"].clone()
}

async fn sign(by: &Person, batch: &Value, collected: u32) -> Value {
    by.ask(SIGN, json!({ "batch": batch, "collected": collected }))
        .await["signCount"]
        .clone()
}

async fn read(by: &Person, batch: &Value) -> Value {
    by.ask(BATCH, json!({ "id": batch })).await["paperBatch"].clone()
}

/// A sheet with these cells.
fn sheet(number: u32, cells: &[(&str, &str)]) -> Value {
    let cells: Vec<_> = cells
        .iter()
        .map(|(cell, text)| json!({ "cell": cell, "text": text }))
        .collect();
    json!({ "sheet": number, "cells": cells })
}

fn idea(number: u32, title: &str) -> Value {
    sheet(
        number,
        &[
            ("TITLE", title),
            (
                "BODY",
                "On attend debout. Un banc à l'ombre aiderait les anciens.",
            ),
            ("AGREED", "yes"),
        ],
    )
}

fn code(payload: &Value) -> &Value {
    &payload["problems"][0]["code"]
}

async fn titles(app: &TestApp, plan: &Value) -> Vec<String> {
    let listed = app.visitor().ask(PROPOSALS, json!({ "plan": plan["id"] })).await;
    let edges = listed["proposals"]["edges"].as_array().unwrap();
    edges
        .iter()
        .map(|edge| edge["node"]["title"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn forms_are_typed_twice_settled_signed_by_two_and_then_published_each_under_its_receipt() {
    let desk = Desk::open(support(0)).await;
    let (app, karim) = (&desk.app, &desk.karim);
    let lucie = facilitator(app, "Lucie", &desk.plan).await;
    let lina = app.resident("Lina").await;
    for (who, person, refused) in [
        ("a resident", &lina, "PERMISSION_ROLE_REQUIRED"),
        ("a visitor", &app.visitor(), "AUTH_REQUIRED"),
    ] {
        assert_eq!(
            code(&open(person, &desk.plan, "WORDS", 3, true).await),
            refused,
            "{who}"
        );
    }
    assert_eq!(
        code(&open(karim, &desk.plan, "WORDS", 201, true).await),
        "FIELD_OUT_OF_RANGE"
    );
    let opened = open(karim, &desk.plan, "WORDS", 4, true).await;
    assert_eq!(opened["number"], 1);
    let batch = &opened["batch"];
    let spoken = sheet(
        1,
        &[
            ("TITLE", "Um banco à sombra"),
            ("BODY", "Esperamos de pé ao sol, um banco ajudava."),
            ("AGREED", "yes"),
            ("LANGUAGE", "português"),
        ],
    );
    let unknown = enter(karim, batch, json!([spoken])).await;
    assert_eq!(unknown["problems"][0]["field"], "rows.0.language", "{unknown}");
    assert_eq!(read(&lina, batch).await, Value::Null, "nobody else knows of it");
    assert_eq!(
        code(&enter(&lina, batch, json!([idea(1, "Un banc devant l'école")])).await),
        "BATCH_NOT_FOUND"
    );

    let wrong = json!([
        sheet(
            1,
            &[("TITLE", "Un banc"), ("BODY", "On attend debout devant l'école.")]
        ),
        sheet(9, &[("STATE", "blank")]),
        sheet(2, &[("STATE", "perdue")]),
    ]);
    let refused = enter(karim, batch, wrong).await;
    assert_eq!(
        refused["problems"],
        json!([
            { "code": "FIELD_TOO_SHORT", "field": "rows.0.title" },
            { "code": "FIELD_REQUIRED", "field": "rows.0.agreed" },
            { "code": "FIELD_OUT_OF_RANGE", "field": "rows.1.sheet" },
            { "code": "FIELD_UNKNOWN", "field": "rows.2.state" },
        ])
    );
    assert_eq!(
        read(karim, batch).await["typed"],
        json!([0, 0]),
        "nothing is half kept"
    );

    let first = json!([
        idea(1, "Un banc devant l'école"),
        idea(2, "Des arbres sur la place"),
        sheet(3, &[("STATE", "blank")])
    ]);
    assert_eq!(enter(karim, batch, first.clone()).await["problems"], json!([]));
    assert_eq!(code(&sign(karim, batch, 3).await), "BATCH_TYPED_ONCE");
    let begun = json!([idea(1, "Un blanc devant l'école")]);
    assert_eq!(enter(&lucie, batch, begun).await["problems"], json!([]));
    let told = read(&lucie, batch).await["differences"].clone();
    let sheets = told.as_array().unwrap().iter();
    let sheets: Vec<_> = sheets.map(|one| one["sheet"].to_string()).collect();
    assert_eq!(sheets, ["1"], "nothing of the sheets that she has yet to type");
    let second = json!([
        idea(1, "Un blanc devant l'école"),
        idea(2, "Des arbres sur la place"),
        sheet(3, &[("STATE", "refused")])
    ]);
    assert_eq!(enter(&lucie, batch, second).await["problems"], json!([]));
    let third = facilitator(app, "Moussa", &desk.plan).await;
    assert_eq!(code(&enter(&third, batch, first).await), "BATCH_TYPED_BY_OTHER");
    assert_eq!(
        read(karim, batch).await["differences"],
        json!([
            { "sheet": 1, "cell": "TITLE", "first": "Un banc devant l'école", "second": "Un blanc devant l'école" },
            { "sheet": 3, "cell": "STATE", "first": "blank", "second": "refused" },
        ])
    );
    assert_eq!(code(&sign(karim, batch, 3).await), "BATCH_DIFFERS");
    let cells = json!([
        { "sheet": 1, "cell": "TITLE", "typist": "FIRST" }, { "sheet": 3, "cell": "STATE", "typist": "SECOND" },
    ]);
    lucie.ask(SETTLE, json!({ "batch": batch, "cells": cells })).await;
    assert_eq!(read(karim, batch).await["differences"], json!([]));

    assert_eq!(code(&sign(karim, batch, 4).await), "BATCH_OTHER_COUNT");
    assert_eq!(sign(karim, batch, 3).await["problems"], json!([]));
    assert_eq!(code(&sign(karim, batch, 3).await), "BATCH_SAME_PERSON");
    assert_eq!(
        titles(app, &desk.plan).await.len(),
        3,
        "one signature publishes nothing"
    );
    // Whoever signs alone signs a batch that may still change; then the signature is gone.
    assert_eq!(
        enter(karim, batch, json!([idea(2, "Des arbres sur la place")])).await["problems"],
        json!([])
    );
    assert_eq!(read(karim, batch).await["signed"], false);
    sign(&lucie, batch, 3).await;
    assert_eq!(sign(karim, batch, 3).await["problems"], json!([]));
    let published = titles(app, &desk.plan).await;
    assert_eq!(
        published.iter().skip(3).collect::<Vec<_>>(),
        ["Un banc devant l'école", "Des arbres sur la place"]
    );
    assert_eq!(
        code(&enter(karim, batch, json!([idea(1, "Un banc devant la mairie")])).await),
        "BATCH_CLOSED"
    );
    assert_eq!(code(&sign(&third, batch, 3).await), "BATCH_CLOSED");
    let rows = "SELECT count(*) AS n FROM paper_sheets";
    assert_eq!(
        crate::paper_votes::count(app, rows).await,
        0,
        "what was typed is erased"
    );

    let counts = app
        .visitor()
        .ask(COUNTS, json!({ "plan": desk.plan["id"] }))
        .await["paperCounts"]
        .clone();
    let one = &counts[0];
    assert_eq!(
        (
            &one["handedOut"],
            &one["collected"],
            &one["entered"],
            &one["blank"],
            &one["refused"]
        ),
        (&json!(4), &json!(3), &json!(2), &json!(0), &json!(1))
    );
    let line = one["line"].as_str().unwrap();
    assert!(
        line.contains("typed=twice signatures=2 previous=0000") && !line.contains("Karim"),
        "{line}"
    );
    // The next count holds the hash of this one.
    let once = open(&lucie, &desk.plan, "WORDS", 1, false).await["batch"].clone();
    enter(&lucie, &once, json!([idea(1, "Une fontaine près du marché")])).await;
    sign(&lucie, &once, 1).await;
    sign(karim, &once, 1).await;
    let counts = app
        .visitor()
        .ask(COUNTS, json!({ "plan": desk.plan["id"] }))
        .await["paperCounts"]
        .clone();
    let line = counts[1]["line"].as_str().unwrap();
    assert!(
        line.ends_with(one["hash"].as_str().unwrap()) && line.contains("typed=once"),
        "{line}"
    );
}

#[tokio::test]
async fn ballots_are_counted_by_their_codes_when_two_have_signed_and_none_without_one() {
    let desk = Desk::open(json!({ "voting": { "rule": "FOR_AGAINST" }, "totals": "LIVE" })).await;
    let (app, karim) = (&desk.app, &desk.karim);
    let lucie = facilitator(app, "Lucie", &desk.plan).await;
    let codes = desk.codes(4).await;
    let batch = open(karim, &desk.plan, "VOTES", 4, false).await["batch"].clone();
    let wrong = json!([
        sheet(1, &[("FOR", "1 3")]),
        sheet(2, &[("CODE", "0000-0000-0000"), ("FOR", "1")]),
        sheet(3, &[("CODE", &codes[2]), ("FOR", "1, 99")]),
        sheet(4, &[("CODE", &codes[3]), ("FOR", "1"), ("AGAINST", "1")]),
    ]);
    assert_eq!(
        enter(karim, &batch, wrong).await["problems"],
        json!([
            { "code": "VOTING_CODE_NOT_FOUND", "field": "rows.0.code" },
            { "code": "VOTING_CODE_NOT_FOUND", "field": "rows.1.code" },
            { "code": "FIELD_UNKNOWN", "field": "rows.2.for" },
            { "code": "FIELD_TAKEN", "field": "rows.3.against" },
        ])
    );
    let twice = json!([
        sheet(1, &[("CODE", &codes[0]), ("FOR", "1")]),
        sheet(2, &[("CODE", &codes[0].to_lowercase()), ("FOR", "2")])
    ]);
    assert_eq!(
        enter(karim, &batch, twice).await["problems"],
        json!([{ "code": "FIELD_TAKEN", "field": "rows.1.code" }])
    );
    let first = json!([
        sheet(1, &[("CODE", &codes[0]), ("FOR", "1 3"), ("AGAINST", "2")]),
        sheet(2, &[("CODE", &codes[1]), ("FOR", "n° 1")]),
        sheet(3, &[("STATE", "refused")]),
    ]);
    let again = json!([
        sheet(
            1,
            &[
                ("CODE", &codes[0].replace('-', "")),
                ("FOR", "3, 1"),
                ("AGAINST", "2")
            ]
        ),
        sheet(2, &[("CODE", &codes[1]), ("FOR", "1")]),
        sheet(3, &[("STATE", "refused")]),
    ]);
    assert_eq!(enter(karim, &batch, first).await["problems"], json!([]));
    assert_eq!(
        code(&sign(karim, &batch, 3).await),
        "BATCH_TYPED_ONCE",
        "ballots are typed by two people"
    );
    assert_eq!(enter(&lucie, &batch, again).await["problems"], json!([]));
    assert_eq!(
        read(&lucie, &batch).await["differences"],
        json!([]),
        "the same numbers in another order agree"
    );
    // What lies there says neither code nor choice.
    let sealed = "SELECT count(*) AS n FROM paper_sheets";
    assert_eq!(crate::paper_votes::count(app, sealed).await, 6);
    sign(karim, &batch, 3).await;
    assert_eq!(
        supports(app, &desk.ids[0]).await,
        json!(0),
        "one signature counts nothing"
    );

    // The second ballot's voter types its code at home meanwhile: the batch cannot be closed with it.
    desk.by_code(&app.visitor(), &codes[1], &[(1, "FOR")]).await;
    let refused = sign(&lucie, &batch, 3).await;
    assert_eq!(
        refused["problems"],
        json!([{ "code": "VOTING_CODE_USED", "field": "sheets.2.code" }])
    );
    assert_eq!(supports(app, &desk.ids[2]).await, json!(0), "all or none");
    for typist in [karim, &lucie] {
        let aside = json!([sheet(2, &[("STATE", "refused")])]);
        assert_eq!(enter(typist, &batch, aside).await["problems"], json!([]));
    }
    sign(karim, &batch, 3).await;
    assert_eq!(sign(&lucie, &batch, 3).await["problems"], json!([]));
    app.run_worker().await;
    let mut totals = Vec::new();
    for id in &desk.ids {
        totals.push(supports(app, id).await);
    }
    assert_eq!(totals, [json!(1), json!(1), json!(1)]);
    let counts = app
        .visitor()
        .ask(COUNTS, json!({ "plan": desk.plan["id"] }))
        .await["paperCounts"]
        .clone();
    assert_eq!(
        (&counts[0]["entered"], &counts[0]["refused"]),
        (&json!(1), &json!(2))
    );
    assert!(!counts.to_string().contains(&codes[0]), "{counts:#}");
}

#[tokio::test]
async fn the_grid_works_without_script_keeps_what_was_typed_and_says_what_is_wrong_beside_its_cell() {
    let desk = Desk::open(support(0)).await;
    let app = &desk.app;
    let lucie = facilitator(app, "Lucie", &desk.plan).await;
    app.confirm_email(&desk.karim, "karim@example.org").await;
    app.confirm_email(&lucie, "lucie@example.org").await;
    let (karim, other, visitor) = (Browser::open(app), Browser::open(app), Browser::open(app));
    assert_eq!(visitor.get("/record/batches").await.status, 401);
    karim.sign_in(app, "karim@example.org", "/record/batches").await;
    other.sign_in(app, "lucie@example.org", "/record/batches").await;
    let plan = desk.plan["id"].as_str().unwrap();
    let form = [
        ("plan", plan),
        ("kind", "words"),
        ("place", "Marché"),
        ("double", "yes"),
    ];
    let unsaid = karim
        .post(
            "/record/batches",
            &[&form[..], &[("sheets", "beaucoup")]].concat(),
        )
        .await;
    assert!(
        unsaid.status == 422 && unsaid.html.contains("value=\"beaucoup\""),
        "{}",
        unsaid.html
    );
    let opened = karim
        .post(
            "/record/batches",
            &[&form[..], &[("sheets", "12"), ("key", "form_1")]].concat(),
        )
        .await;
    let twice = karim
        .post(
            "/record/batches",
            &[&form[..], &[("sheets", "12"), ("key", "form_1")]].concat(),
        )
        .await;
    assert_eq!(
        twice.location, opened.location,
        "a form that is sent twice opens one batch"
    );
    let path = opened.location.split('?').next().unwrap().to_owned();
    let printed = karim.get(&format!("{path}/print")).await.html;
    for said in [
        "Lot 1 · feuille 12",
        "De 15 à 150 caractères.",
        "Gardez ce coupon.",
    ] {
        assert!(printed.contains(said), "{said} in {printed}");
    }
    let receipts: Vec<&str> = printed
        .split("<strong class=\"number\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect();
    assert_eq!(receipts.len(), 12);

    let grid = karim.get(&format!("{path}/entry")).await.html;
    assert!(
        grid.contains("name=\"s10-title\"") && !grid.contains("name=\"s11-title\""),
        "{grid}"
    );
    let body = "On attend debout. Un banc à l'ombre aiderait les anciens.";
    let typed = [
        ("from", "1"),
        ("s1-title", "Un banc"),
        ("s1-body", body),
        ("s3-state", "blank"),
        ("go", "back"),
    ];
    let wrong = karim.post(&format!("{path}/entry"), &typed).await;
    assert_eq!(wrong.status, 422);
    for said in [
        "id=\"s1-title-problem\"",
        "value=\"Un banc\"",
        "id=\"s1-agreed-problem\"",
        "href=\"#s1-title\"",
    ] {
        assert!(wrong.html.contains(said), "{said} in {}", wrong.html);
    }
    let right = [
        ("from", "1"),
        ("s1-title", "Un banc devant l'école"),
        ("s1-body", body),
        ("s1-agreed", "yes"),
        ("s3-state", "blank"),
    ];
    let kept = karim
        .post(&format!("{path}/entry"), &[&right[..], &[("go", "on")]].concat())
        .await;
    assert!(kept.location.contains("from=11"), "{}", kept.location);
    assert!(
        karim
            .get(&format!("{path}/entry"))
            .await
            .html
            .contains("Un banc devant l&#39;école")
    );
    let blind = other.get(&format!("{path}/entry")).await.html;
    assert!(
        !blind.contains("Un banc devant"),
        "the second does not see the first: {blind}"
    );
    let mut second = right;
    second[1].1 = "Un blanc devant l'école";
    other.post(&format!("{path}/entry"), &second).await;
    let doubts = karim.get(&format!("{path}/differences")).await.html;
    assert!(
        doubts.contains("Un blanc devant") && doubts.contains("name=\"s1-title\""),
        "{doubts}"
    );
    karim
        .post(&format!("{path}/differences"), &[("s1-title", "first")])
        .await;
    let early = karim.post(&path, &[("collected", "3")]).await;
    assert!(
        early.status == 409 && early.html.contains("Feuilles saisies : 2."),
        "{}",
        early.html
    );
    assert_eq!(karim.post(&path, &[("collected", "2")]).await.status, 303);
    assert!(
        karim
            .get(&path)
            .await
            .html
            .contains("Une autre personne recompte")
    );
    // A signature wants somebody who is there.
    app.clock.advance(std::time::Duration::from_secs(20 * 60));
    let away = other.post(&path, &[("collected", "2")]).await;
    assert_eq!(away.status, 403, "{}", away.html);
    other.sign_in(app, "lucie@example.org", &path).await;
    let closed = other.post(&path, &[("collected", "2")]).await;
    assert!(
        closed.location.ends_with("done=batch-closed"),
        "{} {}",
        closed.location,
        closed.html
    );
    let found = visitor.get(&format!("/receipt?code={}", receipts[0])).await;
    assert!(
        found.html.contains("Un banc devant"),
        "the coupon opens the words: {}",
        found.html
    );
    let public = visitor.get("/plans/les-tilleuls/paper").await.html;
    assert!(
        public.contains("Lot 1") && public.contains("fabrique-paper-count:v1") && !public.contains("Karim"),
        "{public}"
    );
    let blank = visitor.get("/plans/les-tilleuls/paper-form").await.html;
    assert!(
        blank.contains("Donner mon idée sur papier") && !blank.contains("coupon row"),
        "{blank}"
    );
    assert_eq!(visitor.get(&path).await.status, 401);
}
