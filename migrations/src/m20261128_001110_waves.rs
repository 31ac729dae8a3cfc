//! What a wave of spam covered, besides the item of its case.

use sea_orm_migration::prelude::*;

use crate::columns::{id, id_or_null, index, table, text, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let items = vec![
            id("decision_id"),
            word("item_kind"),
            id("item_id"),
            id("plan_id"),
            id_or_null("case_id"),
            text("before"),
        ];
        schema
            .create_table(table(
                "wave_items",
                items,
                ["decision_id", "item_kind", "item_id"],
            ))
            .await?;
        schema.create_index(index("wave_items", ["item_id"])).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("wave_items").if_exists().to_owned())
            .await
    }
}
