//! Events as use cases record them, until the sequencer gives them their place.

use domain::{Timestamp, plans::PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
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
