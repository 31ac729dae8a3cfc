//! Rules of moderation: what never changes, and which version is the present one.

use domain::{Timestamp, rules::RuleId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rules")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: RuleId,
    #[sea_orm(unique)]
    pub(crate) code: String,
    pub(crate) version: i32,
    pub(crate) active_from: Timestamp,
    pub(crate) active_to: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
