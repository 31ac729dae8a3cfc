//! Races, claims, and people who are concerned.

use serde_json::{Value, json};

use super::{DECIDE, Scene, codes, report};

#[tokio::test]
async fn thirty_two_moderators_leave_one_decision_and_thirty_one_clear_refusals() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    let other = scene.app.second_process().await;
    let moderates = [domain::accounts::Grant {
        role: domain::accounts::Role::Moderator,
        plan: None,
    }];
    let mut moderators = Vec::new();
    for number in 0..32 {
        let person = scene
            .app
            .with_grants(&format!("Modération {number}"), &moderates)
            .await;
        moderators.push(if number % 2 == 0 {
            person
        } else {
            person.at(other.clone())
        });
    }
    let decide = moderators.iter().enumerate().map(|(number, moderator)| {
        let action = ["KEEP", "HIDE", "LOCK", "REMOVE"][number % 4];
        scene.decide(moderator, &case, json!({ "action": action }))
    });
    let decided = futures::future::join_all(decide).await;
    let done = decided.iter().filter(|one| one["problems"] == json!([])).count();
    assert_eq!(done, 1, "{decided:#?}");
    for refused in decided.iter().filter(|one| one["problems"] != json!([])) {
        assert_eq!(codes(refused), ["MODERATION_ALREADY_DECIDED"]);
    }
    scene.told().await;
    let last = scene.case(&scene.ines, &case).await;
    assert_eq!(last["decisions"].as_array().unwrap().len(), 1);
    assert_eq!(last["stage"], "TOLD");
}

#[tokio::test]
async fn reports_at_the_same_time_open_one_case() {
    let scene = Scene::begin().await;
    let input = json!({ "item": scene.comment, "kind": "HOUSE_RULE" });
    let visitor = scene.app.visitor();
    let sent = futures::future::join_all((0..16).map(|_| report(&visitor, input.clone()))).await;
    assert!(sent.iter().all(|one| one["problems"] == json!([])), "{sent:#?}");
    let queue = "{ moderationQueue { totalCount edges { node { noticeCount priority { notifiers } } } } }";
    let queue = scene.ines.ask(queue, json!({})).await["moderationQueue"].clone();
    assert_eq!(queue["totalCount"], 1);
    let case = &queue["edges"][0]["node"];
    assert_eq!(case["noticeCount"], 16);
    assert_eq!(
        case["priority"]["notifiers"], 4,
        "people without an account weigh as one"
    );
}

#[tokio::test]
async fn whoever_is_concerned_decides_nothing() {
    let scene = Scene::begin().await;
    let moderates = [domain::accounts::Grant {
        role: domain::accounts::Role::Moderator,
        plan: None,
    }];
    let both = [
        moderates[0],
        domain::accounts::Grant {
            role: domain::accounts::Role::Staff,
            plan: None,
        },
    ];
    let town = scene.app.with_grants("Ville", &both).await;
    let case = scene.reported(&scene.omar).await;
    assert_eq!(
        codes(
            &scene
                .decide(&scene.omar, &case, json!({ "action": "HIDE" }))
                .await
        ),
        ["PERMISSION_CONFLICT_OF_INTEREST"],
        "they sent the notice"
    );
    assert_eq!(
        codes(&scene.decide(&town, &case, json!({ "action": "HIDE" })).await),
        ["PERMISSION_CONFLICT_OF_INTEREST"],
        "they answer for the town"
    );
    for stranger in [&scene.awa, &scene.lina, &scene.staff] {
        assert_eq!(
            codes(&scene.decide(stranger, &case, json!({ "action": "HIDE" })).await),
            ["MODERATION_NOT_FOUND"]
        );
    }
    assert_eq!(
        scene.case(&scene.omar, &case).await["viewerCan"],
        json!({ "decide": false, "undo": false })
    );
    assert_eq!(
        scene.case(&scene.ines, &case).await["viewerCan"],
        json!({ "decide": true, "undo": false })
    );
}

#[tokio::test]
async fn a_claim_keeps_others_away_for_half_an_hour() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    const TAKE: &str = "mutation { takeCases { cases { id version claimedByViewer } problems { code } } }";
    let taken = scene.ines.ask(TAKE, json!({})).await["takeCases"].clone();
    assert_eq!(taken["cases"][0]["id"], case["id"]);
    assert_eq!(
        scene.omar.ask(TAKE, json!({})).await["takeCases"]["cases"],
        json!([])
    );
    let case = taken["cases"][0].clone();
    let refused = scene
        .decide(&scene.omar, &case, json!({ "action": "HIDE" }))
        .await;
    assert_eq!(codes(&refused), ["MODERATION_CLAIMED_BY_OTHER"]);
    scene.app.clock.advance(domain::time::minutes(30));
    let done = scene
        .decide(&scene.omar, &case, json!({ "action": "HIDE" }))
        .await;
    assert_eq!(done["problems"], json!([]), "claims expire");
}

#[tokio::test]
async fn a_second_opinion_is_given_by_somebody_else() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    const ASK: &str = "mutation($case: ID!, $version: Int!) {
        askSecondOpinion(case: $case, version: $version, action: HIDE, note: \"Je connais l'auteur.\") {
            case { id version secondOpinion { action note } } problems { code }
        }
    }";
    let asked = scene
        .ines
        .ask(ASK, json!({ "case": case["id"], "version": case["version"] }))
        .await["askSecondOpinion"]
        .clone();
    assert_eq!(
        asked["case"]["secondOpinion"]["note"], "Je connais l'auteur.",
        "{asked:#}"
    );
    let case = asked["case"].clone();
    let refused = scene
        .decide(&scene.ines, &case, json!({ "action": "HIDE" }))
        .await;
    assert_eq!(codes(&refused), ["MODERATION_SECOND_OPINION_ASKED"]);
    let done = scene
        .decide(&scene.omar, &case, json!({ "action": "HIDE" }))
        .await;
    assert_eq!(done["problems"], json!([]));
    assert_eq!(
        scene.case(&scene.omar, &case).await["decisions"][0]["agreed"],
        true
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_decision_is_said_beside_its_field() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    let cases = json!([{ "case": case["id"], "version": case["version"] }]);
    let sent = scene
        .ines
        .ask(
            DECIDE,
            json!({ "cases": cases, "decision": { "action": "HIDE", "facts": "Non." } }),
        )
        .await["decideCases"]
        .clone();
    assert_eq!(
        sent["problems"],
        json!([{ "code": "FIELD_TOO_SHORT", "field": "facts" }, { "code": "MODERATION_RULE_REQUIRED", "field": "rule" }])
    );
    // In the middle of a character.
    let text = scene
        .decide(
            &scene.ines,
            &case,
            json!({ "action": "MASK", "passages": [{ "from": 0, "to": 900 }] }),
        )
        .await;
    assert_eq!(codes(&text), ["MODERATION_BAD_PASSAGES"]);
    let old = json!({ "id": case["id"], "version": 99 });
    let stale = scene.decide(&scene.ines, &old, json!({ "action": "KEEP" })).await;
    assert_eq!(codes(&stale), ["MODERATION_CHANGED_MEANWHILE"]);
    assert_eq!(
        scene.shown().await["visibility"],
        Value::String("SHOWN".into()),
        "nothing was half-saved"
    );
}
