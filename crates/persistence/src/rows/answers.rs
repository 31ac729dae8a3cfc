//! What the town answers to proposals.

use domain::{Timestamp, answers::AnswerId, plans::PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "answers")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: AnswerId,
    pub(crate) plan_id: PlanId,
    pub(crate) state: String,
    pub(crate) state_since: Timestamp,
    /// Empty for what was taken over from an earlier platform.
    pub(crate) organisation: String,
    pub(crate) due_at: Timestamp,
    pub(crate) studied_since: Timestamp,
    pub(crate) recommended_by: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) recommendation: Option<String>,
    pub(crate) recommended_at: Option<Timestamp>,
    pub(crate) transferred_to: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) transfer_reason: Option<String>,
    pub(crate) transfer_due_at: Option<Timestamp>,
    pub(crate) transferred_at: Option<Timestamp>,
    pub(crate) decision: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) decision_reason: Option<String>,
    pub(crate) decided_at: Option<Timestamp>,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) abandon_reason: Option<String>,
    pub(crate) cost_cents: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub(crate) calendar: String,
    pub(crate) version: i32,
    pub(crate) deliberation: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
