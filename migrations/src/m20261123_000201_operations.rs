//! Operations and documents of plans.

use sea_orm_migration::prelude::*;

use crate::columns::{big, big_or_null, id, id_or_null, index, int, table, text, text_or_null, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let operations = vec![
            id("id"),
            id("plan_id"),
            word("kind"),
            word("title"),
            text("description"),
            text_or_null("footprint"),
            big_or_null("starts_at"),
            big_or_null("ends_at"),
            id_or_null("organisation_id"),
            int("position"),
        ];
        schema
            .create_table(table("operations", operations, ["id"]))
            .await?;
        schema.create_index(index("operations", ["plan_id"])).await?;
        let documents = vec![
            id("id"),
            id("plan_id"),
            int("position"),
            int("version"),
            word("title"),
            word("content_kind"),
            text("content"),
            big("revised_at"),
        ];
        schema.create_table(table("documents", documents, ["id"])).await?;
        schema.create_index(index("documents", ["plan_id"])).await?;
        let document_versions = vec![
            id("document_id"),
            int("version"),
            word("title"),
            word("content_kind"),
            text("content"),
            big("at"),
        ];
        schema
            .create_table(table(
                "document_versions",
                document_versions,
                ["document_id", "version"],
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["document_versions", "documents", "operations"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
