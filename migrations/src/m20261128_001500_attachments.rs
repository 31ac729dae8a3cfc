//! Photos and PDFs on texts; their bytes lie in the store of files.

use sea_orm_migration::prelude::*;

use crate::columns::{big, bytes, flag, id, id_or_null, index, int_or_null, table, text, word};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let attachments = vec![
            id("id"),
            id_or_null("account_id"),
            word("on_kind"),
            id_or_null("on_id"),
            word("kind"),
            int_or_null("width"),
            int_or_null("height"),
            big("bytes"),
            text("description"),
            bytes("digest"),
            flag("nobody_shown"),
            flag("ready"),
            big("at"),
        ];
        schema
            .create_table(table("attachments", attachments, ["id"]))
            .await?;
        schema.create_index(index("attachments", ["account_id"])).await?;
        schema.create_index(index("attachments", ["on_id"])).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("attachments").if_exists().to_owned())
            .await
    }
}
