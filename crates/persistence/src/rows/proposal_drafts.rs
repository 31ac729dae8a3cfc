//! Proposals that are being written.

use domain::{
    Timestamp,
    accounts::AccountId,
    drafts::DraftId,
    plans::{PlanId, ThemeId, ZoneId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal_drafts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: DraftId,
    pub(crate) plan_id: PlanId,
    #[sea_orm(indexed)]
    pub(crate) account_id: Option<AccountId>,
    #[sea_orm(column_type = "Blob", nullable, indexed)]
    pub(crate) token_hash: Option<Vec<u8>>,
    #[sea_orm(column_type = "Text")]
    pub(crate) title: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) body: String,
    pub(crate) language: String,
    pub(crate) theme_id: Option<ThemeId>,
    pub(crate) place: String,
    pub(crate) zone_id: Option<ZoneId>,
    pub(crate) latitude: Option<f64>,
    pub(crate) longitude: Option<f64>,
    pub(crate) saved_at: Timestamp,
    #[sea_orm(indexed)]
    pub(crate) expires_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
