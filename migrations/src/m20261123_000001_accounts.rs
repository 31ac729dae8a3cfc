//! Accounts, grants and links.

use sea_orm_migration::prelude::*;

use crate::columns::{big, big_or_null, id, id_or_null, index, table, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let accounts = vec![
            id("id"),
            word("display_name"),
            word("age_band"),
            word("language"),
            big_or_null("limited_until"),
            big_or_null("erased_at"),
            big("created_at"),
            big("seen_at"),
            big_or_null("warned_at"),
        ];
        schema.create_table(table("accounts", accounts, ["id"])).await?;
        let grants = vec![
            id("id"),
            id("account_id"),
            word("role"),
            id_or_null("plan_id"),
            id_or_null("given_by"),
            big("given_at"),
            big_or_null("until"),
            id_or_null("ended_by"),
            big_or_null("ended_at"),
        ];
        schema.create_table(table("grants", grants, ["id"])).await?;
        schema.create_index(index("grants", ["account_id"])).await?;
        let links = vec![
            id("account_id"),
            id("plan_id"),
            word("kind"),
            big("declared_at"),
            big_or_null("confirmed_until"),
            id_or_null("proof_id"),
        ];
        schema
            .create_table(table("links", links, ["account_id", "plan_id"]))
            .await?;
        schema.create_index(index("accounts", ["seen_at"])).await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["links", "grants", "accounts"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
