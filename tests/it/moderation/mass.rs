//! Long queues, in a constant number of statements.

use serde_json::{Value, json};

use super::{DECIDE, Scene, report};
use crate::subscriptions::comment;

/// So many comments, each reported.
async fn queue_of(scene: &Scene, length: usize) {
    for number in 0..length {
        let words = format!("Le commentaire numéro {number} parle du square.");
        let item = comment(&scene.awa, &scene.proposal, &Value::Null, &words).await;
        let sent = report(
            &scene.app.visitor(),
            json!({ "item": item, "kind": "HOUSE_RULE" }),
        )
        .await;
        assert_eq!(sent["problems"], json!([]));
    }
}

async fn statements<T>(scene: &Scene, work: impl Future<Output = T>) -> (u64, T) {
    let before = scene.app.db().stats().statements;
    let done = work.await;
    (scene.app.db().stats().statements - before, done)
}

#[tokio::test]
async fn two_cases_and_twenty_cost_the_same_number_of_statements() {
    let scene = Scene::begin().await;
    // Notices come from one place here, more than anybody sends.
    queue_of(&scene, 22).await;
    let page = |first: usize| {
        let asked = format!(
            "{{ moderationQueue(first: {first}, kind: COMMENT, unclaimed: true) {{ edges {{ node {{ id version text {{ body }} notices {{ explanation }} decisions {{ id }} viewerCan {{ decide }} }} }} }} }}"
        );
        let ines = scene.ines.clone();
        async move { ines.ask(&asked, json!({})).await["moderationQueue"]["edges"].clone() }
    };
    let (few, two) = statements(&scene, page(2)).await;
    let (many, twenty) = statements(&scene, page(20)).await;
    assert_eq!(
        (two.as_array().unwrap().len(), twenty.as_array().unwrap().len()),
        (2, 20)
    );
    assert_eq!(few, many, "reading");

    let take = |first: usize| {
        let asked = format!("mutation {{ takeCases(first: {first}) {{ cases {{ id version }} }} }}");
        let ines = scene.ines.clone();
        async move { ines.ask(&asked, json!({})).await["takeCases"]["cases"].clone() }
    };
    let (few, two) = statements(&scene, take(2)).await;
    let (many, twenty) = statements(&scene, take(20)).await;
    assert_eq!(
        (two.as_array().unwrap().len(), twenty.as_array().unwrap().len()),
        (2, 20)
    );
    assert_eq!(few, many, "taking");

    let decide = |cases: Value| {
        let cases: Vec<_> = cases
            .as_array()
            .unwrap()
            .iter()
            .map(|case| json!({ "case": case["id"], "version": case["version"] }))
            .collect();
        let decision = json!({ "action": "HIDE", "rule": scene.rule, "facts": "Une vague de messages." });
        let ines = scene.ines.clone();
        async move {
            ines.ask(DECIDE, json!({ "cases": cases, "decision": decision }))
                .await["decideCases"]
                .clone()
        }
    };
    let (few, done) = statements(&scene, decide(two)).await;
    assert_eq!(done["decided"].as_array().unwrap().len(), 2);
    let (many, done) = statements(&scene, decide(twenty)).await;
    assert!(
        done["decided"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["problems"] == json!([])),
        "{done:#}"
    );
    assert_eq!(few, many, "deciding");
    scene.told().await;
    let shown = "query($id: ID!) { proposal(id: $id) { commentCount } }";
    let shown = scene
        .app
        .visitor()
        .ask(shown, json!({ "id": scene.proposal }))
        .await;
    assert_eq!(
        shown["proposal"]["commentCount"], 1,
        "totals are exact after a decision for many"
    );
}
