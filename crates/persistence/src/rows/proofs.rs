//! What confirmed a link: looked at and never copied, kept as a keyed fingerprint.

use domain::{
    Timestamp,
    accounts::{AccountId, ProofId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "proofs")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: ProofId,
    #[sea_orm(indexed)]
    pub(crate) account_id: AccountId,
    #[sea_orm(unique_key = "fingerprint")]
    pub(crate) method: String,
    #[sea_orm(column_type = "Blob", unique_key = "fingerprint")]
    pub(crate) fingerprint: Vec<u8>,
    pub(crate) issuer: String,
    pub(crate) looked_by: Option<AccountId>,
    pub(crate) looked_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
