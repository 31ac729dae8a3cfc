//! Complaints.

use domain::{
    moderation::{CaseId, Complaint, ComplaintId, Side},
    text::Body,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};

use crate::{Read, StoreError, Tx, rows::complaints as rows};

/// Adds a complaint.
pub async fn insert_complaint(tx: &Tx, complaint: &Complaint) -> Result<(), StoreError> {
    row(complaint).insert(tx.conn()).await?;
    Ok(())
}

/// Saves a complaint whose case is locked.
pub async fn save_complaint(tx: &Tx, complaint: &Complaint) -> Result<(), StoreError> {
    row(complaint).update(tx.conn()).await?;
    Ok(())
}

/// The complaint.
pub async fn complaint(from: &impl Read, id: ComplaintId) -> Result<Option<Complaint>, StoreError> {
    let row = rows::Entity::find_by_id(id).one(&from.executor()).await?;
    row.map(Complaint::try_from).transpose()
}

/// The complaints of these cases, one a case at most.
pub async fn complaints_in(from: &impl Read, cases: &[CaseId]) -> Result<Vec<Complaint>, StoreError> {
    let found = rows::Entity::find()
        .filter(rows::Column::CaseId.is_in(cases.iter().copied()))
        .all(&from.executor())
        .await?;
    found.into_iter().map(Complaint::try_from).collect()
}

fn row(complaint: &Complaint) -> rows::ActiveModel {
    let Complaint {
        id,
        case,
        decision,
        side,
        notice,
        grounds,
        filed_at,
        due_at,
        answered_by,
    } = complaint;
    rows::ActiveModel {
        id: Set(*id),
        case_id: Set(*case),
        decision_id: Set(*decision),
        side: Set(side.as_str().to_owned()),
        notice_id: Set(*notice),
        grounds: Set(grounds.as_str().to_owned()),
        filed_at: Set(*filed_at),
        due_at: Set(*due_at),
        answer_id: Set(*answered_by),
    }
}

impl TryFrom<rows::Model> for Complaint {
    type Error = StoreError;

    fn try_from(row: rows::Model) -> Result<Self, StoreError> {
        let rows::Model {
            id,
            case_id,
            decision_id,
            side,
            notice_id,
            grounds,
            filed_at,
            due_at,
            answer_id,
        } = row;
        Ok(Self {
            id,
            case: case_id,
            decision: decision_id,
            side: Side::parse(&side).ok_or_else(|| StoreError::corrupt(id, "side"))?,
            notice: notice_id,
            grounds: Body::from_history(&grounds),
            filed_at,
            due_at,
            answered_by: answer_id,
        })
    }
}
