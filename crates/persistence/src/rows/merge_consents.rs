//! What the authors say to a merge, a row a proposal.

use domain::{Timestamp, merges::MergeId, proposals::ProposalId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "merge_consents")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) merge_id: MergeId,
    #[sea_orm(primary_key, auto_increment = false, indexed)]
    pub(crate) proposal_id: ProposalId,
    pub(crate) answer: String,
    pub(crate) at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
