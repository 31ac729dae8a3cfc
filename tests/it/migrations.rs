//! Migrations and entities describe one schema: the same tables, columns, types, nullability and unique keys.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;
use test_support::TestDatabase;

async fn rows(connection: &DatabaseConnection, sql: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    let text = |row: &sea_orm::QueryResult, column: &str| {
        row.try_get::<Option<String>>("", column)
            .ok()
            .flatten()
            .unwrap_or_else(|| {
                row.try_get::<Option<i64>>("", column)
                    .ok()
                    .flatten()
                    .map(|n| n.to_string())
                    .unwrap_or_default()
            })
    };
    rows.iter()
        .map(|row| columns.iter().map(|column| text(row, column)).collect())
        .collect()
}

/// Tables that no entity describes: the migrations' own, and the index of words, which each database has in its own way:
/// a virtual table and its shadows (`search_index_data` …) on SQLite, a table of vectors on PostgreSQL.
fn is_outside(table: &str) -> bool {
    table == "seaql_migrations" || table.starts_with("sqlite_") || table.starts_with("search_index")
}

/// `table.column → type, nullability, place in the primary key` and `table → unique column sets`.
pub(crate) async fn shape(connection: &DatabaseConnection) -> (BTreeMap<String, String>, BTreeSet<String>) {
    let (mut columns, mut uniques) = (BTreeMap::new(), BTreeSet::new());
    if connection.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public'";
        for row in rows(
            connection,
            sql,
            &["table_name", "column_name", "data_type", "is_nullable"],
        )
        .await
        {
            if !is_outside(&row[0]) {
                columns.insert(
                    format!("{}.{}", row[0], row[1]),
                    format!("{} null {}", row[2], row[3]),
                );
            }
        }
        let sql = "SELECT t.relname AS name, string_agg(a.attname, ',' ORDER BY k.place) AS columns
            FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
            CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
            WHERE n.nspname = 'public' AND i.indisunique GROUP BY t.relname, i.indexrelid";
        for row in rows(connection, sql, &["name", "columns"]).await {
            if !is_outside(&row[0]) {
                uniques.insert(format!("{} ({})", row[0], row[1]));
            }
        }
        return (columns, uniques);
    }
    for table in rows(
        connection,
        "SELECT name FROM sqlite_master WHERE type = 'table'",
        &["name"],
    )
    .await
    {
        let table = &table[0];
        if is_outside(table) {
            continue;
        }
        let sql =
            format!("SELECT name, lower(type) AS type, \"notnull\", pk FROM pragma_table_info('{table}')");
        for row in rows(connection, &sql, &["name", "type", "notnull", "pk"]).await {
            // A primary key column is never null, whether or not its declaration says so.
            let null = if row[2] == "1" || row[3] != "0" {
                "NO"
            } else {
                "YES"
            };
            columns.insert(
                format!("{table}.{}", row[0]),
                format!("{} null {null} key {}", row[1], row[3]),
            );
        }
        let sql = format!(
            "SELECT (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS columns
             FROM pragma_index_list('{table}') l WHERE l.\"unique\" = 1 AND l.origin <> 'pk'"
        );
        for row in rows(connection, &sql, &["columns"]).await {
            uniques.insert(format!("{table} ({})", row[0]));
        }
    }
    (columns, uniques)
}

#[tokio::test]
async fn migrations_and_entities_make_the_same_tables() {
    let (migrated, described) = (TestDatabase::migrated().await, TestDatabase::empty().await);
    let (migrated, described) = (migrated.connect().await, described.connect().await);
    persistence::describe_schema(&described).await.unwrap();
    let by_migrations = shape(migrated.schema_connection()).await;
    let by_entities = shape(described.schema_connection()).await;
    assert!(by_migrations.0.len() > 50, "the shape was read");
    for (column, made) in &by_migrations.0 {
        assert_eq!(
            by_entities.0.get(column),
            Some(made),
            "{column}: left is the entity, right the migrations"
        );
    }
    for column in by_entities.0.keys() {
        assert!(
            by_migrations.0.contains_key(column),
            "{column} is described by an entity and made by no migration"
        );
    }
    assert_eq!(
        by_entities.1, by_migrations.1,
        "unique keys: left is the entities, right the migrations"
    );
}

#[tokio::test]
async fn every_change_can_run_twice_and_the_last_can_be_taken_back() {
    let database = TestDatabase::empty().await;
    let db = database.connect().await;
    let connection = db.schema_connection();
    migrations::Migrator::up(connection, None).await.unwrap();
    let once = shape(connection).await;
    // Forget that they ran: a run that was cut short before its note was written.
    connection
        .execute_unprepared("DELETE FROM seaql_migrations")
        .await
        .unwrap();
    migrations::Migrator::up(connection, None).await.unwrap();
    assert_eq!(shape(connection).await, once);
    migrations::Migrator::down(connection, Some(1)).await.unwrap();
    migrations::Migrator::up(connection, None).await.unwrap();
    assert_eq!(shape(connection).await, once);
}
