//! Comments, in one table for threads of any depth.

use domain::{
    Timestamp,
    accounts::AccountId,
    comments::CommentId,
    plans::PlanId,
    proposals::{AttributionId, ProposalId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "comments")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: CommentId,
    pub(crate) plan_id: PlanId,
    #[sea_orm(indexed)]
    pub(crate) proposal_id: ProposalId,
    pub(crate) under_id: Uuid,
    pub(crate) parent_id: Option<CommentId>,
    pub(crate) root_id: CommentId,
    pub(crate) depth: i32,
    pub(crate) author_account: Option<AccountId>,
    #[sea_orm(indexed)]
    pub(crate) author_attribution: Option<AttributionId>,
    pub(crate) position: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub(crate) body: String,
    pub(crate) language: String,
    pub(crate) origin: String,
    pub(crate) text_state: String,
    pub(crate) text_since: Timestamp,
    pub(crate) published_at: Option<Timestamp>,
    pub(crate) visibility: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) visibility_data: String,
    pub(crate) version: i32,
    pub(crate) edited_at: Option<Timestamp>,
    pub(crate) useful: i32,
    pub(crate) not_useful: i32,
    pub(crate) useful_taken_over: Option<i32>,
    pub(crate) not_useful_taken_over: Option<i32>,
    pub(crate) answer_count: i32,
    pub(crate) below_count: i32,
    pub(crate) usefulness: i64,
    pub(crate) is_new: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) listed_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
