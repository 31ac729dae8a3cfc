//! What people said about contributions.

use domain::{
    Timestamp,
    accounts::AccountId,
    moderation::{CaseId, NoticeId},
    plans::PlanId,
    rules::RuleId,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notices")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: NoticeId,
    pub(crate) kind: String,
    pub(crate) rule_id: Option<RuleId>,
    #[sea_orm(column_type = "Text")]
    pub(crate) explanation: String,
    pub(crate) language: String,
    pub(crate) item_kind: String,
    pub(crate) item_id: Uuid,
    pub(crate) plan_id: PlanId,
    pub(crate) item_version: i32,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) read_title: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub(crate) read_body: String,
    pub(crate) account_id: Option<AccountId>,
    #[sea_orm(column_type = "Blob", nullable)]
    pub(crate) contact: Option<Vec<u8>>,
    #[sea_orm(column_type = "Blob", nullable)]
    pub(crate) receipt: Option<Vec<u8>>,
    pub(crate) case_id: CaseId,
    pub(crate) stage: String,
    pub(crate) outcome: Option<String>,
    pub(crate) received_at: Timestamp,
    pub(crate) told_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
