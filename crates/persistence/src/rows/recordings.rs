//! Words that facilitators recorded for people without an account.

use domain::{
    Timestamp, accounts::AccountId, plans::PlanId, proposals::AttributionId, recordings::RecordingId,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "recordings")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: RecordingId,
    pub(crate) plan_id: PlanId,
    pub(crate) item_kind: String,
    #[sea_orm(unique)]
    pub(crate) item_id: Uuid,
    pub(crate) attribution_id: AttributionId,
    #[sea_orm(indexed)]
    pub(crate) by_account: AccountId,
    #[sea_orm(unique, column_type = "Blob")]
    pub(crate) receipt_hash: Vec<u8>,
    pub(crate) at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
