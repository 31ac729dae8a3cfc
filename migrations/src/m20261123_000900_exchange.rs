//! What was taken over from earlier platforms: which row became what, so that taking it over again changes nothing.

use sea_orm_migration::prelude::*;

use crate::columns::{big, big_or_null, bytes, id, index, int, table, text, unique, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let imports = vec![
            id("plan_id"),
            word("source"),
            big("begun_at"),
            big_or_null("finished_at"),
        ];
        schema
            .create_table(table("imports", imports, ["plan_id", "source"]))
            .await?;
        let rows = vec![
            id("plan_id"),
            word("source"),
            word("kind"),
            word("external_id"),
            id("item_id"),
            int("version"),
            bytes("content_hash"),
            text("kept"),
            big("at"),
        ];
        let key = ["plan_id", "source", "kind", "external_id"];
        schema.create_table(table("imported_rows", rows, key)).await?;
        schema.create_index(index("imported_rows", ["item_id"])).await?;
        // Two people of an earlier platform may have one name: `imported_rows` tells them apart.
        let named = Index::drop()
            .name("idx-attributions-external")
            .table("attributions")
            .if_exists()
            .to_owned();
        schema.drop_index(named).await?;
        schema.create_index(index("attributions", ["plan_id"])).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["imported_rows", "imports"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        let by_plan = Index::drop()
            .name("idx-attributions-plan_id")
            .table("attributions")
            .if_exists()
            .to_owned();
        schema.drop_index(by_plan).await?;
        let named = unique(
            "idx-attributions-external",
            "attributions",
            ["plan_id", "source", "label"],
        );
        schema.create_index(named).await
    }
}
