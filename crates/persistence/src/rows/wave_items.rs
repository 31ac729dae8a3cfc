//! What a wave of spam covered, besides the item of its case.

use domain::{
    moderation::{CaseId, DecisionId},
    plans::PlanId,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "wave_items")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) decision_id: DecisionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) item_kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) item_id: Uuid,
    pub(crate) plan_id: PlanId,
    pub(crate) case_id: Option<CaseId>,
    #[sea_orm(column_type = "Text")]
    pub(crate) before: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
