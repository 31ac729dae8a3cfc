//! Votes on each proposal by choice, as far as the worker has counted.

use domain::proposals::ProposalId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tally")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) proposal_id: ProposalId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) choice: String,
    pub(crate) votes: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
