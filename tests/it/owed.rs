//! What votes have made the town owe.

use domain::time::days;
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::voting::{cast, open_vote, submitted};

/// Supports that owe an answer from so many votes on.
fn promising(threshold: u32, totals: &str) -> Value {
    json!({
        "voting": { "rule": "SUPPORT", "limit": 0 }, "totals": totals,
        "effect": { "kind": "ANSWER", "threshold": threshold, "days": 60 },
    })
}

/// The numbers of what is owed, as this person is told, once the worker has counted.
async fn owed(app: &TestApp, who: &Person) -> Vec<Option<i32>> {
    app::worker::count_votes(&app.house).await.unwrap();
    let owed = app::answers::owed(who.cx(), None).await.unwrap();
    owed.into_iter().map(|(proposal, _)| proposal.number).collect()
}

#[tokio::test]
async fn a_group_owes_by_its_distinct_people_under_its_leader_and_staff_alone_are_told() {
    const MERGE: &str = "mutation($into: ID!, $proposals: [ID!]!) { proposeMerge(into: $into, proposals: $proposals) { merge { state } } }";
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let plan = open_vote(&staff, promising(4, "LIVE")).await;
    let ids = submitted(&awa, &plan, 2).await;
    for (name, which) in [("Bo", 0), ("Cy", 1)] {
        cast(&app.resident(name).await, &ids[which], "FOR").await;
    }
    for id in &ids {
        cast(&lina, id, "FOR").await;
    }
    let merged = awa
        .ask(MERGE, json!({ "into": ids[0], "proposals": [ids[1]] }))
        .await;
    assert_eq!(merged["proposeMerge"]["merge"]["state"], "DONE", "{merged}");
    assert_eq!(owed(&app, &staff).await, [], "four votes, and three people");
    cast(&awa, &ids[1], "FOR").await;
    assert_eq!(owed(&app, &staff).await, [Some(1)], "four people");
    assert_eq!(owed(&app, &lina).await, [], "who answers nothing is told nothing");
}

#[tokio::test]
async fn hidden_totals_tell_staff_of_no_threshold_before_the_end() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = open_vote(&staff, promising(1, "HIDDEN_UNTIL_END")).await;
    let ids = submitted(&awa, &plan, 1).await;
    cast(&app.resident("Lina").await, &ids[0], "FOR").await;
    assert_eq!(owed(&app, &staff).await, []);
    app.clock.advance(days(40));
    assert_eq!(owed(&app, &staff).await, [Some(1)]);
    let told = app::answers::owed(staff.cx(), None).await.unwrap();
    let due = told[0].1.due.unwrap();
    // Sixty days from the end of the vote, midnight of 22 December in Paris.
    assert_eq!(due.to_string(), "2027-02-19T23:00:00Z");
}
