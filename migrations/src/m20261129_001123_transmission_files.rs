//! The photos and documents of what was passed on to the authorities, sealed.

use sea_orm_migration::prelude::*;

use crate::columns::{bytes, id, table};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let files = vec![id("transmission_id"), id("attachment_id"), bytes("sealed")];
        let key = ["transmission_id", "attachment_id"];
        schema.create_table(table("transmission_files", files, key)).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("transmission_files").if_exists().to_owned())
            .await
    }
}
