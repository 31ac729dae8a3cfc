//! The sealed photos and documents of what was passed on.

use domain::{attachments::AttachmentId, moderation::TransmissionId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "transmission_files")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) transmission_id: TransmissionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) attachment_id: AttachmentId,
    #[sea_orm(column_type = "Blob")]
    pub(crate) sealed: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
