//! What people are told of: once, what concerns them, never what they did themselves.

use domain::{
    PageRequest,
    notifications::{Notification, NotificationKind},
};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    plans::published,
    proposals::{SUBMIT, platanes},
};

pub(crate) const COMMENT: &str = "mutation($proposal: ID!, $parent: ID, $body: String!) {
    postComment(proposal: $proposal, input: { body: $body, parent: $parent }) { comment { id } problems { code } }
}";
pub(crate) const FOLLOW: &str = "mutation($id: ID!) { follow(id: $id) { problems { code } } }";
pub(crate) const STUDY: &str = "mutation($plan: ID!, $proposals: [ID!]!) {
    studyProposals(plan: $plan, proposals: $proposals, organisation: \"Ville\", dueAt: \"2027-01-01T00:00:00Z\") { answer { id version } problems { code } }
}";
pub(crate) const DECIDE: &str = "mutation($id: ID!, $version: Int!) {
    decideAnswer(answer: $id, version: $version, decision: ACCEPTED, reason: \"Les platanes restent sur la place.\", calendar: \"\") { answer { version } problems { code } }
}";

/// A proposal of this person.
pub(crate) async fn submitted(who: &Person, plan: &Value) -> Value {
    let sent = who
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    sent["submitProposal"]["proposal"]["id"].clone()
}

/// A comment of this person; its id.
pub(crate) async fn said(who: &Person, proposal: &Value, parent: Option<&Value>, body: &str) -> Value {
    let posted = who
        .ask(
            COMMENT,
            json!({ "proposal": proposal, "parent": parent, "body": body }),
        )
        .await;
    assert_eq!(posted["postComment"]["problems"], json!([]));
    posted["postComment"]["comment"]["id"].clone()
}

/// The rows of a person, newest first.
pub(crate) async fn rows(app: &TestApp, who: &Person) -> Vec<Notification> {
    let page = PageRequest::first(100);
    let scope = who.cx().scope();
    persistence::notifications::list(app.db(), &scope, false, &page)
        .await
        .unwrap()
        .into_items()
}

/// Kinds, subjects and causes of a person, newest first.
async fn told(app: &TestApp, who: &Person) -> Vec<(NotificationKind, String, String)> {
    let rows = rows(app, who).await;
    rows.into_iter()
        .map(|row| (row.kind, row.subject.to_string(), row.cause.to_string()))
        .collect()
}

fn text(id: &Value) -> String {
    id.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_reply_is_told_once_and_never_to_who_wrote_it() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let plan = published(&staff).await;
    let (awa, karim) = (app.resident("Awa").await, app.resident("Karim").await);
    let proposal = submitted(&awa, &plan).await;
    let own = said(&awa, &proposal, None, "Je précise.").await;
    said(&awa, &proposal, Some(&own), "Et encore.").await;
    assert_eq!(told(&app, &awa).await, []);

    let comment = said(&karim, &proposal, None, "Très bien.").await;
    let reply = said(&karim, &proposal, Some(&own), "Je ne crois pas.").await;
    let below = said(&awa, &proposal, Some(&reply), "Pourquoi ?").await;
    let replies = |subject: &Value, cause: &Value| (NotificationKind::Reply, text(subject), text(cause));
    assert_eq!(
        told(&app, &awa).await,
        [replies(&own, &reply), replies(&proposal, &comment)]
    );
    assert_eq!(told(&app, &karim).await, [replies(&reply, &below)]);
    assert_eq!(told(&app, &staff).await, []);
    // A comment that waits for review tells nobody until it is readable; then once, whoever publishes it again.
    app.run_worker().await;
    assert_eq!(told(&app, &awa).await.len(), 2);
}

#[tokio::test]
async fn an_answer_is_told_to_authors_and_followers_once_a_step() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let plan = published(&staff).await;
    let (awa, lina, binta) = (
        app.resident("Awa").await,
        app.resident("Lina").await,
        app.resident("Binta").await,
    );
    let ids = [submitted(&awa, &plan).await, submitted(&awa, &plan).await];
    for who in [&awa, &lina, &staff] {
        for id in &ids {
            who.ask(FOLLOW, json!({ "id": id })).await;
        }
    }
    let study = staff
        .ask(STUDY, json!({ "plan": plan["id"], "proposals": ids }))
        .await;
    let answer = study["studyProposals"]["answer"].clone();
    app.run_worker().await;
    assert_eq!(told(&app, &awa).await, [], "being studied is no answer");
    let decided = staff
        .ask(
            DECIDE,
            json!({ "id": answer["id"], "version": answer["version"] }),
        )
        .await;
    assert_eq!(decided["decideAnswer"]["problems"], json!([]));
    let expected = [(
        NotificationKind::ProposalAnswered,
        text(&ids[0]),
        text(&answer["id"]),
    )];
    assert_eq!(told(&app, &awa).await, expected, "told in the same transaction");
    assert_eq!(told(&app, &lina).await, []);
    app.run_worker().await;
    app.run_worker().await;
    for who in [&awa, &lina] {
        let told = told(&app, who).await;
        assert_eq!(told.len(), 1, "one answer is told once, however many it covers");
        assert_eq!((told[0].0, &told[0].2), (expected[0].0, &expected[0].2));
    }
    assert_eq!(told(&app, &staff).await, [], "who answered knows");
    assert_eq!(told(&app, &binta).await, []);
    const DELIVER: &str = "mutation($id: ID!, $version: Int!) { deliverAnswer(answer: $id, version: $version) { problems { code } } }";
    let version = decided["decideAnswer"]["answer"]["version"].clone();
    staff
        .ask(DELIVER, json!({ "id": answer["id"], "version": version }))
        .await;
    app.run_worker().await;
    assert_eq!(told(&app, &lina).await.len(), 2, "the next step is told too");
}

#[tokio::test]
async fn a_merge_asks_those_alone_whose_word_it_waits_for() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let plan = published(&staff).await;
    let (awa, lina) = (app.resident("Awa").await, app.resident("Lina").await);
    let (one, two, three) = (
        submitted(&awa, &plan).await,
        submitted(&lina, &plan).await,
        submitted(&awa, &plan).await,
    );
    const MERGE: &str = "mutation($into: ID!, $proposals: [ID!]!) { proposeMerge(into: $into, proposals: $proposals) { merge { id } problems { code } } }";
    let merge = awa.ask(MERGE, json!({ "into": one, "proposals": [two] })).await;
    let merge = merge["proposeMerge"]["merge"]["id"].clone();
    assert_eq!(
        told(&app, &lina).await,
        [(NotificationKind::MergeConsent, text(&two), text(&merge))]
    );
    awa.ask(MERGE, json!({ "into": one, "proposals": [three] })).await;
    assert_eq!(told(&app, &awa).await, [], "one's own word is given by proposing");
}

const LIST: &str = "query($first: Int, $after: String, $unreadOnly: Boolean! = false) { me {
    notifications(first: $first, after: $after, unreadOnly: $unreadOnly) {
        totalCount unreadCount pageInfo { hasNextPage endCursor }
        edges { node { id kind sentence shown readAt subject cause plan { title } proposal { title } comment { body } answer { stage } merge { state } } }
    }
} }";
const READ: &str =
    "mutation($ids: [ID!]) { markNotificationsRead(ids: $ids) { marked unreadCount problems { code } } }";

async fn list(who: &Person, variables: Value) -> Value {
    who.ask(LIST, variables).await["me"]["notifications"].clone()
}

fn sentences(list: &Value) -> Vec<String> {
    let edges = list["edges"].as_array().unwrap();
    edges.iter().map(|edge| text(&edge["node"]["sentence"])).collect()
}

#[tokio::test]
async fn the_list_says_what_there_is_today_and_what_was_read() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let plan = published(&staff).await;
    let (awa, karim) = (app.resident("Awa").await, app.resident("Karim <b>").await);
    let proposal = submitted(&awa, &plan).await;
    let one = said(&karim, &proposal, None, "Très bien.").await;
    app.clock.advance(std::time::Duration::from_secs(1));
    said(&karim, &proposal, None, "Encore mieux.").await;
    let told = list(&awa, json!({ "first": 1 })).await;
    assert_eq!(
        (&told["totalCount"], &told["unreadCount"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(
        sentences(&told),
        ["Karim <b> commented on your proposal: no. 1, “Garder les platanes de la place”"]
    );
    assert_eq!(told["edges"][0]["node"]["comment"]["body"], "Encore mieux.");
    let rest = json!({ "first": 5, "after": told["pageInfo"]["endCursor"] });
    let rest = list(&awa, rest).await;
    assert_eq!(rest["edges"][0]["node"]["cause"], one);
    // What was deleted is said to be gone, and its words are nowhere.
    const DELETE: &str = "mutation($id: ID!) { deleteComment(comment: $id) { problems { code } } }";
    let deleted = karim.ask(DELETE, json!({ "id": one })).await;
    assert_eq!(deleted["deleteComment"]["problems"], json!([]));
    let rest = json!({ "first": 5, "after": told["pageInfo"]["endCursor"] });
    let rest = list(&awa, rest).await;
    assert_eq!(rest["edges"][0]["node"]["shown"], false);
    assert_eq!(
        sentences(&rest),
        ["Somebody answered you; the answer is no longer shown"]
    );
    assert!(!rest.to_string().contains("bien"), "{rest:#}");

    let id = told["edges"][0]["node"]["id"].clone();
    let read = json!({ "marked": 1, "unreadCount": 1, "problems": [] });
    assert_eq!(
        karim.ask(READ, json!({ "ids": [id] })).await["markNotificationsRead"],
        json!({ "marked": 0, "unreadCount": 0, "problems": [] }),
        "nobody reads for somebody else"
    );
    assert_eq!(
        awa.ask(READ, json!({ "ids": [id] })).await["markNotificationsRead"],
        read
    );
    let unread = list(&awa, json!({ "unreadOnly": true })).await;
    assert_eq!(
        (&unread["totalCount"], &unread["unreadCount"]),
        (&json!(1), &json!(1))
    );
    let all = awa.ask(READ, json!({})).await;
    assert_eq!(all["markNotificationsRead"]["unreadCount"], 0);
    assert_eq!(
        list(&awa, json!({ "unreadOnly": true })).await["edges"],
        json!([])
    );
    assert_eq!(list(&karim, json!({})).await["edges"], json!([]));
    let refused = app.visitor().ask(READ, json!({})).await;
    assert_eq!(
        refused["markNotificationsRead"]["problems"][0]["code"],
        "AUTH_REQUIRED"
    );
}

#[tokio::test]
async fn two_notifications_and_twenty_cost_the_same_number_of_statements() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let plan = published(&staff).await;
    let (awa, karim) = (app.resident("Awa").await, app.resident("Karim").await);
    for number in 0..20 {
        let proposal = submitted(&awa, &plan).await;
        said(&karim, &proposal, None, &format!("Réponse {number}.")).await;
    }
    let count = async |first: usize| {
        let before = app.db().stats().statements;
        let told = list(&awa, json!({ "first": first })).await;
        assert_eq!(told["edges"].as_array().unwrap().len(), first);
        app.db().stats().statements - before
    };
    let (two, twenty) = (count(2).await, count(20).await);
    assert!(two > 3, "statements are counted");
    assert_eq!(two, twenty);
}

const SETTINGS: &str = "{ me { notificationSettings { digestHour paces { kind pace usual canStop } } } }";
pub(crate) const SET: &str = "mutation($input: NotificationSettingsInput!) {
    updateNotificationSettings(input: $input) { settings { digestHour paces { kind pace } } problems { code field } }
}";

#[tokio::test]
async fn people_choose_how_soon_and_the_law_keeps_its_part() {
    let app = TestApp::start().await;
    let awa = app.resident("Awa").await;
    let usual = awa.ask(SETTINGS, json!({})).await["me"]["notificationSettings"].clone();
    let pace = |kind: &str, pace: &str, can_stop: bool| json!({ "kind": kind, "pace": pace, "usual": pace, "canStop": can_stop });
    assert_eq!(
        usual,
        json!({ "digestHour": 18, "paces": [
            pace("DECISION", "AT_ONCE", false),
            pace("NOTICE_ANSWERED", "AT_ONCE", false),
            pace("COMPLAINT_ANSWERED", "AT_ONCE", false),
            pace("MERGE_CONSENT", "AT_ONCE", true),
            pace("PROPOSAL_ANSWERED", "AT_ONCE", true),
            pace("REPLY", "DAILY", true),
        ] })
    );
    let set = async |input: Value| {
        awa.ask(SET, json!({ "input": input })).await["updateNotificationSettings"].clone()
    };
    let chosen = set(json!({ "digestHour": 8, "paces": [{ "kind": "REPLY", "pace": "NEVER" }, { "kind": "DECISION", "pace": "DAILY" }] })).await;
    assert_eq!(chosen["problems"], json!([]));
    for kind in ["DECISION", "NOTICE_ANSWERED", "COMPLAINT_ANSWERED"] {
        let refused = set(
            json!({ "paces": [{ "kind": "REPLY", "pace": "AT_ONCE" }, { "kind": kind, "pace": "NEVER" }] }),
        )
        .await;
        assert_eq!(
            refused["problems"][0]["code"], "NOTIFICATION_MUST_BE_TOLD",
            "{kind}"
        );
    }
    for hour in [-1, 24, 300] {
        let refused = set(json!({ "digestHour": hour })).await;
        assert_eq!(
            refused["problems"],
            json!([{ "code": "FIELD_OUT_OF_RANGE", "field": "digestHour" }])
        );
    }
    let now = awa.ask(SETTINGS, json!({})).await["me"]["notificationSettings"].clone();
    assert_eq!(now["digestHour"], 8);
    assert_eq!(now["paces"][0]["pace"], "DAILY");
    assert_eq!(
        now["paces"][5]["pace"], "NEVER",
        "what was refused changed nothing"
    );
    let refused = app.visitor().ask(SET, json!({ "input": {} })).await;
    assert_eq!(
        refused["updateNotificationSettings"]["problems"][0]["code"],
        "AUTH_REQUIRED"
    );
}
