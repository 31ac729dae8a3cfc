//! Webhooks, and the log of what they delivered.

use sea_orm_migration::prelude::*;

use crate::columns::{
    big, big_or_null, bytes, bytes_or_null, id, id_or_null, index, int, int_or_null, table, text, word,
    word_or_null,
};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let webhooks = vec![
            id("id"),
            id("owner_id"),
            text("url"),
            text("kinds"),
            id_or_null("plan_id"),
            id_or_null("theme_id"),
            id_or_null("zone_id"),
            word("state"),
            word_or_null("stopped"),
            big_or_null("failing_since"),
            big("rests_until"),
            big("cursor"),
            bytes("secret"),
            bytes_or_null("old_secret"),
            big_or_null("old_secret_until"),
            big("version"),
            big("created_at"),
        ];
        schema.create_table(table("webhooks", webhooks, ["id"])).await?;
        let deliveries = vec![
            id("id"),
            id("webhook_id"),
            big("seq"),
            word_or_null("kind"),
            word("state"),
            int("attempts"),
            int("tries"),
            big("run_at"),
            big("created_at"),
        ];
        schema
            .create_table(table("webhook_deliveries", deliveries, ["id"]))
            .await?;
        schema
            .create_index(index("webhook_deliveries", ["webhook_id", "created_at"]))
            .await?;
        schema
            .create_index(index("webhook_deliveries", ["created_at"]))
            .await?;
        let attempts = vec![
            id("delivery_id"),
            int("number"),
            big("at"),
            int_or_null("status"),
            word_or_null("fault"),
            int("millis"),
        ];
        schema
            .create_table(table("webhook_attempts", attempts, ["delivery_id", "number"]))
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for name in ["webhook_attempts", "webhook_deliveries", "webhooks"] {
            schema
                .drop_table(Table::drop().table(name).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
