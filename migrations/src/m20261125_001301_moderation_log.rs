//! The public log of moderation: its lines, the keys that sign it, the months that were counted into it.

use sea_orm_migration::prelude::*;

use crate::columns::{big, bytes, id_or_null, index, table, text, unique, word, word_or_null};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let lines = vec![
            big("n"),
            bytes("prev"),
            text("entry"),
            bytes("hash"),
            id_or_null("plan_id"),
            word("item"),
            word("action"),
            word_or_null("reference"),
        ];
        schema.create_table(table("moderation_log", lines, ["n"])).await?;
        for columns in [["plan_id", "n"], ["item", "n"], ["action", "n"]] {
            schema.create_index(index("moderation_log", columns)).await?;
        }
        schema
            .create_index(index("moderation_log", ["reference"]))
            .await?;
        let keys = vec![word("kid"), word("place"), bytes("wrapped"), big("made_at")];
        schema.create_table(table("log_keys", keys, ["kid"])).await?;
        schema
            .create_index(unique("log_keys_place_key", "log_keys", ["place"]))
            .await?;
        let months = vec![word("month"), big("counted_at")];
        schema
            .create_table(table("log_months", months, ["month"]))
            .await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["log_months", "log_keys", "moderation_log"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
