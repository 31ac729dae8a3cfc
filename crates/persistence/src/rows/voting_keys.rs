//! The voting key of each plan, wrapped by the root key; gone once it is destroyed.

use domain::{Timestamp, plans::PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "voting_keys")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plan_id: PlanId,
    #[sea_orm(column_type = "Blob", nullable)]
    pub(crate) wrapped: Option<Vec<u8>>,
    pub(crate) destroyed_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
