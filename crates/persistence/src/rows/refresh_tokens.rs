//! Hashes of refresh tokens: each the child of the last, all of one session a family.

use domain::{Timestamp, accounts::SessionId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_tokens")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Blob")]
    pub(crate) hash: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub(crate) parent: Vec<u8>,
    #[sea_orm(indexed)]
    pub(crate) session_id: SessionId,
    pub(crate) made_at: Timestamp,
    pub(crate) used_at: Option<Timestamp>,
    pub(crate) child_used: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
