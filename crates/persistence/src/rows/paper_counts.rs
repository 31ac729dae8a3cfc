//! Signed counts of closed batches, each with the hash of the one before: written once.

use domain::{Timestamp, accounts::AccountId, papers::BatchId, plans::PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_counts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) batch_id: BatchId,
    #[sea_orm(unique_key = "number")]
    pub(crate) plan_id: PlanId,
    #[sea_orm(unique_key = "number")]
    pub(crate) number: i32,
    #[sea_orm(column_type = "Text")]
    pub(crate) line: String,
    #[sea_orm(column_type = "Blob")]
    pub(crate) hash: Vec<u8>,
    pub(crate) signed_by: AccountId,
    pub(crate) countersigned_by: AccountId,
    pub(crate) at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
