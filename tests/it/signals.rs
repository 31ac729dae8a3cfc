//! Signals: pointed out before sending, counted, ordering or asking for a review, rehearsed before they are switched on.

use domain::{
    accounts::{Grant, Role},
    moderation::Item,
    signals::{SignalKind, SignalMode},
    time::minutes,
};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    proposals::{SUBMIT, platanes},
    subscriptions::debate,
};

const POST: &str = "mutation($proposal: ID!, $input: CommentInput!) {
    postComment(proposal: $proposal, input: $input) { comment { id state version review { why message } } problems { code field message } } }";
const EDIT: &str = "mutation($id: ID!, $version: Int!, $body: String!, $confirm: Boolean) {
    editComment(comment: $id, version: $version, body: $body, confirmPersonalData: $confirm) { comment { version } problems { code field } } }";
const SIGNALS: &str = "{ signals { signals { kind mode threshold version hits changes(first: 5) { edges { node { version fromMode fromThreshold toMode toThreshold by } } } } problems { code } } }";
const TUNE: &str = "mutation($kind: SignalKind!, $version: Int!, $mode: SignalMode!, $threshold: Int!) {
    tuneSignal(kind: $kind, version: $version, mode: $mode, threshold: $threshold) { signal { mode threshold version hits } problems { code field } } }";
const REHEARSE: &str = "query($kind: SignalKind!, $threshold: Int!, $plan: ID!) {
    rehearseSignal(kind: $kind, threshold: $threshold, plan: $plan) { rehearsal { examined hits ids complete nodes { __typename } } problems { code } } }";

const NUMBER: &str = "Appelez-moi au 06 39 98 12 34 pour garder les platanes.";

async fn with(app: &TestApp, name: &str, role: Role) -> Person {
    app.with_grants(name, &[Grant { role, plan: None }]).await
}

async fn submit(who: &Person, plan: &Value, input: &Value) -> Value {
    let sent = who
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": input }))
        .await;
    sent["submitProposal"].clone()
}

/// A debate with one proposal that nobody objects to; plan and proposal.
async fn opened(app: &TestApp) -> (Value, Value) {
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = debate(&staff, "les-tilleuls", json!({})).await;
    let sent = submit(&awa, &plan, &platanes()).await;
    (plan, sent["proposal"]["id"].clone())
}

async fn post(who: &Person, proposal: &Value, input: Value) -> Value {
    who.ask(POST, json!({ "proposal": proposal, "input": input }))
        .await["postComment"]
        .clone()
}

async fn tune(who: &Person, kind: &str, version: i64, mode: &str, threshold: i64) -> Value {
    let variables = json!({ "kind": kind, "version": version, "mode": mode, "threshold": threshold });
    who.ask(TUNE, variables).await["tuneSignal"].clone()
}

/// The signals that hit a text and order the queue.
async fn hits(app: &TestApp, id: &Value) -> Vec<(SignalKind, SignalMode, u32)> {
    let id = id.as_str().unwrap();
    let item = match id.parse() {
        Ok(comment) => Item::Comment(comment),
        Err(_) => Item::Proposal(id.parse().unwrap()),
    };
    let hits = persistence::signals::hits_of(app.db(), &[item]).await.unwrap();
    hits.into_iter()
        .map(|hit| (hit.kind, hit.mode, hit.measure))
        .collect()
}

async fn signal(who: &Person, kind: &str) -> Value {
    let all = who.ask(SIGNALS, json!({})).await["signals"]["signals"].clone();
    all.as_array()
        .unwrap()
        .iter()
        .find(|signal| signal["kind"] == kind)
        .unwrap()
        .clone()
}

#[tokio::test]
async fn a_telephone_number_is_pointed_out_and_published_once_its_author_confirms() {
    let app = TestApp::start().await;
    let (plan, proposal) = opened(&app).await;
    let lina = app.resident("Lina").await;
    let mut input = platanes();
    input["title"] = json!("Appeler le 01 99 00 12 34 pour les arbres");
    input["body"] = json!(NUMBER);
    let refused = submit(&lina, &plan, &input).await;
    assert_eq!(refused["proposal"], Value::Null);
    let problems = refused["problems"].as_array().unwrap();
    let told: Vec<_> = problems.iter().map(|p| (&p["code"], &p["field"])).collect();
    let code = json!("TEXT_PERSONAL_DATA");
    assert_eq!(told, [(&code, &json!("title")), (&code, &json!("body"))]);
    assert!(
        problems[1]["message"]
            .as_str()
            .unwrap()
            .contains("«06 39 98 12 34»")
    );
    input["confirmPersonalData"] = json!(true);
    let sent = submit(&lina, &plan, &input).await;
    assert_eq!(sent["proposal"]["state"], "PUBLISHED");
    assert_eq!(
        hits(&app, &sent["proposal"]["id"]).await,
        [(SignalKind::Contact, SignalMode::Ordering, 2)]
    );

    // The same for comments, when they are sent and when they are changed.
    let refused = post(&lina, &proposal, json!({ "body": NUMBER })).await;
    assert_eq!(refused["problems"][0]["code"], "TEXT_PERSONAL_DATA");
    let said = post(&lina, &proposal, json!({ "body": "D'accord." })).await;
    let id = said["comment"]["id"].clone();
    assert_eq!(hits(&app, &id).await, []);
    let edit = |confirm| json!({ "id": id, "version": 1, "body": "12 rue des Lilas", "confirm": confirm });
    let refused = lina.ask(EDIT, edit(Value::Null)).await;
    assert_eq!(
        refused["editComment"]["problems"],
        json!([{ "code": "TEXT_PERSONAL_DATA", "field": "body" }])
    );
    let edited = lina.ask(EDIT, edit(json!(true))).await;
    assert_eq!(edited["editComment"]["comment"]["version"], 2);
    assert_eq!(
        hits(&app, &id).await,
        [(SignalKind::Contact, SignalMode::Ordering, 1)]
    );
    // Criticism that names people is nothing to point out.
    let named = post(
        &lina,
        &proposal,
        json!({ "body": "M. Petit et Mme le Maire nous mentent." }),
    )
    .await;
    assert_eq!(named["problems"], json!([]));
    assert_eq!(hits(&app, &named["comment"]["id"]).await, []);
}

#[tokio::test]
async fn a_draft_is_kept_as_it_is_and_pointed_out_when_it_is_sent() {
    let app = TestApp::start().await;
    let (plan, _) = opened(&app).await;
    let lina = app.resident("Lina").await;
    let mut input = platanes();
    input["body"] = json!(NUMBER);
    const SAVE: &str = "mutation($plan: ID!, $input: ProposalInput!) { saveDraft(plan: $plan, input: $input) { draft { id } problems { code } } }";
    let saved = lina
        .ask(SAVE, json!({ "plan": plan["id"], "input": input }))
        .await;
    let draft = saved["saveDraft"]["draft"]["id"].clone();
    const SEND: &str = "mutation($draft: ID!, $confirm: Boolean) { submitDraft(draft: $draft, confirmPersonalData: $confirm) { proposal { state } problems { code } } }";
    let refused = lina.ask(SEND, json!({ "draft": draft })).await;
    assert_eq!(
        refused["submitDraft"],
        json!({ "proposal": null, "problems": [{ "code": "TEXT_PERSONAL_DATA" }] })
    );
    let sent = lina.ask(SEND, json!({ "draft": draft, "confirm": true })).await;
    assert_eq!(sent["submitDraft"]["proposal"]["state"], "PUBLISHED");
}

#[tokio::test]
async fn a_signal_orders_or_asks_for_a_review_and_never_refuses() {
    let app = TestApp::start().await;
    let (_, proposal) = opened(&app).await;
    let (admin, lina) = (
        with(&app, "La régie", Role::Admin).await,
        app.resident("Lina").await,
    );
    let links = json!({ "body": "Voir https://a.exemple et https://b.exemple." });
    let off = post(&lina, &proposal, links.clone()).await;
    assert_eq!(off["comment"]["state"], "PUBLISHED");

    // A rehearsal counts, and nothing else happens.
    assert_eq!(
        tune(&admin, "LINKS", 0, "REHEARSING", 2).await["problems"],
        json!([])
    );
    let rehearsed = post(&lina, &proposal, links.clone()).await;
    assert_eq!(rehearsed["comment"]["state"], "PUBLISHED");
    assert_eq!(hits(&app, &rehearsed["comment"]["id"]).await, []);
    assert_eq!(signal(&admin, "LINKS").await["hits"], 1);

    tune(&admin, "LINKS", 1, "ORDERING", 2).await;
    let ordered = post(&lina, &proposal, links.clone()).await;
    assert_eq!(ordered["comment"]["state"], "PUBLISHED");
    assert_eq!(
        hits(&app, &ordered["comment"]["id"]).await,
        [(SignalKind::Links, SignalMode::Ordering, 2)]
    );

    tune(&admin, "LINKS", 2, "HOLDING", 2).await;
    let held = post(&lina, &proposal, links).await;
    assert_eq!(held["problems"], json!([]), "nothing is refused");
    assert_eq!(
        (&held["comment"]["state"], &held["comment"]["review"]["why"]),
        (&json!("PENDING_REVIEW"), &json!("SIGNAL"))
    );
    assert!(
        held["comment"]["review"]["message"]
            .as_str()
            .unwrap()
            .contains("decides nothing")
    );
    let plain = post(&lina, &proposal, json!({ "body": "Oui." })).await;
    assert_eq!(plain["comment"]["state"], "PUBLISHED");
    // What was published stays so when it is changed, whatever a signal sees in it then.
    let edited =
        json!({ "id": plain["comment"]["id"], "version": 1, "body": "https://a.exemple https://b.exemple" });
    lina.ask(EDIT, edited).await;
    const STATE: &str = "query($id: ID!) { comment(id: $id) { state } }";
    let read = app
        .visitor()
        .ask(STATE, json!({ "id": plain["comment"]["id"] }))
        .await;
    assert_eq!(read["comment"]["state"], "PUBLISHED");
    assert_eq!(hits(&app, &plain["comment"]["id"]).await.len(), 1);
}

#[tokio::test]
async fn first_posts_and_bursts_are_seen_by_what_the_author_sent() {
    let app = TestApp::start().await;
    let (_, proposal) = opened(&app).await;
    let (admin, lina) = (
        with(&app, "La régie", Role::Admin).await,
        app.resident("Lina").await,
    );
    tune(&admin, "FIRST_POST", 0, "ORDERING", 1).await;
    tune(&admin, "BURST", 0, "ORDERING", 3).await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        let said = post(&lina, &proposal, json!({ "body": "Oui." })).await;
        seen.push(hits(&app, &said["comment"]["id"]).await);
    }
    let (ordering, first, burst) = (SignalMode::Ordering, SignalKind::FirstPost, SignalKind::Burst);
    assert_eq!(
        seen,
        [vec![(first, ordering, 0)], vec![], vec![(burst, ordering, 3)]]
    );
    app.clock.advance(minutes(10));
    let said = post(&lina, &proposal, json!({ "body": "Oui." })).await;
    assert_eq!(hits(&app, &said["comment"]["id"]).await, []);
}

#[tokio::test]
async fn every_change_of_a_signal_is_kept_and_a_late_one_refused() {
    let app = TestApp::start().await;
    let (admin, ines) = (
        with(&app, "La régie", Role::Admin).await,
        with(&app, "Inès", Role::Moderator).await,
    );
    let first = tune(&admin, "CAPITALS", 0, "REHEARSING", 60).await;
    assert_eq!(
        first["signal"],
        json!({ "mode": "REHEARSING", "threshold": 60, "version": 1, "hits": 0 })
    );
    let late = tune(&admin, "CAPITALS", 0, "HOLDING", 60).await;
    assert_eq!(
        late,
        json!({ "signal": null, "problems": [{ "code": "SIGNAL_CHANGED_MEANWHILE", "field": null }] })
    );
    let wild = tune(&admin, "CAPITALS", 1, "HOLDING", 101).await;
    assert_eq!(
        wild["problems"],
        json!([{ "code": "FIELD_OUT_OF_RANGE", "field": "threshold" }])
    );
    tune(&admin, "CAPITALS", 1, "HOLDING", 80).await;
    let by = admin.account().to_string();
    assert_eq!(
        signal(&ines, "CAPITALS").await["changes"]["edges"],
        json!([
            { "node": { "version": 2, "fromMode": "REHEARSING", "fromThreshold": 60, "toMode": "HOLDING", "toThreshold": 80, "by": by } },
            { "node": { "version": 1, "fromMode": "OFF", "fromThreshold": 70, "toMode": "REHEARSING", "toThreshold": 60, "by": by } },
        ])
    );
    for (who, code) in [
        (app.visitor(), "AUTH_REQUIRED"),
        (app.resident("Awa").await, "PERMISSION_ROLE_REQUIRED"),
        (app.staff("M. Petit").await, "PERMISSION_ROLE_REQUIRED"),
    ] {
        let seen = who.ask(SIGNALS, json!({})).await["signals"].clone();
        assert_eq!(seen, json!({ "signals": [], "problems": [{ "code": code }] }));
        assert_eq!(
            tune(&who, "LINKS", 0, "OFF", 3).await["problems"][0]["code"],
            code
        );
    }
    let moderator = tune(&ines, "LINKS", 0, "OFF", 3).await;
    assert_eq!(moderator["problems"][0]["code"], "PERMISSION_ROLE_REQUIRED");
}

#[tokio::test]
async fn a_rehearsal_tells_what_a_signal_would_have_hit_and_changes_nothing() {
    let app = TestApp::start().await;
    let (plan, proposal) = opened(&app).await;
    let (ines, lina, bob) = (
        with(&app, "Inès", Role::Moderator).await,
        app.resident("Lina").await,
        app.resident("Bob").await,
    );
    let mut loud = Vec::new();
    for n in 0..25 {
        app.clock.advance(minutes(1));
        let body = if n % 5 == 0 {
            "ON NE VEUT PAS DE CETTE TOUR ICI"
        } else {
            "Je suis d'accord avec vous."
        };
        let said = post(&lina, &proposal, json!({ "body": body })).await;
        if n % 5 == 0 {
            loud.push(said["comment"]["id"].clone());
        }
    }
    post(&bob, &proposal, json!({ "body": "Moi aussi, je suis d'accord." })).await;
    let rehearse = async |who: &Person, kind: &str, threshold: i64| {
        let variables = json!({ "kind": kind, "threshold": threshold, "plan": plan["id"] });
        who.ask(REHEARSE, variables).await["rehearseSignal"].clone()
    };
    let capitals = rehearse(&ines, "CAPITALS", 70).await["rehearsal"].clone();
    assert_eq!(
        (&capitals["examined"], &capitals["hits"], &capitals["complete"]),
        (&json!(27), &json!(5), &json!(true))
    );
    assert_eq!(
        capitals["ids"],
        json!(loud),
        "in the order in which they were sent"
    );
    assert_eq!(capitals["nodes"][0]["__typename"], "Comment");
    // Three people wrote first posts; one sent ten within ten minutes.
    assert_eq!(rehearse(&ines, "FIRST_POST", 1).await["rehearsal"]["hits"], 3);
    let burst = rehearse(&ines, "BURST", 10).await["rehearsal"].clone();
    assert_eq!(
        (&burst["hits"], burst["ids"].as_array().unwrap().len()),
        (&json!(16), 16)
    );
    assert_eq!(rehearse(&ines, "BURST", 11).await["rehearsal"]["hits"], 0);
    assert_eq!(rehearse(&ines, "LINKS", 1).await["rehearsal"]["hits"], 0);
    // Twenty are named at most.
    let many = rehearse(&ines, "FIRST_POST", 100).await["rehearsal"].clone();
    assert_eq!(
        (&many["hits"], many["ids"].as_array().unwrap().len()),
        (&json!(27), 20)
    );
    for kind in ["CAPITALS", "FIRST_POST", "BURST"] {
        let set = signal(&ines, kind).await;
        assert_eq!(
            (&set["mode"], &set["hits"], &set["version"]),
            (&json!("OFF"), &json!(0), &json!(0))
        );
    }
    for (who, code) in [
        (&app.visitor(), "AUTH_REQUIRED"),
        (&bob, "PERMISSION_ROLE_REQUIRED"),
    ] {
        let refused = rehearse(who, "CAPITALS", 70).await;
        assert_eq!(
            refused,
            json!({ "rehearsal": null, "problems": [{ "code": code }] })
        );
    }
    assert_eq!(
        rehearse(&ines, "CAPITALS", 1).await["problems"][0]["code"],
        "FIELD_OUT_OF_RANGE"
    );
}

#[tokio::test]
async fn hits_of_signals_that_are_switched_on_move_a_case_forward_in_points_that_are_told() {
    const CASES: &str = "{ moderationQueue { edges { node { id item { ... on Comment { id } } priority { severity notifiers exposure minors signals } } } } }";
    let app = TestApp::start().await;
    let (_, proposal) = opened(&app).await;
    let (lina, ines, admin) = (
        app.resident("Lina").await,
        with(&app, "Inès", Role::Moderator).await,
        with(&app, "Ada", Role::Admin).await,
    );
    let first = post(&lina, &proposal, json!({ "body": "Rien à dire." })).await["comment"]["id"].clone();
    let confirmed = json!({ "body": NUMBER, "confirmPersonalData": true });
    let second = post(&lina, &proposal, confirmed).await["comment"]["id"].clone();
    let report = async |item: &Value| {
        let sent =
            crate::moderation::report(&app.visitor(), json!({ "item": item, "kind": "HOUSE_RULE" })).await;
        assert_eq!(sent["problems"], json!([]), "{sent:#}");
    };
    report(&first).await;
    app.clock.advance(minutes(5));
    report(&second).await;
    let cases = async || {
        let cases = ines.ask(CASES, json!({})).await["moderationQueue"]["edges"].clone();
        let cases = cases.as_array().unwrap().iter();
        cases
            .map(|case| {
                let node = &case["node"];
                (node["item"]["id"].clone(), node["priority"]["signals"].clone())
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        cases().await,
        [(second.clone(), json!(6)), (first.clone(), json!(0))],
        "later, and read first"
    );
    let shown = app
        .visitor()
        .ask(
            "query($id: ID!) { comment(id: $id) { visibility } }",
            json!({ "id": second }),
        )
        .await;
    assert_eq!(shown["comment"]["visibility"], "SHOWN", "signals hide nothing");

    // A change that a signal hits moves the open case.
    let edit = json!({ "id": first, "version": 1, "body": NUMBER, "confirm": true });
    assert_eq!(lina.ask(EDIT, edit).await["editComment"]["problems"], json!([]));
    assert_eq!(
        cases().await,
        [(first.clone(), json!(6)), (second.clone(), json!(6))],
        "by age again"
    );

    // A signal that is switched off, or rehearses, counts no more from the next notice on.
    let off = tune(&admin, "CONTACT", 0, "REHEARSING", 1).await;
    assert_eq!(off["problems"], json!([]), "{off:#}");
    report(&first).await;
    assert_eq!(
        cases().await,
        [(second, json!(6)), (first, json!(0))],
        "what was counted stays as it is told"
    );
}
