//! Looks at who sent a notice; and indexes for the filters of the queue.

use sea_orm_migration::prelude::*;

use crate::columns::{big, id, index, table, text};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Each filter of the queue, in the queue's order.
const FILTERS: [[&str; 4]; 3] = [
    ["stage", "item_kind", "rank", "id"],
    ["item_id", "stage", "rank", "id"],
    ["claimed_by", "stage", "rank", "id"],
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let looks = vec![
            id("id"),
            id("notice_id"),
            id("case_id"),
            id("by_account"),
            text("reason"),
            big("at"),
        ];
        schema
            .create_table(table("notifier_looks", looks, ["id"]))
            .await?;
        schema
            .create_index(index("notifier_looks", ["case_id", "id"]))
            .await?;
        for filter in FILTERS {
            schema.create_index(index("cases", filter)).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for filter in FILTERS {
            let name = format!("idx-cases-{}", filter.join("-"));
            let index = Index::drop().name(name).table("cases").if_exists().to_owned();
            schema.drop_index(index).await?;
        }
        schema
            .drop_table(Table::drop().table("notifier_looks").if_exists().to_owned())
            .await
    }
}
