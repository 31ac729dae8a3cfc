//! What was passed on to the authorities, with a sealed copy.

use domain::{
    Timestamp,
    accounts::AccountId,
    moderation::{CaseId, DecisionId, TransmissionId},
    plans::PlanId,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "transmissions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: TransmissionId,
    pub(crate) case_id: CaseId,
    #[sea_orm(unique)]
    pub(crate) decision_id: DecisionId,
    pub(crate) item_kind: String,
    pub(crate) item_id: Uuid,
    pub(crate) plan_id: PlanId,
    pub(crate) to_whom: String,
    pub(crate) ground: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) silence: Option<String>,
    pub(crate) by_account: AccountId,
    pub(crate) at: Timestamp,
    pub(crate) kept_until: Timestamp,
    pub(crate) final_at: Option<Timestamp>,
    #[sea_orm(column_type = "Blob", nullable)]
    pub(crate) sealed: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
