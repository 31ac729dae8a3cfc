//! Signals: how each is set, how it was set before, and what it hit.

use sea_orm_migration::prelude::*;

use crate::columns::{big, id, id_or_null, index, int, table, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let changes = vec![
            word("kind"),
            big("version"),
            word("mode"),
            int("threshold"),
            word("from_mode"),
            int("from_threshold"),
            id_or_null("by_account"),
            big("at"),
        ];
        schema
            .create_table(table("signal_changes", changes, ["kind", "version"]))
            .await?;
        let hits = vec![
            id("item_id"),
            word("kind"),
            word("item_kind"),
            id("plan_id"),
            word("mode"),
            int("measure"),
            big("at"),
        ];
        schema
            .create_table(table("signal_hits", hits, ["item_id", "kind"]))
            .await?;
        schema.create_index(index("signal_hits", ["kind"])).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["signal_hits", "signal_changes"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
