//! Facts about the database itself: the fingerprint of its root key, whether it is a demo.

use sea_orm_migration::prelude::*;

use crate::columns::{table, text, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(table("settings", vec![word("name"), text("value")], ["name"]))
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("settings").if_exists().to_owned())
            .await
    }
}
