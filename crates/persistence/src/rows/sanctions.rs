//! What was decided about people.

use domain::{
    Timestamp,
    accounts::AccountId,
    moderation::{CaseId, SanctionId},
    plans::PlanId,
    rules::RuleId,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sanctions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: SanctionId,
    pub(crate) account_id: AccountId,
    #[sea_orm(indexed)]
    pub(crate) case_id: CaseId,
    pub(crate) plan_id: PlanId,
    pub(crate) kind: String,
    pub(crate) rule_id: RuleId,
    pub(crate) rule_version: i32,
    #[sea_orm(column_type = "Text")]
    pub(crate) facts: String,
    pub(crate) by_account: AccountId,
    pub(crate) at: Timestamp,
    pub(crate) lasts: Option<i64>,
    pub(crate) effective_at: Option<Timestamp>,
    pub(crate) undone_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
