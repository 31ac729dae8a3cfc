//! Every text that a proposal has had, the present one included.

use domain::{Timestamp, accounts::AccountId, proposals::ProposalId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal_versions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) proposal_id: ProposalId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) version: i32,
    pub(crate) title: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) body: String,
    pub(crate) language: String,
    pub(crate) by_account: Option<AccountId>,
    pub(crate) at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
