//! Events in their place: written by the sequencer alone, never changed.

use domain::{Timestamp, plans::PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) seq: i64,
    pub(crate) kind: String,
    pub(crate) v: i32,
    pub(crate) plan_id: Option<PlanId>,
    pub(crate) subject_kind: String,
    pub(crate) subject_id: uuid::Uuid,
    pub(crate) at: Timestamp,
    #[sea_orm(column_type = "Text")]
    pub(crate) data: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
