//! Texts that wait, or waited, for a review before publication.

use domain::{Timestamp, plans::PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reviews")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) item_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    /// Microseconds UTC.
    pub(crate) since: i64,
    pub(crate) item_kind: String,
    pub(crate) plan_id: PlanId,
    pub(crate) why: String,
    pub(crate) due_at: Timestamp,
    pub(crate) opens_at: Timestamp,
    pub(crate) outcome: Option<String>,
    pub(crate) ended_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
