//! Webhooks; secrets are wrapped by the root key.

use domain::{
    Timestamp,
    accounts::AccountId,
    plans::{PlanId, ThemeId, ZoneId},
    webhooks::WebhookId,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhooks")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: WebhookId,
    pub(crate) owner_id: AccountId,
    #[sea_orm(column_type = "Text")]
    pub(crate) url: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) kinds: String,
    pub(crate) plan_id: Option<PlanId>,
    pub(crate) theme_id: Option<ThemeId>,
    pub(crate) zone_id: Option<ZoneId>,
    pub(crate) state: String,
    pub(crate) stopped: Option<String>,
    pub(crate) failing_since: Option<Timestamp>,
    pub(crate) rests_until: Timestamp,
    pub(crate) cursor: i64,
    #[sea_orm(column_type = "Blob")]
    pub(crate) secret: Vec<u8>,
    #[sea_orm(column_type = "Blob", nullable)]
    pub(crate) old_secret: Option<Vec<u8>>,
    pub(crate) old_secret_until: Option<Timestamp>,
    pub(crate) version: i64,
    pub(crate) created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
