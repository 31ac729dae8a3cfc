//! Plans, with their phases and rules as one JSON text each: they are read and changed as a whole.

use domain::{Timestamp, plans::PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plans")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: PlanId,
    #[sea_orm(unique)]
    pub(crate) slug: String,
    pub(crate) title: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) summary: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) easy_summary: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) body: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) decided: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) open_to_debate: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) perimeter: Option<String>,
    pub(crate) language: String,
    pub(crate) state: String,
    pub(crate) published_at: Option<Timestamp>,
    pub(crate) state_since: Option<Timestamp>,
    pub(crate) first_start: Option<Timestamp>,
    pub(crate) last_end: Option<Timestamp>,
    #[sea_orm(column_type = "Text")]
    pub(crate) rules: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) phases: String,
    pub(crate) version: i64,
    pub(crate) created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
