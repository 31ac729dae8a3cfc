//! Proposals.

use domain::{
    Timestamp,
    accounts::AccountId,
    answers::AnswerId,
    plans::{PlanId, ThemeId, ZoneId},
    proposals::{AttributionId, ProposalId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "proposals")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: ProposalId,
    pub(crate) plan_id: PlanId,
    pub(crate) number: Option<i32>,
    #[sea_orm(indexed)]
    pub(crate) author_account: Option<AccountId>,
    #[sea_orm(indexed)]
    pub(crate) author_attribution: Option<AttributionId>,
    pub(crate) title: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) body: String,
    pub(crate) language: String,
    pub(crate) theme_id: Option<ThemeId>,
    pub(crate) place: String,
    pub(crate) zone_id: Option<ZoneId>,
    pub(crate) latitude: Option<f64>,
    pub(crate) longitude: Option<f64>,
    pub(crate) origin: String,
    pub(crate) text_state: String,
    pub(crate) text_since: Timestamp,
    pub(crate) published_at: Option<Timestamp>,
    pub(crate) visibility: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) visibility_data: String,
    pub(crate) frozen_at: Option<Timestamp>,
    #[sea_orm(indexed)]
    pub(crate) merged_into: Option<ProposalId>,
    #[sea_orm(indexed)]
    pub(crate) answer_id: Option<AnswerId>,
    pub(crate) version: i32,
    pub(crate) shuffle: i32,
    pub(crate) comment_count: i32,
    pub(crate) votes_taken_over: Option<i32>,
    pub(crate) created_at: Timestamp,
    pub(crate) listed_at: Timestamp,
    #[sea_orm(default_value = 0)]
    pub(crate) supporters: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
