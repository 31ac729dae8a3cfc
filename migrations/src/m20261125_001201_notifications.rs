//! Notifications: what people are told of, how soon they are written to, and the addresses that refuse mail.

use sea_orm_migration::prelude::*;

use crate::columns::{big, big_or_null, id, id_or_null, index, int, table, text, unique, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let notifications = vec![
            id("id"),
            id("account_id"),
            word("kind"),
            id_or_null("plan_id"),
            word("subject_kind"),
            id("subject_id"),
            word("cause_kind"),
            id("cause_id"),
            int("cause_version"),
            big("at"),
            big_or_null("read_at"),
            word("mail"),
        ];
        schema
            .create_table(table("notifications", notifications, ["id"]))
            .await?;
        schema
            .create_index(unique(
                "idx-notifications-cause",
                "notifications",
                ["account_id", "kind", "cause_id", "cause_version"],
            ))
            .await?;
        schema
            .create_index(index("notifications", ["account_id", "at", "id"]))
            .await?;
        schema
            .create_index(index("notifications", ["account_id", "mail"]))
            .await?;
        schema.create_index(index("notifications", ["at"])).await?;
        let settings = vec![id("account_id"), text("paces"), big("changed_at")];
        schema
            .create_table(table("notification_settings", settings, ["account_id"]))
            .await?;
        let bounces = vec![id("account_id"), int("refusals"), word("last_code"), big("at")];
        schema
            .create_table(table("mail_bounces", bounces, ["account_id"]))
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["mail_bounces", "notification_settings", "notifications"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
