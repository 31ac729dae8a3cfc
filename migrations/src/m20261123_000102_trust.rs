//! Whom the town trusts with what: programs, proofs of links, look-ups of identities.

use sea_orm_migration::prelude::*;

use crate::columns::{big, big_or_null, bytes, id, id_or_null, index, table, text, unique, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let programs = vec![
            id("account_id"),
            text("scopes"),
            bytes("token"),
            id_or_null("created_by"),
            big("created_at"),
            big_or_null("revoked_at"),
        ];
        schema
            .create_table(table("service_accounts", programs, ["account_id"]))
            .await?;
        schema
            .create_index(unique(
                "service_accounts_token_key",
                "service_accounts",
                ["token"],
            ))
            .await?;
        let proofs = vec![
            id("id"),
            id("account_id"),
            word("method"),
            bytes("fingerprint"),
            word("issuer"),
            id_or_null("looked_by"),
            big("looked_at"),
            big("expires_at"),
        ];
        schema.create_table(table("proofs", proofs, ["id"])).await?;
        schema
            .create_index(unique(
                "proofs_fingerprint_key",
                "proofs",
                ["method", "fingerprint"],
            ))
            .await?;
        schema.create_index(index("proofs", ["account_id"])).await?;
        let lookups = vec![
            id("id"),
            id("account_id"),
            id_or_null("by_account"),
            word("what"),
            text("reason"),
            big("at"),
        ];
        schema
            .create_table(table("identity_lookups", lookups, ["id"]))
            .await?;
        schema
            .create_index(index("identity_lookups", ["account_id"]))
            .await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["identity_lookups", "proofs", "service_accounts"] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
