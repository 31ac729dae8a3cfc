//! Rules of moderation: versions that never change, written by admins, read by everybody in their language.

use domain::{
    Actor, Timestamp,
    accounts::{Grant, Role},
};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

const RULE: &str =
    "id code version activeFrom activeTo inForce present { number severity ground defaultDecision
    legalReference { text address } category keywords text { language title } texts { language title } }";
const LIST: &str = "query($inForce: Boolean, $first: Int, $after: String) {
    moderationRules(inForce: $inForce, first: $first, after: $after) { totalCount pageInfo { endCursor hasNextPage } edges { node { code } } } }";

fn create() -> String {
    format!("mutation($code: String!, $from: DateTime, $input: ModerationRuleInput!) {{
        createModerationRule(code: $code, activeFrom: $from, input: $input) {{ rule {{ {RULE} }} problems {{ code field message }} }} }}")
}

fn revise() -> String {
    format!("mutation($rule: ID!, $version: Int!, $input: ModerationRuleInput!) {{
        reviseModerationRule(rule: $rule, version: $version, input: $input) {{ rule {{ {RULE} }} problems {{ code }} }} }}")
}

fn retire() -> String {
    format!(
        "mutation($rule: ID!, $version: Int!) {{
        retireModerationRule(rule: $rule, version: $version) {{ rule {{ {RULE} }} problems {{ code }} }} }}"
    )
}

fn restore() -> String {
    format!(
        "mutation($rule: ID!, $version: Int!) {{
        restoreModerationRule(rule: $rule, version: $version) {{ rule {{ {RULE} }} problems {{ code }} }} }}"
    )
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

fn words(language: &str, title: &str) -> Value {
    json!({
        "language": language,
        "title": title,
        "explanation": "Ce que la règle veut dire, en clair.",
        "refusedExample": "Un texte refusé.",
        "acceptedExample": "Un texte accepté.",
    })
}

fn noise(title: &str) -> Value {
    json!({
        "severity": "MINOR",
        "ground": "HOUSE_RULE",
        "defaultDecision": "RETURN",
        "category": "OTHER_TERMS",
        "keywords": ["OTHER"],
        "texts": [words("fr", title), words("en", "No noise"), words("ta", "சத்தம் வேண்டாம்")],
    })
}

async fn admin(app: &TestApp) -> Person {
    let grant = Grant {
        role: Role::Admin,
        plan: None,
    };
    app.with_grants("La régie", &[grant]).await
}

async fn created(admin: &Person, code: &str) -> Value {
    let answer = admin
        .ask(&create(), json!({ "code": code, "input": noise("Pas de bruit") }))
        .await;
    assert_eq!(
        answer["createModerationRule"]["problems"],
        json!([]),
        "{answer:#}"
    );
    answer["createModerationRule"]["rule"].clone()
}

#[tokio::test]
async fn an_old_version_reads_the_same_in_every_language_after_the_rule_was_revised() {
    let app = TestApp::start().await;
    let (admin, visitor) = (admin(&app).await, app.visitor());
    let rule = created(&admin, "noise").await;
    assert_eq!(
        (&rule["version"], &rule["inForce"], &rule["activeFrom"]),
        (&json!(1), &json!(true), &json!("2026-11-23T09:00:00Z"))
    );
    assert_eq!(
        rule["present"]["texts"],
        json!([
            { "language": "fr", "title": "Pas de bruit" },
            { "language": "en", "title": "No noise" },
            { "language": "ta", "title": "சத்தம் வேண்டாம்" },
        ])
    );
    app.clock.set(at("2026-11-24T10:00:00+01:00"));
    let mut graver = noise("Moins de bruit");
    graver["severity"] = json!("SERIOUS");
    let revised = admin
        .ask(
            &revise(),
            json!({ "rule": rule["id"], "version": 1, "input": graver }),
        )
        .await;
    let revised = &revised["reviseModerationRule"]["rule"];
    assert_eq!(
        (&revised["version"], &revised["present"]["severity"]),
        (&json!(2), &json!("SERIOUS"))
    );

    const READ: &str = "query($code: String!) { moderationRule(code: $code) { version
        old: atVersion(number: 1) { number severity at text(language: \"fr\") { title } rule { version } }
        none: atVersion(number: 3) { number }
        versions(first: 10) { totalCount edges { node { number code text(language: \"ta\") { language } } } } } }";
    let read = visitor.ask(READ, json!({ "code": "noise" })).await;
    assert_eq!(
        read["moderationRule"],
        json!({
            "version": 2,
            "old": { "number": 1, "severity": "MINOR", "at": "2026-11-23T09:00:00Z",
                "text": { "title": "Pas de bruit" }, "rule": { "version": 2 } },
            "none": null,
            "versions": { "totalCount": 2, "edges": [
                { "node": { "number": 2, "code": "noise", "text": { "language": "ta" } } },
                { "node": { "number": 1, "code": "noise", "text": { "language": "ta" } } },
            ] },
        })
    );
    const NODE: &str = "query($id: ID!) { node(id: $id) { ... on ModerationRule { code present { text(language: \"de\") { language } } } } }";
    let node = visitor.ask(NODE, json!({ "id": rule["id"] })).await;
    assert_eq!(
        node["node"],
        json!({ "code": "noise", "present": { "text": { "language": "en" } } })
    );
    for nothing in ["nothing", "NOISE", "'; --"] {
        let read = visitor.ask(READ, json!({ "code": nothing })).await;
        assert_eq!(read["moderationRule"], Value::Null);
    }
}

#[tokio::test]
async fn a_late_change_of_a_rule_is_refused_and_a_code_is_given_once() {
    let app = TestApp::start().await;
    let admin = admin(&app).await;
    let rule = created(&admin, "noise").await;
    let change = |version: i32| json!({ "rule": rule["id"], "version": version, "input": noise("Autre") });
    admin.ask(&revise(), change(1)).await;
    let late = admin.ask(&revise(), change(1)).await;
    assert_eq!(
        late["reviseModerationRule"],
        json!({ "rule": null, "problems": [{ "code": "RULE_CHANGED_MEANWHILE" }] })
    );
    let late = admin
        .ask(&retire(), json!({ "rule": rule["id"], "version": 1 }))
        .await;
    assert_eq!(
        late["retireModerationRule"]["problems"][0]["code"],
        "RULE_CHANGED_MEANWHILE"
    );

    let twice = admin
        .ask(
            &create(),
            json!({ "code": "noise", "input": noise("Pas de bruit") }),
        )
        .await;
    let problem = &twice["createModerationRule"]["problems"][0];
    assert_eq!(
        (&problem["code"], &problem["field"]),
        (&json!("FIELD_TAKEN"), &json!("code"))
    );
    let nowhere = admin
        .ask(
            &retire(),
            json!({ "rule": "rule_00000000000000000000000001", "version": 1 }),
        )
        .await;
    assert_eq!(
        nowhere["retireModerationRule"]["problems"][0]["code"],
        "RULE_NOT_FOUND"
    );
}

#[tokio::test]
async fn a_retired_rule_leaves_the_list_stays_readable_and_can_come_back() {
    let app = TestApp::start().await;
    let (admin, visitor) = (admin(&app).await, app.visitor());
    for code in ["noise", "smell", "draught"] {
        created(&admin, code).await;
    }
    let coming = admin
        .ask(
            &create(),
            json!({ "code": "coming", "from": "2026-12-01T00:00:00+01:00", "input": noise("Plus tard") }),
        )
        .await;
    assert_eq!(coming["createModerationRule"]["rule"]["inForce"], false);
    let codes = |answer: &Value| -> Vec<String> {
        let edges = answer["moderationRules"]["edges"].as_array().unwrap().iter();
        edges
            .map(|edge| edge["node"]["code"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = visitor.ask(LIST, json!({ "first": 2 })).await;
    assert_eq!(codes(&first), ["draught", "noise"]);
    assert_eq!(first["moderationRules"]["totalCount"], 3);
    let rest = json!({ "first": 2, "after": first["moderationRules"]["pageInfo"]["endCursor"] });
    assert_eq!(codes(&visitor.ask(LIST, rest).await), ["smell"]);

    let smell = visitor
        .ask("{ moderationRule(code: \"smell\") { id } }", json!({}))
        .await["moderationRule"]["id"]
        .clone();
    app.clock.set(at("2026-11-25T10:00:00+01:00"));
    let gone = admin.ask(&retire(), json!({ "rule": smell, "version": 1 })).await;
    let gone = &gone["retireModerationRule"]["rule"];
    assert_eq!(
        (&gone["inForce"], &gone["activeTo"], &gone["version"]),
        (&json!(false), &json!("2026-11-25T09:00:00Z"), &json!(1))
    );
    assert_eq!(codes(&visitor.ask(LIST, json!({})).await), ["draught", "noise"]);
    assert_eq!(
        codes(&visitor.ask(LIST, json!({ "inForce": false })).await),
        ["coming", "draught", "noise", "smell"]
    );
    let again = admin.ask(&retire(), json!({ "rule": smell, "version": 1 })).await;
    assert_eq!(
        again["retireModerationRule"]["problems"][0]["code"],
        "RULE_RETIRED"
    );

    // As it stood, and then with other words.
    let same = json!({ "rule": smell, "version": 1 });
    let back = admin.ask(&restore(), same.clone()).await;
    let back = &back["restoreModerationRule"]["rule"];
    assert_eq!(
        (&back["inForce"], &back["activeTo"], &back["version"]),
        (&json!(true), &Value::Null, &json!(1))
    );
    assert_eq!(
        codes(&visitor.ask(LIST, json!({})).await),
        ["draught", "noise", "smell"]
    );
    let again = admin.ask(&restore(), same.clone()).await;
    assert_eq!(
        again["restoreModerationRule"]["problems"][0]["code"],
        "RULE_IN_FORCE"
    );
    admin.ask(&retire(), same).await;
    let late = admin
        .ask(&restore(), json!({ "rule": smell, "version": 2 }))
        .await;
    assert_eq!(
        late["restoreModerationRule"]["problems"][0]["code"],
        "RULE_CHANGED_MEANWHILE"
    );
    let back = json!({ "rule": smell, "version": 1, "input": noise("Pas d'odeurs") });
    let back = admin.ask(&revise(), back).await;
    assert_eq!(back["reviseModerationRule"]["rule"]["inForce"], true);
    app.clock.set(at("2026-12-01T00:00:00+01:00"));
    assert_eq!(
        codes(&visitor.ask(LIST, json!({})).await),
        ["coming", "draught", "noise", "smell"]
    );
}

#[tokio::test]
async fn everything_wrong_with_a_rule_is_said_at_once() {
    let app = TestApp::start().await;
    let admin = admin(&app).await;
    let problems = |answer: Value| -> Vec<(String, String)> {
        let problems = answer["createModerationRule"]["problems"]
            .as_array()
            .unwrap()
            .iter();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        problems.map(|p| (text(&p["field"]), text(&p["code"]))).collect()
    };
    let told = |field: &str, code: &str| (field.to_owned(), code.to_owned());

    let mut input = noise("ab");
    input["legalReference"] = json!({ "text": "", "address": "javascript:alert(1)" });
    input["keywords"] = json!(["OTHER", "OTHER"]);
    input["texts"][1]["language"] = json!("x");
    let answer = admin
        .ask(&create(), json!({ "code": "Noise", "input": input }))
        .await;
    assert_eq!(
        problems(answer),
        [
            told("code", "FIELD_MALFORMED"),
            told("legalReference.text", "FIELD_REQUIRED"),
            told("legalReference.address", "FIELD_MALFORMED"),
            told("keywords", "FIELD_TAKEN"),
            told("texts.0.title", "FIELD_TOO_SHORT"),
            told("texts.1.language", "FIELD_MALFORMED"),
        ]
    );
    let mut input = noise("Pas de bruit");
    input["ground"] = json!("ILLEGAL");
    let answer = admin
        .ask(&create(), json!({ "code": "noise", "input": input }))
        .await;
    assert_eq!(problems(answer), [told("legalReference", "FIELD_REQUIRED")]);
    let mut input = noise("Pas de bruit");
    input["texts"] = json!([words("fr", "Pas de bruit")]);
    let answer = admin
        .ask(&create(), json!({ "code": "noise", "input": input }))
        .await;
    assert_eq!(problems(answer), [told("texts", "FIELD_REQUIRED")]);
}

#[tokio::test]
async fn nobody_but_an_admin_writes_rules() {
    let app = TestApp::start().await;
    let admin = admin(&app).await;
    let rule = created(&admin, "noise").await;
    let moderator = Grant {
        role: Role::Moderator,
        plan: None,
    };
    let refused = [
        (app.visitor(), "AUTH_REQUIRED"),
        (app.resident("Awa").await, "PERMISSION_ROLE_REQUIRED"),
        (app.staff("M. Petit").await, "PERMISSION_ROLE_REQUIRED"),
        (
            app.with_grants("Inès", &[moderator]).await,
            "PERMISSION_ROLE_REQUIRED",
        ),
    ];
    for (who, code) in refused {
        let created = who
            .ask(&create(), json!({ "code": "other", "input": noise("Autre") }))
            .await;
        let revised = who
            .ask(
                &revise(),
                json!({ "rule": rule["id"], "version": 1, "input": noise("Autre") }),
            )
            .await;
        let retired = who
            .ask(&retire(), json!({ "rule": rule["id"], "version": 1 }))
            .await;
        let restored = who
            .ask(&restore(), json!({ "rule": rule["id"], "version": 1 }))
            .await;
        for answer in [
            &created["createModerationRule"],
            &revised["reviseModerationRule"],
            &retired["retireModerationRule"],
            &restored["restoreModerationRule"],
        ] {
            assert_eq!(answer["rule"], Value::Null);
            assert_eq!(answer["problems"][0]["code"], code);
        }
    }
}

#[tokio::test]
async fn the_feed_tells_everybody_of_changed_rules() {
    let app = TestApp::start().await;
    let admin = admin(&app).await;
    let rule = created(&admin, "noise").await;
    admin
        .ask(
            &revise(),
            json!({ "rule": rule["id"], "version": 1, "input": noise("Autre") }),
        )
        .await;
    admin
        .ask(&retire(), json!({ "rule": rule["id"], "version": 2 }))
        .await;
    admin
        .ask(&restore(), json!({ "rule": rule["id"], "version": 2 }))
        .await;
    app.run_worker().await;
    const CHANGES: &str = "{ changes(kinds: [RULE_CHANGED]) { edges { node { state version subject node { ... on ModerationRule { code } } } } } }";
    let told = app.visitor().ask(CHANGES, json!({})).await;
    let expected: Vec<_> = [("created", 1), ("revised", 2), ("retired", 2), ("restored", 2)]
        .map(|(state, version)| {
            json!({ "node": { "state": state, "version": version, "subject": rule["id"], "node": { "code": "noise" } } })
        })
        .into();
    assert_eq!(told["changes"]["edges"], json!(expected));
}

#[tokio::test]
async fn the_first_set_is_made_once_and_what_a_town_changed_stays() {
    let app = TestApp::start().await;
    let admin = admin(&app).await;
    let house = app::Cx::system(app.house.clone(), "test");
    assert_eq!(app::rules::first_set(&house).await.unwrap(), 14);
    const ALL: &str = "query($language: String!) { moderationRules(first: 100) { edges { node { id code
        present { ground legalReference { address } text(language: $language) { language title explanation refusedExample acceptedExample } } } } } }";
    for language in ["fr", "en"] {
        let all = app.visitor().ask(ALL, json!({ "language": language })).await;
        let edges = all["moderationRules"]["edges"].as_array().unwrap();
        assert_eq!(edges.len(), 14);
        for edge in edges {
            let present = &edge["node"]["present"];
            assert_eq!(present["text"]["language"], language);
            let illegal = present["ground"] == "ILLEGAL";
            assert_eq!(illegal, !present["legalReference"].is_null(), "{edge:#}");
        }
    }
    let insult = app
        .visitor()
        .ask("{ moderationRule(code: \"insult\") { id } }", json!({}))
        .await["moderationRule"]["id"]
        .clone();
    admin
        .ask(
            &revise(),
            json!({ "rule": insult, "version": 1, "input": noise("Pas d'injures") }),
        )
        .await;
    assert_eq!(app::rules::first_set(&house).await.unwrap(), 0);
    let read = app
        .visitor()
        .ask(
            "{ moderationRule(code: \"insult\") { version present { text(language: \"fr\") { title } } } }",
            json!({}),
        )
        .await;
    assert_eq!(
        read["moderationRule"],
        json!({ "version": 2, "present": { "text": { "title": "Pas d'injures" } } })
    );
    let resident = app.resident("Awa").await;
    assert!(app::rules::first_set(resident.cx()).await.is_err());
    assert!(matches!(house.actor, Actor::System));
}

#[tokio::test]
async fn two_rules_and_fourteen_cost_the_same_number_of_statements() {
    let app = TestApp::start().await;
    app::rules::first_set(&app::Cx::system(app.house.clone(), "test"))
        .await
        .unwrap();
    const LIST: &str = "query($first: Int) { moderationRules(first: $first) { edges { node { code
        present { text { title } rule { code } } atVersion(number: 1) { severity } versions(first: 2) { edges { node { number } } } } } } }";
    let mut costs = Vec::new();
    for first in [2, 14] {
        let before = app.db().stats().statements;
        let answer = app.visitor().ask(LIST, json!({ "first": first })).await;
        assert_eq!(
            answer["moderationRules"]["edges"].as_array().unwrap().len(),
            first
        );
        costs.push(app.db().stats().statements - before);
    }
    assert_eq!(costs[0], costs[1]);
}
