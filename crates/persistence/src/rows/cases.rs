//! What is decided about contributions.

use domain::{
    Timestamp,
    accounts::AccountId,
    moderation::{CaseId, ComplaintId, DecisionId},
    plans::PlanId,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cases")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: CaseId,
    pub(crate) item_kind: String,
    pub(crate) item_id: Uuid,
    pub(crate) plan_id: PlanId,
    #[sea_orm(unique)]
    pub(crate) open_key: Uuid,
    pub(crate) stage: String,
    pub(crate) decision_id: Option<DecisionId>,
    pub(crate) review_id: Option<DecisionId>,
    pub(crate) complaint_id: Option<ComplaintId>,
    pub(crate) ends_at: Option<Timestamp>,
    pub(crate) claimed_by: Option<AccountId>,
    pub(crate) claimed_until: Option<Timestamp>,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) second: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub(crate) priority: String,
    pub(crate) rank: Timestamp,
    pub(crate) opened_at: Timestamp,
    pub(crate) due_at: Timestamp,
    pub(crate) escalated_at: Option<Timestamp>,
    pub(crate) notices: i32,
    pub(crate) version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
