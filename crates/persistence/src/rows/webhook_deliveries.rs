//! Messages to webhooks: which event, and how it stands. Nothing of what was sent or answered.

use domain::{
    Timestamp,
    webhooks::{DeliveryId, WebhookId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: DeliveryId,
    pub(crate) webhook_id: WebhookId,
    pub(crate) seq: i64,
    pub(crate) kind: Option<String>,
    pub(crate) state: String,
    pub(crate) attempts: i32,
    pub(crate) tries: i32,
    pub(crate) run_at: Timestamp,
    #[sea_orm(indexed)]
    pub(crate) created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
