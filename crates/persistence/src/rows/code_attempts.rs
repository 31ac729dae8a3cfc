//! Codes that were sent and not yet typed: a keyed hash, bound to the attempt.

use domain::{
    Timestamp,
    accounts::{AccountId, AttemptId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "code_attempts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: AttemptId,
    pub(crate) purpose: String,
    pub(crate) email: String,
    pub(crate) account_id: Option<AccountId>,
    #[sea_orm(column_type = "Blob")]
    pub(crate) code: Vec<u8>,
    pub(crate) tries: i32,
    #[sea_orm(indexed)]
    pub(crate) expires_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
