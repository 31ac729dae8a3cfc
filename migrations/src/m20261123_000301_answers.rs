//! What the town answers, what proposals are merged, precisions, drafts and following.

use sea_orm_migration::prelude::*;

use crate::columns::{
    big, big_or_null, bytes_or_null, double_or_null, id, id_or_null, index, int, table, text, text_or_null,
    word, word_or_null,
};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 6] = [
    "follows",
    "proposal_drafts",
    "proposal_precisions",
    "merge_consents",
    "merges",
    "answers",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let answers = vec![
            id("id"),
            id("plan_id"),
            word("state"),
            big("state_since"),
            word("organisation"),
            big("due_at"),
            big("studied_since"),
            word_or_null("recommended_by"),
            text_or_null("recommendation"),
            big_or_null("recommended_at"),
            word_or_null("transferred_to"),
            text_or_null("transfer_reason"),
            big_or_null("transfer_due_at"),
            big_or_null("transferred_at"),
            word_or_null("decision"),
            text_or_null("decision_reason"),
            big_or_null("decided_at"),
            text_or_null("abandon_reason"),
            big_or_null("cost_cents"),
            text("calendar"),
            int("version"),
        ];
        schema.create_table(table("answers", answers, ["id"])).await?;
        schema
            .create_index(index("answers", ["plan_id", "state"]))
            .await?;
        let merges = vec![
            id("id"),
            id("plan_id"),
            id("leader_id"),
            word("state"),
            id("proposed_by"),
            big("proposed_at"),
            big("closes_at"),
        ];
        schema.create_table(table("merges", merges, ["id"])).await?;
        schema.create_index(index("merges", ["leader_id"])).await?;
        let consents = vec![
            id("merge_id"),
            id("proposal_id"),
            word("answer"),
            big_or_null("at"),
        ];
        schema
            .create_table(table("merge_consents", consents, ["merge_id", "proposal_id"]))
            .await?;
        schema
            .create_index(index("merge_consents", ["proposal_id"]))
            .await?;
        let precisions = vec![id("id"), id("proposal_id"), text("body"), big("at")];
        schema
            .create_table(table("proposal_precisions", precisions, ["id"]))
            .await?;
        schema
            .create_index(index("proposal_precisions", ["proposal_id"]))
            .await?;
        let drafts = vec![
            id("id"),
            id("plan_id"),
            id_or_null("account_id"),
            bytes_or_null("token_hash"),
            text("title"),
            text("body"),
            word("language"),
            id_or_null("theme_id"),
            word("place"),
            id_or_null("zone_id"),
            double_or_null("latitude"),
            double_or_null("longitude"),
            big("saved_at"),
            big_or_null("expires_at"),
        ];
        schema
            .create_table(table("proposal_drafts", drafts, ["id"]))
            .await?;
        for column in ["account_id", "token_hash", "expires_at"] {
            schema.create_index(index("proposal_drafts", [column])).await?;
        }
        let follows = vec![
            id("account_id"),
            word("subject_kind"),
            id("subject_id"),
            big("since"),
        ];
        schema
            .create_table(table(
                "follows",
                follows,
                ["account_id", "subject_kind", "subject_id"],
            ))
            .await?;
        schema
            .create_index(index("follows", ["subject_id", "account_id"]))
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
