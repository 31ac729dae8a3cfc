//! Plans, themes, zones, and what changed after publication.

use sea_orm_migration::prelude::*;

use crate::columns::{big, big_or_null, id, id_or_null, index, int, table, text, text_or_null, unique, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let plans = vec![
            id("id"),
            word("slug"),
            word("title"),
            text("summary"),
            text("easy_summary"),
            text("body"),
            text("decided"),
            text("open_to_debate"),
            text_or_null("perimeter"),
            word("language"),
            word("state"),
            big_or_null("published_at"),
            big_or_null("state_since"),
            big_or_null("first_start"),
            big_or_null("last_end"),
            text("rules"),
            text("phases"),
            big("version"),
            big("created_at"),
        ];
        schema.create_table(table("plans", plans, ["id"])).await?;
        schema
            .create_index(unique("plans_slug_key", "plans", ["slug"]))
            .await?;
        schema.create_index(index("plans", ["created_at", "id"])).await?;
        let plan_acts = vec![
            id("plan_id"),
            big("version"),
            word("kind"),
            text("reason"),
            text("before"),
            text("after"),
            id_or_null("by_account"),
            big("at"),
        ];
        schema
            .create_table(table("plan_acts", plan_acts, ["plan_id", "version"]))
            .await?;
        let themes = vec![id("id"), id("plan_id"), word("title"), int("position")];
        schema.create_table(table("themes", themes, ["id"])).await?;
        schema.create_index(index("themes", ["plan_id"])).await?;
        let zones = vec![
            id("id"),
            id("plan_id"),
            word("title"),
            text_or_null("geometry"),
            int("position"),
        ];
        schema.create_table(table("zones", zones, ["id"])).await?;
        schema.create_index(index("zones", ["plan_id"])).await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["zones", "themes", "plan_acts", "plans"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
