//! Words that facilitators record for people without an account.

use sea_orm_migration::prelude::*;

use crate::columns::{big, bytes, id, index, table, unique, word, word_or_null};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        if !schema.has_column("attributions", "medium").await? {
            let medium = Table::alter()
                .table("attributions")
                .add_column(word_or_null("medium"))
                .to_owned();
            schema.alter_table(medium).await?;
        }
        let recordings = vec![
            id("id"),
            id("plan_id"),
            word("item_kind"),
            id("item_id"),
            id("attribution_id"),
            id("by_account"),
            bytes("receipt_hash"),
            big("at"),
        ];
        schema
            .create_table(table("recordings", recordings, ["id"]))
            .await?;
        schema
            .create_index(unique("recordings_item_key", "recordings", ["item_id"]))
            .await?;
        schema
            .create_index(unique("recordings_receipt_key", "recordings", ["receipt_hash"]))
            .await?;
        schema.create_index(index("recordings", ["by_account"])).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("recordings").if_exists().to_owned())
            .await?;
        if schema.has_column("attributions", "medium").await? {
            let medium = Table::alter()
                .table("attributions")
                .drop_column("medium")
                .to_owned();
            schema.alter_table(medium).await?;
        }
        Ok(())
    }
}
