//! Photos and PDFs on texts: what they are and what they are on. Their bytes lie in the store of files.

use domain::{
    Timestamp,
    accounts::AccountId,
    attachments::{Attachment, AttachmentId, AttachmentKind, On},
    drafts::DraftId,
    moderation::Item,
    text::Description,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};
use uuid::Uuid;

use crate::{
    Read, StoreError, Tx,
    rows::{attachments as rows, proposal_drafts},
};

const NOTHING: &str = "nothing";
const DRAFT: &str = "draft";

fn on_columns(on: Option<On>) -> (String, Option<Uuid>) {
    match on {
        None => (NOTHING.to_owned(), None),
        Some(On::Draft(draft)) => (DRAFT.to_owned(), Some(draft.uuid())),
        Some(On::Item(item)) => (item.kind().to_owned(), Some(item.uuid())),
    }
}

/// What is on this.
fn lies_on(on: On) -> Condition {
    let (kind, id) = on_columns(Some(on));
    Condition::all()
        .add(rows::Column::OnId.eq(id))
        .add(rows::Column::OnKind.eq(kind))
}

/// Adds an attachment whose bytes are not kept yet; false where there is one of this id.
pub async fn insert(tx: &Tx, attachment: &Attachment, digest: [u8; 32]) -> Result<bool, StoreError> {
    let Attachment {
        id,
        kind,
        bytes,
        description,
        on,
        owner,
        nobody_shown,
        at,
    } = attachment;
    let (on_kind, on_id) = on_columns(*on);
    let (width, height) = match kind {
        AttachmentKind::Photo { width, height } => (Some(*width), Some(*height)),
        AttachmentKind::Pdf => (None, None),
    };
    let pixels = |side: Option<u32>| side.map(|side| i32::try_from(side).unwrap_or(i32::MAX));
    let row = rows::ActiveModel {
        id: Set(*id),
        account_id: Set(*owner),
        on_kind: Set(on_kind),
        on_id: Set(on_id),
        kind: Set(kind.as_str().to_owned()),
        width: Set(pixels(width)),
        height: Set(pixels(height)),
        bytes: Set(i64::try_from(*bytes).unwrap_or(i64::MAX)),
        description: Set(description.as_str().to_owned()),
        digest: Set(digest.to_vec()),
        nobody_shown: Set(*nobody_shown),
        ready: Set(false),
        at: Set(*at),
    };
    let nothing = OnConflict::column(rows::Column::Id).do_nothing().to_owned();
    let added = rows::Entity::insert(row)
        .on_conflict(nothing)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(added > 0)
}

/// The attachment of this id and account whose given bytes had this digest, ready or not.
pub async fn given(
    from: &impl Read,
    id: AttachmentId,
    account: AccountId,
    digest: [u8; 32],
) -> Result<Option<Attachment>, StoreError> {
    let row = rows::Entity::find_by_id(id)
        .filter(rows::Column::AccountId.eq(account))
        .filter(rows::Column::Digest.eq(digest.to_vec()))
        .one(&from.executor())
        .await?;
    row.map(Attachment::try_from).transpose()
}

/// Says that the bytes of an attachment are kept, and what it is on from now; false where it is gone, or was kept before.
pub async fn keep(tx: &Tx, id: AttachmentId, on: Option<On>) -> Result<bool, StoreError> {
    let (on_kind, on_id) = on_columns(on);
    let kept = rows::Entity::update_many()
        .set(rows::ActiveModel {
            ready: Set(true),
            on_kind: Set(on_kind),
            on_id: Set(on_id),
            ..Default::default()
        })
        .filter(rows::Column::Id.eq(id))
        .filter(rows::Column::Ready.eq(false))
        .exec(tx.conn())
        .await?;
    Ok(kept.rows_affected > 0)
}

/// The attachment, whoever asks: what it is on says who sees it.
pub async fn by_id(from: &impl Read, id: AttachmentId) -> Result<Option<Attachment>, StoreError> {
    let row = rows::Entity::find_by_id(id)
        .filter(rows::Column::Ready.eq(true))
        .one(&from.executor())
        .await?;
    row.map(Attachment::try_from).transpose()
}

/// The attachment, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: AttachmentId) -> Result<Option<Attachment>, StoreError> {
    let row = rows::Entity::find_by_id(id)
        .filter(rows::Column::Ready.eq(true))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Attachment::try_from).transpose()
}

/// The attachments on these items, in the order they were added.
pub async fn of_items(from: &impl Read, items: &[Item]) -> Result<Vec<Attachment>, StoreError> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let rows = rows::Entity::find()
        .filter(rows::Column::OnId.is_in(items.iter().map(|item| item.uuid())))
        .filter(rows::Column::OnKind.is_in(["proposal", "comment"]))
        .filter(rows::Column::Ready.eq(true))
        .order_by_asc(rows::Column::Id)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// The attachments on a draft, with the digest of what was given, in the order they were added.
pub async fn of_draft(from: &impl Read, draft: DraftId) -> Result<Vec<(Attachment, Vec<u8>)>, StoreError> {
    let rows = rows::Entity::find()
        .filter(lies_on(On::Draft(draft)))
        .filter(rows::Column::Ready.eq(true))
        .order_by_asc(rows::Column::Id)
        .all(&from.executor())
        .await?;
    rows.into_iter()
        .map(|row| {
            let digest = row.digest.clone();
            Ok((Attachment::try_from(row)?, digest))
        })
        .collect()
}

/// What an account has added, in the order it was added, after this one.
pub async fn of_account(
    from: &impl Read,
    account: AccountId,
    after: Option<AttachmentId>,
    limit: u64,
) -> Result<Vec<Attachment>, StoreError> {
    let mut found = rows::Entity::find()
        .filter(rows::Column::AccountId.eq(account))
        .filter(rows::Column::Ready.eq(true));
    if let Some(after) = after {
        found = found.filter(rows::Column::Id.gt(after));
    }
    let rows = found
        .order_by_asc(rows::Column::Id)
        .limit(limit)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// Which of these an account has sent and not used, locked until the transaction ends.
pub async fn lock_loose(
    tx: &Tx,
    account: AccountId,
    ids: &[AttachmentId],
) -> Result<Vec<Attachment>, StoreError> {
    let rows = rows::Entity::find()
        .filter(rows::Column::Id.is_in(ids.iter().copied()))
        .filter(rows::Column::AccountId.eq(account))
        .filter(rows::Column::OnKind.eq(NOTHING))
        .filter(rows::Column::Ready.eq(true))
        .order_by_asc(rows::Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// Puts attachments on an item.
pub async fn place(tx: &Tx, ids: &[AttachmentId], item: Item) -> Result<(), StoreError> {
    let (on_kind, on_id) = on_columns(Some(On::Item(item)));
    rows::Entity::update_many()
        .set(rows::ActiveModel {
            on_kind: Set(on_kind),
            on_id: Set(on_id),
            ..Default::default()
        })
        .filter(rows::Column::Id.is_in(ids.iter().copied()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// What was on a draft is on the item that it became, and its author's.
pub async fn carry(tx: &Tx, draft: DraftId, item: Item, owner: AccountId) -> Result<(), StoreError> {
    let (on_kind, on_id) = on_columns(Some(On::Item(item)));
    rows::Entity::update_many()
        .set(rows::ActiveModel {
            on_kind: Set(on_kind),
            on_id: Set(on_id),
            account_id: Set(Some(owner)),
            ..Default::default()
        })
        .filter(lies_on(On::Draft(draft)))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Describes an attachment in other words.
pub async fn describe(tx: &Tx, id: AttachmentId, description: &Description) -> Result<(), StoreError> {
    let row = rows::ActiveModel {
        id: Set(id),
        description: Set(description.as_str().to_owned()),
        ..Default::default()
    };
    row.update(tx.conn()).await?;
    Ok(())
}

/// Deletes an attachment.
pub async fn delete(tx: &Tx, id: AttachmentId) -> Result<(), StoreError> {
    rows::Entity::delete_by_id(id).exec(tx.conn()).await?;
    Ok(())
}

/// Deletes what is on this; what it was.
pub async fn take_of(tx: &Tx, on: On) -> Result<Vec<AttachmentId>, StoreError> {
    take(tx, lies_on(on)).await
}

/// Deletes what an account has sent and not used; what it was.
pub async fn take_loose_of(tx: &Tx, account: AccountId) -> Result<Vec<AttachmentId>, StoreError> {
    let loose = Condition::all()
        .add(rows::Column::AccountId.eq(account))
        .add(rows::Column::OnKind.eq(NOTHING));
    take(tx, loose).await
}

/// Deletes what was on drafts that are gone, and what was sent before this instant and is on nothing; what it was.
pub async fn take_adrift(tx: &Tx, before: Timestamp) -> Result<Vec<AttachmentId>, StoreError> {
    let draft = Query::select()
        .expr(Expr::value(1))
        .from(proposal_drafts::Entity)
        .and_where(
            Expr::col((proposal_drafts::Entity, proposal_drafts::Column::Id))
                .equals((rows::Entity, rows::Column::OnId)),
        )
        .to_owned();
    let gone = Condition::all()
        .add(rows::Column::OnKind.eq(DRAFT))
        .add(Expr::exists(draft).not());
    let unused = Condition::all()
        .add(rows::Column::OnKind.eq(NOTHING))
        .add(rows::Column::At.lt(before));
    take(tx, Condition::any().add(gone).add(unused)).await
}

async fn take(tx: &Tx, which: Condition) -> Result<Vec<AttachmentId>, StoreError> {
    let ids: Vec<AttachmentId> = rows::Entity::find()
        .select_only()
        .column(rows::Column::Id)
        .filter(which)
        .into_tuple()
        .all(tx.conn())
        .await?;
    if !ids.is_empty() {
        rows::Entity::delete_many()
            .filter(rows::Column::Id.is_in(ids.iter().copied()))
            .exec(tx.conn())
            .await?;
    }
    Ok(ids)
}

impl TryFrom<rows::Model> for Attachment {
    type Error = StoreError;

    fn try_from(row: rows::Model) -> Result<Self, StoreError> {
        let rows::Model {
            id,
            account_id,
            on_kind,
            on_id,
            kind,
            width,
            height,
            bytes,
            description,
            digest: _,
            nobody_shown,
            ready: _,
            at,
        } = row;
        let corrupt = |why: &str| StoreError::corrupt(id, why);
        let side = |side: Option<i32>| side.and_then(|side| u32::try_from(side).ok());
        Ok(Self {
            id,
            kind: match (kind.as_str(), side(width), side(height)) {
                ("photo", Some(width), Some(height)) => AttachmentKind::Photo { width, height },
                ("pdf", None, None) => AttachmentKind::Pdf,
                _ => return Err(corrupt("kind")),
            },
            bytes: u64::try_from(bytes).map_err(|_negative| corrupt("bytes"))?,
            description: Description::from_history(&description),
            on: match (on_kind.as_str(), on_id) {
                (NOTHING, None) => None,
                (DRAFT, Some(draft)) => Some(On::Draft(DraftId::new(draft))),
                (kind, Some(item)) => Some(On::Item(Item::of(kind, item).ok_or_else(|| corrupt("on"))?)),
                _ => return Err(corrupt("on")),
            },
            owner: account_id,
            nobody_shown,
            at,
        })
    }
}
