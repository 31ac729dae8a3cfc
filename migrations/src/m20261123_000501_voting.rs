//! Voting keys, ballots, votes, claims, totals, and votes that wait for a sign-up.
//!
//! SQLite numbers the rows of a table in the order in which they come, and one could read from it who voted before
//! whom: tables about votes have no such number there.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::columns::{big, big_or_null, bytes, bytes_or_null, id, index, int, table, unique, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 7] = [
    "pending_votes",
    "tally_deltas",
    "tally",
    "vote_claims",
    "votes",
    "ballots",
    "voting_keys",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let keys = vec![
            id("plan_id"),
            bytes_or_null("wrapped"),
            big_or_null("destroyed_at"),
        ];
        schema
            .create_table(table("voting_keys", keys, ["plan_id"]))
            .await?;
        let ballots = vec![id("plan_id"), bytes("voter_key"), word("link")];
        unordered(schema, &table("ballots", ballots, ["plan_id", "voter_key"])).await?;
        let votes = vec![
            id("plan_id"),
            bytes("voter_key"),
            id("proposal_id"),
            word("choice"),
            id("receipt"),
        ];
        unordered(
            schema,
            &table("votes", votes, ["plan_id", "voter_key", "proposal_id"]),
        )
        .await?;
        schema
            .create_index(unique("idx-votes-receipt", "votes", ["receipt"]))
            .await?;
        schema
            .create_index(index("votes", ["proposal_id", "choice"]))
            .await?;
        let claims = vec![id("plan_id"), bytes("claim"), bytes("voter_key")];
        unordered(schema, &table("vote_claims", claims, ["plan_id", "claim"])).await?;
        let tally = vec![id("proposal_id"), word("choice"), int("votes")];
        schema
            .create_table(table("tally", tally, ["proposal_id", "choice"]))
            .await?;
        let deltas = vec![id("id"), id("proposal_id"), word("choice"), int("delta")];
        unordered(schema, &table("tally_deltas", deltas, ["id"])).await?;
        schema
            .create_index(index("tally_deltas", ["proposal_id"]))
            .await?;
        let pending = vec![
            bytes("token_hash"),
            id("proposal_id"),
            word("choice"),
            big("expires_at"),
        ];
        unordered(
            schema,
            &table("pending_votes", pending, ["token_hash", "proposal_id"]),
        )
        .await?;
        schema
            .create_index(index("pending_votes", ["expires_at"]))
            .await?;
        if !schema.has_column("proposals", "supporters").await? {
            let mut supporters = int("supporters").default(0).take();
            let add = Table::alter()
                .table("proposals")
                .add_column(&mut supporters)
                .to_owned();
            schema.alter_table(add).await?;
        }
        schema
            .create_index(index("proposals", ["plan_id", "supporters", "id"]))
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop()
            .name("idx-proposals-plan_id-supporters-id")
            .table("proposals")
            .if_exists()
            .to_owned();
        schema.drop_index(index).await?;
        if schema.has_column("proposals", "supporters").await? {
            let column = Table::alter()
                .table("proposals")
                .drop_column("supporters")
                .to_owned();
            schema.alter_table(column).await?;
        }
        for table in TABLES {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}

/// Makes a table whose rows lie in the order of their key, not in that of their coming.
pub(crate) async fn unordered(schema: &SchemaManager<'_>, table: &TableCreateStatement) -> Result<(), DbErr> {
    let connection = schema.get_connection();
    match schema.get_database_backend() {
        DbBackend::Sqlite => {
            let sql = format!("{} WITHOUT ROWID", table.to_string(SqliteQueryBuilder));
            connection.execute_unprepared(&sql).await.map(|_| ())
        }
        _ => schema.create_table(table.clone()).await,
    }
}
