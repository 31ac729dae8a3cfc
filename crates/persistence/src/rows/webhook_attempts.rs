//! Attempts to deliver: when, which status, why it failed, how long it took.

use domain::{Timestamp, webhooks::DeliveryId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_attempts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) delivery_id: DeliveryId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) number: i32,
    pub(crate) at: Timestamp,
    pub(crate) status: Option<i32>,
    pub(crate) fault: Option<String>,
    pub(crate) millis: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
