//! A repeated request has the effect of one.

use domain::{
    accounts::{Grant, Role},
    proposals::ProposalId,
};
use futures::future::join_all;
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{plans::published, proposals::platanes};

const SUBMIT: &str = "mutation($plan: ID!, $input: ProposalInput!, $key: String) {
    submitProposal(plan: $plan, input: $input, idempotencyKey: $key) { proposal { id number title } problems { code field } }
}";

async fn submit(who: &Person, plan: &Value, input: &Value, key: &str) -> Value {
    let variables = json!({ "plan": plan["id"], "input": input, "key": key });
    who.graphql(SUBMIT, variables).await
}

async fn submitted(who: &Person, plan: &Value) -> Value {
    let count = "query($plan: ID) { proposals(plan: $plan) { totalCount } }";
    who.ask(count, json!({ "plan": plan["id"] })).await["proposals"]["totalCount"].take()
}

#[tokio::test]
async fn a_proposal_that_is_sent_again_is_the_same_proposal() {
    let app = TestApp::start().await;
    let (awa, lina) = (app.resident("Awa").await, app.resident("Lina").await);
    let plan = published(&app.staff("M. Petit").await).await;
    let first = submit(&awa, &plan, &platanes(), "double clic").await["data"]["submitProposal"].take();
    assert_eq!(first["problems"], json!([]));
    let again = submit(&awa, &plan, &platanes(), "double clic").await["data"]["submitProposal"].take();
    assert_eq!(again, first);
    // Another's key is another key.
    let theirs = submit(&lina, &plan, &platanes(), "double clic").await["data"]["submitProposal"].take();
    assert_ne!(theirs["proposal"]["id"], first["proposal"]["id"]);
    assert_eq!(submitted(&awa, &plan).await, 2);

    let mut other = platanes();
    other["title"] = json!("Garder aussi les marronniers");
    let reused = submit(&awa, &plan, &other, "double clic").await["data"]["submitProposal"].take();
    assert_eq!(reused["problems"][0]["code"], "REQUEST_KEY_REUSED");
    let bad = submit(&awa, &plan, &other, "").await["data"]["submitProposal"].take();
    assert_eq!(bad["problems"][0]["field"], "idempotencyKey");
    assert_eq!(submitted(&awa, &plan).await, 2);

    // After a day the key is forgotten, and the same words are a new proposal.
    app.clock.advance(domain::time::hours(25));
    app.run_worker().await;
    submit(&awa, &plan, &platanes(), "double clic").await;
    assert_eq!(submitted(&awa, &plan).await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn requests_that_are_sent_at_once_under_one_key_submit_once() {
    let app = TestApp::start().await;
    let awa = app.resident("Awa").await;
    let plan = published(&app.staff("M. Petit").await).await;
    let all = (0..16).map(|_| {
        let (awa, plan) = (awa.clone(), plan.clone());
        tokio::spawn(async move { submit(&awa, &plan, &platanes(), "retry").await })
    });
    let numbers: Vec<_> = join_all(all)
        .await
        .into_iter()
        .map(|answer| answer.unwrap()["data"]["submitProposal"]["proposal"]["number"].take())
        .collect();
    assert!(numbers.iter().all(|number| *number == 1), "{numbers:?}");
    assert_eq!(submitted(&awa, &plan).await, 1);
}

#[tokio::test]
async fn a_precision_that_is_sent_again_is_added_once() {
    const ADD: &str = "mutation($id: ID!, $body: String!, $key: String) { addPrecision(proposal: $id, body: $body, idempotencyKey: $key) {
        precision { body at } problems { code field } } }";
    let app = TestApp::start().await;
    let awa = app.resident("Awa").await;
    let plan = published(&app.staff("M. Petit").await).await;
    let sent = submit(&awa, &plan, &platanes(), "le texte").await;
    let id = &sent["data"]["submitProposal"]["proposal"]["id"];
    let proposal: ProposalId = id.as_str().unwrap().parse().unwrap();
    let at = awa.cx().now();
    let frozen = app
        .db()
        .write::<_, app::Error, _>(|tx| async move {
            Ok(persistence::proposals::freeze(&tx, proposal, at).await?)
        })
        .await;
    assert!(frozen.unwrap());
    let add = async |body: &str, key: &str| {
        let variables = json!({ "id": id, "body": body, "key": key });
        awa.ask(ADD, variables).await["addPrecision"].take()
    };
    let first = add("Ils ont été plantés en 1962.", "double clic").await;
    assert_eq!(first["problems"], json!([]));
    app.clock.advance(domain::time::hours(1));
    assert_eq!(add("Ils ont été plantés en 1962.", "double clic").await, first);
    let reused = add("Ou bien en 1963.", "double clic").await;
    assert_eq!(reused["problems"][0]["code"], "REQUEST_KEY_REUSED");
    assert_eq!(
        add("Ou bien en 1963.", "").await["problems"][0]["field"],
        "idempotencyKey"
    );
    // A key of another command is no key of this one.
    assert_eq!(
        add("Ou bien en 1963.", "le texte").await["problems"][0]["code"],
        "REQUEST_KEY_REUSED"
    );
    add("Ou bien en 1963.", "une autre").await;
    let seen = awa
        .ask(
            "query($id: ID!) { proposal(id: $id) { precisions { body } } }",
            json!({ "id": id }),
        )
        .await;
    assert_eq!(seen["proposal"]["precisions"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_service_account_that_is_asked_for_again_is_one_and_its_token_is_not_told_twice() {
    const MAKE: &str = "mutation($input: ServiceAccountInput!, $key: String) { createServiceAccount(input: $input, idempotencyKey: $key) {
        serviceAccount { id name } token problems { code field } } }";
    let app = TestApp::start().await;
    let admin = Grant {
        role: Role::Admin,
        plan: None,
    };
    let roux = app.with_grants("Mme Roux", &[admin]).await;
    let make = async |name: &str, key: &str| {
        let input = json!({ "name": name, "scopes": ["READ"] });
        roux.ask(MAKE, json!({ "input": input, "key": key })).await["createServiceAccount"].take()
    };
    let first = make("Tableau de bord", "nouvel essai").await;
    let token = first["token"].as_str().unwrap();
    let again = make("Tableau de bord", "nouvel essai").await;
    assert_eq!(again["serviceAccount"], first["serviceAccount"]);
    assert_eq!((&again["token"], &again["problems"]), (&Value::Null, &json!([])));
    assert!(app.program(token).await.is_some(), "the first token still works");
    let reused = make("Autre tableau", "nouvel essai").await;
    assert_eq!(reused["problems"][0]["code"], "REQUEST_KEY_REUSED");
    assert_eq!(
        make("Autre tableau", "").await["problems"][0]["field"],
        "idempotencyKey"
    );
    let other = make("Tableau de bord", "une autre").await;
    assert_ne!(other["serviceAccount"]["id"], first["serviceAccount"]["id"]);
    let list = roux.ask("{ serviceAccounts { id } }", json!({})).await;
    assert_eq!(list["serviceAccounts"].as_array().unwrap().len(), 2);
}
