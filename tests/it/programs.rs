//! Service accounts: a token told once, roles like a person's, scopes that bound them.

use domain::accounts::{Grant, Role};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::plans::{CREATE, tilleuls};

const MAKE: &str = "mutation($input: ServiceAccountInput!) { createServiceAccount(input: $input) {
    serviceAccount { id name scopes revokedAt createdBy { displayName } } token problems { code field } } }";
const REVOKE: &str = "mutation($account: ID!) { revokeServiceAccount(account: $account) { serviceAccount { revokedAt } problems { code } } }";
const LIST: &str = "{ serviceAccounts { id name revokedAt } }";
const GRANT: &str =
    "mutation($input: GrantRoleInput!) { grantRole(input: $input) { grant { id } problems { code field } } }";
const SEE: &str = "query($id: ID!) { node(id: $id) { id } }";

async fn admin(app: &TestApp) -> Person {
    let grant = Grant {
        role: Role::Admin,
        plan: None,
    };
    app.with_grants("Mme Roux", &[grant]).await
}

async fn make(by: &Person, scopes: &[&str]) -> Value {
    let input = json!({ "name": "Tableau de bord", "scopes": scopes });
    by.ask(MAKE, json!({ "input": input })).await["createServiceAccount"].clone()
}

#[tokio::test]
async fn a_token_is_told_once_works_until_it_is_stopped_and_is_kept_as_its_hash() {
    let app = TestApp::start().await;
    let (roux, petit) = (admin(&app).await, app.staff("M. Petit").await);
    let refused = make(&petit, &["READ"]).await;
    assert_eq!(refused["problems"][0]["code"], "PERMISSION_ROLE_REQUIRED");
    assert_eq!(refused["token"], Value::Null);
    let empty = make(&roux, &[]).await;
    assert_eq!(
        empty["problems"],
        json!([{ "code": "FIELD_REQUIRED", "field": "scopes" }])
    );

    let made = make(&roux, &["READ", "EXPORT", "READ"]).await;
    assert_eq!(made["serviceAccount"]["scopes"], json!(["READ", "EXPORT"]));
    assert_eq!(made["serviceAccount"]["createdBy"]["displayName"], "Mme Roux");
    let token = made["token"].as_str().unwrap();
    assert!(app.program(token).await.is_some());
    assert!(app.program(&token.replace('_', "-")).await.is_none());
    let list = roux.ask(LIST, json!({})).await;
    assert_eq!(list["serviceAccounts"].as_array().unwrap().len(), 1);
    assert!(!list.to_string().contains(token));
    let hidden = petit.graphql(LIST, json!({})).await;
    assert_eq!(
        hidden["errors"][0]["extensions"]["code"],
        "permission.role_required"
    );

    let db = app.db().schema_connection();
    let sql = Statement::from_string(db.get_database_backend(), "SELECT token FROM service_accounts");
    let stored: Vec<u8> = db
        .query_one_raw(sql)
        .await
        .unwrap()
        .unwrap()
        .try_get("", "token")
        .unwrap();
    assert_eq!(stored.len(), 32);

    let id = json!({ "account": made["serviceAccount"]["id"] });
    let stopped = roux.ask(REVOKE, id.clone()).await["revokeServiceAccount"].clone();
    assert_eq!(stopped["serviceAccount"]["revokedAt"], "2026-11-23T09:00:00Z");
    assert!(app.program(token).await.is_none());
    app.clock.advance(std::time::Duration::from_secs(60));
    let again = roux.ask(REVOKE, id).await["revokeServiceAccount"].clone();
    assert_eq!(again, stopped, "stopping twice changes nothing");
    let person = json!({ "account": petit.account() });
    assert_eq!(
        roux.ask(REVOKE, person).await["revokeServiceAccount"]["problems"][0]["code"],
        "ACCOUNT_NOT_FOUND"
    );
}

#[tokio::test]
async fn scopes_bound_what_a_program_does_with_its_role() {
    let app = TestApp::start().await;
    let (roux, petit) = (admin(&app).await, app.staff("M. Petit").await);
    let created = petit.ask(CREATE, json!({ "input": tilleuls() })).await;
    let draft = created["createPlan"]["plan"]["id"].clone();
    let mut programs = Vec::new();
    for scopes in [&["READ"][..], &["READ", "WRITE"], &["ANSWER"]] {
        let made = make(&roux, scopes).await;
        let account = made["serviceAccount"]["id"].clone();
        for role in ["ADMIN", "MODERATOR", "FACILITATOR"] {
            let input = json!({ "account": account, "role": role });
            let refused = roux.ask(GRANT, json!({ "input": input })).await;
            assert_eq!(
                refused["grantRole"]["problems"],
                json!([{ "code": "FIELD_MALFORMED", "field": "role" }])
            );
        }
        let token = made["token"].as_str().unwrap().to_owned();
        let before = app.program(&token).await.unwrap();
        assert_eq!(
            before.ask(SEE, json!({ "id": draft })).await["node"],
            Value::Null,
            "no role yet"
        );
        let input = json!({ "account": account, "role": "STAFF" });
        let given = roux.ask(GRANT, json!({ "input": input })).await;
        assert_eq!(given["grantRole"]["problems"], json!([]));
        programs.push(app.program(&token).await.unwrap());
    }
    let edit = async |who: &Person| {
        let text = "mutation($plan: ID!) { publishPlan(plan: $plan) { problems { code } } }";
        who.ask(text, json!({ "plan": draft })).await["publishPlan"]["problems"].clone()
    };
    assert_eq!(
        programs[0].ask(SEE, json!({ "id": draft })).await["node"]["id"],
        draft
    );
    assert_eq!(edit(&programs[0]).await[0]["code"], "PERMISSION_SCOPE_REQUIRED");
    assert_eq!(
        programs[2].ask(SEE, json!({ "id": draft })).await["node"],
        Value::Null
    );
    assert_eq!(edit(&programs[2]).await[0]["code"], "PLAN_NOT_FOUND");
    assert_eq!(edit(&programs[1]).await, json!([]));
    assert_eq!(edit(&programs[2]).await[0]["code"], "PERMISSION_SCOPE_REQUIRED");
    // Programs are nobody who links, votes or says whom the town trusts.
    assert_eq!(
        programs[1].ask("{ me { links { kind } } }", json!({})).await["me"],
        Value::Null
    );
    assert_eq!(
        make(&programs[1], &["READ"]).await["problems"][0]["code"],
        "PERMISSION_ROLE_REQUIRED"
    );
}

#[tokio::test]
async fn a_program_comes_in_by_its_token_until_it_is_stopped() {
    let app = TestApp::start().await;
    let front = crate::wire::Front::open(&app).await;
    let roux = admin(&app).await;
    let made = make(&roux, &["READ", "WRITE"]).await;
    let token = made["token"].as_str().unwrap();
    let input = json!({ "account": made["serviceAccount"]["id"], "role": "STAFF" });
    roux.ask(GRANT, json!({ "input": input })).await;
    let created = front
        .ask(CREATE, json!({ "input": tilleuls() }), Some(token))
        .await;
    assert_eq!(created["createPlan"]["problems"], json!([]));
    assert_eq!(
        front.ask("{ me { email } }", json!({}), Some(token)).await["me"],
        Value::Null
    );
    roux.ask(REVOKE, json!({ "account": made["serviceAccount"]["id"] }))
        .await;
    let refused = front.post("{ me { email } }", json!({}), Some(token)).await;
    assert_eq!(refused.status, 401);
    assert_eq!(refused.json()["errors"][0]["extensions"]["code"], "auth.required");
}
