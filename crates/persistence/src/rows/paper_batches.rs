//! Piles of sheets that facilitators type.

use domain::{Timestamp, accounts::AccountId, papers::BatchId, plans::PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_batches")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: BatchId,
    #[sea_orm(unique_key = "number")]
    pub(crate) plan_id: PlanId,
    #[sea_orm(unique_key = "number")]
    pub(crate) number: i32,
    pub(crate) kind: String,
    pub(crate) place: String,
    pub(crate) sheets: i32,
    pub(crate) twice: bool,
    pub(crate) opened_by: AccountId,
    pub(crate) opened_at: Timestamp,
    pub(crate) first_by: Option<AccountId>,
    pub(crate) second_by: Option<AccountId>,
    pub(crate) signed_by: Option<AccountId>,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) signed_sums: Option<String>,
    pub(crate) closed_at: Option<Timestamp>,
    pub(crate) version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
