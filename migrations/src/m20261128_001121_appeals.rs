//! What people say against sanctions.

use sea_orm_migration::prelude::*;

use crate::columns::{
    big, big_or_null, id, id_or_null, index, table, text, text_or_null, unique, word_or_null,
};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let appeals = vec![
            id("id"),
            id("sanction_id"),
            id("account_id"),
            id("plan_id"),
            text("grounds"),
            big("filed_at"),
            big("due_at"),
            id_or_null("by_account"),
            word_or_null("outcome"),
            text_or_null("reasons"),
            big_or_null("answered_at"),
        ];
        schema.create_table(table("appeals", appeals, ["id"])).await?;
        schema
            .create_index(unique("appeals_sanction_key", "appeals", ["sanction_id"]))
            .await?;
        schema.create_index(index("appeals", ["account_id"])).await?;
        schema.create_index(index("appeals", ["answered_at"])).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("appeals").if_exists().to_owned())
            .await
    }
}
