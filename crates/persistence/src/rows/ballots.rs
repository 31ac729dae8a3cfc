//! One row a voter and plan: what a vote locks. No time, and nothing that sorts by time.

use domain::plans::PlanId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ballots")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plan_id: PlanId,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Blob")]
    pub(crate) voter_key: Vec<u8>,
    pub(crate) link: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
