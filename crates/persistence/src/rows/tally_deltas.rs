//! What votes have changed since the worker counted last. The id is random: it tells no order.

use domain::proposals::ProposalId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tally_deltas")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    #[sea_orm(indexed)]
    pub(crate) proposal_id: ProposalId,
    pub(crate) choice: String,
    pub(crate) delta: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
