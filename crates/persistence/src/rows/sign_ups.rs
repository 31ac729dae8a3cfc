//! What was typed to sign up with a password, until the code that confirms the address is typed too.

use domain::accounts::AttemptId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_ups")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) attempt_id: AttemptId,
    #[sea_orm(column_type = "Text")]
    pub(crate) phc: String,
    pub(crate) age_band: String,
    pub(crate) display_name: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
