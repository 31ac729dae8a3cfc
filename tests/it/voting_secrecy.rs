//! What a vote does not tell: to no role, in no list, event, row or log.

use std::collections::BTreeMap;

use domain::{
    Timestamp,
    accounts::{Grant, Role},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use server::config::LogConfig;
use test_support::{Person, TestApp, TestDatabase};
use tracing_subscriber::layer::SubscriberExt;

use crate::{
    hostile::schema::{Named, Shape},
    logs::Lines,
    metrics::{self, get, started},
    plans::{CREATE, PUBLISH, tilleuls},
    voting::{cast, code, open_vote, submitted, support, withdraw},
};

/// How deep the walk through the schema goes; a list, its edges and its nodes are three of it.
const DEPTH: usize = 7;

/// Everything of a type that can be asked for without knowing more than a plan and a proposal.
fn selection(shape: &Shape, name: &str, known: &Known, path: &mut Vec<String>) -> String {
    let of = &shape.types[name];
    if path.len() >= DEPTH || path.iter().any(|step| step == name) {
        return "__typename".to_owned();
    }
    path.push(name.to_owned());
    let mut parts = vec!["__typename".to_owned()];
    for field in &of.fields {
        let Some(arguments) = known.arguments(shape, field) else {
            continue;
        };
        let target = &shape.types[&field.of.name];
        parts.push(match target.kind.as_str() {
            "SCALAR" | "ENUM" => format!("{}{arguments}", field.name),
            _ => {
                let inside = selection(shape, &field.of.name, known, path);
                format!("{}{arguments} {{ {inside} }}", field.name)
            }
        });
    }
    for possible in &of.possible {
        // Fields of one name and several types cannot stand side by side: objects are walked from their own fields.
        parts.push(format!("... on {possible} {{ __typename }}"));
    }
    path.pop();
    parts.join(" ")
}

/// What the walker may name.
struct Known {
    plan: String,
    proposal: String,
}

impl Known {
    /// Arguments for every required argument, and for those that narrow a list to what is looked at.
    fn arguments(&self, shape: &Shape, field: &Named) -> Option<String> {
        let mut given = Vec::new();
        for argument in &field.arguments {
            let of = &argument.of;
            let value = match (argument.name.as_str(), of.name.as_str()) {
                ("first", _) => "3".to_owned(),
                ("id", "ID") | ("proposal", "ID") => format!("\"{}\"", self.proposal),
                ("plan", "ID") => format!("\"{}\"", self.plan),
                ("slug", "String") if of.required => "\"les-tilleuls\"".to_owned(),
                _ if !of.required => continue,
                (_, "String") => "\"x\"".to_owned(),
                (_, "Int") => "1".to_owned(),
                (_, "Boolean") => "true".to_owned(),
                (_, name) if shape.types[name].kind == "ENUM" => shape.types[name].values[0].clone(),
                _ => return None,
            };
            given.push(format!("{}: {value}", argument.name));
        }
        Some(if given.is_empty() {
            String::new()
        } else {
            format!("({})", given.join(", "))
        })
    }
}

/// Every answer that somebody can get out of every root field, and out of every order of proposals.
async fn everything(person: &Person, shape: &Shape, known: &Known) -> BTreeMap<String, Value> {
    let mut documents = Vec::new();
    for field in &shape.types[&shape.roots[0]].fields {
        if field.name == "__typename" {
            continue;
        }
        let Some(arguments) = known.arguments(shape, field) else {
            continue;
        };
        let inside = match shape.types[&field.of.name].kind.as_str() {
            "SCALAR" | "ENUM" => String::new(),
            _ => format!(
                "{{ {} }}",
                selection(shape, &field.of.name, known, &mut Vec::new())
            ),
        };
        documents.push(format!("{{ {}{arguments} {inside} }}", field.name));
    }
    for order in &shape.types["ProposalSort"].values {
        documents.push(format!(
            "{{ proposals(plan: \"{}\", sort: {order}, first: 20) {{ totalCount pageInfo {{ startCursor endCursor }} edges {{ cursor node {{ id frozenAt version }} }} }} }}",
            known.plan
        ));
    }
    let mut answers = BTreeMap::new();
    for document in documents {
        let answer = person.graphql(&document, json!({})).await;
        answers.insert(document, answer);
    }
    answers
}

/// What is scraped has no label that could tell one plan, proposal or choice from another, and none of their names.
fn assert_tells_no_totals(scraped: &str, plans: &[&Value], proposals: &[Value]) {
    for id in plans.iter().copied().chain(proposals) {
        assert!(!scraped.contains(id.as_str().unwrap()), "{id} is in\n{scraped}");
    }
    let series = scraped.lines().filter(|line| !line.starts_with('#'));
    for labels in series.filter_map(|line| line.split_once('{')?.1.rsplit_once('}')) {
        for label in labels.0.split("\",") {
            let (name, value) = label.split_once('=').expect("a label has a value");
            let value = value.trim_matches('"').to_lowercase();
            assert!(
                !["plan", "proposal", "number", "choice", "voter", "account"].contains(&name),
                "{label} in\n{scraped}"
            );
            assert!(
                !["for", "against", "neither", "les-tilleuls"].contains(&value.as_str()),
                "{label} in\n{scraped}"
            );
        }
    }
}

#[tokio::test]
async fn hidden_totals_change_nothing_that_any_role_can_read() {
    // What is counted is counted for the whole process: another house tells it.
    server::telemetry::log(&LogConfig::default());
    let (beside, folder) = (TestDatabase::migrated().await, tempfile::tempdir().unwrap());
    let running = started(&beside, folder.path()).await;
    let scrape_at = running.metrics.unwrap();
    let app = TestApp::start().await;
    let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
    let mut input = tilleuls();
    input["rules"] = json!({ "voting": { "rule": "FOR_AGAINST" } });
    let created = staff.ask(CREATE, json!({ "input": input })).await;
    let plan = created["createPlan"]["plan"].clone();
    staff.ask(PUBLISH, json!({ "plan": plan["id"] })).await;
    let ids = submitted(&awa, &plan, 5).await;
    app.clock
        .set(Timestamp::parse("2026-12-23T00:30:00+01:00").unwrap());
    app.run_worker().await;
    let known = Known {
        plan: plan["id"].as_str().unwrap().to_owned(),
        proposal: ids[0].as_str().unwrap().to_owned(),
    };
    let mut readers = vec![
        ("visitor", app.visitor()),
        ("author", awa.clone()),
        ("staff", staff.clone()),
    ];
    for role in Role::ALL {
        let grant = Grant {
            role: *role,
            plan: None,
        };
        readers.push((role.as_str(), app.with_grants(role.as_str(), &[grant]).await));
    }
    let mut voters = Vec::new();
    for n in 0..6 {
        voters.push(app.resident(&format!("Habitant {n}")).await);
    }
    let shape = Shape::read(&awa).await;
    let mut before = Vec::new();
    for (_, reader) in &readers {
        before.push(everything(reader, &shape, &known).await);
    }
    let asked: usize = before[0]
        .values()
        .filter(|answer| !answer["data"].is_null())
        .count();
    assert!(asked > 5, "the walk asks for things: {asked}");
    assert!(
        before[0]
            .keys()
            .any(|document| document.contains("totals") && document.contains("myVote")),
        "the walk comes past the totals"
    );

    for (n, voter) in voters.iter().enumerate() {
        for id in &ids[n.min(4)..] {
            assert_eq!(
                code(voter, id, ["FOR", "AGAINST", "NEITHER"][n % 3]).await,
                Value::Null
            );
        }
    }
    withdraw(&voters[0], &ids[0]).await;
    app.run_worker().await;
    for ((name, reader), before) in readers.iter().zip(before) {
        let after = everything(reader, &shape, &known).await;
        for (document, before) in before {
            assert_eq!(after[&document], before, "{name} reads it in {document}");
        }
    }
    let scraped = get(scrape_at, "/metrics").await;
    let done = |name: &str| {
        let line = format!(r#"fabrique_use_cases_total{{name="{name}",result="done"}}"#);
        metrics::count(&scraped, &line)
    };
    assert!(done("proposals.submit") >= 5, "this house is counted: {scraped}");
    assert_eq!(
        (done("voting.cast"), done("voting.withdraw")),
        (0, 0),
        "not even how many votes"
    );
    assert_tells_no_totals(&scraped, &[&plan["id"]], &ids);
    running.stop().await;
    // A voter reads their own votes, and those alone.
    let own = voters[5]
        .ask(
            "query($id: ID!) { proposal(id: $id) { totals { for } results { link } myVote { choice } } }",
            json!({ "id": ids[4] }),
        )
        .await;
    assert_eq!(
        own["proposal"],
        json!({ "totals": null, "results": null, "myVote": { "choice": "NEITHER" } })
    );
    // When the vote has ended everybody reads them: the walk would have seen a difference.
    app.clock
        .set(Timestamp::parse("2027-01-05T00:00:00+01:00").unwrap());
    let open = app
        .visitor()
        .ask(
            "query($plan: ID) { proposals(plan: $plan, sort: MOST_SUPPORTED) { edges { node { number totals { for against neither } } } } }",
            json!({ "plan": plan["id"] }),
        )
        .await;
    assert_eq!(
        open["proposals"]["edges"][0]["node"],
        json!({ "number": 5, "totals": { "for": 2, "against": 2, "neither": 2 } })
    );
}

async fn count(app: &TestApp, table: &str) -> i64 {
    let connection = app.db().schema_connection();
    let statement = sea_orm::Statement::from_string(
        connection.get_database_backend(),
        format!("SELECT count(*) AS n FROM {table}"),
    );
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

#[tokio::test]
async fn a_vote_writes_no_event_no_key_of_a_repeated_request_no_job_and_follows_nothing() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let plan = open_vote(&staff, support(0)).await;
    let id = submitted(&awa, &plan, 1).await.remove(0);
    const QUIET: [&str; 7] = [
        "outbox",
        "events",
        "idempotency_keys",
        "jobs",
        "follows",
        "plan_acts",
        "identity_lookups",
    ];
    let rows = async || {
        let mut rows = Vec::new();
        for table in QUIET {
            rows.push(count(&app, table).await);
        }
        rows
    };
    let before = rows().await;
    cast(&lina, &id, "FOR").await;
    withdraw(&lina, &id).await;
    cast(&lina, &id, "FOR").await;
    assert_eq!(rows().await, before);
    // And its own row has no time.
    let connection = app.db().schema_connection();
    for table in ["votes", "ballots", "vote_claims", "tally_deltas", "tally"] {
        let statement = sea_orm::Statement::from_string(
            connection.get_database_backend(),
            format!("SELECT * FROM {table}"),
        );
        for row in connection.query_all_raw(statement).await.unwrap() {
            for column in row.column_names() {
                assert!(
                    !column.ends_with("_at") && column != "at" && column != "since",
                    "{table}.{column}"
                );
            }
        }
    }
    assert!(count(&app, "votes").await == 1 && count(&app, "ballots").await == 1);
}

#[tokio::test]
async fn logs_of_voting_carry_the_plan_and_the_outcome_and_never_what_was_voted_on() {
    let app = TestApp::start().await;
    let (staff, awa, lina) = (
        app.staff("M. Petit").await,
        app.resident("Awa").await,
        app.resident("Lina").await,
    );
    let plan = open_vote(&staff, support(1)).await;
    let ids = submitted(&awa, &plan, 2).await;
    let lines = Lines::default();
    let everything = tracing_subscriber::fmt::layer()
        .json()
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(lines.clone());
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(everything));
    let span = tracing::info_span!("http", trace_id = "trace-of-lina");
    let _entered = span.enter();
    cast(&lina, &ids[0], "FOR").await;
    assert_eq!(code(&lina, &ids[1], "FOR").await, "VOTING_LIMIT_REACHED");
    withdraw(&lina, &ids[0]).await;
    cast(&app.visitor(), &ids[0], "FOR").await;
    let started = app
        .visitor()
        .ask(
            "mutation($id: ID!) { startVote(proposal: $id, choice: FOR) { token } }",
            json!({ "id": ids[1] }),
        )
        .await;
    lina.ask(
        "mutation($token: String!) { finishVote(token: $token) { votes { problems { code } } } }",
        json!({ "token": started["startVote"]["token"] }),
    )
    .await;
    app.run_worker().await;
    drop(guard);
    let text = lines.text();
    assert!(
        text.contains("voting.cast") && text.contains("voting.withdraw"),
        "{text}"
    );
    assert!(text.contains("voting.limit_reached") && text.contains(plan["id"].as_str().unwrap()));
    assert!(text.contains("trace-of-lina"), "lines are those of the request");
    for id in &ids {
        let id = id.as_str().unwrap();
        let uuid = id.parse::<domain::proposals::ProposalId>().unwrap().uuid();
        for spelling in [id.to_owned(), uuid.to_string(), uuid.simple().to_string()] {
            assert!(!text.contains(&spelling), "a line names the proposal: {text}");
        }
    }
    assert!(!text.contains("receipt_"), "a line has a receipt: {text}");
}
