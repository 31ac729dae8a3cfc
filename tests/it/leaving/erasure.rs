//! Erasure: identity leaves at once and everywhere; words and votes as the person chooses.

use domain::{
    accounts::{Grant, Role},
    time::{days, minutes},
};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use super::{ERASE, anywhere, busy};
use crate::voting;

const NAMES: [&str; 2] = ["zephyrine@example.org", "Zéphyrine Colibri"];
const LIST: &str = "query($plan: ID!) { proposals(plan: $plan, states: [PUBLISHED, WITHDRAWN]) { edges { node { number title state author { ... on Account { displayName } } } } } }";

async fn erase(who: &Person, contributions: &str) -> Value {
    let erased = who.ask(ERASE, json!({ "contributions": contributions })).await;
    erased["eraseAccount"].clone()
}

async fn proposals(app: &TestApp, plan: &Value) -> Vec<Value> {
    let list = app.visitor().ask(LIST, json!({ "plan": plan["id"] })).await;
    let edges = list["proposals"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

#[tokio::test]
async fn nothing_that_says_who_it_was_is_left_anywhere() {
    let app = TestApp::start().await;
    let (person, plan) = busy(&app).await;
    app.run_worker().await;
    for name in NAMES {
        assert!(
            anywhere(&app, name).await.len() > 3,
            "the search finds what is there"
        );
    }
    let erased = erase(&person, "REMOVE").await;
    assert_eq!(erased["problems"], json!([]));
    assert_eq!(erased["sealedUntil"], "2027-11-23T09:00:00Z");
    app.run_worker().await;
    for name in NAMES {
        assert_eq!(anywhere(&app, name).await, Vec::<String>::new(), "{name}");
    }
    let left = proposals(&app, &plan).await;
    assert_eq!(left.len(), 2, "tombstones keep their numbers");
    for proposal in &left {
        assert_eq!(
            (
                &proposal["state"],
                &proposal["title"],
                &proposal["author"]["displayName"]
            ),
            (&json!("WITHDRAWN"), &Value::Null, &Value::Null)
        );
    }
    // What the law obliges a host to keep opens with the root key alone, until its day.
    let cx = app::Cx::system(app.house.clone(), "test");
    let account = person.account();
    let sealed = app::accounts::open_sealed(&cx, account, "PV 2026/118")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (&sealed["email"], &sealed["display_name"]),
        (&json!(NAMES[0]), &json!(NAMES[1]))
    );
    assert!(
        app::accounts::open_sealed(person.cx(), account, "curiosity")
            .await
            .is_err()
    );
    app.clock.advance(days(365));
    app.run_worker().await;
    assert_eq!(
        app::accounts::open_sealed(&cx, account, "PV 2027/3")
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn words_stay_under_a_deleted_account_when_the_person_chooses_so() {
    let app = TestApp::start().await;
    let (person, plan) = busy(&app).await;
    assert_eq!(erase(&person, "KEEP").await["problems"], json!([]));
    let kept = proposals(&app, &plan).await;
    assert_eq!(kept[1]["title"], "Garder les platanes de la place");
    for proposal in &kept {
        assert_eq!(
            (&proposal["state"], &proposal["author"]["displayName"]),
            (&json!("PUBLISHED"), &Value::Null)
        );
    }
    // The name and the address are left in those words alone.
    for (name, words) in [
        (
            NAMES[0],
            &[
                "comment_versions.body",
                "comments.body",
                "proposal_versions.body",
                "proposals.body",
            ][..],
        ),
        (
            NAMES[1],
            &[
                "comment_versions.body",
                "comments.body",
                "proposal_versions.title",
                "proposals.title",
            ],
        ),
    ] {
        let places = super::places_of(app.db().schema_connection(), name).await;
        let places: Vec<&str> = places
            .iter()
            .map(String::as_str)
            .filter(|place| !place.starts_with("search_"))
            .collect();
        assert_eq!(places, words, "{name}");
    }
}

#[tokio::test]
async fn an_erased_account_does_nothing_more_and_its_address_is_free() {
    let app = TestApp::start().await;
    let (person, plan) = busy(&app).await;
    erase(&person, "KEEP").await;
    // The token of a moment ago: the account is read again at each request.
    let ghost = app.again(&person).await;
    let input = crate::proposals::platanes();
    let refused = ghost
        .ask(
            crate::proposals::SUBMIT,
            json!({ "plan": plan["id"], "input": input }),
        )
        .await;
    assert_eq!(refused["submitProposal"]["problems"][0]["code"], "AUTH_REQUIRED");
    assert_eq!(
        erase(&ghost, "KEEP").await["problems"][0]["code"],
        "AUTH_REQUIRED"
    );
    assert_eq!(
        erase(&person, "KEEP").await["problems"][0]["code"],
        "ACCOUNT_ERASED"
    );
    assert_eq!(
        erase(&app.visitor(), "KEEP").await["problems"][0]["code"],
        "AUTH_REQUIRED"
    );
    let another = app.resident("Quelqu'un d'autre").await;
    app.confirm_email(&another, NAMES[0]).await;
    // The proof that it showed serves again: nothing of it is left.
    let staff = app.staff("Mme Sy").await;
    const DECLARE: &str =
        "mutation($plan: ID!) { declareLink(plan: $plan, kind: LIVES) { problems { code } } }";
    another.ask(DECLARE, json!({ "plan": plan["id"] })).await;
    let proof = json!({ "method": "BILL", "issuer": "Eau de Saint-Exemple", "subject": NAMES[1] });
    const CONFIRM: &str = "mutation($account: ID, $plan: ID!, $proof: ProofInput!) { confirmLink(account: $account, plan: $plan, proof: $proof) { problems { code } } }";
    let confirmed = staff.ask(
        CONFIRM,
        json!({ "account": another.account(), "plan": plan["id"], "proof": proof }),
    );
    assert_eq!(confirmed.await["confirmLink"]["problems"], json!([]));
}

#[tokio::test]
async fn erasure_is_an_event_without_an_identity() {
    let app = TestApp::start().await;
    let (person, _) = busy(&app).await;
    erase(&person, "KEEP").await;
    app.run_worker().await;
    let event = super::last_event(app.db().schema_connection()).await;
    let subject = domain::event::Subject::from(person.account());
    assert_eq!(event, ("account.erased".to_owned(), subject.id, "{}".to_owned()));
}

#[tokio::test]
async fn the_last_admin_cannot_leave() {
    let app = TestApp::start().await;
    let admin = [Grant {
        role: Role::Admin,
        plan: None,
    }];
    let roux = app.with_grants("Mme Roux", &admin).await;
    assert_eq!(
        erase(&roux, "KEEP").await["problems"][0]["code"],
        "ACCOUNT_LAST_ADMIN"
    );
    let diallo = app.with_grants("Mme Diallo", &admin).await;
    assert_eq!(erase(&roux, "KEEP").await["problems"], json!([]));
    assert_eq!(
        erase(&diallo, "KEEP").await["problems"][0]["code"],
        "ACCOUNT_LAST_ADMIN"
    );
}

#[tokio::test]
async fn it_is_asked_soon_after_signing_in_and_shuts_every_door() {
    let app = TestApp::start().await;
    let front = crate::wire::Front::open(&app).await;
    let first = crate::accounts::come_in(&app, "awa@exemple.fr").await;
    app.clock.advance(minutes(9));
    let second = crate::accounts::come_in(&app, "awa@exemple.fr").await;
    app.clock.advance(minutes(9));
    let token = |signed_in: &Value| signed_in["tokens"]["accessToken"].as_str().unwrap().to_owned();
    let erase = async |token: &str| {
        let answer = front
            .post(ERASE, json!({ "contributions": "KEEP" }), Some(token))
            .await;
        answer.json()
    };
    const REFRESH: &str = "mutation($token: String!) { refresh(refreshToken: $token) { tokens { accessToken } problems { code } } }";
    let refresh = first["tokens"]["refreshToken"].clone();
    let renewed = front.ask(REFRESH, json!({ "token": refresh }), None).await;
    let stale = token(&renewed["refresh"]);
    assert_eq!(
        erase(&stale).await["data"]["eraseAccount"]["problems"][0]["code"],
        "ACCOUNT_SIGN_IN_AGAIN"
    );
    let fresh = token(&second);
    assert_eq!(erase(&fresh).await["data"]["eraseAccount"]["problems"], json!([]));
    for token in [stale, fresh] {
        assert_eq!(
            erase(&token).await["errors"][0]["extensions"]["code"],
            "auth.expired"
        );
    }
    let refresh = second["tokens"]["refreshToken"].clone();
    let dead = front.ask(REFRESH, json!({ "token": refresh }), None).await;
    assert_eq!(dead["refresh"]["tokens"], Value::Null);
    // The address is free: a new account begins, which is not the old one.
    let anew = crate::accounts::come_in(&app, "awa@exemple.fr").await;
    assert_ne!(anew["me"]["account"]["id"], first["me"]["account"]["id"]);
}

#[tokio::test]
async fn votes_stay_counted_or_go_as_the_person_chooses() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let plan = voting::open_vote(&staff, voting::support(0)).await;
    let proposal = voting::submitted(&app.resident("Karim").await, &plan, 1).await[0].clone();
    let (awa, binta) = (
        voting::resident_at(&app, "Awa", "awa@example.org").await,
        voting::resident_at(&app, "Binta", "binta@example.org").await,
    );
    for who in [&awa, &binta] {
        assert_eq!(voting::code(who, &proposal, "FOR").await, Value::Null);
    }
    let votes = app::accounts::download(awa.cx()).await.unwrap();
    assert!(votes.bytes.len() > 1_000);
    let leave = async |who: &Person, withdraw: bool| {
        let choice = json!({ "contributions": "KEEP", "withdrawVotes": withdraw });
        who.ask(ERASE, choice).await["eraseAccount"]["problems"].clone()
    };
    assert_eq!(leave(&awa, false).await, json!([]));
    assert_eq!(voting::supports(&app, &proposal).await, 2);
    assert_eq!(leave(&binta, true).await, json!([]));
    assert_eq!(voting::supports(&app, &proposal).await, 1);
    // Neither votes a second time with another account, even where the first vote was withdrawn.
    for (name, address) in [("Awa", "awa@example.org"), ("Binta", "binta@example.org")] {
        let again = voting::resident_at(&app, name, address).await;
        assert_eq!(
            voting::code(&again, &proposal, "FOR").await,
            "VOTING_ALREADY_USED",
            "{name}"
        );
    }
    assert_eq!(voting::supports(&app, &proposal).await, 1);
}
