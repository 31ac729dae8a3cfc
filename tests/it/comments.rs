//! Comments: posted and answered in threads, mended and then versions, deleted into tombstones, marked by others.

use std::time::Duration;

use domain::{
    Scope, Timestamp,
    accounts::{Grant, Role},
    time::hours,
};
use persistence::events::Filter;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    plans::published,
    proposals::{SUBMIT, platanes},
};

pub(crate) const POST: &str = "mutation($proposal: ID!, $input: CommentInput!) {
    postComment(proposal: $proposal, input: $input) { comment { id state depth } problems { code field } }
}";
const EDIT: &str = "mutation($id: ID!, $version: Int!, $body: String!) {
    editComment(comment: $id, version: $version, body: $body) { comment { version editedAt } problems { code field } }
}";
pub(crate) const DELETE: &str =
    "mutation($id: ID!) { deleteComment(comment: $id) { comment { state body } problems { code } } }";
pub(crate) const REACT: &str = "mutation($id: ID!, $reaction: CommentReaction!) {
    reactToComment(comment: $id, reaction: $reaction) { comment { usefulCount viewerReaction } problems { code } }
}";
const UNREACT: &str = "mutation($id: ID!) { withdrawReaction(comment: $id) { comment { usefulCount viewerReaction } problems { code } } }";
const READ: &str = "query($id: ID!) { comment(id: $id) {
    body author { ... on Account { displayName } } state position deletedAt version editedAt language usefulCount answerCount threadCount
    versions { totalCount edges { node { number body difference { since body { kind text } } } } }
    viewerCan { answer edit delete react publish }
} }";

/// A plan, and a proposal of Awa's in it.
pub(crate) async fn debated(app: &TestApp) -> (Person, Value, Value) {
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    let sent = awa
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    let id = sent["submitProposal"]["proposal"]["id"].clone();
    (awa, plan, id)
}

/// Posts a comment; the payload.
async fn post(who: &Person, proposal: &Value, input: Value) -> Value {
    who.ask(POST, json!({ "proposal": proposal, "input": input }))
        .await["postComment"]
        .clone()
}

/// Says something on the first level or below a comment; its id.
pub(crate) async fn say(who: &Person, proposal: &Value, parent: &Value, position: Option<&str>) -> Value {
    let input = json!({ "parent": parent, "position": position, "body": "Oui, et des bancs à l'ombre." });
    let posted = post(who, proposal, input).await;
    assert_eq!(posted["problems"], json!([]), "{posted:#}");
    posted["comment"]["id"].clone()
}

fn code(payload: &Value) -> &Value {
    &payload["problems"][0]["code"]
}

async fn sql(app: &TestApp, sql: &str) {
    app.db()
        .schema_connection()
        .execute_unprepared(sql)
        .await
        .unwrap();
}

async fn count(app: &TestApp, from: &str) -> i64 {
    let connection = app.db().schema_connection();
    let statement = Statement::from_string(
        connection.get_database_backend(),
        format!("SELECT count(*) AS n FROM {from}"),
    );
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

#[tokio::test]
async fn a_thread_is_read_two_levels_at_a_time_and_counted_by_position() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let (lina, visitor) = (app.resident("Lina").await, app.visitor());
    let none = json!(null);
    let first = say(&lina, &proposal, &none, Some("FOR")).await;
    let answer = say(&awa, &proposal, &first, None).await;
    let below = say(&lina, &proposal, &answer, None).await;
    let mut deep = below.clone();
    for _ in 0..5 {
        deep = say(&awa, &proposal, &deep, None).await;
    }
    for position in [Some("AGAINST"), Some("NEITHER"), Some("QUESTION"), None] {
        say(&awa, &proposal, &none, position).await;
    }
    const THREADS: &str = "query($id: ID!) { proposal(id: $id) {
        commentCount commentCounts { inFavour against neither questions unstated }
        comments(order: OLDEST, first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { node {
            id position depth answerCount threadCount author { ... on Account { displayName } }
            answers { totalCount edges { node { id depth parent { id } answerCount answers { edges { node { id } } } } } }
        } } }
        against: comments(position: AGAINST) { totalCount edges { node { position } } }
    } }";
    let read = visitor.ask(THREADS, json!({ "id": proposal })).await["proposal"].clone();
    assert_eq!(read["commentCount"], 12);
    assert_eq!(
        read["commentCounts"],
        json!({ "inFavour": 1, "against": 1, "neither": 1, "questions": 1, "unstated": 1 })
    );
    assert_eq!(
        read["against"],
        json!({ "totalCount": 1, "edges": [{ "node": { "position": "AGAINST" } }] })
    );
    let list = &read["comments"];
    assert_eq!(list["totalCount"], 5);
    assert_eq!(list["edges"].as_array().unwrap().len(), 2);
    assert_eq!(
        list["edges"][0]["node"],
        json!({
            "id": first, "position": "FOR", "depth": 0, "answerCount": 1, "threadCount": 7,
            "author": { "displayName": "Lina" },
            "answers": { "totalCount": 1, "edges": [{ "node": {
                "id": answer, "depth": 1, "parent": { "id": first }, "answerCount": 1,
                "answers": { "edges": [{ "node": { "id": below } }] },
            } }] },
        })
    );
    // The thread goes on from any comment, and each is a node.
    let node = visitor
        .ask(
            "query($id: ID!) { node(id: $id) { id ... on Comment { depth proposal { number } } } }",
            json!({ "id": deep }),
        )
        .await;
    assert_eq!(
        node["node"],
        json!({ "id": deep, "depth": 7, "proposal": { "number": 1 } })
    );
    // Staff hear of each comment.
    app.run_worker().await;
    let filter = Filter {
        kinds: vec![domain::EventKind::CommentPosted],
        plan: None,
    };
    let events = persistence::events::between(app.db(), &Scope::public(), &filter, 0, 1_000, 100)
        .await
        .unwrap();
    assert_eq!(events.len(), 12);
    assert!(events.iter().all(|event| event.event.data.parent.is_some()));
}

#[tokio::test]
async fn what_is_typed_wrong_or_comes_from_nobody_is_refused() {
    let app = TestApp::start().await;
    let (awa, plan, proposal) = debated(&app).await;
    let other = awa
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    let other = &other["submitProposal"]["proposal"]["id"];
    let elsewhere = say(&awa, other, &json!(null), None).await;
    let problems = async |input: Value| post(&awa, &proposal, input).await["problems"].clone();
    assert_eq!(
        problems(json!({ "body": "  ", "language": "français" })).await,
        json!([{ "code": "FIELD_REQUIRED", "field": "body" }, { "code": "FIELD_MALFORMED", "field": "language" }])
    );
    assert_eq!(
        problems(json!({ "body": "é".repeat(2_001) })).await,
        json!([{ "code": "FIELD_TOO_LONG", "field": "body" }])
    );
    assert_eq!(
        post(&awa, &proposal, json!({ "body": "e\u{301}".repeat(2_000) })).await["problems"],
        json!([])
    );
    assert_eq!(
        problems(json!({ "body": "Oui", "parent": elsewhere })).await,
        json!([{ "code": "FIELD_UNKNOWN", "field": "parent" }])
    );
    assert_eq!(
        problems(json!({ "body": "Oui", "parent": elsewhere, "position": "FOR" })).await,
        json!([{ "code": "COMMENT_POSITION_ON_ANSWER", "field": "position" }])
    );
    let unknown = "comment_00000000000000000000000000";
    assert_eq!(
        problems(json!({ "body": "Oui", "parent": unknown })).await[0]["code"],
        "COMMENT_NOT_FOUND"
    );
    let visitor = app.visitor();
    assert_eq!(
        code(&post(&visitor, &proposal, json!({ "body": "Oui" })).await),
        "AUTH_REQUIRED"
    );
    app.clock.set(Timestamp::parse("2027-01-06T09:00:00Z").unwrap());
    assert_eq!(
        code(&post(&awa, &proposal, json!({ "body": "Oui" })).await),
        "PHASE_CLOSED"
    );
    assert_eq!(count(&app, "comments").await, 2, "nothing was half-saved");
}

#[tokio::test]
async fn withdrawn_hidden_and_locked_things_take_no_comments_and_say_why() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let lina = app.resident("Lina").await;
    let none = json!(null);
    let first = say(&awa, &proposal, &none, None).await;
    let answer = say(&awa, &proposal, &first, None).await;
    let refused = async |parent: &Value| {
        let payload = post(&lina, &proposal, json!({ "body": "Oui", "parent": parent })).await;
        code(&payload).clone()
    };
    let state = |table, word| {
        format!(r#"UPDATE {table} SET visibility = '{word}', visibility_data = '{{"state":"{word}"}}'"#)
    };
    for (word, expected) in [
        ("hidden", "PROPOSAL_NOT_SHOWN"),
        ("removed", "PROPOSAL_NOT_SHOWN"),
        ("locked", "COMMENT_THREAD_LOCKED"),
    ] {
        sql(&app, &state("proposals", word)).await;
        assert_eq!(refused(&none).await, expected);
        assert_eq!(refused(&answer).await, expected);
    }
    // Below a lock one's own words may still be mended and deleted.
    let edited = awa
        .ask(EDIT, json!({ "id": answer, "version": 1, "body": "Oui !" }))
        .await;
    assert_eq!(edited["editComment"]["comment"]["version"], 2, "{edited:#}");
    sql(&app, &state("proposals", "shown")).await;
    sql(
        &app,
        &format!("{} WHERE parent_id IS NULL", state("comments", "locked")),
    )
    .await;
    assert_eq!(
        refused(&answer).await,
        "COMMENT_THREAD_LOCKED",
        "a lock on the first comment locks its thread"
    );
    say(&lina, &proposal, &none, None).await;
    sql(&app, &state("comments", "hidden")).await;
    assert_eq!(refused(&answer).await, "COMMENT_NOT_SHOWN");
    let hidden = lina.ask(READ, json!({ "id": answer })).await["comment"].clone();
    assert_eq!(
        [&hidden["body"], &hidden["author"], &hidden["usefulCount"]],
        [&none; 3]
    );
    let hidden = awa
        .ask(EDIT, json!({ "id": answer, "version": 2, "body": "Non" }))
        .await;
    assert_eq!(code(&hidden["editComment"]), "COMMENT_NOT_SHOWN");
    sql(&app, &state("comments", "shown")).await;
    awa.ask(
        "mutation($id: ID!) { withdrawProposal(proposal: $id) { problems { code } } }",
        json!({ "id": proposal }),
    )
    .await;
    assert_eq!(refused(&none).await, "PROPOSAL_WITHDRAWN");
    let marked = lina
        .ask(REACT, json!({ "id": first, "reaction": "USEFUL" }))
        .await;
    assert_eq!(code(&marked["reactToComment"]), "PROPOSAL_WITHDRAWN");
}

#[tokio::test]
async fn a_comment_is_mended_for_ten_minutes_and_then_has_versions_with_their_difference() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let visitor = app.visitor();
    let id = say(&awa, &proposal, &json!(null), Some("FOR")).await;
    let edit = async |who: &Person, version: i32, body: &str| {
        let edited = who
            .ask(EDIT, json!({ "id": id, "version": version, "body": body }))
            .await;
        edited["editComment"].clone()
    };
    let lina = app.resident("Lina").await;
    assert_eq!(code(&edit(&lina, 1, "Non").await), "PERMISSION_NOT_YOURS");
    assert_eq!(
        code(&edit(&lina, 9, "Non").await),
        "PERMISSION_NOT_YOURS",
        "who, before whether"
    );
    app.clock
        .advance(Duration::from_secs(600) - Duration::from_micros(1));
    assert_eq!(
        edit(&awa, 1, "Oui, et des bancs").await["comment"],
        json!({ "version": 2, "editedAt": null })
    );
    assert_eq!(code(&edit(&awa, 1, "Encore").await), "COMMENT_CHANGED_MEANWHILE");
    let read = visitor.ask(READ, json!({ "id": id })).await["comment"].clone();
    assert_eq!(
        read["versions"]["totalCount"], 1,
        "what was mended is nobody else's business"
    );
    app.clock.advance(Duration::from_micros(1));
    let changed = edit(&awa, 2, "Oui, et <b>dix</b> bancs").await;
    assert_eq!(
        changed["comment"],
        json!({ "version": 3, "editedAt": "2026-11-23T09:10:00Z" })
    );
    let read = visitor.ask(READ, json!({ "id": id })).await["comment"].clone();
    assert_eq!(read["versions"]["totalCount"], 2);
    let newest = &read["versions"]["edges"][0]["node"];
    assert_eq!(newest["difference"]["since"], 2);
    let pieces = newest["difference"]["body"].as_array().unwrap();
    let without = |kind: &str| -> String {
        let kept = pieces.iter().filter(|piece| piece["kind"] != kind);
        kept.map(|piece| piece["text"].as_str().unwrap()).collect()
    };
    assert_eq!(without("ADDED"), "Oui, et des bancs");
    assert_eq!(without("REMOVED"), "Oui, et <b>dix</b> bancs");
    // A passage that is masked now stands in older versions too, and its text no longer changes.
    sql(&app, r#"UPDATE comments SET visibility = 'masked', visibility_data = '{"state":"masked","passages":[[0,3]]}'"#).await;
    let masked = visitor.ask(READ, json!({ "id": id })).await["comment"].clone();
    assert_eq!(masked["body"], "[…], et <b>dix</b> bancs");
    assert_eq!(masked["versions"]["edges"][1]["node"]["body"], json!(null));
    assert_eq!(code(&edit(&awa, 3, "Non").await), "COMMENT_MASKED");
}

#[tokio::test]
async fn a_deleted_comment_is_a_tombstone_whose_answers_stay() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let (lina, visitor) = (app.resident("Lina").await, app.visitor());
    let none = json!(null);
    let first = say(&lina, &proposal, &none, Some("AGAINST")).await;
    let answer = say(&awa, &proposal, &first, None).await;
    lina.ask(EDIT, json!({ "id": first, "version": 1, "body": "secret" }))
        .await;
    assert_eq!(
        code(&awa.ask(DELETE, json!({ "id": first })).await["deleteComment"]),
        "PERMISSION_NOT_YOURS"
    );
    // Always open to the author, when nothing else is.
    app.clock.set(Timestamp::parse("2027-02-01T00:00:00Z").unwrap());
    let deleted = lina.ask(DELETE, json!({ "id": first })).await["deleteComment"].clone();
    assert_eq!(deleted["comment"], json!({ "state": "DELETED", "body": null }));
    assert_eq!(
        code(&lina.ask(DELETE, json!({ "id": first })).await["deleteComment"]),
        "COMMENT_DELETED"
    );
    for who in [&visitor, &lina, &awa] {
        let read = who.ask(READ, json!({ "id": first })).await["comment"].clone();
        assert_eq!([&read["body"], &read["author"]], [&none; 2]);
        assert_eq!(read["deletedAt"], "2027-02-01T00:00:00Z");
        assert_eq!(read["versions"]["totalCount"], 0);
        assert_eq!(read["answerCount"], 1);
    }
    assert_eq!(
        count(&app, "comment_versions WHERE body = 'secret'").await
            + count(&app, "comments WHERE body = 'secret'").await,
        0,
        "the text is gone for good"
    );
    let list = "query($id: ID!) { proposal(id: $id) { commentCount commentCounts { against } comments(first: 5) { totalCount edges { node { state answers { edges { node { id body } } } } } } } }";
    let read = visitor.ask(list, json!({ "id": proposal })).await["proposal"].clone();
    assert_eq!(
        (&read["commentCount"], &read["commentCounts"]["against"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(read["comments"]["totalCount"], 1, "the tombstone is listed");
    let answers = &read["comments"]["edges"][0]["node"]["answers"]["edges"];
    assert_eq!(
        answers[0]["node"],
        json!({ "id": answer, "body": "Oui, et des bancs à l'ombre." })
    );
    // A tombstone is not answered; what was said under it is.
    app.clock.set(Timestamp::parse("2026-12-01T00:00:00Z").unwrap());
    let refused = post(&awa, &proposal, json!({ "body": "Pourquoi ?", "parent": first })).await;
    assert_eq!(code(&refused), "COMMENT_DELETED");
    say(&lina, &proposal, &answer, None).await;
}

#[tokio::test]
async fn a_mark_is_one_a_person_changed_and_taken_back_and_only_useful_is_shown() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let (lina, karim) = (app.resident("Lina").await, app.resident("Karim").await);
    let id = say(&awa, &proposal, &json!(null), None).await;
    let react = async |who: &Person, reaction: &str| {
        who.ask(REACT, json!({ "id": id, "reaction": reaction })).await["reactToComment"].clone()
    };
    let now = |useful: i32, mine: Value| json!({ "comment": { "usefulCount": useful, "viewerReaction": mine }, "problems": [] });
    assert_eq!(code(&react(&awa, "USEFUL").await), "PERMISSION_OWN_CONTRIBUTION");
    assert_eq!(code(&react(&app.visitor(), "USEFUL").await), "AUTH_REQUIRED");
    for _ in 0..2 {
        assert_eq!(react(&lina, "USEFUL").await, now(1, json!("USEFUL")));
    }
    assert_eq!(react(&karim, "NOT_USEFUL").await, now(1, json!("NOT_USEFUL")));
    assert_eq!(react(&lina, "NOT_USEFUL").await, now(0, json!("NOT_USEFUL")));
    assert_eq!(react(&karim, "USEFUL").await, now(1, json!("USEFUL")));
    app.clock.set(Timestamp::parse("2027-01-06T09:00:00Z").unwrap());
    assert_eq!(code(&react(&karim, "NOT_USEFUL").await), "PHASE_CLOSED");
    for _ in 0..2 {
        let left = karim.ask(UNREACT, json!({ "id": id })).await["withdrawReaction"].clone();
        assert_eq!(left, now(0, json!(null)), "always open, and twice is once");
    }
    assert_eq!(count(&app, "comment_marks").await, 1);
    app.run_worker().await;
    assert_eq!(
        count(&app, "events WHERE kind LIKE 'comment.%'").await,
        1,
        "a mark leaves no event"
    );
}

#[tokio::test]
async fn a_repeated_request_posts_once_and_another_under_the_same_key_is_refused() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let input = |body: &str| json!({ "body": body, "idempotencyKey": "double clic" });
    let first = post(&awa, &proposal, input("Oui")).await;
    let again = post(&awa, &proposal, input("Oui")).await;
    assert_eq!(first["comment"]["id"], again["comment"]["id"]);
    assert_eq!(
        code(&post(&awa, &proposal, input("Non")).await),
        "REQUEST_KEY_REUSED"
    );
    let lina = app.resident("Lina").await;
    let hers = post(&lina, &proposal, input("Oui")).await;
    assert_ne!(
        hers["comment"]["id"], first["comment"]["id"],
        "keys are a person's own"
    );
    assert_eq!(count(&app, "comments").await, 2);
}

#[tokio::test]
async fn before_publication_a_comment_is_seen_by_its_author_and_moderators_and_counts_for_nothing() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    sql(
        &app,
        r#"UPDATE plans SET rules = REPLACE(rules, '"afterwards"', '{"before_first":{"contributions":2}}')"#,
    )
    .await;
    let (lina, visitor) = (app.resident("Lina").await, app.visitor());
    let grant = Grant {
        role: Role::Moderator,
        plan: None,
    };
    let ines = app.with_grants("Inès", &[grant]).await;
    let sent = post(&lina, &proposal, json!({ "body": "Oui", "position": "FOR" })).await;
    assert_eq!(sent["comment"]["state"], "PENDING_REVIEW", "{sent:#}");
    let id = sent["comment"]["id"].clone();
    const WAITING: &str = "{ waitingComments { totalCount edges { node { id body } } } }";
    let totals = "query($id: ID!) { proposal(id: $id) { commentCount comments { totalCount } commentCounts { inFavour } } }";
    let nothing =
        json!({ "commentCount": 0, "comments": { "totalCount": 0 }, "commentCounts": { "inFavour": 0 } });
    assert_eq!(
        visitor.ask(totals, json!({ "id": proposal })).await["proposal"],
        nothing
    );
    for (who, seen) in [(&visitor, 0), (&awa, 0), (&lina, 1), (&ines, 1)] {
        assert_eq!(
            who.ask(WAITING, json!({})).await["waitingComments"]["totalCount"],
            seen
        );
        let read = who.ask(READ, json!({ "id": id })).await["comment"].clone();
        assert_eq!(read.is_null(), seen == 0);
    }
    let marked = awa.ask(REACT, json!({ "id": id, "reaction": "USEFUL" })).await;
    assert_eq!(code(&marked["reactToComment"]), "COMMENT_NOT_FOUND");
    const PUBLISH: &str =
        "mutation($id: ID!) { publishComment(comment: $id) { comment { state } problems { code } } }";
    assert_eq!(
        code(&lina.ask(PUBLISH, json!({ "id": id })).await["publishComment"]),
        "PERMISSION_ROLE_REQUIRED"
    );
    app.clock.advance(Duration::from_secs(60));
    let published = ines.ask(PUBLISH, json!({ "id": id })).await["publishComment"].clone();
    assert_eq!(published["comment"]["state"], "PUBLISHED");
    let one =
        json!({ "commentCount": 1, "comments": { "totalCount": 1 }, "commentCounts": { "inFavour": 1 } });
    assert_eq!(
        visitor.ask(totals, json!({ "id": proposal })).await["proposal"],
        one
    );
    // What a moderator read first is never replaced unseen.
    let edited = lina
        .ask(EDIT, json!({ "id": id, "version": 1, "body": "Non" }))
        .await;
    assert_eq!(edited["editComment"]["comment"]["version"], 2);
    let read = visitor.ask(READ, json!({ "id": id })).await["comment"].clone();
    assert_eq!(read["versions"]["totalCount"], 2);
    // Nobody reads the second one: after 72 hours it is published all the same.
    let second = post(&lina, &proposal, json!({ "body": "Et", "parent": id })).await;
    assert_eq!(second["comment"]["state"], "PENDING_REVIEW");
    assert_eq!(
        post(
            &lina,
            &proposal,
            json!({ "body": "Et", "parent": second["comment"]["id"] })
        )
        .await["problems"][0]["code"],
        "COMMENT_WRONG_STATE"
    );
    app.clock.advance(hours(72));
    app.run_worker().await;
    let read = visitor.ask(READ, json!({ "id": id })).await["comment"].clone();
    assert_eq!(
        (&read["answerCount"], &read["threadCount"]),
        (&json!(1), &json!(1))
    );
    // Her third is read by everybody at once: the proposal's rule counts comments too.
    let third = post(&lina, &proposal, json!({ "body": "Voilà" })).await;
    assert_eq!(third["comment"]["state"], "PUBLISHED");
}

#[tokio::test]
async fn buttons_say_what_the_rules_say() {
    let app = TestApp::start().await;
    let (awa, _, proposal) = debated(&app).await;
    let lina = app.resident("Lina").await;
    let id = say(&awa, &proposal, &json!(null), None).await;
    let can = async |who: &Person| who.ask(READ, json!({ "id": id })).await["comment"]["viewerCan"].clone();
    let all = |answer, edit, delete, react| json!({ "answer": answer, "edit": edit, "delete": delete, "react": react, "publish": false });
    assert_eq!(can(&awa).await, all(true, true, true, false));
    assert_eq!(can(&lina).await, all(true, false, false, true));
    assert_eq!(can(&app.visitor()).await, all(false, false, false, false));
    app.clock.set(Timestamp::parse("2027-01-06T09:00:00Z").unwrap());
    assert_eq!(can(&awa).await, all(false, false, true, false));
    assert_eq!(can(&lina).await, all(false, false, false, false));
    awa.ask(DELETE, json!({ "id": id })).await;
    assert_eq!(can(&awa).await, all(false, false, false, false));
}
