//! Roles in a scope; an ended grant keeps its row.

use domain::{Timestamp, accounts::AccountId, plans::PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "grants")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: uuid::Uuid,
    #[sea_orm(indexed)]
    pub(crate) account_id: AccountId,
    pub(crate) role: String,
    pub(crate) plan_id: Option<PlanId>,
    pub(crate) given_by: Option<AccountId>,
    pub(crate) given_at: Timestamp,
    pub(crate) until: Option<Timestamp>,
    pub(crate) ended_by: Option<AccountId>,
    pub(crate) ended_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
