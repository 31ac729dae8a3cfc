//! Decisions that wait for a second reader, and numbers of deliberations.

use sea_orm_migration::prelude::*;

use crate::columns::{big, big_or_null, id, index, int, table, text, text_or_null, word, word_or_null};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        if !schema.has_column("answers", "deliberation").await? {
            let mut deliberation = word_or_null("deliberation");
            let add = Table::alter()
                .table("answers")
                .add_column(&mut deliberation)
                .to_owned();
            schema.alter_table(add).await?;
        }
        let drafts = vec![
            id("answer_id"),
            id("plan_id"),
            word("decision"),
            text("reason"),
            big_or_null("cost_cents"),
            text("calendar"),
            word_or_null("deliberation"),
            id("written_by"),
            big("written_at"),
            text_or_null("note"),
            big_or_null("sent_back_at"),
            int("version"),
        ];
        schema
            .create_table(table("answer_drafts", drafts, ["answer_id"]))
            .await?;
        schema.create_index(index("answer_drafts", ["plan_id"])).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("answer_drafts").if_exists().to_owned())
            .await?;
        if schema.has_column("answers", "deliberation").await? {
            let column = Table::alter()
                .table("answers")
                .drop_column("deliberation")
                .to_owned();
            schema.alter_table(column).await?;
        }
        Ok(())
    }
}
