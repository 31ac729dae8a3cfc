//! Programs of the town; their names and grants are those of an account.

use domain::{Timestamp, accounts::AccountId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service_accounts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) account_id: AccountId,
    #[sea_orm(column_type = "Text")]
    pub(crate) scopes: String,
    #[sea_orm(column_type = "Blob", unique_key = "token")]
    pub(crate) token: Vec<u8>,
    pub(crate) created_by: Option<AccountId>,
    pub(crate) created_at: Timestamp,
    pub(crate) revoked_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
