//! Authors without an account: of an earlier platform, or whose words were recorded.

use domain::{Timestamp, accounts::AccountId, plans::PlanId, proposals::AttributionId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "attributions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: AttributionId,
    #[sea_orm(indexed)]
    pub(crate) plan_id: PlanId,
    pub(crate) source: String,
    pub(crate) label: String,
    pub(crate) medium: Option<String>,
    pub(crate) claimed_by: Option<AccountId>,
    pub(crate) created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
