//! What enters the log by itself: plans that change their dates or their mode, and the numbers of a month.

use app::{Cx, moderation_log as log};
use domain::{
    Timestamp,
    moderation_log::{LogAction, Month},
};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use super::{assert_whole, copy, decide};
use crate::plans::{CREATE, PUBLISH, published, tilleuls};

/// What the log says, without its first line and head.
async fn entries(app: &TestApp) -> Vec<Value> {
    let text = copy(&app.house).await;
    let lines = text.lines().map(super::json);
    let entries = lines.filter_map(|line| Some(super::json(line["entry"].as_str()?)));
    entries.skip(1).collect()
}

async fn change(staff: &Person, document: &str, variables: Value) -> Value {
    let answer = staff.ask(document, variables).await;
    let (_, payload) = answer.as_object().unwrap().iter().next().unwrap();
    assert_eq!(payload["problems"], json!([]), "{answer:#}");
    payload["plan"].clone()
}

const RULES: &str = "mutation($plan: ID!, $version: Int!, $rules: PlanRulesInput!, $reason: String!) {
    changeRules(plan: $plan, version: $version, rules: $rules, reason: $reason) { plan { version } problems { code field message } }
}";
const PHASES: &str = "mutation($plan: ID!, $version: Int!, $phases: [PhaseInput!]!, $reason: String!) {
    changePhases(plan: $plan, version: $version, phases: $phases, reason: $reason) { plan { version } problems { code field message } }
}";
const READ: &str = "{ plan(slug: \"les-tilleuls\") { id version phases { id kind title startsAt endsAt } } }";

#[tokio::test]
async fn dates_and_modes_of_a_published_plan_enter_the_log_and_nothing_else_of_it() {
    let app = TestApp::start().await;
    let staff = app.staff("Mme Dubreuil-Kervella").await;
    published(&staff).await;
    app.run_worker().await;
    assert_eq!(
        entries(&app).await,
        Vec::<Value>::new(),
        "a plan that reads afterwards is as plans are"
    );
    let plan = staff.ask(READ, json!({})).await["plan"].clone();
    let variables = |version: &Value, name: &str, value: Value, reason: &str| json!({ "plan": plan["id"], "version": version, name: value, "reason": reason });
    // A name is no date.
    let mut phases = plan["phases"].clone();
    phases[0]["title"] = "Idées et remarques".into();
    let same_dates = variables(&plan["version"], "phases", phases.clone(), "Un nom plus clair");
    let changed = change(&staff, PHASES, same_dates).await;
    phases[0]["endsAt"] = "2026-12-20T00:00:00+01:00".into();
    let dates = variables(&changed["version"], "phases", phases, "Vacances scolaires");
    let changed = change(&staff, PHASES, dates).await;
    let before = json!({ "moderation": { "mode": "BEFORE", "reason": "Élections municipales", "until": "2027-01-31T12:00:00Z" } });
    let changed = change(
        &staff,
        RULES,
        variables(&changed["version"], "rules", before, "Scrutin proche"),
    )
    .await;
    // Other rules are acts, and no lines of the log.
    let limit = json!({ "bodyLimit": 3_000 });
    change(
        &staff,
        RULES,
        variables(&changed["version"], "rules", limit, "Des textes plus courts"),
    )
    .await;
    app.run_worker().await;

    let reference = log::plan_reference(plan["id"].as_str().unwrap().parse().unwrap()).to_string();
    let said = json!({ "day": "2026-11-23", "item": "plan", "reference": reference, "role": "staff", "automation": "none" });
    let with = |more: Value| {
        let mut entry = said.clone();
        entry
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        entry
    };
    let expected = [
        with(json!({ "action": "phases_changed" })),
        with(json!({ "action": "mode_changed", "mode": "before", "until": "2027-01-31" })),
    ];
    assert_eq!(entries(&app).await, expected);

    let text = copy(&app.house).await;
    assert_whole(&text, &log::Known::default());
    for secret in [
        "Dubreuil",
        "Élections",
        "Vacances",
        "Scrutin",
        "Idées",
        "tilleuls",
        "09:00",
        "10:00",
        "T0",
        "T1",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(
        !text.contains(&staff.account().to_string()[8..]),
        "no id of a person"
    );
}

#[tokio::test]
async fn a_plan_that_reads_before_publication_says_so_from_its_first_day() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let mut input = tilleuls();
    input["rules"] = json!({ "moderation": { "mode": "BEFORE_FIRST", "contributions": 2 } });
    let created = staff.ask(CREATE, json!({ "input": input })).await;
    let plan = &created["createPlan"]["plan"]["id"];
    app.run_worker().await;
    assert_eq!(
        entries(&app).await,
        Vec::<Value>::new(),
        "drafts are nobody's business"
    );
    staff.ask(PUBLISH, json!({ "plan": plan })).await;
    app.run_worker().await;
    let entries = entries(&app).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (&entries[0]["action"], &entries[0]["mode"]),
        (&"mode_changed".into(), &"before_first".into())
    );
}

#[tokio::test]
async fn a_month_is_counted_once_however_often_it_is_tried() {
    let app = TestApp::start().await;
    let cx = &Cx::system(app.house.clone(), "test");
    assert_eq!(log::months_to_count(cx).await.unwrap(), []);
    decide(&app.house, 1).await;
    assert_eq!(
        log::months_to_count(cx).await.unwrap(),
        [],
        "the month is not over"
    );
    app.clock.set(Timestamp::parse("2027-01-31T23:00:00Z").unwrap());
    let months = log::months_to_count(cx).await.unwrap();
    let months: Vec<_> = months.iter().map(ToString::to_string).collect();
    assert_eq!(months, ["2026-11", "2026-12", "2027-01"], "by the clock of Paris");

    let november: Month = "2026-11".parse().unwrap();
    let count = async || {
        let counts = [
            (LogAction::Warned, 3),
            (LogAction::Limited, 0),
            (LogAction::Suspended, 1),
        ];
        let counts = &counts;
        cx.write(|tx| async move { log::record_month(cx, &tx, november, counts).await })
            .await
            .unwrap()
    };
    assert!(count().await);
    assert!(!count().await);
    app::worker::sequence(&app.house).await.unwrap();
    assert!(!count().await);
    assert_eq!(log::months_to_count(cx).await.unwrap().len(), 2);
    let said: Vec<_> = entries(&app).await.split_off(1);
    let expected = |action: &str, count: u64| {
        json!({ "day": "2027-02-01", "item": "account", "action": action, "role": "automation", "automation": "none",
                "count": count, "month": "2026-11" })
    };
    assert_eq!(said, [expected("warned", 3), expected("suspended", 1)]);
    assert_whole(&copy(&app.house).await, &log::Known::default());
}
