//! The log in the API: pages, filters, sentences, the head.

use app::{
    Cx,
    moderation_log::{self as log, Known},
};
use domain::{
    Timestamp,
    rules::{DefaultDecision, DsaCategory, Ground, Rule, RuleCode, Severity, Terms, Wording, Wordings},
    text::{Body, Bounds, Title},
};
use serde_json::{Value, json};
use test_support::TestApp;

use super::{assert_whole, copy, decide};
use crate::{leaving::ERASE, plans::published};

const LOG: &str = "query($first: Int, $after: String, $last: Int, $kind: ModerationLogItem, $action: ModerationLogAction, $plan: ID, $reference: String) {
    moderationLog(first: $first, after: $after, last: $last, kind: $kind, action: $action, plan: $plan, reference: $reference) {
        totalCount pageInfo { hasNextPage endCursor }
        edges { node { number day item reference action rule ruleVersion role ground automation reverses { number reference }
            count month mode until plan { slug } sentence entry prev hash } }
    }
}";

/// The nodes of an answer.
fn nodes(answer: &Value) -> Vec<Value> {
    let edges = answer["moderationLog"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

fn numbers(answer: &Value) -> Vec<u64> {
    nodes(answer)
        .iter()
        .map(|node| node["number"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn the_log_is_read_newest_first_filtered_and_in_pages() {
    let app = TestApp::start().await;
    decide(&app.house, 12).await;
    let visitor = app.visitor();
    let page = visitor.ask(LOG, json!({ "first": 5 })).await;
    assert_eq!(numbers(&page), [13, 12, 11, 10, 9]);
    assert_eq!(page["moderationLog"]["totalCount"], 13);
    let cursor = &page["moderationLog"]["pageInfo"]["endCursor"];
    let rest = visitor.ask(LOG, json!({ "first": 100, "after": cursor })).await;
    assert_eq!(numbers(&rest), (1..=8).rev().collect::<Vec<_>>());
    assert_eq!(rest["moderationLog"]["pageInfo"]["hasNextPage"], false);
    assert_eq!(numbers(&visitor.ask(LOG, json!({ "last": 2 })).await), [2, 1]);

    // Every third decision is about a proposal; every fourth restores.
    let proposals = visitor.ask(LOG, json!({ "kind": "PROPOSAL" })).await;
    assert_eq!(numbers(&proposals), [11, 8, 5, 2]);
    let restored = visitor
        .ask(LOG, json!({ "action": "RESTORED", "kind": "COMMENT" }))
        .await;
    assert_eq!(numbers(&restored), [13, 9]);
    let one = &nodes(&restored)[0];
    assert_eq!(one["reverses"], json!({ "number": 11, "reference": null }));
    assert_eq!(
        one["sentence"],
        "Comment restored — rule: personal_data — reverses entry no. 11"
    );
    let by_reference = visitor.ask(LOG, json!({ "reference": one["reference"] })).await;
    assert_eq!(numbers(&by_reference), [13]);

    for (variables, code) in [
        (json!({ "first": 101 }), "request.too_costly"),
        (json!({ "after": "x" }), "request.bad_cursor"),
        (
            json!({ "kind": "COMMENT", "after": cursor }),
            "request.bad_cursor",
        ),
        (json!({ "reference": "Awa" }), "request.bad_id"),
        (json!({ "plan": "plan_x" }), "request.bad_id"),
    ] {
        let answer = visitor.graphql(LOG, variables.clone()).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], code,
            "{variables}: {answer:#}"
        );
    }
}

#[tokio::test]
async fn lines_in_the_api_and_in_the_file_are_the_same_and_so_is_the_head() {
    let app = TestApp::start().await;
    decide(&app.house, 4).await;
    let text = copy(&app.house).await;
    let file = assert_whole(&text, &Known::default());
    let answer = app.visitor().ask(LOG, json!({})).await;
    let mut lines: Vec<String> = nodes(&answer)
        .iter()
        .map(|node| {
            let entry = serde_json::to_string(&node["entry"]).unwrap();
            format!(
                r#"{{"n":{},"prev":{},"entry":{entry},"hash":{}}}"#,
                node["number"], node["prev"], node["hash"]
            )
        })
        .collect();
    lines.reverse();
    assert_eq!(lines, text.lines().take(5).collect::<Vec<_>>());
    let head = app
        .visitor()
        .ask(
            "{ moderationLogHead { number hash day key publicKey signature } }",
            json!({}),
        )
        .await;
    let expected = json!({
        "number": file.n, "hash": domain::moderation_log::hex(&file.hash), "day": file.at.to_string(), "key": file.key,
        "publicKey": file.public.to_string(), "signature": file.signature.to_string(),
    });
    assert_eq!(head["moderationLogHead"], expected);
}

#[tokio::test]
async fn a_plan_finds_its_own_lines_and_a_rule_says_its_title() {
    let app = TestApp::start().await;
    let staff = app.staff("M. Petit").await;
    let plan = published(&staff).await;
    let cx = &Cx::system(app.house.clone(), "test");
    let id = plan["id"].as_str().unwrap().parse().unwrap();
    let now = cx.now();
    let title = |text: &str| Wording {
        title: Title::parse(text, Bounds::new(3, 100)).unwrap(),
        explanation: Body::parse(
            "Ni adresse, ni numéro de téléphone d'une personne.",
            Bounds::new(3, 1_000),
        )
        .unwrap(),
        refused: Body::parse("Appelez-le au 06 12 34 56 78.", Bounds::new(3, 500)).unwrap(),
        accepted: Body::parse("Appelez la mairie.", Bounds::new(3, 500)).unwrap(),
    };
    let wordings = vec![
        (domain::Language::French, title("Données personnelles")),
        (domain::Language::English, title("Personal data")),
    ];
    let rule = Rule {
        id: cx.new_id(),
        code: RuleCode::parse("personal_data").unwrap(),
        version: 1,
        terms: Terms {
            severity: Severity::from_level(2).unwrap(),
            ground: Ground::ALL[0],
            default_decision: DefaultDecision::ALL[0],
            legal: None,
            category: DsaCategory::ALL[0],
            keywords: Vec::new(),
            wordings: Wordings::new(wordings).unwrap(),
        },
        version_at: now,
        active_from: now,
        active_to: None,
        created_at: now,
    };
    let rule = &rule;
    cx.write(|tx| async move {
        persistence::rules::insert(&tx, rule, None).await?;
        let mut event = domain::NewEvent::new(domain::EventKind::ModerationDecided, Some(id), id, now);
        event.data.logged = Some(super::decision(cx, 1));
        Ok(persistence::outbox::record(&tx, event).await?)
    })
    .await
    .unwrap();
    decide(&app.house, 1).await;
    let answer = app.visitor().ask(LOG, json!({ "plan": plan["id"] })).await;
    assert_eq!(numbers(&answer), [2]);
    let node = &nodes(&answer)[0];
    assert_eq!(node["plan"]["slug"], "les-tilleuls");
    assert_eq!(node["sentence"], "Comment hidden — rule: Personal data");
    let (_, _, feed) = super::get(&app.house, "/moderation-log.atom", &[("accept-language", "fr")]).await;
    assert!(
        feed.contains("<title>n° 2 : Commentaire masqué — règle : Données personnelles</title>"),
        "{feed}"
    );
    // A plan that nobody sees any more keeps its lines, without the plan.
    assert_eq!(node["day"], "2026-11-23");
    assert_eq!(Timestamp::parse("2026-11-23T09:00:00Z"), Some(now));
}

#[tokio::test]
async fn a_page_of_the_log_costs_the_same_for_2_lines_and_for_20() {
    let app = TestApp::start().await;
    decide(&app.house, 30).await;
    let visitor = app.visitor();
    let cost = async |first: i32| {
        let before = app.db().stats().statements;
        let answer = visitor.ask(LOG, json!({ "first": first })).await;
        assert_eq!(nodes(&answer).len(), usize::try_from(first).unwrap());
        app.db().stats().statements - before
    };
    assert_eq!(cost(2).await, cost(20).await);
}

#[tokio::test]
async fn a_person_who_leaves_changes_no_line() {
    let app = TestApp::start().await;
    let awa = app.resident("Awa").await;
    decide(&app.house, 3).await;
    let before = copy(&app.house).await;
    let erased = awa.ask(ERASE, json!({ "contributions": "REMOVE" })).await;
    assert_eq!(erased["eraseAccount"]["problems"], json!([]));
    app.run_worker().await;
    let after = copy(&app.house).await;
    assert_eq!(before, after);
    assert_whole(&after, &log::Known::default());
}
