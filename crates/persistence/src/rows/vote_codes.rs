//! The codes of paper ballots, as keyed hashes. No time, and nothing that sorts by time.

use domain::plans::PlanId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "vote_codes")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plan_id: PlanId,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Blob")]
    pub(crate) code_hash: Vec<u8>,
    pub(crate) pile_id: Uuid,
    #[sea_orm(column_type = "Blob", nullable)]
    pub(crate) voter_key: Option<Vec<u8>>,
    pub(crate) state: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
