//! What is said against decisions.

use domain::{
    Timestamp,
    moderation::{CaseId, ComplaintId, DecisionId, NoticeId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "complaints")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: ComplaintId,
    #[sea_orm(indexed)]
    pub(crate) case_id: CaseId,
    #[sea_orm(unique)]
    pub(crate) decision_id: DecisionId,
    pub(crate) side: String,
    pub(crate) notice_id: Option<NoticeId>,
    #[sea_orm(column_type = "Text")]
    pub(crate) grounds: String,
    pub(crate) filed_at: Timestamp,
    pub(crate) due_at: Timestamp,
    pub(crate) answer_id: Option<DecisionId>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
