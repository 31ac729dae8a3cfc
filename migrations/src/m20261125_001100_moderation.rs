//! Notices, cases, decisions, complaints and holds.

use sea_orm_migration::prelude::*;

use crate::columns::{
    big, big_or_null, bytes_or_null, flag, id, id_or_null, index, int, int_or_null, table, text,
    text_or_null, unique, word, word_or_null,
};

/// This change.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 6] = [
    "cases",
    "complaints",
    "decisions",
    "holds",
    "notices",
    "sanctions",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let notices = vec![
            id("id"),
            word("kind"),
            id_or_null("rule_id"),
            text("explanation"),
            word("language"),
            word("item_kind"),
            id("item_id"),
            id("plan_id"),
            int("item_version"),
            text_or_null("read_title"),
            text("read_body"),
            id_or_null("account_id"),
            bytes_or_null("contact"),
            bytes_or_null("receipt"),
            id("case_id"),
            word("stage"),
            word_or_null("outcome"),
            big("received_at"),
            big_or_null("told_at"),
        ];
        schema.create_table(table("notices", notices, ["id"])).await?;
        let cases = vec![
            id("id"),
            word("item_kind"),
            id("item_id"),
            id("plan_id"),
            id("open_key"),
            word("stage"),
            id_or_null("decision_id"),
            id_or_null("review_id"),
            id_or_null("complaint_id"),
            big_or_null("ends_at"),
            id_or_null("claimed_by"),
            big_or_null("claimed_until"),
            text_or_null("second"),
            text("priority"),
            big("rank"),
            big("opened_at"),
            big("due_at"),
            big_or_null("escalated_at"),
            int("notices"),
            int("version"),
        ];
        schema.create_table(table("cases", cases, ["id"])).await?;
        let decisions = vec![
            id("id"),
            word("reference"),
            id("case_id"),
            word("item_kind"),
            id("item_id"),
            id("plan_id"),
            id_or_null("author_account"),
            id_or_null("complaint_id"),
            id_or_null("reviewed_id"),
            word_or_null("outcome"),
            word("action"),
            text("action_data"),
            id_or_null("rule_id"),
            int_or_null("rule_version"),
            text("facts"),
            word("source"),
            flag("automated_detection"),
            id("by_account"),
            id_or_null("first_account"),
            word_or_null("agreed"),
            text("before"),
            text("after"),
            int("item_version"),
            big("at"),
            big_or_null("final_at"),
            big_or_null("undone_at"),
        ];
        schema.create_table(table("decisions", decisions, ["id"])).await?;
        let complaints = vec![
            id("id"),
            id("case_id"),
            id("decision_id"),
            word("side"),
            id_or_null("notice_id"),
            text("grounds"),
            big("filed_at"),
            big("due_at"),
            id_or_null("answer_id"),
        ];
        schema
            .create_table(table("complaints", complaints, ["id"]))
            .await?;
        let holds = vec![
            word("item_kind"),
            id("item_id"),
            id("plan_id"),
            id("by_account"),
            id("case_id"),
            big("at"),
            big("until"),
            big_or_null("ended_at"),
        ];
        schema
            .create_table(table("holds", holds, ["item_kind", "item_id"]))
            .await?;
        let sanctions = vec![
            id("id"),
            id("account_id"),
            id("case_id"),
            id("plan_id"),
            word("kind"),
            id("rule_id"),
            int("rule_version"),
            text("facts"),
            id("by_account"),
            big("at"),
            big_or_null("lasts"),
            big_or_null("effective_at"),
            big_or_null("undone_at"),
        ];
        schema.create_table(table("sanctions", sanctions, ["id"])).await?;
        for wanted in [
            unique("cases_open_key", "cases", ["open_key"]),
            unique("decisions_reference_key", "decisions", ["reference"]),
            unique("complaints_decision_key", "complaints", ["decision_id"]),
            index("notices", ["case_id", "id"]),
            index("notices", ["account_id", "id"]),
            index("notices", ["receipt"]),
            // The queue, of one plan and of all.
            index("cases", ["plan_id", "stage", "rank", "id"]),
            index("cases", ["stage", "rank", "id"]),
            index("cases", ["stage", "due_at"]),
            index("decisions", ["author_account", "id"]),
            index("decisions", ["item_id", "id"]),
            index("decisions", ["plan_id", "id"]),
            index("complaints", ["case_id"]),
            index("sanctions", ["case_id"]),
            index("sanctions", ["account_id", "at"]),
        ] {
            schema.create_index(wanted).await?;
        }
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
