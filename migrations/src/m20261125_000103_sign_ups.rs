//! Sign-ups with a password that wait for the code that confirms the address.

use sea_orm_migration::prelude::*;

use crate::columns::{id, table, text, word, word_or_null};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            id("attempt_id"),
            text("phc"),
            word("age_band"),
            word_or_null("display_name"),
        ];
        schema
            .create_table(table("sign_ups", columns, ["attempt_id"]))
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("sign_ups").if_exists().to_owned())
            .await
    }
}
