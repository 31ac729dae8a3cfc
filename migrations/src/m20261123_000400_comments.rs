//! Comments, their versions, marks and counts.

use sea_orm_migration::prelude::*;

use crate::columns::{
    big, big_or_null, flag, id, id_or_null, index, int, int_or_null, table, text, word, word_or_null,
};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 4] = ["comment_counts", "comment_marks", "comment_versions", "comments"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let comments = vec![
            id("id"),
            id("plan_id"),
            id("proposal_id"),
            id("under_id"),
            id_or_null("parent_id"),
            id("root_id"),
            int("depth"),
            id_or_null("author_account"),
            id_or_null("author_attribution"),
            word_or_null("position"),
            text("body"),
            word("language"),
            word("origin"),
            word("text_state"),
            big("text_since"),
            big_or_null("published_at"),
            word("visibility"),
            text("visibility_data"),
            int("version"),
            big_or_null("edited_at"),
            int("useful"),
            int("not_useful"),
            int_or_null("useful_taken_over"),
            int_or_null("not_useful_taken_over"),
            int("answer_count"),
            int("below_count"),
            big("usefulness"),
            flag("is_new"),
            big("created_at"),
            big("listed_at"),
        ];
        schema.create_table(table("comments", comments, ["id"])).await?;
        // What hangs under a proposal or a comment, in each order: with and without a position.
        for order in [
            index("comments", ["under_id", "listed_at", "id"]),
            index("comments", ["under_id", "below_count", "id"]),
            index("comments", ["under_id", "is_new", "usefulness", "id"]),
            index("comments", ["under_id", "position", "listed_at", "id"]),
            index("comments", ["under_id", "position", "below_count", "id"]),
            index("comments", ["under_id", "position", "is_new", "usefulness", "id"]),
        ] {
            schema.create_index(order).await?;
        }
        schema.create_index(index("comments", ["proposal_id"])).await?;
        schema.create_index(index("comments", ["plan_id", "id"])).await?;
        schema
            .create_index(index("comments", ["text_state", "id"]))
            .await?;
        schema
            .create_index(index("comments", ["author_account", "id"]))
            .await?;
        schema
            .create_index(index("comments", ["author_attribution"]))
            .await?;
        let versions = vec![
            id("comment_id"),
            int("version"),
            text("body"),
            word("language"),
            id_or_null("by_account"),
            big("at"),
        ];
        schema
            .create_table(table("comment_versions", versions, ["comment_id", "version"]))
            .await?;
        let marks = vec![id("comment_id"), id("account_id"), flag("useful")];
        schema
            .create_table(table("comment_marks", marks, ["comment_id", "account_id"]))
            .await?;
        schema
            .create_index(index("comment_marks", ["account_id", "comment_id"]))
            .await?;
        let counts = vec![id("proposal_id"), word("position"), int("listed"), int("shown")];
        schema
            .create_table(table("comment_counts", counts, ["proposal_id", "position"]))
            .await?;
        Ok(())
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
