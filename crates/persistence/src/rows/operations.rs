//! Operations of a plan.

use domain::{
    Timestamp,
    organisations::OrganisationId,
    plans::{OperationId, PlanId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "operations")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: OperationId,
    #[sea_orm(indexed)]
    pub(crate) plan_id: PlanId,
    pub(crate) kind: String,
    pub(crate) title: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) description: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) footprint: Option<String>,
    pub(crate) starts_at: Option<Timestamp>,
    pub(crate) ends_at: Option<Timestamp>,
    pub(crate) organisation_id: Option<OrganisationId>,
    pub(crate) position: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
