//! How signals were set: the last row of a kind is how it is set now, and without any it is as Fabrique begins.

use domain::{Timestamp, accounts::AccountId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "signal_changes")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) version: i64,
    pub(crate) mode: String,
    pub(crate) threshold: i32,
    pub(crate) from_mode: String,
    pub(crate) from_threshold: i32,
    pub(crate) by_account: Option<AccountId>,
    pub(crate) at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
