//! Reviews before publication: why, since when, until when, and how they ended.

use sea_orm_migration::prelude::*;

use crate::columns::{big, big_or_null, id, index, table, word, word_or_null};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What waits already is due when it is published by itself.
const WAITING: [&str; 2] = [
    "INSERT INTO reviews (item_id, since, item_kind, plan_id, why, due_at, opens_at)
     SELECT id, text_since, 'proposal', plan_id, 'before', text_since + 259200000000, text_since + 259200000000
     FROM proposals WHERE text_state = 'pending_review' ON CONFLICT DO NOTHING",
    "INSERT INTO reviews (item_id, since, item_kind, plan_id, why, due_at, opens_at)
     SELECT id, text_since, 'comment', plan_id, 'before', text_since + 259200000000, text_since + 259200000000
     FROM comments WHERE text_state = 'pending_review' ON CONFLICT DO NOTHING",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let reviews = vec![
            id("item_id"),
            big("since"),
            word("item_kind"),
            id("plan_id"),
            word("why"),
            big("due_at"),
            big("opens_at"),
            word_or_null("outcome"),
            big_or_null("ended_at"),
        ];
        schema
            .create_table(table("reviews", reviews, ["item_id", "since"]))
            .await?;
        schema
            .create_index(index("reviews", ["plan_id", "due_at"]))
            .await?;
        for waiting in WAITING {
            schema.get_connection().execute_unprepared(waiting).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("reviews").if_exists().to_owned())
            .await
    }
}
