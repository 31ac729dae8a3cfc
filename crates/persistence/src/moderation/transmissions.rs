//! What was passed on to the authorities: found by those who may open it alone.

use domain::{
    Timestamp,
    attachments::AttachmentId,
    moderation::{
        AccessId, CaseId, DecisionId, Item, Transmission, TransmissionId,
        transmissions::{Access, Authority, Ground},
    },
    text::Body,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
    sea_query::{Expr, Query},
};

use crate::{
    Read, StoreError, Tx,
    rows::{transmission_accesses as access_rows, transmission_files as file_rows, transmissions as rows},
};

/// The most transmissions that are read, and the most accesses of them.
const MOST: u64 = 100;

/// Adds a transmission with its sealed copy, and the sealed bytes of what was attached.
pub async fn insert_transmission(
    tx: &Tx,
    transmission: &Transmission,
    sealed: Vec<u8>,
    files: Vec<(AttachmentId, Vec<u8>)>,
) -> Result<(), StoreError> {
    let Transmission {
        id,
        case,
        decision,
        item,
        plan,
        to,
        ground,
        silence,
        by,
        at,
        kept_until,
        final_at,
    } = transmission;
    let row = rows::ActiveModel {
        id: Set(*id),
        case_id: Set(*case),
        decision_id: Set(*decision),
        item_kind: Set(item.kind().to_owned()),
        item_id: Set(item.uuid()),
        plan_id: Set(*plan),
        to_whom: Set(to.as_str().to_owned()),
        ground: Set(ground.as_str().to_owned()),
        silence: Set(silence.as_ref().map(|why| why.as_str().to_owned())),
        by_account: Set(*by),
        at: Set(*at),
        kept_until: Set(*kept_until),
        final_at: Set(*final_at),
        sealed: Set(Some(sealed)),
    };
    row.insert(tx.conn()).await?;
    for (attachment, sealed) in files {
        let row = file_rows::ActiveModel {
            transmission_id: Set(*id),
            attachment_id: Set(attachment),
            sealed: Set(sealed),
        };
        row.insert(tx.conn()).await?;
    }
    Ok(())
}

/// The sealed bytes of what was attached to what was passed on, in the order in which it was added.
pub async fn sealed_files(
    from: &impl Read,
    id: TransmissionId,
) -> Result<Vec<(AttachmentId, Vec<u8>)>, StoreError> {
    let found = file_rows::Entity::find()
        .filter(file_rows::Column::TransmissionId.eq(id))
        .order_by_asc(file_rows::Column::AttachmentId)
        .all(&from.executor())
        .await?;
    Ok(found
        .into_iter()
        .map(|row| (row.attachment_id, row.sealed))
        .collect())
}

/// Destroys the sealed bytes of what was attached to these.
async fn destroy_files(tx: &Tx, of: Condition) -> Result<(), StoreError> {
    let these = Query::select()
        .column(rows::Column::Id)
        .from(rows::Entity)
        .cond_where(of)
        .to_owned();
    file_rows::Entity::delete_many()
        .filter(file_rows::Column::TransmissionId.in_subquery(these))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The transmission that this decision made, final or not.
pub async fn transmission_by(
    from: &impl Read,
    decision: DecisionId,
) -> Result<Option<Transmission>, StoreError> {
    let row = rows::Entity::find()
        .filter(rows::Column::DecisionId.eq(decision))
        .one(&from.executor())
        .await?;
    row.map(Transmission::try_from).transpose()
}

/// What this decision passed on is final.
pub async fn confirm_transmission(tx: &Tx, decision: DecisionId, at: Timestamp) -> Result<(), StoreError> {
    rows::Entity::update_many()
        .col_expr(rows::Column::FinalAt, Expr::value(at))
        .filter(rows::Column::DecisionId.eq(decision))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// What this decision passed on is taken back: nothing of it stays, the sealed copy least of all.
pub async fn destroy_transmission(tx: &Tx, decision: DecisionId) -> Result<(), StoreError> {
    let taken_back = Condition::all()
        .add(rows::Column::DecisionId.eq(decision))
        .add(rows::Column::FinalAt.is_null());
    destroy_files(tx, taken_back.clone()).await?;
    rows::Entity::delete_many()
        .filter(taken_back)
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The final transmission, with its sealed copy while that is kept.
pub async fn sealed_copy(
    from: &impl Read,
    id: TransmissionId,
) -> Result<Option<(Transmission, Option<Vec<u8>>)>, StoreError> {
    let row = rows::Entity::find_by_id(id)
        .filter(rows::Column::FinalAt.is_not_null())
        .one(&from.executor())
        .await?;
    let Some(mut row) = row else {
        return Ok(None);
    };
    let sealed = row.sealed.take();
    Ok(Some((Transmission::try_from(row)?, sealed)))
}

/// What was passed on for good, of this case or of all, newest first.
pub async fn transmissions_in(
    from: &impl Read,
    case: Option<CaseId>,
) -> Result<Vec<Transmission>, StoreError> {
    let found = rows::Entity::find()
        .filter(Condition::all().add_option(case.map(|case| rows::Column::CaseId.eq(case))))
        .filter(rows::Column::FinalAt.is_not_null())
        .order_by_desc(rows::Column::Id)
        .limit(MOST)
        .all(&from.executor())
        .await?;
    found.into_iter().map(Transmission::try_from).collect()
}

/// How many became final from one instant to before another.
pub async fn transmissions_between(
    from: &impl Read,
    first: Timestamp,
    end: Timestamp,
) -> Result<u64, StoreError> {
    Ok(rows::Entity::find()
        .filter(rows::Column::FinalAt.gte(first))
        .filter(rows::Column::FinalAt.lt(end))
        .count(&from.executor())
        .await?)
}

/// Destroys the sealed copies that are kept no longer; to whom they went and when stays.
pub async fn forget_copies(tx: &Tx, now: Timestamp) -> Result<(), StoreError> {
    let over = Condition::all()
        .add(rows::Column::KeptUntil.lte(now))
        .add(rows::Column::Sealed.is_not_null());
    destroy_files(tx, over.clone()).await?;
    rows::Entity::update_many()
        .col_expr(rows::Column::Sealed, Expr::value(Option::<Vec<u8>>::None))
        .filter(over)
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Adds an access.
pub async fn insert_access(tx: &Tx, access: &Access) -> Result<(), StoreError> {
    access_row(access).insert(tx.conn()).await?;
    Ok(())
}

/// Saves an access that is locked.
pub async fn save_access(tx: &Tx, access: &Access) -> Result<(), StoreError> {
    access_row(access).update(tx.conn()).await?;
    Ok(())
}

/// The access, locked until the transaction ends.
pub async fn lock_access(tx: &Tx, id: AccessId) -> Result<Option<Access>, StoreError> {
    let row = access_rows::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    Ok(row.map(Access::from))
}

/// Who asked to open these copies, newest first.
pub async fn accesses_of(from: &impl Read, ids: &[TransmissionId]) -> Result<Vec<Access>, StoreError> {
    let found = access_rows::Entity::find()
        .filter(access_rows::Column::TransmissionId.is_in(ids.iter().copied()))
        .order_by_desc(access_rows::Column::Id)
        .limit(10 * MOST)
        .all(&from.executor())
        .await?;
    Ok(found.into_iter().map(Access::from).collect())
}

fn access_row(access: &Access) -> access_rows::ActiveModel {
    let Access {
        id,
        transmission,
        by,
        reason,
        at,
        confirmed,
        opened_at,
    } = access;
    access_rows::ActiveModel {
        id: Set(*id),
        transmission_id: Set(*transmission),
        by_account: Set(*by),
        reason: Set(reason.as_str().to_owned()),
        at: Set(*at),
        confirmed_by: Set(confirmed.map(|(by, _)| by)),
        confirmed_at: Set(confirmed.map(|(_, at)| at)),
        opened_at: Set(*opened_at),
    }
}

impl From<access_rows::Model> for Access {
    fn from(row: access_rows::Model) -> Self {
        let access_rows::Model {
            id,
            transmission_id,
            by_account,
            reason,
            at,
            confirmed_by,
            confirmed_at,
            opened_at,
        } = row;
        Self {
            id,
            transmission: transmission_id,
            by: by_account,
            reason: Body::from_history(&reason),
            at,
            confirmed: confirmed_by.zip(confirmed_at),
            opened_at,
        }
    }
}

impl TryFrom<rows::Model> for Transmission {
    type Error = StoreError;

    fn try_from(row: rows::Model) -> Result<Self, StoreError> {
        let rows::Model {
            id,
            case_id,
            decision_id,
            item_kind,
            item_id,
            plan_id,
            to_whom,
            ground,
            silence,
            by_account,
            at,
            kept_until,
            final_at,
            sealed: _,
        } = row;
        Ok(Self {
            id,
            case: case_id,
            decision: decision_id,
            item: Item::of(&item_kind, item_id).ok_or_else(|| StoreError::corrupt(id, "item"))?,
            plan: plan_id,
            to: Authority::parse(&to_whom).ok_or_else(|| StoreError::corrupt(id, "to whom"))?,
            ground: Ground::parse(&ground).ok_or_else(|| StoreError::corrupt(id, "ground"))?,
            silence: silence.as_deref().map(Body::from_history),
            by: by_account,
            at,
            kept_until,
            final_at,
        })
    }
}
