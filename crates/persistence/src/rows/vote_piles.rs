//! Paper ballots that a facilitator printed together.

use domain::{Timestamp, accounts::AccountId, plans::PlanId, voting::PileId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "vote_piles")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: PileId,
    #[sea_orm(indexed)]
    pub(crate) plan_id: PlanId,
    pub(crate) by_account: AccountId,
    pub(crate) place: String,
    pub(crate) size: i32,
    pub(crate) at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
