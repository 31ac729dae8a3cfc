//! Merges as they were proposed.

use domain::{Timestamp, accounts::AccountId, merges::MergeId, plans::PlanId, proposals::ProposalId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "merges")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: MergeId,
    pub(crate) plan_id: PlanId,
    #[sea_orm(indexed)]
    pub(crate) leader_id: ProposalId,
    pub(crate) state: String,
    pub(crate) proposed_by: AccountId,
    pub(crate) proposed_at: Timestamp,
    pub(crate) closes_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
