//! Which row of an earlier platform became what.

use domain::{Timestamp, plans::PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "imported_rows")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plan_id: PlanId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) source: String,
    /// `author`, `proposal`, `answer` or `comment`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) kind: String,
    /// The id there; an answer has that of its proposal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) external_id: String,
    #[sea_orm(indexed)]
    pub(crate) item_id: Uuid,
    /// The version that the import left the item at: a later one was made here.
    pub(crate) version: i32,
    #[sea_orm(column_type = "Blob")]
    pub(crate) content_hash: Vec<u8>,
    /// What the row has beyond what Fabrique stores of it, as JSON; empty if nothing.
    #[sea_orm(column_type = "Text")]
    pub(crate) kept: String,
    pub(crate) at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
