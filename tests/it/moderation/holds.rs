//! Holds end, whether or not anybody was there; terms that are missed are escalated.

use serde_json::json;

use super::{Scene, WORDS, codes};

const HOLD: &str = "mutation($item: ID!) { holdContent(item: $item, hours: 2) { held problems { code } } }";

#[tokio::test]
async fn a_hold_whose_worker_was_down_is_released_and_escalated_when_it_returns() {
    let scene = Scene::begin().await;
    let item = json!({ "item": scene.comment });
    assert_eq!(
        codes(&scene.lina.ask(HOLD, item.clone()).await["holdContent"]),
        ["PERMISSION_ROLE_REQUIRED"]
    );
    assert_eq!(
        codes(&scene.app.visitor().ask(HOLD, item.clone()).await["holdContent"]),
        ["AUTH_REQUIRED"]
    );
    let held = scene.staff.ask(HOLD, item.clone()).await["holdContent"].clone();
    assert_eq!(
        held["problems"],
        json!([]),
        "staff on duty may hold, and never decide"
    );
    assert_eq!(scene.shown().await["body"], json!(null));
    // The worker sleeps for a day.
    scene.app.clock.advance(domain::time::hours(26));
    assert_eq!(scene.shown().await["body"], json!(null));
    scene.app.run_worker().await;
    assert_eq!(scene.shown().await["body"], WORDS);
    let case = scene.first(&scene.ines, "OPEN").await;
    assert!(case["escalatedAt"].is_string(), "{case:#}");
    let twice = scene.ines.ask(HOLD, item).await["holdContent"].clone();
    assert_eq!(codes(&twice), ["MODERATION_HELD_ALREADY"]);
}

#[tokio::test]
async fn a_decision_ends_a_hold_and_taking_it_back_resumes_what_is_left_of_it() {
    let scene = Scene::begin().await;
    scene.ines.ask(HOLD, json!({ "item": scene.comment })).await;
    let case = scene.first(&scene.ines, "OPEN").await;
    let kept = scene
        .decide(&scene.ines, &case, json!({ "action": "KEEP" }))
        .await;
    assert_eq!(scene.shown().await["body"], WORDS, "nothing is wrong with it");
    const UNDO: &str =
        "mutation($id: ID!) { undoDecision(decision: $id) { case { id version } problems { code } } }";
    let undone = scene
        .ines
        .ask(UNDO, json!({ "id": kept["decision"]["id"] }))
        .await["undoDecision"]
        .clone();
    assert_eq!(scene.shown().await["body"], json!(null), "held again");
    scene
        .decide(&scene.ines, &undone["case"], json!({ "action": "REMOVE" }))
        .await;
    scene.told().await;
    scene.app.clock.advance(domain::time::hours(3));
    scene.app.run_worker().await;
    assert_eq!(
        scene.shown().await["body"],
        json!(null),
        "the end of the hold changes no decision"
    );
}

#[tokio::test]
async fn what_nobody_decides_in_24_working_hours_is_escalated_and_comes_first() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    // A Monday at ten: 24 working hours of nine a day end on Wednesday at sixteen.
    scene.app.clock.advance(domain::time::hours(53));
    scene.app.run_worker().await;
    assert!(scene.case(&scene.ines, &case).await["escalatedAt"].is_null());
    scene.app.clock.advance(domain::time::hours(2));
    scene.app.run_worker().await;
    assert!(scene.case(&scene.ines, &case).await["escalatedAt"].is_string());
    let overdue = "{ moderationQueue(overdue: true) { totalCount } }";
    assert_eq!(
        scene.ines.ask(overdue, json!({})).await["moderationQueue"]["totalCount"],
        1
    );
}
