//! Work with a due time, until it is done.

use domain::Timestamp;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: uuid::Uuid,
    pub(crate) kind: String,
    pub(crate) subject: String,
    #[sea_orm(column_type = "Blob")]
    pub(crate) payload: Vec<u8>,
    pub(crate) state: String,
    pub(crate) run_at: Timestamp,
    pub(crate) claimed_until: Timestamp,
    pub(crate) attempts: i32,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) last_error: Option<String>,
    pub(crate) created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
