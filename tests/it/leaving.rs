//! Leaving: the download, erasure, accounts that nobody uses, and what is kept how long.

mod download;
mod erasure;
mod idle;
mod retention;

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement};
use serde_json::{Value, json};
use test_support::{Person, TestApp};

use crate::{plans::published, proposals::SUBMIT};

pub(crate) const ERASE: &str = "mutation($contributions: Contributions!, $withdrawVotes: Boolean! = false) {
    eraseAccount(contributions: $contributions, withdrawVotes: $withdrawVotes) { account sealedUntil problems { code } } }";

const OWN: &str = "query($plan: ID!) { proposals(plan: $plan) { edges { node { id } } } }";

/// The columns of every table that can hold a text or bytes, and the place of everything that is in them.
pub(super) async fn columns(connection: &DatabaseConnection) -> BTreeMap<String, Vec<String>> {
    let postgres = connection.get_database_backend() == DbBackend::Postgres;
    let sql = if postgres {
        "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = 'public'"
    } else {
        "SELECT m.name AS t, p.name AS c FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
    };
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in all(connection, sql).await {
        let (table, column): (String, String) =
            (row.try_get("", "t").unwrap(), row.try_get("", "c").unwrap());
        columns.entry(table).or_default().push(column);
    }
    columns
}

async fn all(connection: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_all_raw(statement).await.unwrap()
}

/// Every `table.column` in which a row has this text, whatever the column's type: bytes are read as text and as hex.
pub(super) async fn places_of(connection: &DatabaseConnection, needle: &str) -> Vec<String> {
    let hex: String = needle.bytes().map(|byte| format!("{byte:02x}")).collect();
    let postgres = connection.get_database_backend() == DbBackend::Postgres;
    let mut found = Vec::new();
    for (table, columns) in columns(connection).await {
        for column in columns {
            let told = if postgres {
                format!(
                    "position(lower('{needle}') in lower(\"{column}\"::text)) > 0 OR position('{hex}' in lower(\"{column}\"::text)) > 0"
                )
            } else {
                format!(
                    "instr(lower(CAST(\"{column}\" AS TEXT)), lower('{needle}')) > 0 OR instr(lower(hex(\"{column}\")), '{hex}') > 0"
                )
            };
            let sql = format!("SELECT count(*) AS n FROM \"{table}\" WHERE {told}");
            let count: i64 = all(connection, &sql).await[0].try_get("", "n").unwrap();
            if count > 0 {
                found.push(format!("{table}.{column}"));
            }
        }
    }
    found
}

/// Every `table.column` in which a row has these bytes, given in hexadecimal.
pub(super) async fn places_of_hex(connection: &DatabaseConnection, hex: &str) -> Vec<String> {
    if connection.get_database_backend() == DbBackend::Postgres {
        return places_of(connection, hex).await;
    }
    let mut found = Vec::new();
    for (table, columns) in columns(connection).await {
        for column in columns {
            let sql = format!(
                "SELECT count(*) AS n FROM \"{table}\" WHERE instr(lower(hex(\"{column}\")), '{hex}') > 0"
            );
            let count: i64 = all(connection, &sql).await[0].try_get("", "n").unwrap();
            if count > 0 {
                found.push(format!("{table}.{column}"));
            }
        }
    }
    found
}

/// Everything in the test that can be searched: the rows and, where the database is a file, the file with its log.
pub(super) async fn anywhere(app: &TestApp, needle: &str) -> Vec<String> {
    let mut found = places_of(app.db().schema_connection(), needle).await;
    if let Some(path) = app.database.url.strip_prefix("sqlite:") {
        for file in [path.to_owned(), format!("{path}-wal")] {
            let bytes = std::fs::read(&file).unwrap_or_default();
            if bytes
                .windows(needle.len())
                .any(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
            {
                found.push(file);
            }
        }
    }
    found
}

/// Kind, subject and data of the last event.
pub(super) async fn last_event(connection: &DatabaseConnection) -> (String, uuid::Uuid, String) {
    let sql = "SELECT kind, subject_id, data FROM events ORDER BY seq DESC LIMIT 1";
    let row = all(connection, sql).await.remove(0);
    (
        row.try_get("", "kind").unwrap(),
        row.try_get("", "subject_id").unwrap(),
        row.try_get("", "data").unwrap(),
    )
}

/// A person who did everything that can be done here, with the plan it was done in.
pub(super) async fn busy(app: &TestApp) -> (Person, Value) {
    let staff = app.staff("M. Petit").await;
    let plan = published(&staff).await;
    let person = app.resident("Zéphyrine Colibri").await;
    app.confirm_email(&person, "zephyrine@example.org").await;
    let done = async |document: &str, variables: Value| {
        let answer = person.ask(document, variables).await;
        let payload = answer.as_object().unwrap().values().next().unwrap().clone();
        assert_eq!(payload["problems"], json!([]), "{document}");
        payload
    };
    done(
        "mutation($plan: ID!) { declareLink(plan: $plan, kind: LIVES) { problems { code } } }",
        json!({ "plan": plan["id"] }),
    )
    .await;
    const CONFIRM: &str = "mutation($account: ID, $plan: ID!, $proof: ProofInput!) { confirmLink(account: $account, plan: $plan, proof: $proof) { problems { code } } }";
    let proof = json!({ "method": "BILL", "issuer": "Eau de Saint-Exemple", "subject": "Zéphyrine Colibri" });
    let confirmed = staff.ask(
        CONFIRM,
        json!({ "account": person.account(), "plan": plan["id"], "proof": proof }),
    );
    assert_eq!(confirmed.await["confirmLink"]["problems"], json!([]));
    const LOOK: &str = "mutation($account: ID!) { lookUpIdentity(account: $account, reason: \"Courrier à Zéphyrine Colibri.\") { problems { code } } }";
    staff.ask(LOOK, json!({ "account": person.account() })).await;
    for title in [
        "Garder les platanes de la place",
        "Un banc devant chez Zéphyrine Colibri",
    ] {
        let body = "Les arbres donnent de l'ombre, et zephyrine@example.org est mon adresse.";
        let input = json!({ "title": title, "body": body, "theme": plan["themes"][0]["id"], "confirmPersonalData": true });
        let sent = done(SUBMIT, json!({ "plan": plan["id"], "input": input })).await;
        done(
            "mutation($id: ID!) { follow(id: $id) { problems { code } } }",
            json!({ "id": sent["proposal"]["id"] }),
        )
        .await;
    }
    let proposal =
        &person.ask(OWN, json!({ "plan": plan["id"] })).await["proposals"]["edges"][0]["node"]["id"];
    let comment =
        json!({ "body": "Signé Zéphyrine Colibri, zephyrine@example.org", "confirmPersonalData": true });
    done(
        "mutation($id: ID!, $input: CommentInput!) { postComment(proposal: $id, input: $input) { problems { code } } }",
        json!({ "id": proposal, "input": comment }),
    )
    .await;
    let draft = json!({ "title": "Brouillon de Zéphyrine Colibri", "body": "" });
    done(
        "mutation($plan: ID!, $input: ProposalInput!) { saveDraft(plan: $plan, input: $input) { problems { code } } }",
        json!({ "plan": plan["id"], "input": draft }),
    )
    .await;
    (app.again(&person).await, plan)
}
