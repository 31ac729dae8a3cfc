//! Each time somebody of the town looked an identity up: shown to the person.

use domain::{
    Timestamp,
    accounts::{AccountId, LookupId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identity_lookups")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: LookupId,
    #[sea_orm(indexed)]
    pub(crate) account_id: AccountId,
    pub(crate) by_account: Option<AccountId>,
    pub(crate) what: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) reason: String,
    pub(crate) at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
