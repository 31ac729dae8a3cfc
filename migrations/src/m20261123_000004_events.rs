//! The outbox, in which use cases record what happened, and the events, in their one order.

use sea_orm_migration::prelude::*;

use crate::columns::{big, id, id_or_null, index, int, table, text, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let id_column = ColumnDef::new("id")
            .big_integer()
            .not_null()
            .auto_increment()
            .primary_key()
            .take();
        let outbox = vec![
            id_column,
            word("kind"),
            int("v"),
            id_or_null("plan_id"),
            word("subject_kind"),
            id("subject_id"),
            big("at"),
            text("data"),
        ];
        schema.create_table(table("outbox", outbox, [])).await?;
        let events = vec![
            big("seq"),
            word("kind"),
            int("v"),
            id_or_null("plan_id"),
            word("subject_kind"),
            id("subject_id"),
            big("at"),
            text("data"),
        ];
        schema.create_table(table("events", events, ["seq"])).await?;
        schema.create_index(index("events", ["plan_id", "seq"])).await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["events", "outbox"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
