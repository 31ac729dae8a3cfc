//! Votes: no time, and no id that sorts by time.

use domain::{plans::PlanId, proposals::ProposalId, voting::ReceiptId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "votes")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plan_id: PlanId,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Blob")]
    pub(crate) voter_key: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) proposal_id: ProposalId,
    pub(crate) choice: String,
    #[sea_orm(unique)]
    pub(crate) receipt: ReceiptId,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
