//! Figures of moderation and the files of the law: a small town whose decisions have a known answer.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use domain::{
    moderation::{
        figures::Period,
        records::{FIELDS, Record, validate},
    },
    moderation_log::Day,
};
use serde_json::{Value, json};
use test_support::Person;

use crate::{
    moderation::{Scene, codes, report},
    subscriptions::comment,
};

const FIGURES: &str =
    "query($from: Day!, $to: Day!, $plan: ID) { moderationFigures(from: $from, to: $to, plan: $plan) {
    notices { kind count } decisions { action count }
    acknowledge { medianHours p90Hours } decide { medianHours p90Hours } review { medianHours p90Hours }
    reviews reversals reversalShare doubleReviewed kappa backlog backlogOldestHours overdue
} }";

fn year() -> Value {
    json!({ "from": "2026-01-01", "to": "2026-12-31" })
}

async fn figures(by: &Person, asked: Value) -> Value {
    by.ask(FIGURES, asked).await["moderationFigures"].clone()
}

fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * 3_600)
}

/// Four comments of Awa's, each reported: kept after two hours, masked after three, hidden after five, and one that is
/// removed after nine, contested and shown again two hours later.
async fn town() -> Scene {
    let scene = Scene::begin().await;
    for (number, (action, wait)) in [("KEEP", 2), ("MASK", 3), ("HIDE", 5), ("REMOVE", 9)]
        .into_iter()
        .enumerate()
    {
        let words = format!("Le secret numéro {number} de Monsieur Untel.");
        let item = comment(&scene.awa, &scene.proposal, &Value::Null, &words).await;
        let kind = if action == "REMOVE" {
            json!({ "item": item, "kind": "ILLEGAL", "goodFaith": true, "explanation": "Monsieur Untel porte plainte." })
        } else {
            json!({ "item": item, "kind": "PERSONAL_DATA", "rule": scene.rule })
        };
        let sent = report(&scene.lina, kind).await;
        assert_eq!(sent["problems"], json!([]), "{sent:#}");
        scene.app.clock.advance(hours(wait));
        let case = scene.first(&scene.ines, "OPEN").await;
        let mut decision =
            json!({ "action": action, "facts": "Monsieur Untel habite au 12, rue des Lilas." });
        if action == "MASK" {
            decision["passages"] = json!([{ "from": 0, "to": 2 }]);
        }
        let decided = scene.decide(&scene.ines, &case, decision).await;
        assert_eq!(codes(&decided), Vec::<&str>::new(), "{decided:#}");
        scene.told().await;
        if action == "REMOVE" {
            let contest = "mutation($decision: ID!) {
                contestDecision(decision: $decision, grounds: \"Monsieur Untel est d'accord.\") { problems { code } }
            }";
            let decision = json!({ "decision": decided["decision"]["id"] });
            let contested = scene.awa.ask(contest, decision).await["contestDecision"].clone();
            assert_eq!(codes(&contested), Vec::<&str>::new());
            scene.app.clock.advance(hours(2));
            let case = scene.first(&scene.omar, "CONTESTED").await;
            let kept = json!({ "action": "KEEP", "facts": "Monsieur Untel l'a permis." });
            let reversed = scene.decide(&scene.omar, &case, kept).await;
            assert_eq!(codes(&reversed), Vec::<&str>::new(), "{reversed:#}");
            scene.told().await;
        }
    }
    scene
}

fn period() -> Period {
    let day = |text: &str| text.parse::<Day>().unwrap();
    Period::new(day("2026-01-01"), day("2026-12-31")).unwrap()
}

async fn exported(scene: &Scene, folder: &Path) -> app::moderation::export::Statements {
    let cx = app::Cx::system(scene.app.house.clone(), "export");
    app::moderation::export::export(&cx, period(), folder, |_| {})
        .await
        .unwrap()
}

/// The rows of a sheet, by their first cell.
fn sheet(folder: &Path, name: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let bytes = fs::read(folder.join(name)).unwrap();
    assert!(bytes.ends_with(b"\r\n"), "{name}: RFC 4180");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    let header = reader.headers().unwrap().clone();
    rows.into_iter()
        .map(|row| (row[&header[0]].clone(), row))
        .collect()
}

#[tokio::test]
async fn the_figures_are_those_of_the_town() {
    let scene = town().await;
    let last = comment(&scene.awa, &scene.proposal, &Value::Null, "Encore un secret.").await;
    report(&scene.lina, json!({ "item": last, "kind": "HOUSE_RULE" })).await;
    scene.app.clock.advance(hours(1));
    let visitor = scene.app.visitor();
    let found = figures(&visitor, year()).await;
    let count = |list: &str, key: &str| -> BTreeMap<String, u64> {
        let list = found[list].as_array().unwrap();
        list.iter()
            .map(|it| {
                (
                    it[key].as_str().unwrap().to_owned(),
                    it["count"].as_u64().unwrap(),
                )
            })
            .collect()
    };
    let counts = |pairs: &[(&str, u64)]| -> BTreeMap<String, u64> {
        pairs
            .iter()
            .map(|(word, count)| ((*word).to_owned(), *count))
            .collect()
    };
    assert_eq!(
        count("notices", "kind"),
        counts(&[
            ("ILLEGAL", 1),
            ("HOUSE_RULE", 1),
            ("PERSONAL_DATA", 3),
            ("WRONG_PLACE", 0)
        ])
    );
    assert_eq!(
        count("decisions", "action"),
        counts(&[
            ("KEEP", 1),
            ("PUBLISH", 0),
            ("RETURN", 0),
            ("MASK", 1),
            ("LOCK", 0),
            ("HIDE", 1),
            ("REMOVE", 1),
            ("REMOVE_WAVE", 0)
        ]),
        "a review is no decision of its own"
    );
    // Two, three, five and nine hours: the median is between three and five, the nearest rank of 3.6 the fourth.
    assert_eq!(found["decide"], json!({ "medianHours": 4.0, "p90Hours": 9.0 }));
    assert_eq!(
        found["acknowledge"],
        json!({ "medianHours": 0.0, "p90Hours": 0.0 })
    );
    assert_eq!(found["review"], json!({ "medianHours": 2.0, "p90Hours": 2.0 }));
    assert_eq!(
        (&found["reviews"], &found["reversals"], &found["reversalShare"]),
        (&json!(1), &json!(1), &json!(1.0))
    );
    assert_eq!(
        (&found["doubleReviewed"], &found["kappa"]),
        (&json!(0), &Value::Null)
    );
    assert_eq!(
        (&found["backlog"], &found["backlogOldestHours"]),
        (&json!(1), &json!(1.0))
    );
    assert_eq!(found["overdue"], 0);
    scene.app.clock.advance(hours(24 * 30));
    assert_eq!(figures(&visitor, year()).await["overdue"], 1);

    // Of the plan the same; of another year nothing, and of a plan that is not there neither.
    let plan = visitor
        .ask("{ plans(first: 1) { edges { node { id } } } }", json!({}))
        .await;
    let mut asked = year();
    asked["plan"] = plan["plans"]["edges"][0]["node"]["id"].clone();
    assert_eq!(figures(&visitor, asked).await["decide"], found["decide"]);
    let before = figures(&visitor, json!({ "from": "2025-01-01", "to": "2025-12-31" })).await;
    assert_eq!(
        (&before["decide"], &before["acknowledge"]),
        (&Value::Null, &Value::Null)
    );
    let mut asked = year();
    asked["plan"] = json!(domain::plans::PlanId::new(uuid::Uuid::nil()).to_string());
    assert_eq!(figures(&visitor, asked).await, Value::Null);
}

#[tokio::test]
async fn agreement_is_told_from_ten_double_reviewed_decisions_on() {
    let scene = Scene::begin().await;
    // The first would, the second does: eight times the same, twice not.
    let pairs = [("HIDE", "HIDE"), ("KEEP", "KEEP")].repeat(4);
    let pairs = pairs.into_iter().chain([("HIDE", "KEEP"), ("KEEP", "HIDE")]);
    for (number, (first, second)) in pairs.enumerate() {
        if number == 9 {
            let found = figures(&scene.awa, year()).await;
            assert_eq!(
                (&found["doubleReviewed"], &found["kappa"]),
                (&json!(9), &Value::Null)
            );
        }
        let words = format!("Le commentaire numéro {number} parle du square.");
        let item = comment(&scene.awa, &scene.proposal, &Value::Null, &words).await;
        report(
            &scene.app.visitor(),
            json!({ "item": item, "kind": "HOUSE_RULE" }),
        )
        .await;
        let case = scene.first(&scene.ines, "OPEN").await;
        // What the note says is never taken for what the first would do.
        let note = r#"Sinon \"action\":{\"action\":\"lock\"} ?"#;
        let ask = format!(
            "mutation($case: ID!, $version: Int!) {{
                askSecondOpinion(case: $case, version: $version, action: {first}, note: \"{note}\") {{ case {{ id version }} }}
            }}"
        );
        let asked = scene
            .ines
            .ask(&ask, json!({ "case": case["id"], "version": case["version"] }))
            .await["askSecondOpinion"]["case"]
            .clone();
        let decided = scene
            .decide(&scene.omar, &asked, json!({ "action": second }))
            .await;
        assert_eq!(codes(&decided), Vec::<&str>::new(), "{decided:#}");
        scene.told().await;
        // Another day, so that nobody sends too much.
        scene.app.clock.advance(hours(24));
    }
    let found = figures(&scene.awa, year()).await;
    assert_eq!(found["doubleReviewed"], 10);
    let kappa = found["kappa"].as_f64().unwrap();
    assert!((kappa - 0.6).abs() < 1e-9, "pₒ = 0.8, pₑ = 0.5: {kappa}");
}

#[tokio::test]
async fn every_record_is_one_that_the_european_database_takes_and_none_names_anybody() {
    let scene = town().await;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("2026");
    let written = exported(&scene, &folder).await;
    assert_eq!((written.decisions, written.sanctions), (3, 0));

    let table = fs::read(folder.join("statements.csv")).unwrap();
    let mut table = csv::Reader::from_reader(table.as_slice());
    assert_eq!(table.headers().unwrap().iter().collect::<Vec<_>>(), FIELDS);
    let from_table: Vec<Record> = table
        .records()
        .map(|row| {
            let row = row.unwrap();
            let cells = FIELDS.iter().zip(row.iter()).filter(|(_, cell)| !cell.is_empty());
            let object = cells.map(|(field, cell)| {
                let list = cell.starts_with('[').then(|| serde_json::from_str(cell).unwrap());
                ((*field).to_owned(), list.unwrap_or_else(|| json!(cell)))
            });
            serde_json::from_value(Value::Object(object.collect())).unwrap()
        })
        .collect();
    let lines = fs::read_to_string(folder.join("statements.jsonl")).unwrap();
    let from_lines: Vec<Record> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(from_table, from_lines);
    for record in &from_table {
        assert_eq!(validate(record), [], "{record:#?}");
        assert_eq!(record.content_date, "2026-11-23");
        assert_eq!(record.content_language, "FR");
    }
    let said = |record: &Record| (record.decision_visibility.join(" "), record.source_type.clone());
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    assert_eq!(
        from_table.iter().map(said).collect::<Vec<_>>(),
        [
            pair("DECISION_VISIBILITY_OTHER", "SOURCE_TYPE_OTHER_NOTIFICATION"),
            pair(
                "DECISION_VISIBILITY_CONTENT_DISABLED",
                "SOURCE_TYPE_OTHER_NOTIFICATION"
            ),
            pair("DECISION_VISIBILITY_CONTENT_REMOVED", "SOURCE_ARTICLE_16"),
        ]
    );

    let notices = sheet(&folder, "1-3-notices.csv");
    assert_eq!(notices["all"]["notices"], "4");
    assert_eq!(notices["all"]["notices_illegal"], "1");
    assert_eq!(notices["all"]["median_hours_to_decide"], "4.00");
    assert_eq!(notices["STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"]["notices"], "1");
    assert_eq!(
        notices["STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"]["notices"],
        "3"
    );
    assert_eq!(notices["all"]["not_acted"], "1");
    assert_eq!(sheet(&folder, "1-2-orders.csv")["all"]["orders_to_act"], "0");
    assert_eq!(sheet(&folder, "1-4-own-initiative.csv")["all"]["measures"], "0");
    assert_eq!(
        sheet(&folder, "1-6-automated-means.csv")["all"]["decided_by_automated_means"],
        "0"
    );
    assert_eq!(
        sheet(&folder, "1-1-identification.csv")["period_to"]["value"],
        "2026-12-31"
    );
    let complaints = fs::read_to_string(folder.join("1-5-complaints.csv")).unwrap();
    for line in [
        "complaints_received,author,1",
        "complaints_decision_reversed,author,1",
        "complaints_received,notifier,0",
        "complaints_median_hours_to_decide,all,2.00",
        "out_of_court_disputes,all,0",
        "accounts_suspended,all,0",
    ] {
        assert!(complaints.lines().any(|it| it == line), "{line}\n{complaints}");
    }

    let mut files = 0;
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for hidden in [
            "Untel",
            "Lilas",
            "secret",
            "Awa",
            "Lina",
            "Inès",
            "Omar",
            "example.org",
            "plainte",
        ] {
            assert!(!text.contains(hidden), "{hidden} in {}", path.display());
        }
        files += 1;
    }
    assert_eq!(files, 9, "and no part of any");
}

#[tokio::test]
async fn a_suspended_account_is_a_record_and_a_warning_is_none() {
    let scene = Scene::begin().await;
    const SANCTION: &str = "mutation($case: ID!, $kind: SanctionKind!, $days: Int, $rule: ID!) {
        sanctionAuthor(case: $case, kind: $kind, days: $days, rule: $rule, facts: \"Monsieur Untel recommence.\") {
            problems { code field }
        }
    }";
    for (number, (kind, days)) in [("WARNING", Value::Null), ("LIMIT", json!(7))]
        .into_iter()
        .enumerate()
    {
        let words = format!("Le commentaire numéro {number} parle du square.");
        let item = comment(&scene.awa, &scene.proposal, &Value::Null, &words).await;
        report(
            &scene.lina,
            json!({ "item": item, "kind": "PERSONAL_DATA", "rule": scene.rule }),
        )
        .await;
        let case = scene.first(&scene.ines, "OPEN").await;
        scene
            .decide(&scene.ines, &case, json!({ "action": "HIDE" }))
            .await;
        let sanction = json!({ "case": case["id"], "kind": kind, "days": days, "rule": scene.rule });
        let imposed = scene.ines.ask(SANCTION, sanction).await["sanctionAuthor"].clone();
        assert_eq!(codes(&imposed), Vec::<&str>::new(), "{imposed:#}");
        scene.told().await;
    }
    let folder = tempfile::tempdir().unwrap();
    let written = exported(&scene, folder.path()).await;
    assert_eq!((written.decisions, written.sanctions), (2, 1));
    let lines = fs::read_to_string(folder.path().join("statements.jsonl")).unwrap();
    assert!(
        !lines.contains("Untel") && !lines.contains("sanction_"),
        "{lines}"
    );
    let records: Vec<Record> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let record = records.last().unwrap();
    assert_eq!(validate(record), []);
    assert_eq!(record.decision_account, "DECISION_ACCOUNT_SUSPENDED");
    assert_eq!(record.end_date_account_restriction, "2026-11-30");
    let complaints = fs::read_to_string(folder.path().join("1-5-complaints.csv")).unwrap();
    assert!(
        complaints.contains("accounts_suspended,all,1\r\n"),
        "{complaints}"
    );
}

#[tokio::test]
async fn dates_out_of_order_are_refused_and_the_number_of_statements_does_not_grow() {
    let scene = Scene::begin().await;
    let visitor = scene.app.visitor();
    let refused = visitor
        .graphql(FIGURES, json!({ "from": "2026-12-31", "to": "2026-01-01" }))
        .await;
    assert_eq!(
        refused["errors"][0]["extensions"]["code"], "field.dates_out_of_order",
        "{refused:#}"
    );
    let mut costs = Vec::new();
    for number in 0..3 {
        let words = format!("Le commentaire numéro {number} parle du square.");
        let item = comment(&scene.awa, &scene.proposal, &Value::Null, &words).await;
        report(&scene.lina, json!({ "item": item, "kind": "HOUSE_RULE" })).await;
        let case = scene.first(&scene.ines, "OPEN").await;
        scene
            .decide(&scene.ines, &case, json!({ "action": "HIDE" }))
            .await;
        scene.told().await;
        let before = scene.app.db().stats().statements;
        figures(&visitor, year()).await;
        costs.push(scene.app.db().stats().statements - before);
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(costs[1], costs[2]);
}

#[tokio::test]
async fn a_file_that_cannot_be_written_fails_the_export_and_names_none() {
    let scene = town().await;
    let folder = tempfile::tempdir().unwrap();
    // A folder where a file should begin.
    fs::create_dir(folder.path().join("1-3-notices.csv.part")).unwrap();
    let cx = app::Cx::system(scene.app.house.clone(), "export");
    let failed = app::moderation::export::export(&cx, period(), folder.path(), |_| {}).await;
    assert!(failed.is_err());
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(left, ["1-3-notices.csv.part"]);
}
