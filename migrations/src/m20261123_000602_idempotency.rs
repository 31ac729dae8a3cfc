//! The idempotency keys of the last day.

use sea_orm_migration::prelude::*;

use crate::columns::{big, bytes, id_or_null, index, table, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let keys = vec![
            word("owner"),
            word("key"),
            word("command"),
            bytes("fingerprint"),
            id_or_null("result_id"),
            big("created_at"),
        ];
        schema
            .create_table(table("idempotency_keys", keys, ["owner", "key"]))
            .await?;
        schema
            .create_index(index("idempotency_keys", ["created_at"]))
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("idempotency_keys").if_exists().to_owned())
            .await
    }
}
