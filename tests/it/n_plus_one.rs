//! What a list shows of each item costs the same number of statements for 2 items and for 20.

use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    proposals::{SUBMIT, platanes},
    subscriptions::{comment, debate},
    voting::cast,
};

/// What is asked of each proposal, a part at a time: parts that wait for one another would make batches of chance.
const OF_PROPOSALS: [&str; 13] = [
    "id number title body state frozenAt commentCount viewerFollows",
    "author { __typename ... on Account { id displayName } ... on Attribution { source label } }",
    "plan { id slug title viewerFollows themes { title } zones { title } operations { id } documents { id } }",
    "plan { acts(first: 3) { edges { node { version } } } }",
    "theme { title plan { slug } } place { zone { title } }",
    "totals { for }",
    "myVote { choice } viewerCan { revise withdraw openCase }",
    "versions(first: 2) { totalCount edges { node { number } } }",
    "comments(first: 2) { totalCount edges { node { id body } } }",
    "comments(first: 2) { edges { node { viewerReaction author { __typename } } } }",
    "comments(first: 2) { edges { node { proposal { title } answers(first: 2) { edges { node { body } } } } } }",
    "attachments { id url } comments(first: 2) { edges { node { attachments { id } } } }",
    "answer { id } mergedInto { id } members { id } precisions { id }",
];

const OF_CHANGES: [&str; 2] = [
    "cursor kind subject plan { slug }",
    "node { __typename id ... on Proposal { title theme { title } author { __typename } } ... on Comment { body } }",
];

const OF_RESULTS: [&str; 2] = [
    "... on Proposal { title author { __typename } theme { title } place { zone { title } } }",
    "... on Comment { body proposal { title author { __typename } } }",
];

/// The lists, their own arguments, and what is asked of their items.
const LISTS: [(&str, &str, &[&str]); 4] = [
    ("proposals", "", &OF_PROPOSALS),
    (
        "changes",
        "kinds: [PROPOSAL_PUBLISHED, COMMENT_POSTED]",
        &OF_CHANGES,
    ),
    ("search", "query: \"platanes\"", &OF_RESULTS),
    ("search", "query: \"raison\", kinds: [COMMENT]", &OF_RESULTS),
];

async fn cost(app: &TestApp, person: &Person, list: (&str, &str, &str), plan: &Value, first: i32) -> u64 {
    let (name, arguments, part) = list;
    let document = format!(
        "query($plan: ID, $first: Int) {{ {name}(plan: $plan, first: $first, {arguments}) {{ edges {{ node {{ {part} }} }} }} }}"
    );
    let before = app.db().stats().statements;
    let answer = person
        .ask(&document, json!({ "plan": plan["id"], "first": first }))
        .await;
    let shown = answer[name]["edges"].as_array().unwrap().len();
    assert_eq!(shown, usize::try_from(first).unwrap(), "{answer:#}");
    app.db().stats().statements - before
}

#[tokio::test]
async fn two_items_and_twenty_cost_the_same_number_of_statements() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let plan = debate(&staff, "les-tilleuls", json!({})).await;
    // Different authors, themes and places: what is alike would be loaded once anyway.
    for n in 0..20 {
        let person = app.resident(&format!("Personne {n}")).await;
        let mut input = platanes();
        input["title"] = json!(format!("Garder les platanes, numéro {n}"));
        input["theme"] = plan["themes"][n % 2]["id"].clone();
        if n % 3 == 0 {
            input["zone"] = plan["zones"][0]["id"].clone();
        }
        let sent = person
            .ask(SUBMIT, json!({ "plan": plan["id"], "input": input }))
            .await;
        assert_eq!(sent["submitProposal"]["problems"], json!([]), "{sent:#}");
        let id = &sent["submitProposal"]["proposal"]["id"];
        comment(&person, id, &Value::Null, "Une première raison.").await;
        comment(&staff, id, &Value::Null, "Une seconde raison.").await;
        cast(&person, id, "FOR").await;
    }
    app.run_worker().await;
    let readers = [
        ("a visitor", app.visitor()),
        ("a resident", app.resident("Awa").await),
        ("staff", staff),
    ];
    for (name, arguments, parts) in LISTS {
        for part in parts {
            for (who, person) in &readers {
                let list = (name, arguments, *part);
                let few = cost(&app, person, list, &plan, 2).await;
                let many = cost(&app, person, list, &plan, 20).await;
                assert_eq!(few, many, "{name} {{ {part} }}, read by {who}");
                assert!(few > 0, "statements are counted");
            }
        }
    }
}
