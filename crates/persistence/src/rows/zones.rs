//! Zones of a plan.

use domain::plans::{PlanId, ZoneId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "zones")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: ZoneId,
    #[sea_orm(indexed)]
    pub(crate) plan_id: PlanId,
    pub(crate) title: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) geometry: Option<String>,
    pub(crate) position: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
