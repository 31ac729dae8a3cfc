//! Photos and PDFs on texts.

use domain::{Timestamp, accounts::AccountId, attachments::AttachmentId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "attachments")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: AttachmentId,
    #[sea_orm(indexed)]
    pub(crate) account_id: Option<AccountId>,
    pub(crate) on_kind: String,
    #[sea_orm(indexed)]
    pub(crate) on_id: Option<Uuid>,
    pub(crate) kind: String,
    pub(crate) width: Option<i32>,
    pub(crate) height: Option<i32>,
    pub(crate) bytes: i64,
    #[sea_orm(column_type = "Text")]
    pub(crate) description: String,
    #[sea_orm(column_type = "Blob")]
    pub(crate) digest: Vec<u8>,
    pub(crate) nobody_shown: bool,
    pub(crate) ready: bool,
    pub(crate) at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
