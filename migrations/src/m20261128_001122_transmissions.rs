//! What was passed on to the authorities, and who opened its sealed copy.

use sea_orm_migration::prelude::*;

use crate::columns::{
    big, big_or_null, bytes_or_null, id, id_or_null, index, table, text, text_or_null, unique, word,
};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let transmissions = vec![
            id("id"),
            id("case_id"),
            id("decision_id"),
            word("item_kind"),
            id("item_id"),
            id("plan_id"),
            word("to_whom"),
            word("ground"),
            text_or_null("silence"),
            id("by_account"),
            big("at"),
            big("kept_until"),
            big_or_null("final_at"),
            bytes_or_null("sealed"),
        ];
        schema
            .create_table(table("transmissions", transmissions, ["id"]))
            .await?;
        let accesses = vec![
            id("id"),
            id("transmission_id"),
            id("by_account"),
            text("reason"),
            big("at"),
            id_or_null("confirmed_by"),
            big_or_null("confirmed_at"),
            big_or_null("opened_at"),
        ];
        schema
            .create_table(table("transmission_accesses", accesses, ["id"]))
            .await?;
        for wanted in [
            unique("transmissions_decision_key", "transmissions", ["decision_id"]),
            index("transmissions", ["case_id", "id"]),
            index("transmissions", ["kept_until"]),
            index("transmission_accesses", ["transmission_id", "id"]),
        ] {
            schema.create_index(wanted).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["transmission_accesses", "transmissions"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
