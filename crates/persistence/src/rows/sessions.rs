//! Sessions of pages and programs; an ended one keeps its row until its retention is over.

use domain::{
    Timestamp,
    accounts::{AccountId, SessionId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: SessionId,
    #[sea_orm(indexed)]
    pub(crate) account_id: AccountId,
    pub(crate) channel: String,
    pub(crate) device: String,
    pub(crate) began_at: Timestamp,
    #[sea_orm(indexed)]
    pub(crate) used_at: Timestamp,
    pub(crate) ended_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
