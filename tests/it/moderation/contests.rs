//! Contesting, and being reviewed by somebody else.

use serde_json::{Value, json};

use super::{Scene, WORDS, codes};

const CONTEST: &str = "mutation($decision: ID, $notice: ID, $grounds: String!) {
    contestDecision(decision: $decision, notice: $notice, grounds: $grounds) { dueAt problems { code } }
}";

async fn hidden(scene: &Scene) -> (Value, Value) {
    let case = scene.reported(&scene.lina).await;
    let decided = scene
        .decide(&scene.ines, &case, json!({ "action": "HIDE" }))
        .await;
    scene.told().await;
    (case, decided["decision"]["id"].clone())
}

#[tokio::test]
async fn another_person_reverses_and_what_was_there_is_shown_again() {
    let scene = Scene::begin().await;
    let (case, decision) = hidden(&scene).await;
    let grounds = json!({ "decision": decision, "grounds": "Ce numéro est celui de la mairie." });
    for stranger in [&scene.lina, &scene.omar, &scene.app.visitor()] {
        let refused = stranger.ask(CONTEST, grounds.clone()).await["contestDecision"].clone();
        assert_eq!(codes(&refused), ["MODERATION_NOT_FOUND"]);
    }
    let contested = scene.awa.ask(CONTEST, grounds.clone()).await["contestDecision"].clone();
    assert_eq!(contested["problems"], json!([]), "{contested:#}");
    let open = scene.first(&scene.omar, "CONTESTED").await;
    assert_eq!(open["id"], case["id"]);
    assert_eq!(open["complaint"]["grounds"], grounds["grounds"]);
    assert_eq!(open["text"]["body"], WORDS, "both texts are there");

    let same = scene
        .decide(&scene.ines, &open, json!({ "action": "KEEP" }))
        .await;
    assert_eq!(codes(&same), ["PERMISSION_CONFLICT_OF_INTEREST"]);
    let reversed = scene
        .decide(
            &scene.omar,
            &open,
            json!({ "action": "KEEP", "facts": "Le numéro est public." }),
        )
        .await;
    assert_eq!(reversed["problems"], json!([]));
    assert_eq!(scene.shown().await["body"], WORDS);
    assert_eq!(scene.app.mail.to("awa@example.org").len(), 1);
    scene.told().await;
    let [_, mail] = scene
        .app
        .mail
        .to("awa@example.org")
        .try_into()
        .expect("two mails");
    assert!(mail.text.contains("The decision is reversed"), "{}", mail.text);
    let shown = scene.shown().await;
    assert_eq!(
        (&shown["visibility"], &shown["moderation"]),
        (&json!("SHOWN"), &Value::Null)
    );
    let last = scene.case(&scene.omar, &case).await;
    assert_eq!(last["stage"], "FINAL");
    assert_eq!(last["decisions"][1]["review"], "REVERSED");
    let again = scene.awa.ask(CONTEST, grounds).await["contestDecision"].clone();
    assert!(["MODERATION_FINALLY_DECIDED", "MODERATION_NOT_FOUND"].contains(&codes(&again)[0]));

    // The public log has both, and the second says that it reverses the first.
    let log = "{ moderationLog { edges { node { action reference } } } }";
    let log = scene.app.visitor().ask(log, json!({})).await["moderationLog"]["edges"].clone();
    let actions: Vec<_> = log
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| edge["node"]["action"].clone())
        .collect();
    assert_eq!(&actions[..2], [json!("RESTORED"), json!("HIDDEN")], "{log:#}");
}

#[tokio::test]
async fn a_notice_that_was_not_followed_is_contested_by_its_sender() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    scene
        .decide(&scene.ines, &case, json!({ "action": "KEEP" }))
        .await;
    let notice =
        json!({ "notice": case["notices"][0]["id"], "grounds": "Le numéro est bien celui d'une personne." });
    let early = scene.lina.ask(CONTEST, notice.clone()).await["contestDecision"].clone();
    assert_eq!(codes(&early), ["MODERATION_NOT_DECIDED"]);
    scene.told().await;
    let theirs = scene.awa.ask(CONTEST, notice.clone()).await["contestDecision"].clone();
    assert_eq!(codes(&theirs), ["MODERATION_NOT_FOUND"], "nobody else's");
    assert_eq!(
        scene.lina.ask(CONTEST, notice).await["contestDecision"]["problems"],
        json!([])
    );
    let open = scene.first(&scene.omar, "CONTESTED").await;
    let decided = scene
        .decide(&scene.omar, &open, json!({ "action": "REMOVE" }))
        .await;
    assert_eq!(decided["problems"], json!([]));
    scene.told().await;
    let [_, told] = scene
        .app
        .mail
        .to("lina@example.org")
        .try_into()
        .expect("two mails");
    assert!(told.text.contains("The decision is changed"), "{}", told.text);
    let [statement] = scene
        .app
        .mail
        .to("awa@example.org")
        .try_into()
        .expect("a statement of reasons");
    assert!(statement.text.contains("removed for good"), "{}", statement.text);
    assert_eq!(scene.shown().await["moderation"]["action"], "REMOVE");
}

#[tokio::test]
async fn six_months_and_a_day_are_too_late() {
    let scene = Scene::begin().await;
    let (_, decision) = hidden(&scene).await;
    scene.app.clock.advance(domain::time::days(185));
    let late = scene
        .awa
        .ask(
            CONTEST,
            json!({ "decision": decision, "grounds": "Je reviens de loin." }),
        )
        .await["contestDecision"]
        .clone();
    assert_eq!(codes(&late), ["MODERATION_TOO_LATE_TO_CONTEST"]);
}
