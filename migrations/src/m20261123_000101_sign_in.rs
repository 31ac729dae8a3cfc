//! How people and programs prove who they are: addresses, passwords, sessions, tokens, codes, keys, throttles.

use sea_orm_migration::prelude::*;

use crate::columns::{big, big_or_null, bytes, flag, id, id_or_null, index, int, table, text, unique, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let emails = vec![word("email"), id("account_id"), big("confirmed_at")];
        schema
            .create_table(table("account_emails", emails, ["email"]))
            .await?;
        schema
            .create_index(unique(
                "account_emails_account_key",
                "account_emails",
                ["account_id"],
            ))
            .await?;
        let passwords = vec![id("account_id"), text("phc"), big("set_at")];
        schema
            .create_table(table("passwords", passwords, ["account_id"]))
            .await?;
        let sessions = vec![
            id("id"),
            id("account_id"),
            word("channel"),
            word("device"),
            big("began_at"),
            big("used_at"),
            big_or_null("ended_at"),
        ];
        schema.create_table(table("sessions", sessions, ["id"])).await?;
        schema.create_index(index("sessions", ["account_id"])).await?;
        schema.create_index(index("sessions", ["used_at"])).await?;
        let cookies = vec![bytes("hash"), id("session_id")];
        schema
            .create_table(table("session_cookies", cookies, ["hash"]))
            .await?;
        schema
            .create_index(index("session_cookies", ["session_id"]))
            .await?;
        let refresh = vec![
            bytes("hash"),
            bytes("parent"),
            id("session_id"),
            big("made_at"),
            big_or_null("used_at"),
            flag("child_used"),
        ];
        schema
            .create_table(table("refresh_tokens", refresh, ["hash"]))
            .await?;
        schema
            .create_index(index("refresh_tokens", ["session_id"]))
            .await?;
        let attempts = vec![
            id("id"),
            word("purpose"),
            word("email"),
            id_or_null("account_id"),
            bytes("code"),
            int("tries"),
            big("expires_at"),
        ];
        schema
            .create_table(table("code_attempts", attempts, ["id"]))
            .await?;
        schema
            .create_index(index("code_attempts", ["expires_at"]))
            .await?;
        let keys = vec![word("kid"), word("place"), bytes("wrapped"), big("made_at")];
        schema.create_table(table("signing_keys", keys, ["kid"])).await?;
        schema
            .create_index(unique("signing_keys_place_key", "signing_keys", ["place"]))
            .await?;
        let throttles = vec![bytes("bucket"), big("free_at")];
        schema
            .create_table(table("throttles", throttles, ["bucket"]))
            .await?;
        schema.create_index(index("throttles", ["free_at"])).await?;
        let failures = vec![bytes("bucket"), int("failures"), big("last_at")];
        schema
            .create_table(table("sign_in_failures", failures, ["bucket"]))
            .await?;
        schema
            .create_index(index("sign_in_failures", ["last_at"]))
            .await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "sign_in_failures",
            "throttles",
            "signing_keys",
            "code_attempts",
            "refresh_tokens",
            "session_cookies",
            "sessions",
            "passwords",
            "account_emails",
        ] {
            schema
                .drop_table(Table::drop().table(table).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}
