//! Links of people with neighbourhoods: declared, or confirmed by a proof.

use domain::{
    Timestamp,
    accounts::{AccountId, ProofId},
    plans::PlanId,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "links")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) plan_id: PlanId,
    pub(crate) kind: String,
    pub(crate) declared_at: Timestamp,
    pub(crate) confirmed_until: Option<Timestamp>,
    pub(crate) proof_id: Option<ProofId>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
