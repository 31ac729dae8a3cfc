//! Paper ballots: their codes, the piles that they were printed in, how many were handed out and counted.

use sea_orm_migration::prelude::*;

use crate::{
    columns::{big, bytes, bytes_or_null, id, index, int, table, word},
    m20261123_000501_voting::unordered,
};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let codes = vec![
            id("plan_id"),
            bytes("code_hash"),
            id("pile_id"),
            bytes_or_null("voter_key"),
            word("state"),
        ];
        unordered(schema, &table("vote_codes", codes, ["plan_id", "code_hash"])).await?;
        let piles = vec![
            id("id"),
            id("plan_id"),
            id("by_account"),
            word("place"),
            int("size"),
            big("at"),
        ];
        schema.create_table(table("vote_piles", piles, ["id"])).await?;
        schema.create_index(index("vote_piles", ["plan_id"])).await?;
        let paper = vec![id("plan_id"), int("handed_out"), int("counted")];
        schema
            .create_table(table("paper_votes", paper, ["plan_id"]))
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["paper_votes", "vote_piles", "vote_codes"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
