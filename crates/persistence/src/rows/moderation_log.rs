//! The lines of the public log: written by the sequencer and at changes of key, never changed.

use domain::plans::PlanId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "moderation_log")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) n: i64,
    #[sea_orm(column_type = "Blob")]
    pub(crate) prev: Vec<u8>,
    #[sea_orm(column_type = "Text")]
    pub(crate) entry: String,
    #[sea_orm(column_type = "Blob")]
    pub(crate) hash: Vec<u8>,
    pub(crate) plan_id: Option<PlanId>,
    pub(crate) item: String,
    pub(crate) action: String,
    #[sea_orm(indexed)]
    pub(crate) reference: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
