//! Reviews before publication: who waits, why, until when, what is late, and what nobody read.

use std::time::Duration;

use domain::{
    Timestamp,
    accounts::{Grant, Role},
    time::{hours, minutes},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    proposals::{SUBMIT, platanes},
    subscriptions::debate,
};

const POST: &str = "mutation($proposal: ID!, $input: CommentInput!) {
    postComment(proposal: $proposal, input: $input) { comment { id state review { why } } problems { code } } }";
const READ: &str =
    "query($id: ID!) { proposal(id: $id) { state review { why since dueAt opensAt late message } } }";
const PUBLISH: &str =
    "mutation($id: ID!) { publishProposal(proposal: $id) { proposal { state } problems { code } } }";
const WITHDRAW: &str =
    "mutation($id: ID!) { withdrawProposal(proposal: $id) { proposal { state } problems { code } } }";
const LATE: &str = "query($slug: String!) { plan(slug: $slug) { lateReviews } }";

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

/// A plan that reads everything first until the fifth of December.
async fn before(staff: &Person, slug: &str) -> Value {
    let mode =
        json!({ "mode": "BEFORE", "reason": "Semaine des élections", "until": "2026-12-05T00:00:00+01:00" });
    debate(staff, slug, json!({ "moderation": mode })).await
}

/// A plan that reads the first two contributions of each person first.
async fn before_first(staff: &Person, slug: &str) -> Value {
    let mode = json!({ "mode": "BEFORE_FIRST", "contributions": 2 });
    debate(staff, slug, json!({ "moderation": mode })).await
}

async fn submit(who: &Person, plan: &Value) -> Value {
    let sent = who
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    assert_eq!(sent["submitProposal"]["problems"], json!([]), "{sent:#}");
    sent["submitProposal"]["proposal"].clone()
}

async fn read(who: &Person, proposal: &Value) -> Value {
    who.ask(READ, json!({ "id": proposal["id"] })).await["proposal"].clone()
}

async fn late(app: &TestApp, slug: &str) -> Value {
    app.visitor().ask(LATE, json!({ "slug": slug })).await["plan"]["lateReviews"].clone()
}

async fn sql(app: &TestApp, sql: &str) {
    let connection = app.db().schema_connection();
    connection.execute_unprepared(sql).await.unwrap();
}

async fn moderator(app: &TestApp) -> Person {
    let grant = Grant {
        role: Role::Moderator,
        plan: None,
    };
    app.with_grants("Inès", &[grant]).await
}

#[tokio::test]
async fn the_author_is_told_where_the_text_is_why_and_until_when() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = before(&staff, "les-tilleuls").await;
    let sent = submit(&awa, &plan).await;
    assert_eq!(sent["state"], "PENDING_REVIEW");
    let review = read(&awa, &sent).await["review"].clone();
    let message = review["message"].as_str().unwrap().to_owned();
    assert_eq!(
        review,
        json!({
            "why": "BEFORE",
            "since": "2026-11-23T09:00:00Z",
            "dueAt": "2026-11-25T15:00:00Z",
            "opensAt": "2026-11-26T09:00:00Z",
            "late": false,
            "message": message,
        })
    );
    for said in [
        "Semaine des élections",
        "5 December 2026 at 00:00",
        "25 November 2026 at 16:00",
        "26 November 2026 at 10:00",
    ] {
        assert!(message.contains(said), "{said}: {message}");
    }
    assert_eq!(
        read(&moderator(&app).await, &sent).await["review"]["why"],
        "BEFORE"
    );
    assert_eq!(read(&app.visitor(), &sent).await, Value::Null);
    // What each mode means for whoever publishes is shown where it is chosen.
    const MODE: &str = "{ plan(slug: \"les-tilleuls\") { rules { moderation { mode meaning } } } }";
    let mode = app.visitor().ask(MODE, json!({})).await["plan"]["rules"]["moderation"].clone();
    assert!(mode["meaning"].as_str().unwrap().contains("93-3"), "{mode}");
    // After its end date the plan publishes at once.
    app.clock.set(at("2026-12-05T00:00:00+01:00"));
    let sent = submit(&awa, &plan).await;
    assert_eq!(sent["state"], "PUBLISHED");
    assert_eq!(read(&awa, &sent).await["review"], Value::Null);
}

#[tokio::test]
async fn first_contributions_are_counted_by_plan_and_only_those_that_stand() {
    let app = TestApp::start().await;
    let (staff, awa, ines) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        moderator(&app).await,
    );
    let here = before_first(&staff, "les-tilleuls").await;
    let elsewhere = before_first(&staff, "la-plaine").await;
    let publish = async |proposal: &Value| {
        let published = ines.ask(PUBLISH, json!({ "id": proposal["id"] })).await;
        assert_eq!(
            published["publishProposal"]["problems"],
            json!([]),
            "{published:#}"
        );
    };
    // However many wait, none was accepted yet.
    let mut waiting = Vec::new();
    for _ in 0..3 {
        let sent = submit(&awa, &here).await;
        assert_eq!(sent["state"], "PENDING_REVIEW");
        waiting.push(sent);
    }
    assert!(
        read(&awa, &waiting[0]).await["review"]["message"]
            .as_str()
            .unwrap()
            .contains("first 2")
    );
    publish(&waiting[0]).await;
    let taken_back = awa.ask(WITHDRAW, json!({ "id": waiting[1]["id"] })).await;
    assert_eq!(taken_back["withdrawProposal"]["proposal"]["state"], "WITHDRAWN");
    assert_eq!(
        submit(&awa, &here).await["state"],
        "PENDING_REVIEW",
        "one was accepted"
    );
    publish(&waiting[2]).await;
    assert_eq!(
        submit(&awa, &here).await["state"],
        "PUBLISHED",
        "two were accepted"
    );
    // Comments count with proposals.
    let comment = json!({ "proposal": waiting[0]["id"], "input": { "body": "Oui." } });
    let said = awa.ask(POST, comment.clone()).await["postComment"]["comment"].clone();
    assert_eq!(
        (&said["state"], &said["review"]),
        (&json!("PUBLISHED"), &Value::Null)
    );
    // In another plan a person begins anew.
    assert_eq!(submit(&awa, &elsewhere).await["state"], "PENDING_REVIEW");
    // What was taken from sight was not accepted.
    sql(
        &app,
        "UPDATE proposals SET visibility = 'hidden', visibility_data = '{\"state\":\"hidden\"}' WHERE published_at IS NOT NULL",
    )
    .await;
    let said = awa.ask(POST, comment).await;
    assert_eq!(said["postComment"]["problems"][0]["code"], "PROPOSAL_NOT_SHOWN");
    assert_eq!(
        submit(&awa, &here).await["state"],
        "PENDING_REVIEW",
        "one comment stands"
    );
}

#[tokio::test]
async fn late_reviews_are_counted_in_public_and_what_nobody_read_is_published() {
    let app = TestApp::start().await;
    let (staff, awa, ines) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        moderator(&app).await,
    );
    let plan = before(&staff, "les-tilleuls").await;
    let (in_time, taken_back, late_one, unread) = (
        submit(&awa, &plan).await,
        submit(&awa, &plan).await,
        submit(&awa, &plan).await,
        submit(&awa, &plan).await,
    );
    // Due on Wednesday at 16 o'clock.
    app.clock.set(at("2026-11-25T16:00:00+01:00"));
    assert_eq!(late(&app, "les-tilleuls").await, 0);
    ines.ask(PUBLISH, json!({ "id": in_time["id"] })).await;
    awa.ask(WITHDRAW, json!({ "id": taken_back["id"] })).await;
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(late(&app, "les-tilleuls").await, 2);
    let told = read(&awa, &late_one).await["review"].clone();
    assert_eq!(told["late"], true);
    assert!(told["message"].as_str().unwrap().contains("late"));
    ines.ask(PUBLISH, json!({ "id": late_one["id"] })).await;
    assert_eq!(late(&app, "les-tilleuls").await, 2, "it was late, and stays so");

    app.clock.set(at("2026-11-26T09:59:59+01:00"));
    app.run_worker().await;
    assert_eq!(read(&awa, &unread).await["state"], "PENDING_REVIEW");
    app.clock.advance(Duration::from_secs(1));
    app.run_worker().await;
    let read_now = read(&app.visitor(), &unread).await;
    assert_eq!(
        (&read_now["state"], &read_now["review"]),
        (&json!("PUBLISHED"), &Value::Null)
    );
    assert_eq!(late(&app, "les-tilleuls").await, 2);

    // Over a weekend 72 hours pass before 24 working hours do: nobody read it, which is late too.
    app.clock.set(at("2026-11-27T18:00:00+01:00"));
    submit(&awa, &plan).await;
    app.clock.advance(hours(72));
    assert_eq!(late(&app, "les-tilleuls").await, 2);
    app.run_worker().await;
    assert_eq!(late(&app, "les-tilleuls").await, 3);
}

#[tokio::test]
async fn what_a_person_holds_is_not_published_by_itself_before_the_hold_ends() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = before(&staff, "les-tilleuls").await;
    let sent = submit(&awa, &plan).await;
    let until = at("2026-11-26T20:00:00+01:00");
    sql(
        &app,
        &format!(
            "UPDATE proposals SET visibility = 'held', visibility_data = '{{\"state\":\"held\",\"until_micros\":{}}}'",
            until.micros()
        ),
    )
    .await;
    let message = read(&awa, &sent).await["review"]["message"].clone();
    assert!(
        message.as_str().unwrap().contains("26 November 2026 at 20:00"),
        "{message}"
    );
    app.clock.set(at("2026-11-26T10:00:00+01:00"));
    app.run_worker().await;
    assert_eq!(read(&awa, &sent).await["state"], "PENDING_REVIEW");
    sql(
        &app,
        "UPDATE proposals SET visibility = 'shown', visibility_data = '{\"state\":\"shown\"}'",
    )
    .await;
    app.clock.set(until + minutes(1));
    app.run_worker().await;
    assert_eq!(read(&app.visitor(), &sent).await["state"], "PUBLISHED");
}

#[tokio::test]
async fn comments_wait_and_lapse_like_proposals() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let plan = before_first(&staff, "les-tilleuls").await;
    let proposal = submit(&awa, &plan).await;
    app.clock.advance(hours(72));
    app.run_worker().await;
    let input = json!({ "proposal": proposal["id"], "input": { "body": "Oui." } });
    let said = lina.ask(POST, input.clone()).await["postComment"]["comment"].clone();
    assert_eq!(
        (&said["state"], &said["review"]["why"]),
        (&json!("PENDING_REVIEW"), &json!("FIRST"))
    );
    let other = lina.ask(POST, input).await["postComment"]["comment"].clone();
    const DELETE: &str = "mutation($id: ID!) { deleteComment(comment: $id) { problems { code } } }";
    lina.ask(DELETE, json!({ "id": other["id"] })).await;
    app.clock.advance(hours(72));
    app.run_worker().await;
    const COMMENT: &str = "query($id: ID!) { comment(id: $id) { state review { why } } }";
    let comment = |id: &Value| {
        let visitor = app.visitor();
        let id = id.clone();
        async move { visitor.ask(COMMENT, json!({ "id": id })).await["comment"].clone() }
    };
    assert_eq!(
        comment(&said["id"]).await,
        json!({ "state": "PUBLISHED", "review": null })
    );
    assert_eq!(comment(&other["id"]).await, Value::Null);
    assert_eq!(
        late(&app, "les-tilleuls").await,
        2,
        "the proposal and the comment that nobody read"
    );
}

#[tokio::test]
async fn two_texts_that_wait_and_twenty_cost_the_same_number_of_statements() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = before(&staff, "les-tilleuls").await;
    for _ in 0..20 {
        submit(&awa, &plan).await;
    }
    const LIST: &str = "query($first: Int) { proposals(states: [PENDING_REVIEW], first: $first) { edges { node { review { message } } } } }";
    let mut costs = Vec::new();
    for first in [2, 20] {
        let before = app.db().stats().statements;
        let list = awa.ask(LIST, json!({ "first": first })).await;
        assert_eq!(list["proposals"]["edges"].as_array().unwrap().len(), first);
        costs.push(app.db().stats().statements - before);
    }
    assert_eq!(costs[0], costs[1]);
}
