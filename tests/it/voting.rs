//! Voting: one vote a person and proposal, changed and taken back until the phase ends, within the plan's rule.

use domain::{
    Timestamp,
    accounts::{AgeBand, Link, LinkKind, Role, Standing},
    plans::PlanId,
    text::EmailAddress,
    time::days,
};
use persistence::accounts;
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    plans::{CREATE, PUBLISH},
    proposals::{SUBMIT, platanes},
};

const CAST: &str = "mutation($id: ID!, $choice: VoteChoice! = FOR) { castVote(proposal: $id, choice: $choice) {
    proposal { myVote { choice receipt } totals { for against neither } } vote { choice receipt } problems { code message } } }";
const WITHDRAW: &str = "mutation($id: ID!) { withdrawVote(proposal: $id) { proposal { myVote { choice } } vote { choice } problems { code message } } }";
const TOTALS: &str = "query($id: ID!) { proposal(id: $id) { totals { for against neither } } }";
const BALLOT: &str = "query($plan: ID!) { myBallot(plan: $plan) { used limit left votes { totalCount edges { node { choice proposal { number } } } } } }";

/// A plan that takes proposals and votes at the same time, from yesterday for thirty days.
pub(crate) async fn open_vote(staff: &Person, rules: Value) -> Value {
    let input = json!({
        "slug": "les-tilleuls", "title": "Renouvellement des Tilleuls", "summary": "Le quartier change.", "rules": rules,
        "phases": [{ "kind": "PROPOSE", "title": "Idées", "startsAt": "2026-11-22T00:00:00+01:00",
            "endsAt": "2026-12-22T00:00:00+01:00", "overrides": [{ "verb": "VOTE", "open": true }] }],
    });
    let created = staff.ask(CREATE, json!({ "input": input })).await;
    let plan = created["createPlan"]["plan"].clone();
    let published = staff.ask(PUBLISH, json!({ "plan": plan["id"] })).await;
    assert_eq!(published["publishPlan"]["problems"], json!([]), "{created:#}");
    plan
}

/// Support of at most so many proposals; 0 is no limit.
pub(crate) fn support(limit: i32) -> Value {
    json!({ "voting": { "rule": "SUPPORT", "limit": limit } })
}

/// So many proposals by one author.
pub(crate) async fn submitted(who: &Person, plan: &Value, count: usize) -> Vec<Value> {
    let mut ids = Vec::new();
    for _ in 0..count {
        let sent = who
            .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
            .await;
        ids.push(sent["submitProposal"]["proposal"]["id"].clone());
    }
    ids
}

/// Casts a vote; the payload.
pub(crate) async fn cast(who: &Person, id: &Value, choice: &str) -> Value {
    who.ask(CAST, json!({ "id": id, "choice": choice })).await["castVote"].clone()
}

/// Casts a vote; the code of its first problem, `null` when it counts.
pub(crate) async fn code(who: &Person, id: &Value, choice: &str) -> Value {
    cast(who, id, choice).await["problems"][0]["code"].clone()
}

/// Takes a vote back; the payload.
pub(crate) async fn withdraw(who: &Person, id: &Value) -> Value {
    who.ask(WITHDRAW, json!({ "id": id })).await["withdrawVote"].clone()
}

/// The supports of a proposal, as anybody reads them.
pub(crate) async fn supports(app: &TestApp, id: &Value) -> Value {
    app.visitor().ask(TOTALS, json!({ "id": id })).await["proposal"]["totals"]["for"].clone()
}

/// A resident whose address is confirmed.
pub(crate) async fn resident_at(app: &TestApp, name: &str, address: &str) -> Person {
    let person = app.resident(name).await;
    set_address(app, &person, address).await;
    person
}

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

async fn set_address(app: &TestApp, person: &Person, text: &str) {
    let (account, email, now) = (
        person.cx().actor.account().unwrap(),
        address(text),
        person.cx().now(),
    );
    app.db()
        .write::<_, app::Error, _>(|tx| {
            let email = &email;
            async move { Ok(accounts::set_email(&tx, account, email, now).await?) }
        })
        .await
        .unwrap();
}

/// Changes an account as it lies in the table.
async fn alter(app: &TestApp, person: &Person, change: impl Fn(&mut domain::accounts::Account)) {
    let id = person.cx().actor.account().unwrap();
    let mut account = accounts::by_id(app.db(), id).await.unwrap().unwrap();
    change(&mut account);
    app.db()
        .write::<_, app::Error, _>(|tx| {
            let account = &account;
            async move { Ok(accounts::save(&tx, account).await?) }
        })
        .await
        .unwrap();
}

/// Gives a person a link with a plan's neighbourhood, confirmed or not.
pub(crate) async fn link(app: &TestApp, person: &Person, plan: &Value, confirmed: bool) {
    let plan: PlanId = plan["id"].as_str().unwrap().parse().unwrap();
    let now = person.cx().now();
    let link = Link {
        account: person.cx().actor.account().unwrap(),
        plan,
        kind: LinkKind::Lives,
        declared_at: now,
        confirmed_until: confirmed.then(|| now + days(365)),
        proof: None,
    };
    app.db()
        .write::<_, app::Error, _>(|tx| {
            let link = &link;
            async move { Ok(accounts::save_link(&tx, link).await?) }
        })
        .await
        .unwrap();
}

fn set(app: &TestApp, at: &str) {
    app.clock.set(Timestamp::parse(at).unwrap());
}

#[tokio::test]
async fn a_vote_counts_at_once_is_changed_and_taken_back_and_its_receipt_proves_that_it_counts() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let plan = open_vote(
        &staff,
        json!({ "voting": { "rule": "FOR_AGAINST" }, "totals": "LIVE" }),
    )
    .await;
    let ids = submitted(&awa, &plan, 1).await;
    let first = cast(&lina, &ids[0], "FOR").await;
    let receipt = first["vote"]["receipt"].clone();
    assert_eq!(
        first["proposal"],
        json!({ "myVote": { "choice": "FOR", "receipt": receipt }, "totals": { "for": 1, "against": 0, "neither": 0 } })
    );
    let again = cast(&lina, &ids[0], "FOR").await;
    assert_eq!(again, first, "twice is once");
    cast(&awa, &ids[0], "NEITHER").await;
    let changed = cast(&lina, &ids[0], "AGAINST").await;
    assert_eq!(
        changed["proposal"],
        json!({ "myVote": { "choice": "AGAINST", "receipt": receipt }, "totals": { "for": 0, "against": 1, "neither": 1 } }),
        "the receipt stays and tells nothing"
    );
    const PROOF: &str = "query($code: ID!) { receipt(code: $code) { code counts plan { slug } } }";
    let proof = app.visitor().ask(PROOF, json!({ "code": receipt })).await;
    assert_eq!(
        proof["receipt"],
        json!({ "code": receipt, "counts": true, "plan": { "slug": "les-tilleuls" } })
    );
    assert_eq!(
        withdraw(&lina, &ids[0]).await,
        json!({ "proposal": { "myVote": null }, "vote": null, "problems": [] })
    );
    assert_eq!(
        withdraw(&lina, &ids[0]).await["problems"],
        json!([]),
        "twice is once"
    );
    let gone = app.visitor().ask(PROOF, json!({ "code": receipt })).await;
    assert_eq!(gone["receipt"], Value::Null);
    let totals = app.visitor().ask(TOTALS, json!({ "id": ids[0] })).await;
    assert_eq!(
        totals["proposal"]["totals"],
        json!({ "for": 0, "against": 0, "neither": 1 })
    );
    let anew = cast(&lina, &ids[0], "FOR").await;
    assert_ne!(anew["vote"]["receipt"], receipt, "a new vote has a new receipt");
}

#[tokio::test]
async fn a_person_supports_as_many_proposals_as_the_plan_allows() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let plan = open_vote(&staff, support(2)).await;
    let ids = submitted(&awa, &plan, 3).await;
    let empty = lina.ask(BALLOT, json!({ "plan": plan["id"] })).await;
    assert_eq!(
        empty["myBallot"],
        json!({ "used": 0, "limit": 2, "left": 2, "votes": { "totalCount": 0, "edges": [] } })
    );
    assert_eq!(code(&lina, &ids[0], "AGAINST").await, "VOTING_WRONG_CHOICE");
    assert_eq!(code(&lina, &ids[0], "FOR").await, Value::Null);
    assert_eq!(code(&lina, &ids[1], "FOR").await, Value::Null);
    let refused = cast(&lina, &ids[2], "FOR").await;
    assert_eq!(
        refused["problems"][0],
        json!({ "code": "VOTING_LIMIT_REACHED", "message": "You support 2 proposals already, as many as this plan allows. Take one support back to give another." })
    );
    let full = lina.ask(BALLOT, json!({ "plan": plan["id"] })).await;
    assert_eq!(
        full["myBallot"],
        json!({ "used": 2, "limit": 2, "left": 0, "votes": { "totalCount": 2, "edges": [
            { "node": { "choice": "FOR", "proposal": { "number": 1 } } }, { "node": { "choice": "FOR", "proposal": { "number": 2 } } },
        ] } })
    );
    withdraw(&lina, &ids[0]).await;
    assert_eq!(code(&lina, &ids[2], "FOR").await, Value::Null);
    let totals = lina.ask(TOTALS, json!({ "id": ids[2] })).await;
    assert_eq!(
        totals["proposal"]["totals"],
        json!({ "for": 1, "against": null, "neither": null })
    );
    let asked = app.visitor().graphql(BALLOT, json!({ "plan": plan["id"] })).await;
    assert_eq!(asked["errors"][0]["extensions"]["code"], "auth.required");
}

#[tokio::test]
async fn a_refusal_says_which_phase_takes_votes_and_when() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let plan = crate::plans::published(&staff).await;
    let ids = submitted(&awa, &plan, 2).await;
    let problem = async |message: &str, code: &str| {
        let refused = cast(&lina, &ids[0], "FOR").await;
        assert_eq!(
            refused["problems"][0],
            json!({ "code": code, "message": message })
        );
        let refused = withdraw(&lina, &ids[0]).await;
        assert_eq!(
            refused["problems"][0],
            json!({ "code": code, "message": message })
        );
    };
    problem(
        "This will be possible from 23 December 2026 at 00:00.",
        "PHASE_CLOSED",
    )
    .await;
    set(&app, "2026-12-23T00:00:00+01:00");
    assert_eq!(code(&lina, &ids[0], "FOR").await, Value::Null);
    assert_eq!(withdraw(&lina, &ids[0]).await["problems"], json!([]));
    let phases = staff
        .ask(
            "{ plan(slug: \"les-tilleuls\") { version phases { id kind } } }",
            json!({}),
        )
        .await["plan"]
        .clone();
    const SUSPEND: &str = "mutation($plan: ID!, $version: Int!, $phase: ID!) { suspendVote(plan: $plan, version: $version, phase: $phase, reason: \"Panne de la mairie.\") { problems { code } } }";
    let suspended = staff
        .ask(
            SUSPEND,
            json!({ "plan": plan["id"], "version": phases["version"], "phase": phases["phases"][1]["id"] }),
        )
        .await;
    assert_eq!(suspended["suspendVote"]["problems"], json!([]));
    problem(
        "The vote is suspended since 23 December 2026 at 00:00. The plan shows the reason.",
        "PLAN_VOTE_SUSPENDED",
    )
    .await;
    const RESUME: &str = "mutation($plan: ID!, $version: Int!, $phase: ID!) { resumeVote(plan: $plan, version: $version, phase: $phase, reason: \"Réparée.\") { problems { code } } }";
    staff
        .ask(
            RESUME,
            json!({ "plan": plan["id"], "version": phases["version"].as_i64().unwrap() + 1, "phase": phases["phases"][1]["id"] }),
        )
        .await;
    assert_eq!(code(&lina, &ids[0], "FOR").await, Value::Null);
    set(&app, "2027-01-05T00:00:00+01:00");
    problem("This ended on 5 January 2027 at 00:00.", "PHASE_CLOSED").await;
    assert_eq!(supports(&app, &ids[0]).await, 1, "what was cast stays counted");
}

#[tokio::test]
async fn age_link_and_account_decide_who_votes_and_a_sanction_for_words_does_not() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let mut rules = support(0);
    rules["vote"] = json!("DECLARED_LINK");
    let plan = open_vote(&staff, rules).await;
    let id = submitted(&awa, &plan, 1).await.remove(0);
    assert_eq!(code(&app.visitor(), &id, "FOR").await, "AUTH_REQUIRED");
    assert_eq!(code(&lina, &id, "FOR").await, "PERMISSION_DECLARED_LINK_REQUIRED");
    link(&app, &lina, &plan, false).await;
    alter(&app, &lina, |account| account.age = AgeBand::Under15).await;
    assert_eq!(code(&lina, &id, "FOR").await, "PERMISSION_TOO_YOUNG");
    alter(&app, &lina, |account| {
        account.age = AgeBand::FifteenOrMore;
        account.standing = Standing::Limited {
            until: account.created_at + days(30),
        };
    })
    .await;
    assert_eq!(code(&lina, &id, "FOR").await, Value::Null);
    assert_eq!(supports(&app, &id).await, 1);
    alter(&app, &lina, |account| {
        account.standing = Standing::Erased {
            at: account.created_at,
        };
    })
    .await;
    assert_eq!(withdraw(&lina, &id).await["problems"][0]["code"], "AUTH_REQUIRED");
    assert_eq!(
        supports(&app, &id).await,
        1,
        "the vote of an account that went stays counted"
    );
}

#[tokio::test]
async fn the_first_support_by_somebody_else_freezes_the_text_and_the_authors_own_does_not() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let plan = open_vote(&staff, support(0)).await;
    let id = submitted(&awa, &plan, 1).await.remove(0);
    const REVISE: &str = "mutation($id: ID!, $version: Int!, $input: ProposalInput!) { reviseProposal(proposal: $id, version: $version, input: $input) { proposal { version } problems { code } } }";
    cast(&awa, &id, "FOR").await;
    let revised = awa
        .ask(REVISE, json!({ "id": id, "version": 1, "input": platanes() }))
        .await;
    assert_eq!(revised["reviseProposal"]["proposal"]["version"], 2, "{revised:#}");
    app.clock.advance(days(1));
    cast(&lina, &id, "FOR").await;
    let refused = awa
        .ask(REVISE, json!({ "id": id, "version": 2, "input": platanes() }))
        .await;
    assert_eq!(
        refused["reviseProposal"]["problems"][0]["code"],
        "PROPOSAL_FROZEN"
    );
    let frozen = awa
        .ask(
            "query($id: ID!) { proposal(id: $id) { frozenAt } }",
            json!({ "id": id }),
        )
        .await;
    assert_eq!(
        frozen["proposal"]["frozenAt"], "2026-11-24T00:00:00Z",
        "the day, not the moment of a vote"
    );
    withdraw(&lina, &id).await;
    assert_eq!(supports(&app, &id).await, 1);
    assert_eq!(
        code(&lina, &json!("proposal_00000000000000000000000000"), "FOR").await,
        "PROPOSAL_NOT_FOUND"
    );
}

#[tokio::test]
async fn a_group_shows_distinct_people_counts_once_against_a_limit_and_is_ordered_by_them() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let plan = open_vote(&staff, support(2)).await;
    let ids = submitted(&awa, &plan, 4).await;
    for id in &ids[0..2] {
        assert_eq!(code(&lina, id, "FOR").await, Value::Null);
    }
    cast(&awa, &ids[1], "FOR").await;
    for name in ["Bo", "Cy"] {
        let person = app.resident(name).await;
        cast(&person, &ids[0], "FOR").await;
        cast(&person, &ids[3], "FOR").await;
    }
    let order = async || {
        app.run_worker().await;
        let list = app
            .visitor()
            .ask(
                "query($plan: ID) { proposals(plan: $plan, sort: MOST_SUPPORTED) { edges { node { number totals { for } } } } }",
                json!({ "plan": plan["id"] }),
            )
            .await;
        let edges = list["proposals"]["edges"].as_array().unwrap().clone();
        edges
            .iter()
            .map(|edge| {
                (
                    edge["node"]["number"].as_i64().unwrap(),
                    edge["node"]["totals"]["for"].as_i64().unwrap(),
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(order().await, [(1, 3), (4, 2), (2, 2), (3, 0)]);

    const MERGE: &str = "mutation($into: ID!, $proposals: [ID!]!) { proposeMerge(into: $into, proposals: $proposals) { merge { state } problems { code } } }";
    let merged = awa
        .ask(MERGE, json!({ "into": ids[1], "proposals": [ids[0]] }))
        .await;
    assert_eq!(merged["proposeMerge"]["merge"]["state"], "DONE", "{merged:#}");
    // Lina supported both, Awa the one, Bo and Cy the other: four people.
    assert_eq!(supports(&app, &ids[1]).await, 4);
    assert_eq!(order().await, [(2, 4), (1, 3), (4, 2), (3, 0)]);
    let ballot = lina.ask(BALLOT, json!({ "plan": plan["id"] })).await;
    assert_eq!(ballot["myBallot"]["used"], 1);
    assert_eq!(
        code(&lina, &ids[2], "FOR").await,
        Value::Null,
        "the group counts once"
    );
    assert_eq!(code(&lina, &ids[3], "FOR").await, "VOTING_LIMIT_REACHED");
    let left = awa
        .ask(
            "mutation($id: ID!) { leaveMerge(proposal: $id) { problems { code } } }",
            json!({ "id": ids[0] }),
        )
        .await;
    assert_eq!(left["leaveMerge"]["problems"], json!([]));
    assert_eq!(order().await, [(1, 3), (4, 2), (2, 2), (3, 1)]);
    let ballot = lina.ask(BALLOT, json!({ "plan": plan["id"] })).await;
    assert_eq!(
        ballot["myBallot"],
        json!({ "used": 3, "limit": 2, "left": 0, "votes": { "totalCount": 3, "edges": [
            { "node": { "choice": "FOR", "proposal": { "number": 1 } } }, { "node": { "choice": "FOR", "proposal": { "number": 2 } } },
            { "node": { "choice": "FOR", "proposal": { "number": 3 } } },
        ] } }),
        "no vote is lost when a group parts"
    );
}

#[tokio::test]
async fn results_are_told_by_link_after_the_end_where_no_few_people_can_be_told_apart() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let mut rules = support(0);
    rules["vote"] = json!("DECLARED_LINK");
    rules["totals"] = json!("HIDDEN_UNTIL_END");
    let plan = open_vote(&staff, rules).await;
    let ids = submitted(&awa, &plan, 2).await;
    for number in 0..23 {
        let person = app.resident(&format!("Habitant {number}")).await;
        link(&app, &person, &plan, number < 11).await;
        assert_eq!(code(&person, &ids[0], "FOR").await, Value::Null);
        if number < 21 {
            cast(&person, &ids[1], "FOR").await;
        }
    }
    const RESULTS: &str =
        "query($id: ID!) { proposal(id: $id) { totals { for } results { link totals { for against } } } }";
    let read = async |id: &Value| app.visitor().ask(RESULTS, json!({ "id": id })).await["proposal"].clone();
    app.run_worker().await;
    assert_eq!(read(&ids[0]).await, json!({ "totals": null, "results": null }));
    set(&app, "2026-12-22T00:00:00+01:00");
    assert_eq!(
        read(&ids[0]).await,
        json!({ "totals": { "for": 23 }, "results": [
            { "link": "CONFIRMED", "totals": { "for": 11, "against": null } },
            { "link": "DECLARED", "totals": { "for": 12, "against": null } },
        ] })
    );
    assert_eq!(
        read(&ids[1]).await,
        json!({ "totals": { "for": 21 }, "results": null }),
        "ten people with a declared link are not told, nor the eleven others, from whom they could be computed"
    );
}

const START: &str = "mutation($id: ID!, $token: String) { startVote(proposal: $id, choice: FOR, token: $token) { proposal { number } token expiresAt problems { code } } }";
const FINISH: &str = "mutation($token: String!) { finishVote(token: $token) { votes { proposal { number } vote { choice } problems { code } } problems { code } } }";
const WAITING: &str = "query($token: String!) { startedVotes(token: $token) { choice proposal { number } } }";

#[tokio::test]
async fn a_vote_begun_before_signing_up_is_carried_out_by_the_ordinary_rules() {
    let app = TestApp::start().await;
    let (staff, awa, lina, visitor) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
        app.visitor(),
    );
    let plan = open_vote(&staff, support(2)).await;
    let ids = submitted(&awa, &plan, 3).await;
    let start = async |id: &Value, token: &Value| {
        visitor.ask(START, json!({ "id": id, "token": token })).await["startVote"].clone()
    };
    let finish = async |who: &Person, token: &Value| {
        who.ask(FINISH, json!({ "token": token })).await["finishVote"].clone()
    };
    let first = start(&ids[0], &Value::Null).await;
    let token = first["token"].clone();
    assert_eq!(token.as_str().map(str::len), Some(52), "{first:#}");
    assert_eq!(first["expiresAt"], "2026-12-24T00:00:00Z");
    for id in [&ids[1], &ids[1], &ids[2]] {
        let more = start(id, &token).await;
        assert_eq!((&more["token"], &more["problems"]), (&Value::Null, &json!([])));
    }
    assert_eq!(supports(&app, &ids[0]).await, 0, "it counts for nothing yet");
    let waiting = visitor.ask(WAITING, json!({ "token": token })).await;
    assert_eq!(waiting["startedVotes"].as_array().unwrap().len(), 3);
    assert_eq!(
        finish(&visitor, &token).await["problems"][0]["code"],
        "AUTH_REQUIRED"
    );

    let done = finish(&lina, &token).await;
    assert_eq!(
        done,
        json!({ "problems": [], "votes": [
            { "proposal": { "number": 1 }, "vote": { "choice": "FOR" }, "problems": [] },
            { "proposal": { "number": 2 }, "vote": { "choice": "FOR" }, "problems": [] },
            { "proposal": null, "vote": null, "problems": [{ "code": "VOTING_LIMIT_REACHED" }] },
        ] })
    );
    assert_eq!(
        finish(&lina, &token).await["problems"][0]["code"],
        "VOTING_NOTHING_PENDING"
    );
    assert_eq!(supports(&app, &ids[0]).await, 1);

    let bad = start(&ids[0], &json!("fbs_AAAA")).await;
    assert_eq!(bad["problems"][0]["code"], "VOTING_BAD_TOKEN");
    let dropped = start(&ids[0], &Value::Null).await["token"].clone();
    let erased = visitor
        .ask(
            "mutation($token: String!) { dropStartedVotes(token: $token) { dropped problems { code } } }",
            json!({ "token": dropped }),
        )
        .await;
    assert_eq!(
        erased["dropStartedVotes"],
        json!({ "dropped": 1, "problems": [] })
    );
    assert_eq!(
        finish(&awa, &dropped).await["problems"][0]["code"],
        "VOTING_NOTHING_PENDING"
    );

    // Too late: signing up went well, and the person is told.
    let late = start(&ids[2], &Value::Null).await["token"].clone();
    let old = start(&ids[2], &Value::Null).await["token"].clone();
    set(&app, "2026-12-22T00:00:00+01:00");
    let refused = finish(&awa, &late).await;
    assert_eq!(refused["votes"][0]["problems"][0]["code"], "PHASE_CLOSED");
    assert_eq!(
        finish(&awa, &late).await["problems"][0]["code"],
        "VOTING_NOTHING_PENDING"
    );
    assert_eq!(
        start(&ids[0], &Value::Null).await["problems"][0]["code"],
        "PHASE_CLOSED"
    );
    set(&app, "2026-12-24T00:00:00Z");
    let waiting = visitor.ask(WAITING, json!({ "token": old })).await;
    assert_eq!(waiting["startedVotes"], json!([]), "30 days have passed");
}

#[tokio::test]
async fn signing_up_with_the_token_casts_what_waited_and_stands_when_it_is_refused() {
    const CONFIRM: &str = "mutation($attempt: ID!, $code: String!, $token: String) { confirmCode(attempt: $attempt, code: $code, ageBand: FIFTEEN_OR_MORE, token: $token) {
        created carriedOut { votes drafts problems { code } } problems { code } } }";
    let app = TestApp::start().await;
    let (staff, awa, visitor) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.visitor(),
    );
    let plan = open_vote(&staff, support(1)).await;
    let ids = submitted(&awa, &plan, 2).await;
    let token = visitor.ask(START, json!({ "id": ids[0] })).await["startVote"]["token"].clone();
    visitor.ask(START, json!({ "id": ids[1], "token": token })).await;
    let (attempt, code) = crate::accounts::code(&app, "lina@exemple.fr").await;
    let variables = json!({ "attempt": attempt, "code": code, "token": token });
    let done = visitor.ask(CONFIRM, variables).await["confirmCode"].clone();
    assert_eq!(
        done,
        json!({ "created": true, "problems": [],
            "carriedOut": { "votes": 1, "drafts": 0, "problems": [{ "code": "VOTING_LIMIT_REACHED" }] } })
    );
    assert_eq!(supports(&app, &ids[0]).await, 1);
    assert_eq!(supports(&app, &ids[1]).await, 0);
}

#[tokio::test]
async fn totals_and_own_votes_of_two_proposals_and_of_twenty_cost_the_same_number_of_statements() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let plan = open_vote(&staff, support(0)).await;
    for id in submitted(&awa, &plan, 20).await {
        cast(&lina, &id, "FOR").await;
    }
    const LIST: &str = "query($plan: ID, $first: Int) { proposals(plan: $plan, first: $first, sort: MOST_SUPPORTED) { edges { node { totals { for } results { link } myVote { choice } viewerCan { vote } } } } }";
    let count = async |first: usize| {
        let before = app.db().stats().statements;
        let list = lina
            .ask(LIST, json!({ "plan": plan["id"], "first": first }))
            .await;
        let edges = list["proposals"]["edges"].as_array().unwrap();
        assert_eq!(edges.len(), first);
        assert!(edges.iter().all(|edge| edge["node"]["totals"]["for"] == 1));
        app.db().stats().statements - before
    };
    let (two, twenty) = (count(2).await, count(20).await);
    assert!(two > 3, "statements are counted");
    assert_eq!(two, twenty);
}

#[tokio::test]
async fn a_vote_that_waited_never_replaces_another_and_waits_for_what_can_still_be_done() {
    let app = TestApp::start().await;
    let (staff, awa, lina, visitor) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
        app.visitor(),
    );
    let rules = json!({ "voting": { "rule": "FOR_AGAINST" }, "totals": "LIVE", "vote": "DECLARED_LINK" });
    let plan = open_vote(&staff, rules).await;
    let id = submitted(&awa, &plan, 1).await.remove(0);
    let token = visitor.ask(START, json!({ "id": id })).await["startVote"]["token"].clone();
    let finish = async || lina.ask(FINISH, json!({ "token": token })).await["finishVote"].clone();
    assert_eq!(
        finish().await["votes"][0]["problems"][0]["code"],
        "PERMISSION_DECLARED_LINK_REQUIRED"
    );
    link(&app, &lina, &plan, false).await;
    assert_eq!(code(&lina, &id, "AGAINST").await, Value::Null);
    assert_eq!(
        finish().await["votes"][0]["problems"][0]["code"],
        "VOTING_ALREADY_VOTED"
    );
    let totals = visitor.ask(TOTALS, json!({ "id": id })).await;
    assert_eq!(
        totals["proposal"]["totals"],
        json!({ "for": 0, "against": 1, "neither": 0 })
    );
}

#[tokio::test]
async fn sixty_days_after_results_are_final_nobody_can_tell_whose_a_vote_was() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        resident_at(&app, "Lina", "lina@example.org").await,
    );
    let plan = open_vote(&staff, support(0)).await;
    let id = submitted(&awa, &plan, 1).await.remove(0);
    let receipt = cast(&lina, &id, "FOR").await["vote"]["receipt"].clone();
    let mine = async || {
        lina.ask(
            "query($id: ID!) { proposal(id: $id) { myVote { choice } } }",
            json!({ "id": id }),
        )
        .await["proposal"]["myVote"]
            .clone()
    };
    // The vote ends on 22 December; results are final on 6 January; the key goes on 7 March.
    set(&app, "2027-03-06T23:59:59+01:00");
    app.run_worker().await;
    assert_eq!(mine().await, json!({ "choice": "FOR" }));
    set(&app, "2027-03-07T01:00:00+01:00");
    app.run_worker().await;
    assert_eq!(mine().await, Value::Null);
    assert_eq!(supports(&app, &id).await, 1);
    let ballot = lina.ask(BALLOT, json!({ "plan": plan["id"] })).await;
    assert_eq!(ballot["myBallot"]["votes"]["totalCount"], 0);
    let proof = lina
        .ask(
            "query($code: ID!) { receipt(code: $code) { counts } }",
            json!({ "code": receipt }),
        )
        .await;
    assert_eq!(proof["receipt"]["counts"], true, "the receipt outlives the key");
    assert_eq!(code(&lina, &id, "FOR").await, "VOTING_SEALED");
    use sea_orm::ConnectionTrait;
    let connection = app.db().schema_connection();
    for (sql, rows) in [
        ("SELECT count(*) AS n FROM vote_claims", 0_i64),
        (
            "SELECT count(*) AS n FROM voting_keys WHERE wrapped IS NOT NULL",
            0,
        ),
        ("SELECT count(*) AS n FROM votes", 1),
    ] {
        let statement = sea_orm::Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "n").unwrap(), rows, "{sql}");
    }
}

#[tokio::test]
async fn no_role_votes_for_somebody_else_and_programs_do_not_vote() {
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let plan = open_vote(&staff, support(0)).await;
    let id = submitted(&awa, &plan, 1).await.remove(0);
    for role in Role::ALL {
        let grant = domain::accounts::Grant {
            role: *role,
            plan: None,
        };
        let person = app.with_grants(role.as_str(), &[grant]).await;
        // Each has one vote, their own, and there is no argument that names another voter.
        cast(&person, &id, "FOR").await;
        cast(&person, &id, "FOR").await;
    }
    assert_eq!(supports(&app, &id).await, Role::ALL.len());
    let cx = app::Cx::system(app.house.clone(), "test");
    let command = app::voting::CastVote {
        proposal: id.as_str().unwrap().parse().unwrap(),
        choice: domain::voting::Choice::For,
    };
    let refused = app::voting::cast(&cx, command).await;
    assert!(matches!(
        refused,
        Err(app::Error::Denied(domain::Denied::RoleRequired))
    ));
}
