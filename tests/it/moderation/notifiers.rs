//! Who sent a notice: told to the reviewer of a contested case alone, while they hold it, and never without a trace.

use std::time::Duration;

use domain::accounts::{Grant, Role};
use serde_json::{Value, json};
use test_support::Person;

use super::{Scene, codes, report};

const REASON: &str = "Les deux signalements se contredisent.";

async fn look(by: &Person, notice: &Value, reason: &str) -> Value {
    const LOOK: &str =
        "mutation($notice: ID!, $reason: String!) { lookUpNotifier(notice: $notice, reason: $reason) {
        sender { account { displayName } name email } problems { code field }
    } }";
    by.ask(LOOK, json!({ "notice": notice, "reason": reason })).await["lookUpNotifier"].clone()
}

async fn claim(by: &Person, case: &Value) -> Value {
    const CLAIM: &str =
        "mutation($case: ID!) { claimCase(case: $case) { case { id version } problems { code } } }";
    by.ask(CLAIM, json!({ "case": case["id"] })).await["claimCase"].clone()
}

async fn looks_at(scene: &Scene, by: &Person, case: &Value) -> Value {
    let asked = "query($id: ID!) { node(id: $id) { ... on Case { notifierLooks { notice reason at } } } }";
    let read = by.ask(asked, json!({ "id": case["id"] })).await;
    assert!(!read.to_string().contains("Omar"), "{read:#}");
    assert_eq!(
        scene.app.visitor().ask(asked, json!({ "id": case["id"] })).await["node"],
        Value::Null
    );
    read["node"]["notifierLooks"].clone()
}

#[tokio::test]
async fn the_reviewer_who_holds_a_contested_case_learns_who_sent_its_notices_and_nobody_else_does() {
    let scene = Scene::begin().await;
    let bachir = Grant {
        role: Role::Reviewer,
        plan: None,
    };
    let bachir = scene.app.with_grants("Bachir", &[bachir]).await;
    scene.reported(&scene.lina).await;
    let visitor = scene.app.visitor();
    let unknown = json!({ "item": scene.comment, "kind": "HOUSE_RULE" });
    assert_eq!(report(&visitor, unknown).await["problems"], json!([]));
    let named = json!({ "item": scene.comment, "kind": "ILLEGAL", "explanation": "C'est une injure publique.",
        "goodFaith": true, "name": "Zoé Martin", "email": "zoe@example.org" });
    assert_eq!(report(&visitor, named).await["problems"], json!([]));
    let case = scene.first(&scene.ines, "OPEN").await;
    let [lina, nobody, zoe] = [0, 1, 2].map(|place| case["notices"][place]["id"].clone());

    // Open, and held: no reason is good enough.
    assert_eq!(claim(&scene.omar, &case).await["problems"], json!([]));
    let hidden = look(&scene.omar, &lina, REASON).await;
    assert_eq!(
        (codes(&hidden), &hidden["sender"]),
        (vec!["MODERATION_NOT_FOUND"], &Value::Null)
    );
    scene.app.clock.advance(Duration::from_secs(30 * 60));
    let case = scene.case(&scene.ines, &case).await;
    let decided = scene
        .decide(&scene.ines, &case, json!({ "action": "HIDE" }))
        .await;
    assert_eq!(codes(&decided), Vec::<&str>::new());
    scene.told().await;
    assert_eq!(
        codes(&look(&scene.omar, &lina, REASON).await),
        ["MODERATION_NOT_FOUND"]
    );
    const CONTEST: &str = "mutation($decision: ID!) {
        contestDecision(decision: $decision, grounds: \"Ce numéro est celui de la mairie.\") { problems { code } }
    }";
    let decision = json!({ "decision": decided["decision"]["id"] });
    let contested = scene.awa.ask(CONTEST, decision).await["contestDecision"].clone();
    assert_eq!(codes(&contested), Vec::<&str>::new());

    // Contested, and held by nobody yet.
    assert_eq!(
        codes(&look(&scene.omar, &lina, REASON).await),
        ["MODERATION_NOT_FOUND"]
    );
    let held = claim(&scene.omar, &case).await;
    assert_eq!(held["problems"], json!([]), "{held:#}");
    for (who, reader, code) in [
        ("who decided", &scene.ines, "MODERATION_NOT_FOUND"),
        ("another reviewer", &bachir, "MODERATION_NOT_FOUND"),
        ("the author", &scene.awa, "MODERATION_NOT_FOUND"),
        ("the notifier", &scene.lina, "MODERATION_NOT_FOUND"),
        ("staff", &scene.staff, "MODERATION_NOT_FOUND"),
        ("a visitor", &visitor, "AUTH_REQUIRED"),
    ] {
        for notice in [&lina, &nobody, &zoe] {
            let hidden = look(reader, notice, REASON).await;
            assert_eq!(
                (codes(&hidden), &hidden["sender"]),
                (vec![code], &Value::Null),
                "{who}"
            );
        }
    }
    let short = look(&scene.omar, &lina, "Voir").await;
    assert_eq!(short["problems"][0]["field"], "reason");
    const MINE: &str = "{ me { identityLookups { at what reason by { displayName } } } }";
    assert_eq!(
        scene.lina.ask(MINE, json!({})).await["me"]["identityLookups"],
        json!([])
    );
    assert_eq!(
        looks_at(&scene, &scene.omar, &case).await,
        json!([]),
        "what was refused is no look"
    );

    let said = |found: Value| found["sender"].clone();
    assert_eq!(
        said(look(&scene.omar, &lina, REASON).await),
        json!({ "account": { "displayName": "Lina" }, "name": null, "email": "lina@example.org" })
    );
    assert_eq!(
        said(look(&scene.omar, &zoe, REASON).await),
        json!({ "account": null, "name": "Zoé Martin", "email": "zoe@example.org" })
    );
    assert_eq!(
        said(look(&scene.omar, &nobody, REASON).await),
        json!({ "account": null, "name": null, "email": null })
    );
    // Each is kept with the case; the person who has an account reads that it was, and not by whom.
    let kept = looks_at(&scene, &scene.ines, &case).await;
    let of: Vec<_> = kept
        .as_array()
        .unwrap()
        .iter()
        .map(|look| look["notice"].clone())
        .collect();
    assert_eq!(of, [lina.clone(), zoe.clone(), nobody]);
    assert_eq!(kept[0]["reason"], REASON);
    let mine = scene.lina.ask(MINE, json!({})).await["me"]["identityLookups"].clone();
    assert_eq!(mine.as_array().unwrap().len(), 1);
    assert_eq!(
        (&mine[0]["what"], &mine[0]["reason"], &mine[0]["by"]),
        (&json!("notice"), &json!(REASON), &Value::Null)
    );
    let download = app::accounts::download(scene.lina.cx()).await.unwrap();
    let omar = scene.omar.account().to_string();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(download.bytes)).unwrap();
    for place in 0..zip.len() {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zip.by_index(place).unwrap(), &mut text).unwrap();
        assert!(!text.contains(&omar), "{text}");
    }

    // The case itself names nobody, and half an hour later nothing is said any more.
    let read = scene.case(&scene.omar, &case).await.to_string();
    assert!(
        !read.contains("Lina") && !read.contains("Zoé") && !read.contains("zoe@"),
        "{read}"
    );
    scene.app.clock.advance(Duration::from_secs(30 * 60));
    assert_eq!(
        codes(&look(&scene.omar, &zoe, REASON).await),
        ["MODERATION_NOT_FOUND"]
    );
    let held = claim(&scene.omar, &case).await["case"].clone();
    assert_eq!(look(&scene.omar, &zoe, REASON).await["problems"], json!([]));
    let reviewed = scene
        .decide(&scene.omar, &held, json!({ "action": "KEEP" }))
        .await;
    assert_eq!(codes(&reviewed), Vec::<&str>::new());
    assert_eq!(
        codes(&look(&scene.omar, &zoe, REASON).await),
        ["MODERATION_NOT_FOUND"]
    );
    scene.told().await;
    for mail in scene.app.mail.all() {
        for hidden in ["Omar", "Zoé Martin", "Lina"] {
            assert!(!mail.text.contains(hidden), "{hidden} in {}", mail.text);
        }
    }
}
