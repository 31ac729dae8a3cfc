//! What people think of comments: one mark a person and comment, without a time.

use domain::{accounts::AccountId, comments::CommentId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "comment_marks")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) comment_id: CommentId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) account_id: AccountId,
    pub(crate) useful: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
