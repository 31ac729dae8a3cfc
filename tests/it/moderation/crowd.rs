//! A queue of 100,000 notices costs what a short one costs: the same statements, and indexes that read no more than a
//! page of it.

use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};
use serde_json::{Value, json};

use super::{DECIDE, Scene, report};
use crate::subscriptions::comment;

/// Copies a row so many times, with other values in some columns; `{n}` stands for the number of the copy.
async fn copy(scene: &Scene, table: &str, which: &str, count: usize, others: &[(&str, &str)]) {
    let connection = scene.app.db().schema_connection();
    let backend = connection.get_database_backend();
    let on_postgres = backend == DatabaseBackend::Postgres;
    let columns = if on_postgres {
        format!("SELECT column_name AS name FROM information_schema.columns WHERE table_name = '{table}'")
    } else {
        format!("SELECT name FROM pragma_table_info('{table}')")
    };
    let rows = connection
        .query_all_raw(Statement::from_string(backend, columns))
        .await
        .unwrap();
    let columns: Vec<String> = rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
    let values: Vec<String> = columns
        .iter()
        .map(|column| {
            others
                .iter()
                .find(|(name, _)| name == column)
                .map_or_else(|| format!("\"{column}\""), |(_, value)| (*value).to_owned())
        })
        .collect();
    let numbers = if on_postgres {
        format!("generate_series(1, {count}) AS numbers(n)")
    } else {
        format!(
            "(WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {count}) \
             SELECT n FROM counted) AS numbers"
        )
    };
    let names = columns.join("\", \"");
    let sql = format!(
        "INSERT INTO {table} (\"{names}\") SELECT {} FROM {table}, {numbers} WHERE {which}",
        values.join(", ")
    );
    connection
        .execute_raw(Statement::from_string(backend, sql))
        .await
        .unwrap();
}

/// A UUID of a copy: `kind` is two hexadecimal digits, `from` keeps the copies of two calls apart.
fn id(scene: &Scene, kind: &str, from: usize) -> String {
    if scene.app.db().schema_connection().get_database_backend() == DatabaseBackend::Postgres {
        format!("('0199{kind}' || lpad(to_hex(n + {from}), 26, '0'))::uuid")
    } else {
        format!("unhex('0199{kind}' || printf('%026x', n + {from}))")
    }
}

/// So many more comments, each with a case and a notice like the first one's.
async fn fill(scene: &Scene, from: usize, count: usize) {
    let [comments, cases, notices] = ["c0", "ca", "ce"].map(|kind| id(scene, kind, from));
    let first = |column: &str, table: &str| {
        format!("\"{column}\" = (SELECT \"{column}\" FROM {table} ORDER BY \"{column}\" DESC LIMIT 1)")
    };
    // The newest rows are the real ones: copies have ids of an earlier time.
    copy(
        scene,
        "comments",
        &first("id", "comments"),
        count,
        &[("id", &comments), ("root_id", &comments)],
    )
    .await;
    copy(
        scene,
        "cases",
        &first("id", "cases"),
        count,
        &[
            ("id", &cases),
            ("item_id", &comments),
            ("open_key", &comments),
            ("rank", "rank + n"),
        ],
    )
    .await;
    copy(
        scene,
        "notices",
        &first("id", "notices"),
        count,
        &[
            ("id", &notices),
            ("item_id", &comments),
            ("case_id", &cases),
            ("receipt", "NULL"),
        ],
    )
    .await;
}

/// The statements of each act of a moderator, in this order: the first page, a filter, taking ten, deciding fifty.
async fn acts(scene: &Scene) -> [u64; 4] {
    let mut spent = [0; 4];
    let mut act = 0;
    let mut done = |before: u64| {
        spent[act] = scene.app.db().stats().statements - before;
        act += 1;
    };
    let ask = async |document: &str, variables: Value| {
        let before = scene.app.db().stats().statements;
        (scene.ines.ask(document, variables).await, before)
    };
    const NODE: &str = "edges { node { id version text { body } notices { explanation } priority { severity notifiers exposure } viewerCan { decide } } }";
    let (page, before) = ask(
        &format!("{{ moderationQueue(first: 20) {{ {NODE} }} }}"),
        json!({}),
    )
    .await;
    done(before);
    assert_eq!(page["moderationQueue"]["edges"].as_array().unwrap().len(), 20);
    let filter = format!("{{ moderationQueue(first: 20, kind: COMMENT, unclaimed: true) {{ {NODE} }} }}");
    let (page, before) = ask(&filter, json!({})).await;
    done(before);
    assert_eq!(page["moderationQueue"]["edges"].as_array().unwrap().len(), 20);
    let fifty =
        "{ moderationQueue(first: 50, kind: COMMENT, unclaimed: true) { edges { node { id version } } } }";
    let cases: Vec<Value> = ask(fifty, json!({})).await.0["moderationQueue"]["edges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| json!({ "case": edge["node"]["id"], "version": edge["node"]["version"] }))
        .collect();
    assert_eq!(cases.len(), 50);
    let (taken, before) = ask(
        "mutation { takeCases(first: 10) { cases { id version } } }",
        json!({}),
    )
    .await;
    done(before);
    let taken = taken["takeCases"]["cases"].as_array().unwrap().clone();
    assert_eq!(taken.len(), 10);
    // Those that were taken have another version now.
    let cases: Vec<Value> = cases
        .into_iter()
        .map(|case| {
            let fresh = taken.iter().find(|one| one["id"] == case["case"]);
            fresh.map_or(
                case,
                |one| json!({ "case": one["id"], "version": one["version"] }),
            )
        })
        .collect();
    let decision = json!({ "action": "HIDE", "rule": scene.rule, "facts": "Une vague de messages." });
    let (decided, before) = ask(DECIDE, json!({ "cases": cases, "decision": decision })).await;
    done(before);
    let decided = decided["decideCases"]["decided"].as_array().unwrap().clone();
    assert_eq!(decided.len(), 50);
    assert!(
        decided.iter().all(|one| one["problems"] == json!([])),
        "{decided:#?}"
    );
    spent
}

/// A real comment with a real notice, which copies are made of.
async fn reported(scene: &Scene) {
    let item = comment(&scene.awa, &scene.proposal, &Value::Null, "Achetez mes montres.").await;
    let input = json!({ "item": item, "kind": "HOUSE_RULE" });
    assert_eq!(report(&scene.app.visitor(), input).await["problems"], json!([]));
}

#[tokio::test]
async fn a_hundred_thousand_notices_cost_the_statements_of_a_hundred() {
    let scene = Scene::begin().await;
    reported(&scene).await;
    fill(&scene, 0, 100).await;
    let few = acts(&scene).await;
    reported(&scene).await;
    fill(&scene, 100, 99_900).await;
    let count = "{ moderationQueue(first: 1) { totalCount } }";
    let count = scene.ines.ask(count, json!({})).await["moderationQueue"]["totalCount"]
        .as_u64()
        .unwrap();
    assert!(count > 99_900, "{count}");
    let many = acts(&scene).await;
    assert_eq!(few, many, "first page, filter, take ten, decide fifty");
    no_page_reads_the_whole_queue(&scene).await;
}

/// How the database runs a statement, a step a line.
async fn plan_of(scene: &Scene, mut statement: Statement) -> Vec<String> {
    let connection = scene.app.db().schema_connection();
    let on_postgres = connection.get_database_backend() == DatabaseBackend::Postgres;
    let (explain, column) = if on_postgres {
        ("EXPLAIN", "QUERY PLAN")
    } else {
        ("EXPLAIN QUERY PLAN", "detail")
    };
    statement.sql = format!("{explain} {}", statement.sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", column).unwrap()).collect()
}

/// The plan of each statement of each act: no table of the queue is read from end to end or sorted, and a filter that has
/// an index is looked up in it.
async fn no_page_reads_the_whole_queue(scene: &Scene) {
    let connection = scene.app.db().schema_connection();
    let on_postgres = connection.get_database_backend() == DatabaseBackend::Postgres;
    if on_postgres {
        // What PostgreSQL does by itself after a while.
        connection.execute_unprepared("ANALYZE").await.unwrap();
    }
    const NODE: &str =
        "edges { node { id text { body } notices { explanation } decisions { id } viewerCan { decide } } }";
    let plan = "query($id: ID!) { proposal(id: $id) { plan { id } } }";
    let plan = scene.ines.ask(plan, json!({ "id": scene.proposal })).await["proposal"]["plan"]["id"].clone();
    let acts = [
        (format!("{{ moderationQueue(first: 20) {{ {NODE} }} }}"), "stage"),
        (
            format!("{{ moderationQueue(first: 20, plan: {plan}) {{ {NODE} }} }}"),
            "stage",
        ),
        (
            format!("{{ moderationQueue(first: 20, kind: PROPOSAL) {{ {NODE} }} }}"),
            "item_kind",
        ),
        (
            format!(
                "{{ moderationQueue(first: 20, item: {}) {{ {NODE} }} }}",
                scene.comment
            ),
            "item_id",
        ),
        (
            format!("{{ moderationQueue(first: 20, mine: true) {{ {NODE} }} }}"),
            "claimed_by",
        ),
        (
            format!("{{ moderationQueue(first: 20, kind: COMMENT, unclaimed: true) {{ {NODE} }} }}"),
            "stage",
        ),
        (
            "mutation { takeCases(first: 10) { cases { id } } }".to_owned(),
            "stage",
        ),
    ];
    for (act, column) in acts {
        scene.app.db().overhear();
        scene.ines.ask(&act, json!({})).await;
        let heard = scene.app.db().overhear();
        let mut pages = 0;
        for statement in heard {
            if !statement.sql.starts_with("SELECT") {
                continue;
            }
            let is_page = statement.sql.contains("FROM \"cases\"") && statement.sql.contains("LIMIT");
            let sql = statement.sql.clone();
            let steps = plan_of(scene, statement).await;
            let shown = format!("{act}\n{sql}\n{}", steps.join("\n"));
            for step in &steps {
                let of_queue = ["cases", "notices", "comments"]
                    .iter()
                    .any(|table| step.contains(table));
                let reads_all = of_queue && (step.contains("Seq Scan") || step.trim().starts_with("SCAN"));
                assert!(!reads_all, "read from end to end: {shown}");
                let sorts = step.contains("Sort") || step.contains("TEMP B-TREE FOR ORDER BY");
                assert!(!(is_page && sorts), "sorted: {shown}");
            }
            if is_page {
                pages += 1;
                let found = steps.iter().any(|step| {
                    (step.contains("Index Cond") || step.contains("SEARCH cases")) && step.contains(column)
                });
                assert!(found, "not looked up by {column}: {shown}");
            }
        }
        assert_eq!(pages, 1, "{act}");
    }
}

#[tokio::test]
async fn a_case_of_a_thousand_notices_is_shown_with_the_first_hundred_and_their_number() {
    let scene = Scene::begin().await;
    let case = scene.reported(&scene.lina).await;
    let notices = id(&scene, "ce", 0);
    let others = [
        ("id", notices.as_str()),
        ("account_id", "NULL"),
        ("receipt", "NULL"),
    ];
    copy(&scene, "notices", "1 = 1", 1_000, &others).await;
    let connection = scene.app.db().schema_connection();
    connection
        .execute_unprepared("UPDATE cases SET notices = 1001")
        .await
        .unwrap();
    // Omar's comes last: he may not decide, whatever his role.
    scene.reported(&scene.omar).await;
    for (who, decides) in [(&scene.ines, true), (&scene.omar, false)] {
        let read = scene.case(who, &case).await;
        assert_eq!(read["noticeCount"], 1_002);
        assert_eq!(read["notices"].as_array().unwrap().len(), 100);
        assert_eq!(read["viewerCan"]["decide"], decides);
    }
}
