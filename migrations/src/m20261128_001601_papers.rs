//! Batches of paper sheets, what was typed of them until they are closed, and their signed counts.

use sea_orm_migration::prelude::*;

use crate::columns::{
    big, big_or_null, bytes, flag, id, id_or_null, int, table, text, text_or_null, unique, word,
};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let batches = vec![
            id("id"),
            id("plan_id"),
            int("number"),
            word("kind"),
            word("place"),
            int("sheets"),
            flag("twice"),
            id("opened_by"),
            big("opened_at"),
            id_or_null("first_by"),
            id_or_null("second_by"),
            id_or_null("signed_by"),
            text_or_null("signed_sums"),
            big_or_null("closed_at"),
            int("version"),
        ];
        schema
            .create_table(table("paper_batches", batches, ["id"]))
            .await?;
        schema
            .create_index(unique(
                "paper_batches_number_key",
                "paper_batches",
                ["plan_id", "number"],
            ))
            .await?;
        let sheets = vec![id("batch_id"), int("sheet"), int("pass"), bytes("sealed")];
        schema
            .create_table(table("paper_sheets", sheets, ["batch_id", "sheet", "pass"]))
            .await?;
        let counts = vec![
            id("batch_id"),
            id("plan_id"),
            int("number"),
            text("line"),
            bytes("hash"),
            id("signed_by"),
            id("countersigned_by"),
            big("at"),
        ];
        schema
            .create_table(table("paper_counts", counts, ["batch_id"]))
            .await?;
        schema
            .create_index(unique(
                "paper_counts_number_key",
                "paper_counts",
                ["plan_id", "number"],
            ))
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["paper_counts", "paper_sheets", "paper_batches"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
