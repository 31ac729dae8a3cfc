//! Each time the reviewer of a contested case looked at who sent a notice.

use domain::{
    Timestamp,
    accounts::AccountId,
    moderation::{CaseId, LookId, NoticeId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notifier_looks")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: LookId,
    pub(crate) notice_id: NoticeId,
    pub(crate) case_id: CaseId,
    pub(crate) by_account: AccountId,
    #[sea_orm(column_type = "Text")]
    pub(crate) reason: String,
    pub(crate) at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
