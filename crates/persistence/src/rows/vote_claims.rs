//! Addresses and proofs that have voted in a plan, as keyed hashes: they outlive accounts.

use domain::plans::PlanId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "vote_claims")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plan_id: PlanId,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Blob")]
    pub(crate) claim: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub(crate) voter_key: Vec<u8>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
