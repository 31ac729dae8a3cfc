//! First-level comments of a proposal by what they say of it.

use domain::proposals::ProposalId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "comment_counts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) proposal_id: ProposalId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) position: String,
    pub(crate) listed: i32,
    pub(crate) shown: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
