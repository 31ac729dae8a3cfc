//! Waves of spam: one decision for all that an account published.

use domain::accounts::{Grant, Role};
use serde_json::{Value, json};
use test_support::Person;

use super::{DECIDE, Scene, codes, report};
use crate::{
    subscriptions::{comment, debate},
    voting::submitted,
};

const UNDO: &str = "mutation($decision: ID!) { undoDecision(decision: $decision) { case { id version stage } problems { code } } }";
const CONTEST: &str = "mutation($decision: ID, $notice: ID, $grounds: String!) {
    contestDecision(decision: $decision, notice: $notice, grounds: $grounds) { dueAt problems { code } }
}";
const LOG: &str =
    "{ moderationLog { edges { node { action item reference count rule reverses { reference } } } } }";

/// A scene with a spammer who wrote so many comments.
struct Wave {
    scene: Scene,
    spammer: Person,
    items: Vec<Value>,
    spam: String,
}

impl Wave {
    async fn of(count: usize) -> Self {
        let scene = Scene::begin().await;
        let spammer = scene.app.resident("Fenêtres").await;
        scene.app.confirm_email(&spammer, "fenetres@example.org").await;
        let mut items = Vec::new();
        for number in 0..count {
            let words = format!("Double vitrage à un euro, offre numéro {number}.");
            items.push(comment(&spammer, &scene.proposal, &Value::Null, &words).await);
        }
        let asked = "{ moderationRule(code: \"spam\") { id } }";
        let spam = scene.app.visitor().ask(asked, json!({})).await["moderationRule"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        Self {
            scene,
            spammer,
            items,
            spam,
        }
    }

    /// Reports an item; its case, as Inès reads it.
    async fn reported(&self, by: &Person, item: &Value) -> Value {
        let sent = report(by, json!({ "item": item, "kind": "HOUSE_RULE" })).await;
        assert_eq!(sent["problems"], json!([]), "{sent:#}");
        self.case_of(item).await
    }

    async fn case_of(&self, item: &Value) -> Value {
        let asked = "query($view: QueueView!) { moderationQueue(view: $view, first: 50) { edges { node { id version stage item { ... on Comment { id } ... on Proposal { id } } decisions { id action covers review } } } } }";
        for view in ["OPEN", "CONTESTED", "DECIDED"] {
            let queue = self.scene.ines.ask(asked, json!({ "view": view })).await;
            let edges = queue["moderationQueue"]["edges"].as_array().unwrap().clone();
            if let Some(edge) = edges.iter().find(|edge| edge["node"]["item"]["id"] == *item) {
                return edge["node"].clone();
            }
        }
        Value::Null
    }

    /// What became of the decision of one case.
    async fn decide(&self, by: &Person, case: &Value, action: &str, rule: &str) -> Value {
        let decision = json!({ "action": action, "rule": rule, "facts": "Le même message, quarante fois." });
        let cases = json!([{ "case": case["id"], "version": case["version"] }]);
        by.ask(DECIDE, json!({ "cases": cases, "decision": decision }))
            .await["decideCases"]
            .clone()
    }

    /// What anybody sees of each item.
    async fn shown(&self) -> Vec<String> {
        let asked = "query($id: ID!) { comment(id: $id) { visibility body moderation { action reference rule { code } } } }";
        let mut shown = Vec::new();
        for item in &self.items {
            let read = self.scene.app.visitor().ask(asked, json!({ "id": item })).await["comment"].clone();
            let visibility = read["visibility"].as_str().unwrap().to_owned();
            assert!(visibility == "SHOWN" || read["body"] == Value::Null, "{read:#}");
            shown.push(visibility);
        }
        shown
    }

    /// What the public log says of contributions, newest first.
    async fn log(&self) -> Vec<Value> {
        let log = self.scene.app.visitor().ask(LOG, json!({})).await["moderationLog"]["edges"].clone();
        log.as_array()
            .unwrap()
            .iter()
            .map(|edge| edge["node"].clone())
            .filter(|line| line["action"] != "KEY_CHANGED")
            .collect()
    }

    async fn count(&self) -> Value {
        let asked = "query($id: ID!) { proposal(id: $id) { commentCount } }";
        let asked = self
            .scene
            .app
            .visitor()
            .ask(asked, json!({ "id": self.scene.proposal }))
            .await;
        asked["proposal"]["commentCount"].clone()
    }
}

fn some(found: &[String], word: &str) -> usize {
    found.iter().filter(|one| *one == word).count()
}

#[tokio::test]
async fn one_decision_removes_all_of_it_with_one_line_in_the_log_and_no_statement() {
    let wave = Wave::of(6).await;
    let Wave { scene, items, .. } = &wave;
    // One was hidden before, by a decision of its own, and one was taken away by its author.
    let before = wave.reported(&scene.lina, &items[5]).await;
    wave.decide(&scene.omar, &before, "HIDE", &scene.rule).await;
    scene.told().await;
    let lina_was_told = scene.app.mail.to("lina@example.org").len();
    let spammer_was_told = scene.app.mail.to("fenetres@example.org").len();
    let gone = "mutation($id: ID!) { deleteComment(comment: $id) { problems { code } } }";
    let gone = wave.spammer.ask(gone, json!({ "id": items[4] })).await;
    assert_eq!(gone["deleteComment"]["problems"], json!([]), "{gone:#}");
    let leading = wave.reported(&scene.lina, &items[0]).await;
    wave.reported(&scene.lina, &items[1]).await;
    wave.reported(&scene.app.visitor(), &items[2]).await;

    let decided = wave
        .decide(&scene.ines, &leading, "REMOVE_WAVE", &wave.spam)
        .await;
    assert_eq!(decided["problems"], json!([]), "{decided:#}");
    assert_eq!(decided["decided"][0]["problems"], json!([]), "{decided:#}");
    let reference = decided["decided"][0]["decision"]["reference"].clone();
    // At once for everybody; nobody is told, and the log says nothing yet.
    assert_eq!(some(&wave.shown().await, "REMOVED"), 4);
    assert_eq!(wave.log().await.len(), 1);
    scene.app.run_worker().await;
    assert_eq!(scene.app.mail.to("lina@example.org").len(), lina_was_told);

    scene.told().await;
    let [wave_line] = &wave.log().await[..1] else {
        panic!("a line")
    };
    assert_eq!(
        (
            &wave_line["action"],
            &wave_line["count"],
            &wave_line["rule"],
            &wave_line["reference"]
        ),
        (&json!("WAVE_REMOVED"), &json!(4), &json!("spam"), &reference),
        "{wave_line:#}"
    );
    assert_eq!(wave.log().await.len(), 2, "one line for all of it");
    assert_eq!(
        scene.app.mail.to("lina@example.org").len(),
        lina_was_told + 2,
        "both notices"
    );
    assert_eq!(
        scene.app.mail.to("fenetres@example.org").len(),
        spammer_was_told,
        "no statement of reasons (art. 17(2))"
    );
    let bell = "{ me { notifications { edges { node { kind } } } } }";
    let bell = wave.spammer.graphql(bell, json!({})).await;
    assert_eq!(
        bell.to_string().matches("DECISION").count(),
        1,
        "the one before: {bell:#}"
    );
    // The other cases are closed with it, and every tombstone points to the one line.
    let joined = wave.case_of(&items[1]).await;
    assert_eq!(
        (&joined["stage"], &joined["decisions"][0]["covers"]),
        (&json!("TOLD"), &json!(4)),
        "{joined:#}"
    );
    let mark = "query($id: ID!) { comment(id: $id) { moderation { action reference rule { code } } } }";
    for item in &items[..4] {
        let mark =
            scene.app.visitor().ask(mark, json!({ "id": item })).await["comment"]["moderation"].clone();
        assert_eq!(mark["reference"], reference);
        assert_eq!(mark["rule"]["code"], "spam");
    }
    assert_eq!(wave.shown().await[5], "HIDDEN", "it keeps its own decision");
    let mine = "{ myDecisions { edges { node { action covers contestableUntil } } } }";
    let mine = wave.spammer.ask(mine, json!({})).await["myDecisions"]["edges"].clone();
    assert_eq!(mine.as_array().unwrap().len(), 2);
    assert_eq!(
        (&mine[0]["node"]["action"], &mine[0]["node"]["covers"]),
        (&json!("REMOVE_WAVE"), &json!(4))
    );
    // Whoever follows the feed deletes every copy.
    let feed = "{ changes(kinds: [MODERATION_DECIDED], first: 50) { edges { node { subject } } } }";
    let feed = scene.app.visitor().graphql(feed, json!({})).await.to_string();
    for item in &items[..4] {
        assert!(feed.contains(item.as_str().unwrap()), "{feed}");
    }
    // Numbers: one decision.
    let figures =
        "{ moderationFigures(from: \"2026-11-01\", to: \"2026-12-31\") { decisions { action count } } }";
    let figures = scene.app.visitor().ask(figures, json!({})).await["moderationFigures"]["decisions"].clone();
    let waves = figures
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["action"] == "REMOVE_WAVE");
    assert_eq!(waves.unwrap()["count"], 1);
}

#[tokio::test]
async fn it_is_taken_back_within_ten_seconds_as_a_whole() {
    let wave = Wave::of(3).await;
    let Wave { scene, items, .. } = &wave;
    let before = wave.count().await;
    let leading = wave.reported(&scene.lina, &items[0]).await;
    let other = wave.reported(&scene.lina, &items[1]).await;
    let decided = wave
        .decide(&scene.ines, &leading, "REMOVE_WAVE", &wave.spam)
        .await;
    let decision = decided["decided"][0]["decision"]["id"].clone();
    assert_eq!(some(&wave.shown().await, "REMOVED"), 3);
    assert_ne!(wave.count().await, before);
    // A decision about what it decided is late.
    let late = wave.decide(&scene.omar, &other, "KEEP", &wave.spam).await;
    assert_eq!(codes(&late["decided"][0]).len(), 1, "{late:#}");
    let undone = scene.ines.ask(UNDO, json!({ "decision": decision })).await["undoDecision"].clone();
    assert_eq!(undone["problems"], json!([]));
    assert_eq!(some(&wave.shown().await, "SHOWN"), 3);
    assert_eq!(wave.count().await, before);
    scene.told().await;
    assert!(wave.log().await.is_empty());
    assert_eq!(wave.case_of(&items[1]).await["stage"], "OPEN");
    let found = "{ search(query: \"vitrage\") { totalCount edges { node { __typename } } } }";
    let found = scene.app.visitor().ask(found, json!({})).await["search"]["edges"].clone();
    assert_eq!(found.as_array().unwrap().len(), 3, "they are found again");
    // It can be decided again, and differently.
    let again = wave.case_of(&items[0]).await;
    let again = wave.decide(&scene.ines, &again, "REMOVE_WAVE", &wave.spam).await;
    assert_eq!(again["decided"][0]["problems"], json!([]), "{again:#}");
    scene.told().await;
    assert_eq!(some(&wave.shown().await, "REMOVED"), 3);
    assert_eq!(wave.log().await.len(), 1);
}

#[tokio::test]
async fn its_author_contests_once_and_a_reversal_restores_what_it_removed_and_nothing_else() {
    let wave = Wave::of(4).await;
    let Wave { scene, items, .. } = &wave;
    let own = wave.reported(&scene.lina, &items[3]).await;
    wave.decide(&scene.ines, &own, "REMOVE", &scene.rule).await;
    scene.told().await;
    let leading = wave.reported(&scene.lina, &items[0]).await;
    wave.reported(&scene.lina, &items[1]).await;
    let decided = wave
        .decide(&scene.ines, &leading, "REMOVE_WAVE", &wave.spam)
        .await;
    let decision = decided["decided"][0]["decision"]["id"].clone();
    let reference = decided["decided"][0]["decision"]["reference"].clone();
    scene.told().await;
    let grounds = json!({ "decision": decision, "grounds": "Je décris mon métier, je ne vends rien." });
    let refused = scene.lina.ask(CONTEST, grounds.clone()).await["contestDecision"].clone();
    assert_eq!(codes(&refused), ["MODERATION_NOT_FOUND"], "not theirs");
    let contested = wave.spammer.ask(CONTEST, grounds.clone()).await["contestDecision"].clone();
    assert_eq!(contested["problems"], json!([]), "{contested:#}");
    let again = wave.spammer.ask(CONTEST, grounds).await["contestDecision"].clone();
    assert_eq!(codes(&again), ["MODERATION_ALREADY_CONTESTED"]);

    let open = wave.case_of(&items[0]).await;
    assert_eq!(open["stage"], "CONTESTED");
    let same = wave.decide(&scene.ines, &open, "KEEP", &wave.spam).await;
    assert_eq!(codes(&same["decided"][0]), ["PERMISSION_CONFLICT_OF_INTEREST"]);
    let part = wave.decide(&scene.omar, &open, "HIDE", &wave.spam).await;
    assert_eq!(codes(&part["decided"][0]), ["MODERATION_WAVE_IS_WHOLE"]);
    // A reversal can be taken back too.
    let reversed = wave.decide(&scene.omar, &open, "KEEP", &wave.spam).await;
    assert_eq!(reversed["decided"][0]["problems"], json!([]), "{reversed:#}");
    assert_eq!(wave.shown().await, ["SHOWN", "SHOWN", "SHOWN", "REMOVED"]);
    let review = reversed["decided"][0]["decision"]["id"].clone();
    let undone = scene.omar.ask(UNDO, json!({ "decision": review })).await["undoDecision"].clone();
    assert_eq!(undone["problems"], json!([]), "{undone:#}");
    assert_eq!(some(&wave.shown().await, "REMOVED"), 4);
    let open = wave.case_of(&items[0]).await;
    wave.decide(&scene.omar, &open, "KEEP", &wave.spam).await;
    scene.told().await;
    assert_eq!(wave.shown().await, ["SHOWN", "SHOWN", "SHOWN", "REMOVED"]);
    let line = wave.log().await.remove(0);
    assert_eq!(
        (&line["action"], &line["count"]),
        (&json!("RESTORED"), &Value::Null),
        "{line:#}"
    );
    assert_eq!(line["reverses"]["reference"], reference, "{line:#}");
    for item in &items[..2] {
        assert_eq!(wave.case_of(item).await["stage"], "FINAL");
    }
    let told = scene.app.mail.to("fenetres@example.org");
    assert!(told.last().unwrap().text.contains("The decision is reversed"));
    // What it restored can be reported and decided anew.
    let anew = wave.reported(&scene.lina, &items[2]).await;
    assert_eq!(anew["stage"], "OPEN");
}

#[tokio::test]
async fn upheld_it_stays_removed_for_good() {
    let wave = Wave::of(2).await;
    let Wave { scene, items, .. } = &wave;
    let leading = wave.reported(&scene.lina, &items[0]).await;
    let decided = wave
        .decide(&scene.ines, &leading, "REMOVE_WAVE", &wave.spam)
        .await;
    scene.told().await;
    let decision = decided["decided"][0]["decision"]["id"].clone();
    let grounds = json!({ "decision": decision, "grounds": "Je décris mon métier, je ne vends rien." });
    wave.spammer.ask(CONTEST, grounds).await;
    let open = wave.case_of(&items[0]).await;
    let upheld = wave.decide(&scene.omar, &open, "REMOVE_WAVE", &wave.spam).await;
    assert_eq!(upheld["decided"][0]["problems"], json!([]), "{upheld:#}");
    scene.told().await;
    assert_eq!(some(&wave.shown().await, "REMOVED"), 2);
    let last = wave.case_of(&items[0]).await;
    assert_eq!(
        (&last["stage"], &last["decisions"][1]["review"]),
        (&json!("FINAL"), &json!("UPHELD"))
    );
    assert_eq!(wave.log().await.len(), 1);
}

#[tokio::test]
async fn it_takes_spam_one_case_and_nobody_concerned() {
    let wave = Wave::of(3).await;
    let Wave { scene, items, .. } = &wave;
    let leading = wave.reported(&scene.lina, &items[0]).await;
    let refused = wave
        .decide(&scene.ines, &leading, "REMOVE_WAVE", &scene.rule)
        .await;
    assert_eq!(codes(&refused), ["MODERATION_NOT_A_WAVE"], "{refused:#}");
    // Omar sent a notice about another of its items: he does not decide it by the way.
    let other = wave.reported(&scene.omar, &items[1]).await;
    let refused = wave
        .decide(&scene.omar, &leading, "REMOVE_WAVE", &wave.spam)
        .await;
    assert_eq!(codes(&refused["decided"][0]), ["PERMISSION_CONFLICT_OF_INTEREST"]);
    assert_eq!(some(&wave.shown().await, "SHOWN"), 3, "nothing is half-done");
    let both = json!([{ "case": leading["id"], "version": leading["version"] }, { "case": other["id"], "version": other["version"] }]);
    let decision = json!({ "action": "REMOVE_WAVE", "rule": wave.spam, "facts": "Le même message partout." });
    let refused = scene
        .ines
        .ask(DECIDE, json!({ "cases": both, "decision": decision }))
        .await["decideCases"]
        .clone();
    assert_eq!(codes(&refused), ["MODERATION_NOT_A_WAVE"]);
    // Inès asked for a second opinion about one of them: somebody else decides it.
    const ASK: &str = "mutation($case: ID!, $version: Int!) {
        askSecondOpinion(case: $case, version: $version, action: REMOVE, note: \"Qu'en dis-tu ?\") { problems { code } }
    }";
    let other = wave.case_of(&items[1]).await;
    let asked = scene
        .ines
        .ask(ASK, json!({ "case": other["id"], "version": other["version"] }))
        .await;
    assert_eq!(asked["askSecondOpinion"]["problems"], json!([]), "{asked:#}");
    let refused = wave
        .decide(&scene.ines, &leading, "REMOVE_WAVE", &wave.spam)
        .await;
    assert_eq!(codes(&refused["decided"][0]), ["MODERATION_SECOND_OPINION_ASKED"]);
    let moderator = [Grant {
        role: Role::Moderator,
        plan: None,
    }];
    let zoe = scene.app.with_grants("Zoé", &moderator).await;
    let done = wave.decide(&zoe, &leading, "REMOVE_WAVE", &wave.spam).await;
    assert_eq!(done["decided"][0]["problems"], json!([]), "{done:#}");
    // What it decided is not a case to sanction its author in a second time.
    const SANCTION: &str = "mutation($case: ID!, $rule: ID!) {
        sanctionAuthor(case: $case, kind: WARNING, rule: $rule, facts: \"Le même message partout.\") { problems { code } }
    }";
    let sanction = scene.app.with_grants("Yann", &moderator).await;
    let refused = sanction
        .graphql(SANCTION, json!({ "case": other["id"], "rule": wave.spam }))
        .await;
    assert!(
        refused.to_string().contains("MODERATION_NOT_DECIDED"),
        "{refused:#}"
    );
}

#[tokio::test]
async fn it_reaches_the_plans_that_the_moderator_moderates_and_no_other() {
    let wave = Wave::of(1).await;
    let Wave { scene, items, .. } = &wave;
    let elsewhere = debate(&scene.staff, "les-bleuets", json!({})).await;
    let theirs = submitted(&wave.spammer, &elsewhere, 1).await.remove(0);
    let plan = "query($id: ID!) { proposal(id: $id) { plan { id } } }";
    let plan = scene
        .app
        .visitor()
        .ask(plan, json!({ "id": scene.proposal }))
        .await["proposal"]["plan"]["id"]
        .clone();
    let here = Grant {
        role: Role::Moderator,
        plan: Some(plan.as_str().unwrap().parse().unwrap()),
    };
    let local = scene.app.with_grants("Local", &[here]).await;
    let leading = wave.reported(&scene.lina, &items[0]).await;
    let done = wave.decide(&local, &leading, "REMOVE_WAVE", &wave.spam).await;
    assert_eq!(done["decided"][0]["problems"], json!([]), "{done:#}");
    let shown = "query($id: ID!) { proposal(id: $id) { visibility } }";
    let shown = scene.app.visitor().ask(shown, json!({ "id": theirs })).await;
    assert_eq!(shown["proposal"]["visibility"], "SHOWN");
    assert_eq!(wave.shown().await, ["REMOVED"]);
}

#[tokio::test]
async fn a_wave_of_two_and_of_twenty_cost_the_same_number_of_statements() {
    let mut costs = Vec::new();
    for size in [2, 20] {
        let wave = Wave::of(size).await;
        let Wave { scene, items, .. } = &wave;
        let leading = wave.reported(&scene.lina, &items[0]).await;
        wave.reported(&scene.lina, &items[1]).await;
        let before = scene.app.db().stats().statements;
        let done = wave
            .decide(&scene.ines, &leading, "REMOVE_WAVE", &wave.spam)
            .await;
        let deciding = scene.app.db().stats().statements - before;
        assert_eq!(done["decided"][0]["problems"], json!([]), "{done:#}");
        scene.told().await;
        assert_eq!(some(&wave.shown().await, "REMOVED"), size);
        costs.push(deciding);
    }
    assert_eq!(costs[0], costs[1], "deciding");
}
