//! Who keeps webhooks.

use domain::{
    accounts::{Grant, Role},
    plans::PlanId,
};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use super::{CREATE, DELETE, PING, READ, REDELIVER, ROTATE, UPDATE};
use crate::{moderation::codes, plans::published};

async fn make(by: &Person, input: Value) -> Value {
    by.ask(CREATE, json!({ "input": input })).await["createWebhook"].clone()
}

const URL: &str = "https://atlas.example/hook";

#[tokio::test]
async fn staff_keep_those_of_their_plan_and_others_know_nothing_of_them() {
    let app = TestApp::start().await;
    let site = app.staff("M. Petit").await;
    let plan = published(&site).await;
    app.run_worker().await;
    let id: PlanId = plan["id"].as_str().unwrap().parse().unwrap();
    let of_plan = Grant {
        role: Role::Staff,
        plan: Some(id),
    };
    let lina = app.with_grants("Lina", &[of_plan]).await;
    let awa = app.resident("Awa").await;
    let refused = make(&lina, json!({ "url": URL })).await;
    assert_eq!(
        codes(&refused),
        ["PERMISSION_ROLE_REQUIRED"],
        "the whole site is not hers"
    );
    let here = make(&lina, json!({ "url": URL, "plan": plan["id"] })).await;
    assert_eq!(codes(&here), [] as [&str; 0]);
    let everywhere = make(&site, json!({ "url": URL })).await["webhook"]["id"].clone();
    let list = |answer: Value| answer["webhooks"].as_array().unwrap().len();
    assert_eq!(list(lina.ask("{ webhooks { id } }", json!({})).await), 1);
    assert_eq!(list(site.ask("{ webhooks { id } }", json!({})).await), 2);
    assert_eq!(
        codes(&make(&awa, json!({ "url": URL })).await),
        ["PERMISSION_ROLE_REQUIRED"]
    );
    assert_eq!(
        codes(&make(&app.visitor(), json!({ "url": URL })).await),
        ["AUTH_REQUIRED"]
    );
    let hidden = awa.graphql("{ webhooks { id } }", json!({})).await;
    assert_eq!(
        hidden["errors"][0]["extensions"]["code"],
        "permission.role_required"
    );

    let before = site.ask(READ, json!({ "webhook": everywhere })).await;
    let pinged =
        site.ask(PING, json!({ "webhook": everywhere })).await["pingWebhook"]["delivery"]["id"].clone();
    for stranger in [&lina, &awa] {
        let variables = json!({ "webhook": everywhere, "delivery": pinged, "version": 1, "input": { "url": URL, "plan": plan["id"] } });
        assert_eq!(
            stranger.ask(READ, variables.clone()).await["webhook"],
            Value::Null
        );
        for (mutation, name) in [
            (UPDATE, "updateWebhook"),
            (ROTATE, "rotateWebhookSecret"),
            (PING, "pingWebhook"),
            (REDELIVER, "redeliver"),
            (DELETE, "deleteWebhook"),
        ] {
            let answer = stranger.ask(mutation, variables.clone()).await[name].clone();
            assert_eq!(codes(&answer), ["WEBHOOK_NOT_FOUND"], "{name}");
        }
    }
    // Nor may she make hers that of the whole site.
    let widened = lina
        .ask(
            UPDATE,
            json!({ "webhook": here["webhook"]["id"], "version": 1, "input": { "url": URL } }),
        )
        .await["updateWebhook"]
        .clone();
    assert_eq!(codes(&widened), ["PERMISSION_ROLE_REQUIRED"]);
    assert_eq!(
        site.ask(READ, json!({ "webhook": everywhere })).await["webhook"]["version"],
        before["webhook"]["version"]
    );
    let deleted = site.ask(DELETE, json!({ "webhook": everywhere })).await;
    assert_eq!(deleted["deleteWebhook"]["deleted"], everywhere);
    assert_eq!(
        site.ask(READ, json!({ "webhook": everywhere })).await["webhook"],
        Value::Null
    );
    app.run_worker().await;
    assert_eq!(
        app.courier.all().len(),
        0,
        "what is deleted sends nothing any more"
    );
}

#[tokio::test]
async fn a_program_keeps_webhooks_by_its_scope_and_they_stop_with_it() {
    let app = TestApp::start().await;
    let admin = app
        .with_grants(
            "Ada",
            &[Grant {
                role: Role::Admin,
                plan: None,
            }],
        )
        .await;
    let program = async |scopes: &[&str]| {
        let made = admin
            .ask(
                "mutation($input: ServiceAccountInput!) { createServiceAccount(input: $input) { serviceAccount { id } token } }",
                json!({ "input": { "name": "Atlas", "scopes": scopes } }),
            )
            .await["createServiceAccount"]
            .clone();
        let id = made["serviceAccount"]["id"].clone();
        let granted = admin
            .ask(
                "mutation($account: ID!) { grantRole(input: { account: $account, role: STAFF }) { problems { code } } }",
                json!({ "account": id }),
            )
            .await;
        assert_eq!(granted["grantRole"]["problems"], json!([]), "{granted}");
        (id, app.program(made["token"].as_str().unwrap()).await.unwrap())
    };
    let (_, reader) = program(&["READ"]).await;
    assert_eq!(
        codes(&make(&reader, json!({ "url": URL })).await),
        ["PERMISSION_SCOPE_REQUIRED"]
    );
    let (id, exporter) = program(&["READ", "EXPORT"]).await;
    let webhook = make(&exporter, json!({ "url": URL })).await["webhook"]["id"].clone();
    assert!(webhook.is_string());
    admin
        .ask(
            "mutation($account: ID!) { revokeServiceAccount(account: $account) { problems { code } } }",
            json!({ "account": id }),
        )
        .await;
    let read = admin.ask(READ, json!({ "webhook": webhook })).await["webhook"].clone();
    assert_eq!(
        (&read["state"], &read["stopped"]),
        (&json!("DISABLED"), &json!("OWNER"))
    );
}

#[tokio::test]
async fn one_key_makes_one_webhook_and_fifty_are_the_most() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let keyed = |url: &str| json!({ "input": { "url": url }, "key": "k1" });
    let first = staff.ask(CREATE, keyed(URL)).await["createWebhook"].clone();
    let again = staff.ask(CREATE, keyed(URL)).await["createWebhook"].clone();
    assert_eq!(first["webhook"]["id"], again["webhook"]["id"]);
    assert!(first["secret"].is_string() && again["secret"].is_null());
    let other = staff.ask(CREATE, keyed("https://atlas.example/other")).await["createWebhook"].clone();
    assert_eq!(codes(&other), ["REQUEST_KEY_REUSED"]);
    let private = make(&staff, json!({ "url": URL, "kinds": ["CASE_CHANGED"] })).await;
    assert_eq!(
        private["problems"],
        json!([{ "code": "FIELD_UNKNOWN", "field": "kinds" }])
    );
    for _ in 1..50 {
        assert_eq!(codes(&make(&staff, json!({ "url": URL })).await), [] as [&str; 0]);
    }
    assert_eq!(
        codes(&make(&staff, json!({ "url": URL })).await),
        ["WEBHOOK_TOO_MANY"]
    );
}
