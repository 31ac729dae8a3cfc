//! Votes that wait for a sign-up, under the hash of a token.

use domain::{Timestamp, proposals::ProposalId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pending_votes")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Blob")]
    pub(crate) token_hash: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) proposal_id: ProposalId,
    pub(crate) choice: String,
    #[sea_orm(indexed)]
    pub(crate) expires_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
