//! What was decided.

use domain::{
    Timestamp,
    accounts::AccountId,
    moderation::{CaseId, ComplaintId, DecisionId},
    plans::PlanId,
    rules::RuleId,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "decisions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: DecisionId,
    #[sea_orm(unique)]
    pub(crate) reference: String,
    pub(crate) case_id: CaseId,
    pub(crate) item_kind: String,
    pub(crate) item_id: Uuid,
    pub(crate) plan_id: PlanId,
    pub(crate) author_account: Option<AccountId>,
    pub(crate) complaint_id: Option<ComplaintId>,
    pub(crate) reviewed_id: Option<DecisionId>,
    pub(crate) outcome: Option<String>,
    pub(crate) action: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) action_data: String,
    pub(crate) rule_id: Option<RuleId>,
    pub(crate) rule_version: Option<i32>,
    #[sea_orm(column_type = "Text")]
    pub(crate) facts: String,
    pub(crate) source: String,
    pub(crate) automated_detection: bool,
    pub(crate) by_account: AccountId,
    pub(crate) first_account: Option<AccountId>,
    pub(crate) agreed: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub(crate) before: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) after: String,
    pub(crate) item_version: i32,
    pub(crate) at: Timestamp,
    pub(crate) final_at: Option<Timestamp>,
    pub(crate) undone_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
