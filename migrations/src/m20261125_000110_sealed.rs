//! The sealed store: what the law obliges a host to keep of erased accounts, encrypted, with the day it goes.

use sea_orm_migration::prelude::*;

use crate::columns::{big, bytes, id, index, table};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let sealed = vec![id("account_id"), bytes("sealed"), big("sealed_at"), big("until")];
        schema
            .create_table(table("sealed_identities", sealed, ["account_id"]))
            .await?;
        schema.create_index(index("sealed_identities", ["until"])).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("sealed_identities").if_exists().to_owned())
            .await
    }
}
