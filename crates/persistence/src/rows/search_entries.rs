//! What can be found by its words; the words themselves are in `search_index`, which each database has in its own way.

use domain::{Timestamp, plans::PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "search_entries")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    #[sea_orm(unique_key = "subject")]
    pub(crate) subject_kind: String,
    #[sea_orm(unique_key = "subject")]
    pub(crate) subject_id: uuid::Uuid,
    pub(crate) plan_id: PlanId,
    pub(crate) at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
