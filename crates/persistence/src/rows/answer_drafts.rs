//! Decisions that wait for a second reader.

use domain::{Timestamp, accounts::AccountId, answers::AnswerId, plans::PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "answer_drafts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) answer_id: AnswerId,
    #[sea_orm(indexed)]
    pub(crate) plan_id: PlanId,
    pub(crate) decision: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) reason: String,
    pub(crate) cost_cents: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub(crate) calendar: String,
    pub(crate) deliberation: Option<String>,
    pub(crate) written_by: AccountId,
    pub(crate) written_at: Timestamp,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) note: Option<String>,
    pub(crate) sent_back_at: Option<Timestamp>,
    pub(crate) version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
