//! Every version of every rule, the present one included: never changed, never deleted, since decisions cite them.

use domain::{Timestamp, accounts::AccountId, rules::RuleId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rule_versions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) rule_id: RuleId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) version: i32,
    pub(crate) severity: i32,
    pub(crate) ground: String,
    pub(crate) default_decision: String,
    pub(crate) legal_text: Option<String>,
    pub(crate) legal_address: Option<String>,
    pub(crate) category: String,
    /// A JSON list of words.
    #[sea_orm(column_type = "Text")]
    pub(crate) keywords: String,
    /// A JSON list of (language, wording).
    #[sea_orm(column_type = "Text")]
    pub(crate) wordings: String,
    pub(crate) by_account: Option<AccountId>,
    pub(crate) at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
