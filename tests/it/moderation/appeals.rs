//! Contesting a sanction by itself, apart from the decision that it came with.

use std::time::Duration;

use domain::{accounts::Standing, time::days};
use serde_json::{Value, json};
use test_support::Person;

use super::{Scene, codes};

const CONTEST: &str = "mutation($sanction: ID!, $grounds: String!) {
    contestSanction(sanction: $sanction, grounds: $grounds) { appeal { id dueAt outcome } problems { code field } }
}";
const ANSWER: &str = "mutation($appeal: ID!, $reverse: Boolean!) {
    answerAppeal(appeal: $appeal, reverse: $reverse, reasons: \"Une seule injure ne suffit pas.\") {
        appeal { outcome reasons } problems { code }
    }
}";
const UNDO: &str =
    "mutation($appeal: ID!) { undoAppealAnswer(appeal: $appeal) { appeal { outcome } problems { code } } }";
const MINE: &str = "{ mySanctions { id kind facts until liftedAt contestableUntil rule { code } appeal { grounds outcome reasons } } }";
const OPEN: &str = "{ openAppeals { id case kind grounds facts byViewer overdue dueAt } }";
const GROUNDS: &str = "Ce n'était pas une injure, mais une citation.";

/// Awa's comment is hidden by Inès, and Awa may not write for a week; the sanction as she reads it.
async fn limited(scene: &Scene) -> Value {
    let case = scene.reported(&scene.lina).await;
    scene
        .decide(&scene.ines, &case, json!({ "action": "HIDE" }))
        .await;
    const SANCTION: &str = "mutation($case: ID!, $rule: ID!) {
        sanctionAuthor(case: $case, kind: LIMIT, days: 7, rule: $rule, facts: \"Le numéro a été publié deux fois.\") {
            sanction problems { code }
        }
    }";
    let sanction = json!({ "case": case["id"], "rule": scene.rule });
    let imposed = scene.ines.ask(SANCTION, sanction).await["sanctionAuthor"].clone();
    assert_eq!(codes(&imposed), Vec::<&str>::new(), "{imposed:#}");
    let early = json!({ "sanction": imposed["sanction"], "grounds": GROUNDS });
    let early = scene.awa.ask(CONTEST, early).await["contestSanction"].clone();
    assert_eq!(
        codes(&early),
        ["MODERATION_NOT_DECIDED"],
        "it can still be taken back"
    );
    scene.told().await;
    scene.awa.ask(MINE, json!({})).await["mySanctions"][0].clone()
}

async fn standing(scene: &Scene) -> Standing {
    let awa = scene.app.again(&scene.awa).await;
    awa.cx().actor.person().unwrap().standing
}

fn mails(scene: &Scene) -> String {
    let mails = scene.app.mail.to("awa@example.org");
    mails.iter().map(|mail| mail.text.as_str()).collect()
}

async fn contest(by: &Person, sanction: &Value) -> Value {
    let grounds = json!({ "sanction": sanction["id"], "grounds": GROUNDS });
    by.ask(CONTEST, grounds).await["contestSanction"].clone()
}

async fn answer(by: &Person, appeal: &Value, reverse: bool) -> Value {
    by.ask(ANSWER, json!({ "appeal": appeal["id"], "reverse": reverse }))
        .await["answerAppeal"]
        .clone()
}

#[tokio::test]
async fn another_person_lifts_a_sanction_and_the_decision_stays() {
    let scene = Scene::begin().await;
    let sanction = limited(&scene).await;
    assert_eq!(
        (
            &sanction["kind"],
            &sanction["contestableUntil"],
            &sanction["appeal"]
        ),
        (&json!("LIMIT"), &json!("2027-05-23T08:00:10Z"), &Value::Null),
        "{sanction:#}"
    );
    assert!(matches!(standing(&scene).await, Standing::Limited { .. }));
    let told = mails(&scene);
    assert!(told.contains("this sanction by itself"), "{told}");

    for (who, stranger, code) in [
        ("another resident", &scene.lina, "MODERATION_NOT_FOUND"),
        ("a moderator", &scene.omar, "MODERATION_NOT_FOUND"),
        ("a visitor", &scene.app.visitor(), "AUTH_REQUIRED"),
    ] {
        assert_eq!(codes(&contest(stranger, &sanction).await), [code], "{who}");
    }
    // Who may not write may contest.
    let limited = scene.app.again(&scene.awa).await;
    let short = json!({ "sanction": sanction["id"], "grounds": "Non." });
    let short = limited.ask(CONTEST, short).await["contestSanction"].clone();
    assert_eq!(short["problems"][0]["field"], "grounds");
    let filed = contest(&limited, &sanction).await;
    assert_eq!(codes(&filed), Vec::<&str>::new(), "{filed:#}");
    assert_eq!(
        codes(&contest(&limited, &sanction).await),
        ["MODERATION_ALREADY_CONTESTED"]
    );
    assert!(
        matches!(standing(&scene).await, Standing::Limited { .. }),
        "until it is answered"
    );

    let open = scene.omar.ask(OPEN, json!({})).await["openAppeals"][0].clone();
    assert_eq!(
        (&open["grounds"], &open["byViewer"]),
        (&json!(GROUNDS), &json!(false))
    );
    assert!(!open.to_string().contains("Awa"), "{open:#}");
    assert_eq!(
        scene.ines.ask(OPEN, json!({})).await["openAppeals"][0]["byViewer"],
        true
    );
    for reader in [&scene.awa, &scene.lina, &scene.staff, &scene.app.visitor()] {
        assert_eq!(reader.ask(OPEN, json!({})).await["openAppeals"], json!([]));
    }
    for (who, stranger, code) in [
        ("who imposed it", &scene.ines, "PERMISSION_CONFLICT_OF_INTEREST"),
        ("the person", &scene.awa, "MODERATION_NOT_FOUND"),
        ("staff", &scene.staff, "MODERATION_NOT_FOUND"),
        ("a visitor", &scene.app.visitor(), "AUTH_REQUIRED"),
    ] {
        assert_eq!(codes(&answer(stranger, &open, true).await), [code], "{who}");
    }
    let answered = answer(&scene.omar, &open, true).await;
    assert_eq!(answered["appeal"]["outcome"], "REVERSED", "{answered:#}");
    assert_eq!(standing(&scene).await, Standing::Active);
    assert_eq!(
        codes(&answer(&scene.omar, &open, false).await),
        ["MODERATION_FINALLY_DECIDED"]
    );
    assert_eq!(scene.omar.ask(OPEN, json!({})).await["openAppeals"], json!([]));
    assert_eq!(
        scene.shown().await["visibility"],
        "HIDDEN",
        "the decision is another matter"
    );

    scene.told().await;
    let told = mails(&scene);
    assert!(
        told.contains("It is lifted") && told.contains("Une seule injure ne suffit pas."),
        "{told}"
    );
    assert!(!told.contains("Omar") && !told.contains("Inès"), "{told}");
    let mine = scene.awa.ask(MINE, json!({})).await["mySanctions"][0].clone();
    assert_eq!(mine["appeal"]["outcome"], "REVERSED");
    assert!(
        mine["liftedAt"].is_string() && mine["contestableUntil"].is_null(),
        "{mine:#}"
    );
}

#[tokio::test]
async fn a_sanction_that_is_upheld_stays_and_six_months_are_the_term() {
    let scene = Scene::begin().await;
    let sanction = limited(&scene).await;
    assert_eq!(codes(&contest(&scene.awa, &sanction).await), Vec::<&str>::new());
    let open = scene.omar.ask(OPEN, json!({})).await["openAppeals"][0].clone();
    let answered = answer(&scene.omar, &open, false).await;
    assert_eq!(answered["appeal"]["outcome"], "UPHELD", "{answered:#}");
    assert!(matches!(standing(&scene).await, Standing::Limited { .. }));
    scene.told().await;
    let told = mails(&scene);
    assert!(told.contains("It stands."), "{told}");

    let scene = Scene::begin().await;
    let sanction = limited(&scene).await;
    scene.app.clock.advance(days(185));
    assert_eq!(
        codes(&contest(&scene.awa, &sanction).await),
        ["MODERATION_TOO_LATE_TO_CONTEST"]
    );
}

async fn undo(by: &Person, appeal: &Value) -> Value {
    by.ask(UNDO, json!({ "appeal": appeal["id"] })).await["undoAppealAnswer"].clone()
}

#[tokio::test]
async fn an_answer_is_taken_back_in_time_and_the_person_hears_the_other_one_alone() {
    let scene = Scene::begin().await;
    let sanction = limited(&scene).await;
    assert_eq!(codes(&contest(&scene.awa, &sanction).await), Vec::<&str>::new());
    let open = scene.omar.ask(OPEN, json!({})).await["openAppeals"][0].clone();
    assert_eq!(
        codes(&undo(&scene.omar, &open).await),
        ["MODERATION_NOT_DECIDED"],
        "nothing to take back"
    );
    answer(&scene.omar, &open, true).await;
    assert_eq!(standing(&scene).await, Standing::Active, "lifted at once");
    let mine = scene.awa.ask(MINE, json!({})).await["mySanctions"][0].clone();
    assert_eq!(
        (
            &mine["appeal"]["outcome"],
            &mine["appeal"]["reasons"],
            &mine["liftedAt"]
        ),
        (&Value::Null, &Value::Null, &Value::Null),
        "nobody is told before: {mine:#}"
    );
    for (who, other, code) in [
        ("who imposed it", &scene.ines, "PERMISSION_CONFLICT_OF_INTEREST"),
        ("the person", &scene.awa, "MODERATION_NOT_FOUND"),
        ("a visitor", &scene.app.visitor(), "AUTH_REQUIRED"),
    ] {
        assert_eq!(codes(&undo(other, &open).await), [code], "{who}");
    }
    let undone = undo(&scene.omar, &open).await;
    assert_eq!(codes(&undone), Vec::<&str>::new(), "{undone:#}");
    assert!(
        matches!(standing(&scene).await, Standing::Limited { .. }),
        "it is in effect again"
    );

    scene.app.clock.advance(Duration::from_secs(2));
    answer(&scene.omar, &open, false).await;
    scene.told().await;
    let told = mails(&scene);
    assert!(
        told.contains("It stands.") && !told.contains("It is lifted"),
        "{told}"
    );
    assert_eq!(
        told.matches("has reviewed the sanction that you contest").count(),
        1,
        "one letter for one answer: {told}"
    );
    assert_eq!(
        codes(&undo(&scene.omar, &open).await),
        ["MODERATION_TOO_LATE_TO_UNDO"]
    );
}

#[tokio::test]
async fn a_late_answer_is_counted_in_public_and_what_was_lifted_is_not_imposed_again() {
    const OVERDUE: &str = "{ moderationFigures(from: \"2026-11-01\", to: \"2027-01-31\") { overdue } }";
    let scene = Scene::begin().await;
    let sanction = limited(&scene).await;
    assert_eq!(codes(&contest(&scene.awa, &sanction).await), Vec::<&str>::new());
    let overdue =
        async || scene.app.visitor().ask(OVERDUE, json!({})).await["moderationFigures"]["overdue"].clone();
    assert_eq!(overdue().await, 0);
    scene.app.clock.advance(days(30));
    assert_eq!(overdue().await, 1);
    let open = scene.omar.ask(OPEN, json!({})).await["openAppeals"][0].clone();
    assert_eq!(open["overdue"], true, "{open:#}");
    let answered = answer(&scene.omar, &open, true).await;
    assert_eq!(answered["appeal"]["outcome"], "REVERSED", "{answered:#}");
    assert_eq!(overdue().await, 0);

    const AGAIN: &str = "mutation($case: ID!, $rule: ID!) {
        sanctionAuthor(case: $case, kind: WARNING, rule: $rule, facts: \"Le numéro a été publié deux fois.\") {
            problems { code }
        }
    }";
    let again = json!({ "case": open["case"], "rule": scene.rule });
    let again = scene.ines.ask(AGAIN, again).await["sanctionAuthor"].clone();
    assert_eq!(codes(&again), ["MODERATION_SANCTIONED_ALREADY"]);
}
