//! What people say against sanctions, and the answers.

use domain::{
    Timestamp,
    accounts::AccountId,
    moderation::{AppealId, SanctionId},
    plans::PlanId,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "appeals")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: AppealId,
    #[sea_orm(unique)]
    pub(crate) sanction_id: SanctionId,
    #[sea_orm(indexed)]
    pub(crate) account_id: AccountId,
    pub(crate) plan_id: PlanId,
    #[sea_orm(column_type = "Text")]
    pub(crate) grounds: String,
    pub(crate) filed_at: Timestamp,
    pub(crate) due_at: Timestamp,
    pub(crate) by_account: Option<AccountId>,
    pub(crate) outcome: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) reasons: Option<String>,
    #[sea_orm(indexed)]
    pub(crate) answered_at: Option<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
