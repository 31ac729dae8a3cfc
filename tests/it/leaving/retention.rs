//! Every kind of row has a line that says how long it is kept, where it is in the download, and what erasure does.

use std::{collections::BTreeSet, fmt::Write};

use app::{
    accounts::PARTS,
    retention::{Download, Erasure, TABLES},
};
use test_support::TestApp;

use super::{busy, columns, places_of};
use crate::kept::assert_kept;

/// Tables that hold no row of ours: the migrations' own, and the insides of full-text indexes.
fn is_inside(table: &str) -> bool {
    table == "seaql_migrations" || (table.starts_with("search_") && table.matches('_').count() > 1)
}

#[tokio::test]
async fn every_table_has_its_line() {
    let app = TestApp::start().await;
    let tables: BTreeSet<String> = columns(app.db().schema_connection())
        .await
        .into_keys()
        .filter(|table| !is_inside(table))
        .collect();
    let told: BTreeSet<String> = TABLES.iter().map(|held| held.table.to_owned()).collect();
    assert_eq!(told.len(), TABLES.len(), "one line a table");
    let forgotten: Vec<_> = tables.difference(&told).collect();
    assert_eq!(
        forgotten,
        Vec::<&String>::new(),
        "tables without a line in app::retention"
    );
    let gone: Vec<_> = told.difference(&tables).collect();
    assert_eq!(
        gone,
        Vec::<&String>::new(),
        "lines of app::retention without a table"
    );
    assert!(TABLES.is_sorted_by_key(|held| held.table));
}

#[tokio::test]
async fn every_column_that_names_an_account_is_told() {
    let app = TestApp::start().await;
    let all = columns(app.db().schema_connection()).await;
    for held in TABLES {
        for column in held.accounts {
            assert!(
                all[held.table].iter().any(|c| c == column),
                "{}.{column}",
                held.table
            );
        }
        // By their names: an id of a person is never called otherwise.
        for column in &all[held.table] {
            let names_a_person = column.contains("account") || column.ends_with("_by") || column == "owner";
            // Words and organisations that say who did something, and an address that waits.
            let is_none = matches!((held.table, column.as_str()), ("answers", "recommended_by"));
            assert!(
                !names_a_person || is_none || held.accounts.contains(&column.as_str()),
                "{}.{column} names an account and is not in app::retention",
                held.table
            );
        }
    }
    // And by what is in them, for somebody who did everything.
    let (person, _) = busy(&app).await;
    app.run_worker().await;
    let id = person.account();
    let (text, uuid) = (id.to_string(), id.uuid());
    let mut found = places_of(app.db().schema_connection(), &text).await;
    found.extend(places_of(app.db().schema_connection(), &uuid.to_string()).await);
    let bytes = uuid.simple().to_string();
    found.extend(super::places_of_hex(app.db().schema_connection(), &bytes).await);
    assert!(found.len() > 8, "{found:?}");
    for place in found {
        let (table, column) = place.split_once('.').unwrap();
        let held = TABLES.iter().find(|held| held.table == table).expect(table);
        assert!(held.accounts.contains(&column), "{place} names an account");
    }
}

#[test]
fn the_table_of_retention_is_what_the_code_says() {
    let parts: BTreeSet<&str> = PARTS.iter().map(|part| part.name).collect();
    let mut told = BTreeSet::new();
    let mut out = "# What is kept, and how long\n\nEvery table of the database: what a row is, how long it is kept, where it is in a person's download \
                   (`GET /account/download`), and what becomes of it when the person leaves (`eraseAccount`). Written from `app::retention` by \
                   `UPDATE=1 cargo nextest run -p tests -E 'test(table_of_retention)'`.\n\n\
                   | table | a row is | kept | in the download | at erasure |\n|---|---|---|---|---|\n"
        .to_owned();
    for held in TABLES {
        let download = match held.download {
            Download::Part(part) => {
                assert!(parts.contains(part), "{}: no part {part}", held.table);
                told.insert(part);
                format!("`{part}`")
            }
            Download::Nothing => "–".to_owned(),
            Download::Not(why) => format!("no: {why}"),
        };
        let erasure = match held.erasure {
            Erasure::Deleted => "deleted",
            Erasure::Emptied => "emptied of who it was",
            Erasure::AsChosen => "stays under «compte supprimé» or its words go, as chosen",
            Erasure::IdAlone => "names an id that is nobody's",
            Erasure::Nothing => "–",
            Erasure::Otherwise(how) => how,
        };
        let (table, what, kept) = (held.table, held.what, held.kept);
        writeln!(out, "| `{table}` | {what} | {kept} | {download} | {erasure} |").unwrap();
    }
    assert_eq!(told, parts, "every part of the download shows a table");
    assert_kept("docs/RETENTION.md", &out);
}
