//! Who asked to open a sealed copy, who confirmed it, and when it was opened.

use domain::{
    Timestamp,
    accounts::AccountId,
    moderation::{AccessId, TransmissionId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "transmission_accesses")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: AccessId,
    pub(crate) transmission_id: TransmissionId,
    pub(crate) by_account: AccountId,
    #[sea_orm(column_type = "Text")]
    pub(crate) reason: String,
    pub(crate) at: Timestamp,
    pub(crate) confirmed_by: Option<AccountId>,
    pub(crate) confirmed_at: Option<Timestamp>,
    pub(crate) opened_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
