//! Search: what can be found, in one table, and its words, in what each database has for them.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::columns::{big, id, table, unique, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The words of each entry: of its title, and of all of it. `rowid` is the id of the entry on both databases.
const SQLITE: &[&str] = &[
    // Terms are folded already: the tokenizer only cuts at spaces. Nothing but the index is kept.
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5(title, terms, content = '', contentless_delete = 1, \
     tokenize = 'unicode61 remove_diacritics 0', prefix = '3 4')",
];
const POSTGRES: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS search_index (rowid bigint PRIMARY KEY, title tsvector NOT NULL, terms tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS \"idx-search_index-terms\" ON search_index USING gin (terms)",
    "CREATE INDEX IF NOT EXISTS \"idx-search_index-title\" ON search_index USING gin (title)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let id_column = ColumnDef::new("id")
            .big_integer()
            .not_null()
            .auto_increment()
            .primary_key()
            .take();
        let entries = vec![
            id_column,
            word("subject_kind"),
            id("subject_id"),
            id("plan_id"),
            big("at"),
        ];
        schema.create_table(table("search_entries", entries, [])).await?;
        schema
            .create_index(unique(
                "idx-search_entries-subject",
                "search_entries",
                ["subject_kind", "subject_id"],
            ))
            .await?;
        let connection = schema.get_connection();
        let statements = match connection.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for statement in statements {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["search_index", "search_entries"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
