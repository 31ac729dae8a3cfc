//! Work with a due time.

use sea_orm_migration::prelude::*;

use crate::columns::{big, bytes, id, index, int, table, text_or_null, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let jobs = vec![
            id("id"),
            word("kind"),
            word("subject"),
            bytes("payload"),
            word("state"),
            big("run_at"),
            big("claimed_until"),
            int("attempts"),
            text_or_null("last_error"),
            big("created_at"),
        ];
        schema.create_table(table("jobs", jobs, ["id"])).await?;
        schema.create_index(index("jobs", ["state", "run_at"])).await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("jobs").if_exists().to_owned())
            .await
    }
}
