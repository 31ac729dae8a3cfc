//! Roles: given and ended by admins, in force at once, never leaving the site without an admin.

use domain::{
    accounts::{Grant, Role},
    time::days,
};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::plans::{CREATE, tilleuls};

const GRANT: &str = "mutation($input: GrantRoleInput!) { grantRole(input: $input) {
    grant { id role until givenAt endedAt account { displayName } givenBy { displayName } plan { id } } problems { code field } } }";
const END: &str = "mutation($grant: ID!) { endGrant(grant: $grant) { grant { endedAt } problems { code } } }";
const LIST: &str = "query($role: Role, $ended: Boolean! = false) { grants(role: $role, ended: $ended) { totalCount edges { node { id role account { id } } } } }";

async fn admin(app: &TestApp, name: &str) -> Person {
    let grant = Grant {
        role: Role::Admin,
        plan: None,
    };
    app.with_grants(name, &[grant]).await
}

async fn give(by: &Person, input: Value) -> Value {
    by.ask(GRANT, json!({ "input": input })).await["grantRole"].clone()
}

async fn end(by: &Person, grant: &Value) -> Value {
    by.ask(END, json!({ "grant": grant })).await["endGrant"].clone()
}

/// The id of the first grant that an account has in this role.
async fn grant_of(admin: &Person, role: &str, whom: &Person) -> Value {
    let list = admin.ask(LIST, json!({ "role": role })).await;
    let edges = list["grants"]["edges"].as_array().unwrap().clone();
    let theirs = |edge: &&Value| edge["node"]["account"]["id"] == json!(whom.account());
    edges.iter().find(theirs).expect("a grant")["node"]["id"].clone()
}

#[tokio::test]
async fn a_role_acts_at_the_next_request_and_ends_as_fast() {
    let app = TestApp::start().await;
    let (roux, petit) = (admin(&app, "Mme Roux").await, app.resident("M. Petit").await);
    app.confirm_email(&petit, "petit@example.org").await;
    let refused = petit.ask(CREATE, json!({ "input": tilleuls() })).await;
    assert_eq!(
        refused["createPlan"]["problems"][0]["code"],
        "PERMISSION_ROLE_REQUIRED"
    );

    let input = json!({ "email": "Petit@example.org", "role": "STAFF", "until": "2026-12-23T09:00:00Z" });
    for who in [&petit, &app.staff("Mme Sy").await] {
        assert_eq!(
            give(who, input.clone()).await["problems"][0]["code"],
            "PERMISSION_ROLE_REQUIRED"
        );
    }
    let given = give(&roux, input.clone()).await["grant"].clone();
    assert_eq!(
        (
            &given["account"]["displayName"],
            &given["givenBy"]["displayName"],
            &given["givenAt"]
        ),
        (
            &json!("M. Petit"),
            &json!("Mme Roux"),
            &json!("2026-11-23T09:00:00Z")
        )
    );
    assert_eq!(
        give(&roux, input).await["problems"][0]["code"],
        "ACCOUNT_ALREADY_GRANTED"
    );
    let petit = app.again(&petit).await;
    let created = petit.ask(CREATE, json!({ "input": tilleuls() })).await;
    assert_eq!(created["createPlan"]["problems"], json!([]));
    let plan = created["createPlan"]["plan"]["id"].clone();

    assert_eq!(
        end(&roux, &given["id"]).await["grant"]["endedAt"],
        "2026-11-23T09:00:00Z"
    );
    assert_eq!(
        end(&roux, &given["id"]).await["problems"][0]["code"],
        "ACCOUNT_GRANT_NOT_FOUND"
    );
    let petit = app.again(&petit).await;
    const SEE: &str = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(petit.ask(SEE, json!({ "id": plan })).await["node"], Value::Null);

    // For a time and for a plan.
    let input =
        json!({ "account": petit.account(), "role": "STAFF", "plan": plan, "until": "2026-11-24T09:00:00Z" });
    assert_eq!(give(&roux, input).await["grant"]["plan"]["id"], plan);
    let petit = app.again(&petit).await;
    assert_eq!(petit.ask(SEE, json!({ "id": plan })).await["node"]["id"], plan);
    app.clock.advance(days(1));
    let petit = app.again(&petit).await;
    assert_eq!(petit.ask(SEE, json!({ "id": plan })).await["node"], Value::Null);
    let count = async |ended| {
        let list = roux.ask(LIST, json!({ "role": "STAFF", "ended": ended })).await;
        list["grants"]["totalCount"].clone()
    };
    assert_eq!((count(false).await, count(true).await), (json!(1), json!(3)));
    let hidden = petit.graphql(LIST, json!({})).await;
    assert_eq!(
        hidden["errors"][0]["extensions"]["code"],
        "permission.role_required"
    );
}

#[tokio::test]
async fn what_is_typed_wrongly_is_said_beside_its_field() {
    let app = TestApp::start().await;
    let roux = admin(&app, "Mme Roux").await;
    let awa = app.resident("Awa").await;
    for (input, code, field) in [
        (json!({ "role": "STAFF" }), "FIELD_REQUIRED", "account"),
        (
            json!({ "role": "STAFF", "email": "nobody@example.org" }),
            "FIELD_UNKNOWN",
            "email",
        ),
        (
            json!({ "role": "STAFF", "email": "nobody" }),
            "FIELD_MALFORMED",
            "email",
        ),
        (
            json!({ "role": "STAFF", "account": awa.account(), "until": "2026-11-23T09:00:00Z" }),
            "FIELD_DATES_OUT_OF_ORDER",
            "until",
        ),
        (
            json!({ "role": "ADMIN", "account": awa.account(), "plan": awa.cx().new_id::<domain::plans::Plan>() }),
            "FIELD_MALFORMED",
            "plan",
        ),
    ] {
        let refused = give(&roux, input.clone()).await;
        assert_eq!(
            refused["problems"],
            json!([{ "code": code, "field": field }]),
            "{input}"
        );
    }
    let elsewhere = json!({ "role": "STAFF", "account": awa.account(), "plan": awa.cx().new_id::<domain::plans::Plan>() });
    assert_eq!(
        give(&roux, elsewhere).await["problems"][0]["code"],
        "PLAN_NOT_FOUND"
    );
}

#[tokio::test]
async fn the_last_admin_cannot_go() {
    let app = TestApp::start().await;
    let (roux, diallo) = (admin(&app, "Mme Roux").await, app.resident("Mme Diallo").await);
    let own = grant_of(&roux, "ADMIN", &roux).await;
    assert_eq!(
        end(&roux, &own).await["problems"][0]["code"],
        "ACCOUNT_LAST_ADMIN"
    );
    // A deputy for a week does not stay as long.
    let deputy = json!({ "account": diallo.account(), "role": "ADMIN", "until": "2026-11-30T09:00:00Z" });
    assert_eq!(give(&roux, deputy).await["problems"], json!([]));
    assert_eq!(
        end(&roux, &own).await["problems"][0]["code"],
        "ACCOUNT_LAST_ADMIN"
    );
    let heir = json!({ "account": diallo.account(), "role": "ADMIN" });
    assert_eq!(give(&roux, heir).await["problems"], json!([]));
    assert_eq!(end(&roux, &own).await["problems"], json!([]));
    let roux = app.again(&roux).await;
    let heir = app.again(&diallo).await;
    let last = grant_of(&heir, "ADMIN", &diallo).await;
    assert_eq!(
        end(&roux, &last).await["problems"][0]["code"],
        "PERMISSION_ROLE_REQUIRED"
    );
}

#[tokio::test]
async fn two_admins_who_end_each_other_leave_one() {
    let app = TestApp::start().await;
    let (roux, diallo) = (admin(&app, "Mme Roux").await, admin(&app, "Mme Diallo").await);
    let (one, two) = (
        grant_of(&roux, "ADMIN", &roux).await,
        grant_of(&roux, "ADMIN", &diallo).await,
    );
    let (first, second) = futures::future::join(end(&roux, &two), end(&diallo, &one)).await;
    let refused = [&first, &second].map(|ended| ended["problems"].as_array().unwrap().len());
    assert_eq!(refused.iter().sum::<usize>(), 1, "{first:#} {second:#}");
}
