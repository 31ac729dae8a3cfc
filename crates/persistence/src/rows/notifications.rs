//! What people are told of: ids alone.

use domain::{Timestamp, accounts::AccountId, notifications::NotificationId, plans::PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notifications")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: NotificationId,
    #[sea_orm(unique_key = "cause")]
    pub(crate) account_id: AccountId,
    #[sea_orm(unique_key = "cause")]
    pub(crate) kind: String,
    pub(crate) plan_id: Option<PlanId>,
    pub(crate) subject_kind: String,
    pub(crate) subject_id: Uuid,
    pub(crate) cause_kind: String,
    #[sea_orm(unique_key = "cause")]
    pub(crate) cause_id: Uuid,
    #[sea_orm(unique_key = "cause")]
    pub(crate) cause_version: i32,
    #[sea_orm(indexed)]
    pub(crate) at: Timestamp,
    pub(crate) read_at: Option<Timestamp>,
    pub(crate) mail: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
