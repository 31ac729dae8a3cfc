//! What is passed on to the authorities: two people open its copy, and nobody else learns that it exists.

use std::time::Duration;

use domain::accounts::{Grant, Role};
use futures::future::join_all;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use test_support::Person;

use super::{CASE, Scene, WORDS, codes, report};
use crate::leaving::ERASE;

mod files;
mod silence;

const TRANSMIT: &str = "mutation($case: ID!, $version: Int!, $input: TransmissionInput!) {
    transmitCase(case: $case, version: $version, input: $input) {
        case { id version stage } decision { id action } problems { code field }
    }
}";
const ASK: &str = "mutation($transmission: ID!, $reason: String!) {
    askSealedCopy(transmission: $transmission, reason: $reason) { access { id stage } problems { code field } }
}";
const CONFIRM: &str =
    "mutation($access: ID!) { confirmSealedCopy(access: $access) { access { stage } problems { code } } }";
const OPEN: &str = "mutation($access: ID!) { openSealedCopy(access: $access) {
    copy { item version body author email versions { number body } } problems { code }
} }";
const UNDO: &str =
    "mutation($decision: ID!) { undoDecision(decision: $decision) { case { stage } problems { code } } }";
const LIST: &str = "query($case: ID) { transmissions(case: $case) {
    id caseId authority ground silence at by { displayName } keptUntil
    accesses { id stage reason byViewer askedBy { displayName } confirmedBy { displayName } confirmedAt openedAt }
} }";
const REASON: &str = "Le parquet demande le texte entier.";
const SILENCE: &str = "L'auteur connaît la victime.";

fn grant(role: Role) -> Grant {
    Grant { role, plan: None }
}

/// Nothing is done to the text, and its author is told nothing.
fn quiet() -> Value {
    json!({ "authority": "PROSECUTOR", "ground": "THREAT_TO_LIFE", "tellAuthor": false, "silence": SILENCE })
}

async fn transmit(by: &Person, case: &Value, input: Value) -> Value {
    let asked = json!({ "case": case["id"], "version": case["version"], "input": input });
    by.ask(TRANSMIT, asked).await["transmitCase"].clone()
}

async fn listed(by: &Person, case: &Value) -> Value {
    by.ask(LIST, json!({ "case": case["id"] })).await["transmissions"].clone()
}

/// Passes the case on for good; the transmission as Inès reads it.
async fn transmitted(scene: &Scene, case: &Value, input: Value) -> Value {
    let done = transmit(&scene.ines, case, input).await;
    assert_eq!(done["problems"], json!([]), "{done:#}");
    scene.told().await;
    listed(&scene.ines, case).await[0].clone()
}

async fn asked(by: &Person, transmission: &Value) -> Value {
    let asked = json!({ "transmission": transmission["id"], "reason": REASON });
    let asked = by.ask(ASK, asked).await["askSealedCopy"].clone();
    assert_eq!(asked["problems"], json!([]), "{asked:#}");
    asked["access"].clone()
}

async fn try_to(who: &Person, what: &str, access: &Value) -> Value {
    let answer = who.ask(what, json!({ "access": access["id"] })).await;
    answer.as_object().unwrap().values().next().unwrap().clone()
}

#[tokio::test]
async fn one_asks_another_confirms_and_the_copy_opens_once() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    let short = transmit(
        &scene.ines,
        &case,
        json!({ "authority": "POLICE", "ground": "THREAT_TO_LIFE",
        "tellAuthor": false, "meanwhile": "REMOVED", "silence": "Non." }),
    )
    .await;
    let fields: Vec<_> = short["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["field"].clone())
        .collect();
    assert_eq!(
        fields,
        ["silence", "rule", "facts"],
        "all of it at once: {short:#}"
    );

    let mut input = quiet();
    input["meanwhile"] = json!("REMOVED");
    input["rule"] = json!(scene.rule);
    input["facts"] = json!("Le texte donne un numéro de téléphone.");
    let transmission = transmitted(&scene, &case, input).await;
    for (field, value) in [
        ("authority", json!("PROSECUTOR")),
        ("ground", json!("THREAT_TO_LIFE")),
        ("silence", json!(SILENCE)),
        ("at", json!("2026-11-23T09:00:00Z")),
        ("keptUntil", json!("2027-11-23T09:00:00Z")),
        ("by", json!({ "displayName": "Inès" })),
        ("accesses", json!([])),
    ] {
        assert_eq!(transmission[field], value, "{field}");
    }
    assert_eq!(
        scene.shown().await["visibility"],
        "REMOVED",
        "by the same decision"
    );

    let short = json!({ "transmission": transmission["id"], "reason": "Voir." });
    let short = scene.ines.ask(ASK, short).await["askSealedCopy"].clone();
    assert_eq!(codes(&short), ["FIELD_TOO_SHORT"]);
    let access = asked(&scene.ines, &transmission).await;
    assert_eq!(
        codes(&try_to(&scene.ines, OPEN, &access).await),
        ["MODERATION_ACCESS_NOT_CONFIRMED"]
    );
    assert_eq!(
        codes(&try_to(&scene.ines, CONFIRM, &access).await),
        ["PERMISSION_CONFLICT_OF_INTEREST"],
        "the same person does not confirm"
    );
    let anna = scene.app.with_grants("Anna", &[grant(Role::Admin)]).await;
    let confirmed = try_to(&anna, CONFIRM, &access).await;
    assert_eq!(confirmed["access"]["stage"], "CONFIRMED", "{confirmed:#}");
    assert_eq!(
        codes(&try_to(&scene.omar, CONFIRM, &access).await),
        ["MODERATION_ACCESS_CONFIRMED"]
    );
    assert_eq!(
        codes(&try_to(&scene.omar, OPEN, &access).await),
        ["PERMISSION_CONFLICT_OF_INTEREST"],
        "whoever asked opens it"
    );
    let opened = try_to(&scene.ines, OPEN, &access).await;
    let copy = &opened["copy"];
    assert_eq!(
        (&copy["body"], &copy["item"], &copy["email"]),
        (&json!(WORDS), &scene.comment, &json!("awa@example.org")),
        "{opened:#}"
    );
    assert_eq!(copy["author"], json!(scene.awa.account().to_string()));
    assert_eq!(copy["versions"], json!([{ "number": 1, "body": WORDS }]));
    assert_eq!(
        codes(&try_to(&scene.ines, OPEN, &access).await),
        ["MODERATION_ACCESS_OVER"],
        "once"
    );
    // Each step is there, for all who may open it.
    for reader in [&scene.omar, &anna, &scene.ines] {
        let its = listed(reader, &case).await[0]["accesses"].clone();
        assert_eq!(its.as_array().unwrap().len(), 1);
        assert_eq!(
            (&its[0]["reason"], &its[0]["stage"]),
            (&json!(REASON), &json!("OPENED"))
        );
        assert_eq!(its[0]["askedBy"]["displayName"], "Inès");
        assert_eq!(its[0]["confirmedBy"]["displayName"], "Anna");
        assert!(its[0]["openedAt"].is_string());
    }
}

#[tokio::test]
async fn a_transmission_is_taken_back_in_time_with_its_copy_and_not_a_moment_later() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    let done = transmit(&scene.ines, &case, quiet()).await;
    assert_eq!(done["case"]["stage"], "DECIDED", "{done:#}");
    assert_eq!(rows(&scene, "transmissions").await, 1);
    assert_eq!(listed(&scene.omar, &case).await, json!([]), "not for ten seconds");
    scene.app.clock.advance(Duration::from_millis(9_999));
    let decision = json!({ "decision": done["decision"]["id"] });
    let other = scene.omar.ask(UNDO, decision.clone()).await["undoDecision"].clone();
    assert_eq!(codes(&other), ["MODERATION_DECIDED_BY_OTHER"]);
    let undone = scene.ines.ask(UNDO, decision).await["undoDecision"].clone();
    assert_eq!(undone["case"]["stage"], "OPEN", "{undone:#}");
    assert_eq!(rows(&scene, "transmissions").await, 0, "the copy is destroyed");
    scene.told().await;
    assert_eq!(listed(&scene.ines, &case).await, json!([]));

    let case = scene.case(&scene.ines, &case).await;
    let again = transmit(&scene.ines, &case, quiet()).await;
    scene.app.clock.advance(Duration::from_secs(10));
    let late = json!({ "decision": again["decision"]["id"] });
    let late = scene.ines.ask(UNDO, late).await["undoDecision"].clone();
    assert_eq!(codes(&late), ["MODERATION_TOO_LATE_TO_UNDO"]);
    scene.app.run_worker().await;
    assert_eq!(listed(&scene.ines, &case).await.as_array().unwrap().len(), 1);
    // What is decided is not passed on again.
    let case = scene.case(&scene.omar, &case).await;
    let decided = transmit(&scene.omar, &case, quiet()).await;
    assert_eq!(codes(&decided), ["MODERATION_ALREADY_DECIDED"]);
}

#[tokio::test]
async fn a_late_or_second_transmission_is_refused_as_any_decision_is() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    let mut stale = case.clone();
    stale["version"] = json!(7);
    let stale = transmit(&scene.ines, &stale, quiet()).await;
    assert_eq!(codes(&stale), ["MODERATION_CHANGED_MEANWHILE"]);
    const CLAIM: &str =
        "mutation($case: ID!) { claimCase(case: $case) { case { id version } problems { code } } }";
    let claimed = scene.omar.ask(CLAIM, json!({ "case": case["id"] })).await["claimCase"]["case"].clone();
    let taken = transmit(&scene.ines, &claimed, quiet()).await;
    assert_eq!(codes(&taken), ["MODERATION_CLAIMED_BY_OTHER"]);
    // Whoever reviews a decision says whether it stands.
    let decided = scene
        .decide(&scene.omar, &claimed, json!({ "action": "HIDE" }))
        .await;
    scene.told().await;
    const CONTEST: &str = "mutation($decision: ID!) {
        contestDecision(decision: $decision, grounds: \"Ce numéro est celui de la mairie.\") { problems { code } }
    }";
    let contest = json!({ "decision": decided["decision"]["id"] });
    scene.awa.ask(CONTEST, contest).await;
    let contested = scene.case(&scene.ines, &case).await;
    assert_eq!(contested["stage"], "CONTESTED", "{contested:#}");
    let review = transmit(&scene.ines, &contested, quiet()).await;
    assert_eq!(codes(&review), ["MODERATION_WRONG_STAGE"]);
    assert_eq!(rows(&scene, "transmissions").await, 0);
}

#[tokio::test]
async fn accesses_and_copies_end_and_nothing_prolongs_them() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    let transmission = transmitted(&scene, &case, quiet()).await;
    // An access that nobody confirms in a day is over, and so is one that nobody uses.
    let forgotten = asked(&scene.omar, &transmission).await;
    let unused = asked(&scene.omar, &transmission).await;
    try_to(&scene.ines, CONFIRM, &unused).await;
    scene.app.clock.advance(Duration::from_hours(24));
    assert_eq!(
        codes(&try_to(&scene.ines, CONFIRM, &forgotten).await),
        ["MODERATION_ACCESS_OVER"]
    );
    assert_eq!(
        codes(&try_to(&scene.omar, OPEN, &unused).await),
        ["MODERATION_ACCESS_OVER"]
    );
    // The author leaves, and takes their words along: the copy stays until its end.
    let left = scene.app.again(&scene.awa).await;
    let left = left.ask(ERASE, json!({ "contributions": "REMOVE" })).await;
    assert_eq!(left["eraseAccount"]["problems"], json!([]), "{left:#}");
    scene
        .app
        .clock
        .advance(Duration::from_hours(364 * 24) - Duration::from_hours(25));
    let access = asked(&scene.omar, &transmission).await;
    try_to(&scene.ines, CONFIRM, &access).await;
    let opened = try_to(&scene.omar, OPEN, &access).await;
    assert_eq!(
        (&opened["copy"]["body"], &opened["copy"]["email"]),
        (&json!(WORDS), &json!("awa@example.org")),
        "{opened:#}"
    );
    // The copy goes on its day, a confirmed access or not; that there was one stays.
    scene.app.clock.advance(Duration::from_hours(24));
    let access = asked(&scene.omar, &transmission).await;
    try_to(&scene.ines, CONFIRM, &access).await;
    scene.app.clock.advance(Duration::from_hours(2));
    assert_eq!(
        codes(&try_to(&scene.omar, OPEN, &access).await),
        ["MODERATION_COPY_DESTROYED"]
    );
    let destroyed = json!({ "transmission": transmission["id"], "reason": REASON });
    let destroyed = scene.omar.ask(ASK, destroyed).await["askSealedCopy"].clone();
    assert_eq!(codes(&destroyed), ["MODERATION_COPY_DESTROYED"]);
    scene.app.run_worker().await;
    assert_eq!(rows(&scene, "transmissions WHERE sealed IS NOT NULL").await, 0);
    assert_eq!(listed(&scene.omar, &case).await[0]["authority"], "PROSECUTOR");
}

#[tokio::test]
async fn eight_openings_at_once_open_it_once() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    let transmission = transmitted(&scene, &case, quiet()).await;
    let access = asked(&scene.ines, &transmission).await;
    let confirmed = try_to(&scene.omar, CONFIRM, &access).await;
    assert_eq!(confirmed["problems"], json!([]));
    let opened = join_all((0..8).map(|_| try_to(&scene.ines, OPEN, &access))).await;
    let (open, closed): (Vec<_>, Vec<_>) = opened.iter().partition(|one| !one["copy"].is_null());
    assert_eq!(open.len(), 1, "{opened:#?}");
    for one in closed {
        assert_eq!(codes(one), ["MODERATION_ACCESS_OVER"]);
    }
    // Eight people who ask at once have eight accesses, and each needs another's word.
    let many = join_all((0..8).map(|_| asked(&scene.omar, &transmission))).await;
    let confirmed = join_all(many.iter().map(|access| try_to(&scene.omar, CONFIRM, access))).await;
    for one in &confirmed {
        assert_eq!(codes(one), ["PERMISSION_CONFLICT_OF_INTEREST"]);
    }
}

#[tokio::test]
async fn the_public_log_says_one_number_a_month() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    transmitted(&scene, &case, quiet()).await;
    // The log begins with the first line that it has.
    let again = scene.reported(&scene.lina).await;
    scene
        .decide(&scene.ines, &again, json!({ "action": "HIDE" }))
        .await;
    scene.told().await;
    let log = "{ moderationLog { edges { node { action item count month reference rule } } } }";
    let lines = scene.app.visitor().ask(log, json!({})).await;
    assert!(!lines.to_string().contains("TRANSMITTED"), "{lines:#}");
    scene.app.clock.advance(Duration::from_hours(15 * 24));
    let cx = app::Cx::system(scene.app.house.clone(), "test");
    app::moderation::watch_terms(&cx).await.unwrap();
    scene.app.run_worker().await;
    let lines = scene.app.visitor().ask(log, json!({})).await["moderationLog"]["edges"].clone();
    let counted: Vec<&Value> = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["node"])
        .filter(|line| line["action"] == "TRANSMITTED")
        .collect();
    assert_eq!(
        counted,
        [
            &json!({ "action": "TRANSMITTED", "item": "ACCOUNT", "count": 1, "month": "2026-11", "reference": null, "rule": null })
        ]
    );
}

/// How many rows there are.
async fn rows(scene: &Scene, table: &str) -> i64 {
    let connection = scene.app.db().schema_connection();
    let counted = Statement::from_string(
        connection.get_database_backend(),
        format!("SELECT COUNT(*) AS many FROM {table}"),
    );
    let row = connection.query_one_raw(counted).await.unwrap().unwrap();
    row.try_get("", "many").unwrap()
}
