//! People: what is left after erasure is the row without its identity.

use domain::{Timestamp, accounts::AccountId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: AccountId,
    pub(crate) display_name: String,
    pub(crate) age_band: String,
    pub(crate) language: String,
    pub(crate) limited_until: Option<Timestamp>,
    pub(crate) erased_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    #[sea_orm(indexed)]
    pub(crate) seen_at: Timestamp,
    pub(crate) warned_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
