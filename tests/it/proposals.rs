//! Proposals: submitted while a phase allows it, numbered, revised in versions, withdrawn by their author alone.

use serde_json::{Value, json};
use test_support::TestApp;

use crate::plans::published;

pub(crate) const SUBMIT: &str = "mutation($plan: ID!, $input: ProposalInput!) {
    submitProposal(plan: $plan, input: $input) {
        proposal { id number title state version place { wholePerimeter zone { title } } } problems { code field message }
    }
}";

pub(crate) fn platanes() -> Value {
    json!({ "title": "Garder les platanes de la place", "body": "Les arbres donnent de l'ombre à tout le monde." })
}

#[tokio::test]
async fn a_proposal_gets_a_number_and_is_read_by_everybody() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    for number in 1..=3 {
        let sent = awa
            .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
            .await;
        assert_eq!(sent["submitProposal"]["proposal"]["number"], number, "{sent:#}");
    }
    let visitor = app.visitor();
    let list = visitor.ask(
        "query($plan: ID) { proposals(plan: $plan, first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { node { number plan { slug } } } } }",
        json!({ "plan": plan["id"] }),
    );
    let list = list.await;
    assert_eq!(list["proposals"]["totalCount"], 3);
    assert_eq!(
        list["proposals"]["edges"][0]["node"]["plan"]["slug"],
        "les-tilleuls"
    );
    assert_eq!(list["proposals"]["pageInfo"]["hasNextPage"], true);
    let rest = visitor.ask(
        "query($after: String, $plan: ID) { proposals(plan: $plan, first: 2, after: $after) { pageInfo { hasNextPage hasPreviousPage } edges { node { number } } } }",
        json!({ "plan": plan["id"], "after": list["proposals"]["pageInfo"]["endCursor"] }),
    );
    let rest = rest.await;
    assert_eq!(
        rest["proposals"],
        json!({ "pageInfo": { "hasNextPage": false, "hasPreviousPage": true }, "edges": [{ "node": { "number": 1 } }] })
    );
}

#[tokio::test]
async fn outside_its_phase_a_proposal_is_refused_with_the_phase_that_allows_it() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    app.clock
        .set(domain::Timestamp::parse("2026-12-24T09:00:00Z").unwrap());
    let refused = awa
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    assert_eq!(
        refused["submitProposal"]["problems"][0],
        json!({ "code": "PHASE_CLOSED", "field": null, "message": "This ended on 22 December 2026 at 00:00." })
    );
}

#[tokio::test]
async fn only_the_author_revises_and_withdraws() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let plan = published(&staff).await;
    let sent = awa
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    let id = sent["submitProposal"]["proposal"]["id"].clone();
    const REVISE: &str = "mutation($id: ID!, $version: Int!, $input: ProposalInput!) {
        reviseProposal(proposal: $id, version: $version, input: $input) { proposal { version title } problems { code } }
    }";
    const WITHDRAW: &str = "mutation($id: ID!) { withdrawProposal(proposal: $id) { proposal { state title number } problems { code } } }";
    let mut better = platanes();
    better["title"] = json!("Garder tous les platanes de la place");
    let input = |version: i32| json!({ "id": id, "version": version, "input": better });

    assert_eq!(
        lina.ask(REVISE, input(1)).await["reviseProposal"]["problems"][0]["code"],
        "PERMISSION_NOT_YOURS"
    );
    assert_eq!(
        awa.ask(REVISE, input(1)).await["reviseProposal"]["proposal"]["version"],
        2
    );
    assert_eq!(
        awa.ask(REVISE, input(1)).await["reviseProposal"]["problems"][0]["code"],
        "PROPOSAL_CHANGED_MEANWHILE"
    );
    assert_eq!(
        lina.ask(WITHDRAW, json!({ "id": id })).await["withdrawProposal"]["problems"][0]["code"],
        "PERMISSION_NOT_YOURS"
    );
    let gone = awa.ask(WITHDRAW, json!({ "id": id })).await;
    assert_eq!(
        gone["withdrawProposal"]["proposal"],
        json!({ "state": "WITHDRAWN", "title": null, "number": 1 })
    );
    assert_eq!(
        awa.ask(WITHDRAW, json!({ "id": id })).await["withdrawProposal"]["problems"][0]["code"],
        "PROPOSAL_WITHDRAWN"
    );
}
