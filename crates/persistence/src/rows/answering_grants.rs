//! Grants for answering in the name of an organisation; an ended grant keeps its row.

use domain::{
    Timestamp,
    accounts::AccountId,
    organisations::{AnsweringGrantId, OrganisationId},
    plans::{OperationId, PlanId, ThemeId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "answering_grants")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: AnsweringGrantId,
    #[sea_orm(indexed)]
    pub(crate) account_id: AccountId,
    #[sea_orm(indexed)]
    pub(crate) organisation_id: OrganisationId,
    #[sea_orm(indexed)]
    pub(crate) plan_id: PlanId,
    pub(crate) operation_id: Option<OperationId>,
    pub(crate) theme_id: Option<ThemeId>,
    pub(crate) given_by: Option<AccountId>,
    pub(crate) given_at: Timestamp,
    pub(crate) until: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
