//! What a proposal was, what it waits for, and what is never read by others: versions, precisions, review.

use std::time::Duration;

use app::plans::{CreatePlan, ModerationInput, PlanInput, RulesInput};
use domain::{
    Timestamp,
    accounts::{Grant, Role},
    proposals::ProposalId,
    time::hours,
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{
    plans::{PUBLISH, published},
    proposals::{SUBMIT, platanes},
};

pub(crate) const REVISE: &str = "mutation($id: ID!, $version: Int!, $input: ProposalInput!) {
    reviseProposal(proposal: $id, version: $version, input: $input) { proposal { version } problems { code } }
}";
const VERSIONS: &str = "query($id: ID!) { proposal(id: $id) {
    title body author { __typename } place { wholePerimeter } precisions { body }
    versions { totalCount edges { node { number title body difference { since title { kind text } } } } }
} }";
const ADD: &str = "mutation($id: ID!, $body: String!) { addPrecision(proposal: $id, body: $body) { precision { body at } problems { code } } }";
const PUBLISH_ONE: &str =
    "mutation($id: ID!) { publishProposal(proposal: $id) { proposal { number state } problems { code } } }";
const CAN: &str = "query($id: ID!) { proposal(id: $id) { frozenAt viewerCan { revise withdraw addPrecision comment vote merge leave publish answer follow } } }";

fn titled(title: &str) -> Value {
    let mut input = platanes();
    input["title"] = json!(title);
    input
}

async fn submitted(who: &Person, plan: &Value) -> Value {
    let sent = who
        .ask(SUBMIT, json!({ "plan": plan["id"], "input": platanes() }))
        .await;
    sent["submitProposal"]["proposal"]["id"].clone()
}

async fn sql(app: &TestApp, sql: &str) {
    app.db()
        .schema_connection()
        .execute_unprepared(sql)
        .await
        .unwrap();
}

/// A plan in which every contribution is read by a moderator first.
async fn reviewed(app: &TestApp, staff: &Person) -> Value {
    let at = |text: &str| Timestamp::parse(text).unwrap();
    let input = PlanInput {
        slug: "relu".to_owned(),
        title: "Plan relu".to_owned(),
        summary: "Tout est relu avant d'être publié.".to_owned(),
        rules: RulesInput {
            moderation: Some(ModerationInput::Before {
                reason: "Semaine des élections.".to_owned(),
                until: Some(at("2027-01-01T00:00:00Z")),
            }),
            ..RulesInput::default()
        },
        phases: vec![app::plans::PhaseInput {
            id: None,
            kind: domain::plans::PhaseKind::Propose,
            title: "Idées".to_owned(),
            starts_at: at("2026-11-22T00:00:00Z"),
            ends_at: at("2026-11-24T00:00:00Z"),
            overrides: [].into(),
        }],
        ..PlanInput::default()
    };
    let plan = app::plans::create(staff.cx(), CreatePlan::parse(staff.cx(), &input).unwrap())
        .await
        .unwrap();
    let plan = json!({ "id": plan.id.to_string() });
    let opened = staff.ask(PUBLISH, json!({ "plan": plan["id"] })).await;
    assert_eq!(opened["publishPlan"]["plan"]["state"], "PUBLISHED", "{opened:#}");
    let _ = app;
    plan
}

async fn moderator(app: &TestApp, name: &str) -> Person {
    let grant = Grant {
        role: Role::Moderator,
        plan: None,
    };
    app.with_grants(name, &[grant]).await
}

#[tokio::test]
async fn every_change_after_publication_is_a_version_with_its_difference() {
    let app = TestApp::start().await;
    let (staff, awa, visitor) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.visitor(),
    );
    let plan = published(&staff).await;
    let id = submitted(&awa, &plan).await;
    let better = titled("Garder <b>tous</b> les platanes de la place");
    awa.ask(REVISE, json!({ "id": id, "version": 1, "input": better }))
        .await;
    let seen = visitor.ask(VERSIONS, json!({ "id": id })).await["proposal"].clone();
    assert_eq!(seen["author"]["__typename"], "Account");
    assert_eq!(seen["versions"]["totalCount"], 2);
    let newest = &seen["versions"]["edges"][0]["node"];
    assert_eq!(newest["number"], 2);
    assert_eq!(newest["difference"]["since"], 1);
    let pieces = newest["difference"]["title"].as_array().unwrap();
    let read = |without: &str| -> String {
        let kept = pieces.iter().filter(|piece| piece["kind"] != without);
        kept.map(|piece| piece["text"].as_str().unwrap()).collect()
    };
    assert_eq!(read("ADDED"), "Garder les platanes de la place");
    // The class of CVE-2024-41673: markup in a difference is text, as it was typed.
    assert_eq!(read("REMOVED"), "Garder <b>tous</b> les platanes de la place");
    assert_eq!(seen["versions"]["edges"][1]["node"]["difference"], json!(null));

    // A passage that is masked now stands in older versions too: none of them is shown.
    sql(&app, r#"UPDATE proposals SET visibility = 'masked', visibility_data = '{"state":"masked","passages":[[0,10]]}'"#).await;
    let masked = visitor.ask(VERSIONS, json!({ "id": id })).await["proposal"].clone();
    assert_eq!(masked["body"], "[…] donnent de l'ombre à tout le monde.");
    assert_eq!(masked["versions"]["edges"][0]["node"]["body"], json!(null));

    for hidden in [
        r#"UPDATE proposals SET visibility = 'hidden', visibility_data = '{"state":"hidden"}'"#,
        r#"UPDATE proposals SET visibility = 'shown', visibility_data = '{"state":"shown"}', text_state = 'withdrawn'"#,
    ] {
        sql(&app, hidden).await;
        for who in [&visitor, &awa, &staff] {
            let seen = who.ask(VERSIONS, json!({ "id": id })).await["proposal"].clone();
            let node = json!({ "number": 2, "title": null, "body": null, "difference": null });
            assert_eq!(seen["versions"]["edges"][0]["node"], node);
            assert_eq!(
                [&seen["title"], &seen["body"], &seen["author"], &seen["place"]],
                [&json!(null); 4]
            );
        }
    }
}

#[tokio::test]
async fn a_frozen_text_takes_dated_precisions_and_no_new_version() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let plan = published(&staff).await;
    let (id, other) = (submitted(&awa, &plan).await, submitted(&awa, &plan).await);
    let add = json!({ "id": id, "body": "Ils ont été plantés en 1962." });
    let early = awa.ask(ADD, add.clone()).await;
    assert_eq!(
        early["addPrecision"]["problems"][0]["code"],
        "PROPOSAL_NOT_FROZEN"
    );

    let proposal: ProposalId = id.as_str().unwrap().parse().unwrap();
    for first in [true, false] {
        let at = awa.cx().now();
        let froze = app
            .db()
            .write::<_, app::Error, _>(|tx| async move {
                Ok(persistence::proposals::freeze(&tx, proposal, at).await?)
            })
            .await;
        assert_eq!(froze.unwrap(), first, "it freezes once");
        app.clock.advance(Duration::from_secs(60));
    }
    let revised = awa
        .ask(REVISE, json!({ "id": id, "version": 1, "input": platanes() }))
        .await;
    assert_eq!(
        revised["reviseProposal"]["problems"][0]["code"],
        "PROPOSAL_FROZEN"
    );
    let can = awa.ask(CAN, json!({ "id": id })).await["proposal"].clone();
    assert_eq!(can["frozenAt"], "2026-11-23T09:00:00Z");
    assert_eq!(
        can["viewerCan"],
        json!({
            "revise": false, "withdraw": true, "addPrecision": true, "comment": true, "vote": false, "merge": true,
            "leave": false, "publish": false, "answer": false, "follow": true,
        })
    );
    let foreign = lina.ask(ADD, add.clone()).await;
    assert_eq!(
        foreign["addPrecision"]["problems"][0]["code"],
        "PERMISSION_NOT_YOURS"
    );
    let added = awa.ask(ADD, add).await;
    assert_eq!(added["addPrecision"]["precision"]["at"], "2026-11-23T09:02:00Z");
    let seen = lina.ask(VERSIONS, json!({ "id": id })).await["proposal"].clone();
    assert_eq!(
        seen["precisions"],
        json!([{ "body": "Ils ont été plantés en 1962." }])
    );
    assert_eq!(seen["versions"]["totalCount"], 1, "a precision is no version");

    // Every text freezes when the vote opens.
    app.clock
        .set(Timestamp::parse("2026-12-23T00:00:00+01:00").unwrap());
    let can = awa.ask(CAN, json!({ "id": other })).await["proposal"].clone();
    assert_eq!(can["frozenAt"], "2026-12-22T23:00:00Z");
    let late = awa
        .ask(REVISE, json!({ "id": other, "version": 1, "input": platanes() }))
        .await;
    assert_eq!(late["reviseProposal"]["problems"][0]["code"], "PROPOSAL_FROZEN");
}

#[tokio::test]
async fn what_waits_for_review_is_read_by_its_author_and_moderators_alone_until_one_publishes_it() {
    let app = TestApp::start().await;
    let (staff, awa, lina, ines, visitor) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
        moderator(&app, "Inès").await,
        app.visitor(),
    );
    let plan = reviewed(&app, &staff).await;
    let id = submitted(&awa, &plan).await;
    let first = "{ proposals(states: [PENDING_REVIEW, PUBLISHED]) { totalCount edges { node { id title versions { totalCount } } } } }";
    let awas = format!(
        "{{ proposals(author: \"{}\") {{ totalCount }} }}",
        awa.cx().actor.account().unwrap()
    );
    for who in [&visitor, &lina, &staff] {
        assert_eq!(
            who.ask(VERSIONS, json!({ "id": id })).await["proposal"],
            json!(null)
        );
        assert_eq!(who.ask(first, json!({})).await["proposals"]["totalCount"], 0);
        assert_eq!(who.ask(&awas, json!({})).await["proposals"]["totalCount"], 0);
        let publish = who.ask(PUBLISH_ONE, json!({ "id": id })).await;
        assert_eq!(
            publish["publishProposal"]["problems"][0]["code"],
            "PROPOSAL_NOT_FOUND"
        );
        let follow = who
            .ask(
                "mutation($id: ID!) { follow(id: $id) { problems { code } } }",
                json!({ "id": id }),
            )
            .await;
        assert_eq!(follow["follow"]["problems"][0]["code"], "PROPOSAL_NOT_FOUND");
    }
    for who in [&awa, &ines] {
        assert_eq!(who.ask(first, json!({})).await["proposals"]["totalCount"], 1);
        assert_eq!(
            who.ask("{ proposals { totalCount } }", json!({})).await["proposals"]["totalCount"],
            0
        );
    }
    // What is changed before publication leaves no former wording behind.
    let better = titled("Garder tous les platanes de la place");
    let revised = awa
        .ask(REVISE, json!({ "id": id, "version": 1, "input": better }))
        .await;
    assert_eq!(revised["reviseProposal"]["proposal"]["version"], 2);
    let own = awa.ask(PUBLISH_ONE, json!({ "id": id })).await;
    assert_eq!(
        own["publishProposal"]["problems"][0]["code"],
        "PERMISSION_ROLE_REQUIRED"
    );

    // Sent before the end, published after it: that is on time.
    app.clock.advance(hours(48));
    let done = ines.ask(PUBLISH_ONE, json!({ "id": id })).await;
    assert_eq!(
        done["publishProposal"]["proposal"],
        json!({ "number": 1, "state": "PUBLISHED" })
    );
    let twice = ines.ask(PUBLISH_ONE, json!({ "id": id })).await;
    assert_eq!(
        twice["publishProposal"]["problems"][0]["code"],
        "PROPOSAL_WRONG_STATE"
    );
    let seen = visitor.ask(VERSIONS, json!({ "id": id })).await["proposal"].clone();
    assert_eq!(seen["versions"]["totalCount"], 1);
    assert_eq!(
        seen["versions"]["edges"][0]["node"]["title"],
        "Garder tous les platanes de la place"
    );
    let by_number = visitor
        .ask("{ proposal(plan: \"relu\", number: 1) { title } }", json!({}))
        .await;
    assert_eq!(
        by_number["proposal"]["title"],
        "Garder tous les platanes de la place"
    );
}

#[tokio::test]
async fn nobody_publishes_their_own_and_after_three_days_the_house_publishes() {
    let app = TestApp::start().await;
    let (staff, ines, visitor) = (
        app.staff("M. Petit").await,
        moderator(&app, "Inès").await,
        app.visitor(),
    );
    let plan = reviewed(&app, &staff).await;
    let (id, gone) = (submitted(&ines, &plan).await, submitted(&ines, &plan).await);
    let own = ines.ask(PUBLISH_ONE, json!({ "id": id })).await;
    assert_eq!(
        own["publishProposal"]["problems"][0]["code"],
        "PERMISSION_OWN_CONTRIBUTION"
    );
    let withdraw = "mutation($id: ID!) { withdrawProposal(proposal: $id) { proposal { state } } }";
    ines.ask(withdraw, json!({ "id": gone })).await;

    app.clock.advance(hours(72) - Duration::from_micros(1));
    app.run_worker().await;
    assert_eq!(
        visitor.ask(VERSIONS, json!({ "id": id })).await["proposal"],
        json!(null)
    );
    app.clock.advance(Duration::from_micros(1));
    app.run_worker().await;
    let seen = visitor
        .ask(
            "query($id: ID!) { proposal(id: $id) { number } }",
            json!({ "id": id }),
        )
        .await;
    assert_eq!(seen["proposal"]["number"], 1);
    assert_eq!(
        visitor.ask(VERSIONS, json!({ "id": gone })).await["proposal"],
        json!(null)
    );
}

#[tokio::test]
async fn an_author_of_an_earlier_platform_is_an_attribution() {
    let app = TestApp::start().await;
    let (staff, awa, visitor) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.visitor(),
    );
    let plan = published(&staff).await;
    let id = submitted(&awa, &plan).await;
    // The plan's own id serves as the id of the attribution.
    sql(&app, "INSERT INTO attributions (id, plan_id, source, label, created_at) SELECT id, id, 'decidim.example', 'Voisine 12', 0 FROM plans").await;
    sql(
        &app,
        "UPDATE proposals SET author_account = NULL, author_attribution = plan_id, origin = 'import'",
    )
    .await;
    let seen = visitor
        .ask(
            "query($id: ID!) { proposal(id: $id) { origin author { ... on Attribution { source label } ... on Account { displayName } } } }",
            json!({ "id": id }),
        )
        .await;
    assert_eq!(
        seen["proposal"],
        json!({ "origin": "IMPORT", "author": { "source": "decidim.example", "label": "Voisine 12" } })
    );
    let withdraw = "mutation($id: ID!) { withdrawProposal(proposal: $id) { problems { code } } }";
    let foreign = awa.ask(withdraw, json!({ "id": id })).await;
    assert_eq!(
        foreign["withdrawProposal"]["problems"][0]["code"],
        "PERMISSION_NOT_YOURS"
    );
}
