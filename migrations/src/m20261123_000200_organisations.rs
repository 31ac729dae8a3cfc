//! Organisations, and grants for answering in their name.

use sea_orm_migration::prelude::*;

use crate::columns::{big, big_or_null, id, id_or_null, index, table, unique, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let organisations = vec![
            id("id"),
            word("kind"),
            word("name"),
            word("registration"),
            big_or_null("checked_at"),
            big("version"),
            big("created_at"),
        ];
        schema
            .create_table(table("organisations", organisations, ["id"]))
            .await?;
        schema
            .create_index(unique(
                "organisations_registration_key",
                "organisations",
                ["registration"],
            ))
            .await?;
        schema
            .create_index(index("organisations", ["created_at", "id"]))
            .await?;
        let answering_grants = vec![
            id("id"),
            id("account_id"),
            id("organisation_id"),
            id("plan_id"),
            id_or_null("operation_id"),
            id_or_null("theme_id"),
            id_or_null("given_by"),
            big("given_at"),
            big_or_null("until"),
        ];
        schema
            .create_table(table("answering_grants", answering_grants, ["id"]))
            .await?;
        for column in ["account_id", "organisation_id", "plan_id"] {
            schema.create_index(index("answering_grants", [column])).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["answering_grants", "organisations"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
