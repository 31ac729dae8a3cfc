//! Proposals, their numbers and versions, and authors of earlier platforms.

use sea_orm_migration::prelude::*;

use crate::columns::{
    big, big_or_null, double_or_null, id, id_or_null, index, int, int_or_null, table, text, unique, word,
};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let attributions = vec![
            id("id"),
            id("plan_id"),
            word("source"),
            word("label"),
            id_or_null("claimed_by"),
            big("created_at"),
        ];
        schema
            .create_table(table("attributions", attributions, ["id"]))
            .await?;
        schema
            .create_index(unique(
                "idx-attributions-external",
                "attributions",
                ["plan_id", "source", "label"],
            ))
            .await?;
        let proposals = vec![
            id("id"),
            id("plan_id"),
            int_or_null("number"),
            id_or_null("author_account"),
            id_or_null("author_attribution"),
            word("title"),
            text("body"),
            word("language"),
            id_or_null("theme_id"),
            word("place"),
            id_or_null("zone_id"),
            double_or_null("latitude"),
            double_or_null("longitude"),
            word("origin"),
            word("text_state"),
            big("text_since"),
            big_or_null("published_at"),
            word("visibility"),
            text("visibility_data"),
            big_or_null("frozen_at"),
            id_or_null("merged_into"),
            id_or_null("answer_id"),
            int("version"),
            int("shuffle"),
            int("comment_count"),
            int_or_null("votes_taken_over"),
            big("created_at"),
            big("listed_at"),
        ];
        schema.create_table(table("proposals", proposals, ["id"])).await?;
        schema
            .create_index(index("proposals", ["plan_id", "listed_at", "id"]))
            .await?;
        schema
            .create_index(index("proposals", ["listed_at", "id"]))
            .await?;
        schema
            .create_index(index("proposals", ["plan_id", "comment_count", "id"]))
            .await?;
        schema
            .create_index(index("proposals", ["plan_id", "shuffle", "id"]))
            .await?;
        schema
            .create_index(index("proposals", ["plan_id", "number"]))
            .await?;
        schema
            .create_index(index("proposals", ["author_account"]))
            .await?;
        schema
            .create_index(index("proposals", ["author_attribution"]))
            .await?;
        schema.create_index(index("proposals", ["merged_into"])).await?;
        schema.create_index(index("proposals", ["answer_id"])).await?;
        let proposal_numbers = vec![id("plan_id"), int("number"), id("proposal_id")];
        schema
            .create_table(table("proposal_numbers", proposal_numbers, ["plan_id", "number"]))
            .await?;
        let proposal_versions = vec![
            id("proposal_id"),
            int("version"),
            word("title"),
            text("body"),
            word("language"),
            id_or_null("by_account"),
            big("at"),
        ];
        schema
            .create_table(table(
                "proposal_versions",
                proposal_versions,
                ["proposal_id", "version"],
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "proposal_versions",
            "proposal_numbers",
            "proposals",
            "attributions",
        ] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
