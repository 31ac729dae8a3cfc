//! Following while connected: over WebSocket and server-sent events, on real sockets.

use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    plans::{CREATE, PUBLISH, published, tilleuls},
    proposals::{SUBMIT, platanes},
    served::{Events, PATIENCE, Socket, serve, until_listening},
    voting::{cast, submitted, support},
};

const FOLLOW: &str = "subscription($plan: ID, $theme: ID, $zone: ID, $kinds: [EventKind!]) {
    proposalChanged(plan: $plan, theme: $theme, zone: $zone, kinds: $kinds) { kind cursor proposal { id number title } }
}";

fn changed(answer: &Value) -> (&Value, &Value) {
    let change = &answer["proposalChanged"];
    (&change["kind"], &change["proposal"]["title"])
}

#[tokio::test]
async fn a_published_proposal_reaches_socket_and_stream_and_a_stop_says_so() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    let served = serve(&app).await;
    let variables = json!({ "plan": plan["id"] });
    let mut socket = Socket::open(served.address, None).await;
    socket.subscribe("1", FOLLOW, variables.clone()).await;
    // Another text is another subscription: what is asked in the same words is executed once, and nobody could tell when
    // the second had joined it.
    let mut stream = Events::open(served.address, &format!("{FOLLOW} "), variables).await;
    until_listening(&app, 2).await;

    let sent = awa
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    let proposal = &sent["submitProposal"]["proposal"];
    let heard = socket.data().await;
    assert_eq!(
        changed(&heard),
        (&json!("PROPOSAL_PUBLISHED"), &platanes()["title"])
    );
    assert_eq!(heard["proposalChanged"]["proposal"]["id"], proposal["id"]);
    let (name, same) = stream.event().await;
    assert_eq!((name.as_str(), &same["data"]), ("next", &heard));

    // The cursor of a message is one of the feed: nothing came after it.
    let after = json!({ "after": heard["proposalChanged"]["cursor"] });
    let visitor = app.visitor();
    let rest = visitor.ask(
        "query($after: String) { changes(after: $after) { head edges { cursor } } }",
        after,
    );
    assert_eq!(
        rest.await["changes"],
        json!({ "head": heard["proposalChanged"]["cursor"], "edges": [] })
    );

    served.ask_to_stop();
    assert_eq!(socket.closed().await, 1001);
    assert_eq!(stream.event().await.0, "complete");
    drop((socket, stream));
    served.stop().await;
}

#[tokio::test]
async fn filters_let_pass_what_is_asked_for_and_nothing_else() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = published(&staff).await;
    let mut other = tilleuls();
    other["slug"] = json!("les-ormes");
    let other = staff.ask(CREATE, json!({ "input": other })).await["createPlan"]["plan"].clone();
    staff.ask(PUBLISH, json!({ "plan": other["id"] })).await;
    let served = serve(&app).await;
    let mut socket = Socket::open(served.address, None).await;
    let trees = &plan["themes"][0]["id"];
    let market = &plan["zones"][0]["id"];
    for (id, variables) in [
        ("plan", json!({ "plan": other["id"] })),
        ("theme", json!({ "theme": trees })),
        ("zone", json!({ "zone": market })),
        ("kind", json!({ "kinds": ["PROPOSAL_WITHDRAWN"] })),
    ] {
        socket.subscribe(id, FOLLOW, variables).await;
    }
    until_listening(&app, 4).await;

    let submit = async |plan: &Value, title: &str, theme: &Value, zone: &Value| {
        let mut input = platanes();
        (input["title"], input["theme"], input["zone"]) = (json!(title), theme.clone(), zone.clone());
        let sent = awa
            .ask(SUBMIT, json!({ "plan": plan["id"], "input": input }))
            .await;
        assert_eq!(sent["submitProposal"]["problems"], json!([]), "{sent:#}");
        sent["submitProposal"]["proposal"]["id"].clone()
    };
    submit(&other, "Une fontaine aux Ormes", &Value::Null, &Value::Null).await;
    submit(&plan, "Des arbres pour tous ici", trees, &Value::Null).await;
    let last = submit(&plan, "Un marché couvert ici", &Value::Null, market).await;
    let withdraw = "mutation($id: ID!) { withdrawProposal(proposal: $id) { problems { code } } }";
    awa.ask(withdraw, json!({ "id": last })).await;

    let mut heard = Vec::new();
    for _ in 0..5 {
        let said = socket.hear().await;
        let (kind, title) = changed(&said["payload"]["data"]);
        heard.push(json!([said["id"], kind, title]));
    }
    heard.sort_by_key(ToString::to_string);
    let published = "PROPOSAL_PUBLISHED";
    // A message shows today's state: by the time that it is told, the market may be withdrawn.
    heard
        .iter_mut()
        .filter(|told| told[0] == "zone")
        .for_each(|told| told[2] = Value::Null);
    assert_eq!(
        heard,
        [
            json!(["kind", "PROPOSAL_WITHDRAWN", null]),
            json!(["plan", published, "Une fontaine aux Ormes"]),
            json!(["theme", published, "Des arbres pour tous ici"]),
            json!(["zone", published, null]),
            json!(["zone", "PROPOSAL_WITHDRAWN", null]),
        ]
    );
    socket.say(&json!({ "type": "complete", "id": "plan" })).await;
    until_listening(&app, 3).await;
    drop(socket);
    until_listening(&app, 0).await;
    served.stop().await;
}

#[tokio::test]
async fn wrong_filters_are_refused_and_end_the_operation_alone() {
    let app = TestApp::start().await;
    let served = serve(&app).await;
    let mut socket = Socket::open(served.address, None).await;
    for (variables, code) in [
        (json!({ "plan": "proposal_x" }), "request.bad_id"),
        (json!({ "kinds": ["PLAN_PUBLISHED"] }), "request.malformed"),
    ] {
        socket.subscribe("1", FOLLOW, variables).await;
        let said = socket.hear().await;
        let errors = if said["type"] == "error" {
            &said["payload"]
        } else {
            &said["payload"]["errors"]
        };
        assert_eq!(errors[0]["extensions"]["code"], code, "{said:#}");
        if said["type"] == "next" {
            assert_eq!(socket.hear().await["type"], "complete");
        }
    }
    socket.subscribe("1", FOLLOW, json!({})).await;
    until_listening(&app, 1).await;
    drop(socket);
    served.stop().await;
}

/// A plan that takes proposals, comments and votes at the same time.
pub(crate) async fn debate(staff: &Person, slug: &str, rules: Value) -> Value {
    let mut input = tilleuls();
    input["slug"] = json!(slug);
    input["rules"] = rules;
    input["phases"] = json!([{
        "kind": "PROPOSE", "title": "Idées",
        "startsAt": "2026-11-22T00:00:00+01:00", "endsAt": "2026-12-22T00:00:00+01:00",
        "overrides": [{ "verb": "COMMENT", "open": true }, { "verb": "VOTE", "open": true }],
    }]);
    let created = staff.ask(CREATE, json!({ "input": input })).await;
    let plan = created["createPlan"]["plan"].clone();
    let opened = staff.ask(PUBLISH, json!({ "plan": plan["id"] })).await;
    assert_eq!(opened["publishPlan"]["problems"], json!([]), "{created:#}");
    plan
}

/// Comments a proposal, or answers a comment on it; the comment's id.
pub(crate) async fn comment(who: &Person, proposal: &Value, parent: &Value, body: &str) -> Value {
    const POST: &str = "mutation($proposal: ID!, $input: CommentInput!) {
        postComment(proposal: $proposal, input: $input) { comment { id } problems { code } }
    }";
    let input = json!({ "body": body, "parent": parent });
    let posted = who
        .ask(POST, json!({ "proposal": proposal, "input": input }))
        .await;
    assert_eq!(posted["postComment"]["problems"], json!([]), "{posted:#}");
    posted["postComment"]["comment"]["id"].clone()
}

#[tokio::test]
async fn comments_reach_those_who_follow_their_proposal_or_their_plan() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = debate(&staff, "les-tilleuls", json!({})).await;
    let ids = submitted(&awa, &plan, 2).await;
    let served = serve(&app).await;
    let mut socket = Socket::open(served.address, None).await;
    const COMMENTS: &str = "subscription($proposal: ID, $plan: ID) {
        commentPosted(proposal: $proposal, plan: $plan) { cursor comment { id body depth proposal { id } } }
    }";
    for variables in [json!({}), json!({ "proposal": ids[0], "plan": plan["id"] })] {
        socket.subscribe("wrong", COMMENTS, variables).await;
        let said = socket.hear().await.to_string();
        assert!(said.contains("request.malformed"), "{said}");
        if said.contains("\"next\"") {
            assert_eq!(socket.hear().await["type"], "complete");
        }
    }
    socket
        .subscribe("proposal", COMMENTS, json!({ "proposal": ids[0] }))
        .await;
    socket
        .subscribe("plan", COMMENTS, json!({ "plan": plan["id"] }))
        .await;
    until_listening(&app, 2).await;

    let elsewhere = comment(&awa, &ids[1], &Value::Null, "Ailleurs.").await;
    let first = comment(&awa, &ids[0], &Value::Null, "Une question ?").await;
    let answer = comment(&staff, &ids[0], &first, "Une réponse.").await;
    let mut heard = Vec::new();
    for _ in 0..5 {
        let said = socket.hear().await;
        let comment = &said["payload"]["data"]["commentPosted"]["comment"];
        heard.push(json!([
            said["id"],
            comment["id"],
            comment["body"],
            comment["depth"]
        ]));
    }
    heard.sort_by_key(ToString::to_string);
    let mut expected = vec![
        json!(["plan", elsewhere, "Ailleurs.", 0]),
        json!(["plan", first, "Une question ?", 0]),
        json!(["plan", answer, "Une réponse.", 1]),
        json!(["proposal", first, "Une question ?", 0]),
        json!(["proposal", answer, "Une réponse.", 1]),
    ];
    expected.sort_by_key(ToString::to_string);
    assert_eq!(heard, expected);

    // The feed says the same, and names the comment as it is today.
    let told = app.visitor().ask(
        "{ changes(kinds: [COMMENT_POSTED]) { edges { node { subject node { ... on Comment { body } } } } } }",
        json!({}),
    ).await;
    assert_eq!(
        told["changes"]["edges"][1]["node"],
        json!({ "subject": first, "node": { "body": "Une question ?" } })
    );
    drop(socket);
    served.stop().await;
}

/// Waits until so many follow totals.
async fn until_following_totals(app: &TestApp, followers: usize) {
    let waiting = async {
        while app.house.feed.followers_of_totals() != followers {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting)
        .await
        .expect("subscriptions begin and end");
}

#[tokio::test]
async fn totals_are_told_as_they_are_counted_and_hidden_ones_to_nobody() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let live = debate(&staff, "les-tilleuls", support(0)).await;
    let rules = json!({ "voting": { "rule": "FOR_AGAINST" }, "totals": "HIDDEN_UNTIL_END" });
    let hidden = debate(&staff, "les-ormes", rules).await;
    let (open, secret) = (submitted(&awa, &live, 2).await, submitted(&awa, &hidden, 1).await);
    let served = serve(&app).await;
    let mut socket = Socket::open(served.address, None).await;
    const TOTALS: &str = "subscription($proposal: ID, $plan: ID) {
        totals(proposal: $proposal, plan: $plan) { proposals { id totals { for } } }
    }";
    for (id, variables) in [
        ("hidden", json!({ "plan": hidden["id"] })),
        ("secret", json!({ "proposal": secret[0] })),
        ("live", json!({ "plan": live["id"] })),
        ("one", json!({ "proposal": open[1] })),
    ] {
        socket.subscribe(id, TOTALS, variables).await;
    }
    until_following_totals(&app, 4).await;
    // Hidden ones are cast first, so they are counted before those that are heard of.
    for (round, person) in [&awa, &lina].into_iter().enumerate() {
        cast(person, &secret[0], "FOR").await;
        app::worker::count_votes(&app.house).await.unwrap();
        for id in &open {
            cast(person, id, "FOR").await;
        }
        // Both are told in the end, in however many messages.
        let mut last = [Value::Null, Value::Null];
        while last.iter().any(|total| *total != round + 1) {
            let said = socket.hear().await;
            assert!(said["id"] == "live" || said["id"] == "one", "{said:#}");
            for told in said["payload"]["data"]["totals"]["proposals"].as_array().unwrap() {
                assert!(said["id"] == "live" || told["id"] == open[1]);
                let place = usize::from(told["id"] == open[1]);
                last[place] = told["totals"]["for"].clone();
            }
        }
    }
    drop(socket);
    until_following_totals(&app, 0).await;
    served.stop().await;
}
