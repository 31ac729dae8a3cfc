//! What was typed of sheets, sealed, until their batch is closed.

use domain::papers::BatchId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_sheets")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) batch_id: BatchId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) sheet: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) pass: i32,
    #[sea_orm(column_type = "Blob")]
    pub(crate) sealed: Vec<u8>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
