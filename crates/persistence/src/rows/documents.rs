//! Documents of a plan, in their present version.

use domain::{
    Timestamp,
    plans::{DocumentId, PlanId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "documents")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: DocumentId,
    #[sea_orm(indexed)]
    pub(crate) plan_id: PlanId,
    pub(crate) position: i32,
    pub(crate) version: i32,
    pub(crate) title: String,
    pub(crate) content_kind: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) content: String,
    pub(crate) revised_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
