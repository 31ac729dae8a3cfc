//! The rules of moderation, with every version they had.

use sea_orm_migration::prelude::*;

use crate::columns::{big, big_or_null, id, id_or_null, int, table, text, unique, word, word_or_null};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let rules = vec![
            id("id"),
            word("code"),
            int("version"),
            big("active_from"),
            big_or_null("active_to"),
            big("created_at"),
        ];
        schema.create_table(table("rules", rules, ["id"])).await?;
        schema
            .create_index(unique("rules_code_key", "rules", ["code"]))
            .await?;
        let versions = vec![
            id("rule_id"),
            int("version"),
            int("severity"),
            word("ground"),
            word("default_decision"),
            word_or_null("legal_text"),
            word_or_null("legal_address"),
            word("category"),
            text("keywords"),
            text("wordings"),
            id_or_null("by_account"),
            big("at"),
        ];
        schema
            .create_table(table("rule_versions", versions, ["rule_id", "version"]))
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["rule_versions", "rules"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
