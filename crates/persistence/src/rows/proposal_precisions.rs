//! What authors add once their text is frozen.

use domain::{
    Timestamp,
    proposals::{PrecisionId, ProposalId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal_precisions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: PrecisionId,
    #[sea_orm(indexed)]
    pub(crate) proposal_id: ProposalId,
    #[sea_orm(column_type = "Text")]
    pub(crate) body: String,
    pub(crate) at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
