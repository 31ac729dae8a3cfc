//! Batches of paper sheets, what was typed of them, and their signed counts.

use domain::{
    papers::{Batch, BatchId, BatchKind, Count, Pass, Sums},
    plans::PlanId,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::OnConflict,
};

use crate::{
    Read, StoreError, Tx,
    rows::{paper_batches as batches, paper_counts as counts, paper_sheets as sheets},
};

/// What was typed of a sheet, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Its number.
    pub sheet: u32,
    /// By whom of the two.
    pub pass: Pass,
    /// The cells.
    pub sealed: Vec<u8>,
}

/// A signed count as everybody reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCount {
    /// Its place in the plan: counts follow one another from 1.
    pub number: u32,
    /// What is counted, and the hash before.
    pub line: String,
    /// The hash of the line.
    pub hash: Vec<u8>,
}

const fn word(pass: Pass) -> i32 {
    match pass {
        Pass::First => 1,
        Pass::Second => 2,
    }
}

fn small(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn number(stored: i32) -> u32 {
    u32::try_from(stored).unwrap_or_default()
}

/// The number of the plan's next batch; call it under the plan's lock.
pub async fn next_number(tx: &Tx, plan: PlanId) -> Result<u32, StoreError> {
    let last: Option<i32> = batches::Entity::find()
        .select_only()
        .column(batches::Column::Number)
        .filter(batches::Column::PlanId.eq(plan))
        .order_by_desc(batches::Column::Number)
        .limit(1)
        .into_tuple()
        .one(tx.conn())
        .await?;
    Ok(number(last.unwrap_or(0)) + 1)
}

/// Adds a batch.
pub async fn insert(tx: &Tx, batch: &Batch) -> Result<(), StoreError> {
    row(batch).insert(tx.conn()).await?;
    Ok(())
}

/// Keeps what became of a batch.
pub async fn save(tx: &Tx, batch: &Batch) -> Result<(), StoreError> {
    row(batch).update(tx.conn()).await?;
    Ok(())
}

/// The batch.
pub async fn by_id(from: &impl Read, id: BatchId) -> Result<Option<Batch>, StoreError> {
    let row = batches::Entity::find_by_id(id).one(&from.executor()).await?;
    row.map(Batch::try_from).transpose()
}

/// The batch, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: BatchId) -> Result<Option<Batch>, StoreError> {
    let row = batches::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Batch::try_from).transpose()
}

/// The batches of these plans, newest first.
pub async fn of_plans(from: &impl Read, plans: &[PlanId]) -> Result<Vec<Batch>, StoreError> {
    let rows = batches::Entity::find()
        .filter(batches::Column::PlanId.is_in(plans.iter().copied()))
        .order_by_desc(batches::Column::Id)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Batch::try_from).collect()
}

/// What was typed of a batch, in the order of its sheets.
pub async fn sheets(from: &impl Read, batch: BatchId) -> Result<Vec<Sealed>, StoreError> {
    let rows = sheets::Entity::find()
        .filter(sheets::Column::BatchId.eq(batch))
        .order_by_asc(sheets::Column::Sheet)
        .order_by_asc(sheets::Column::Pass)
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Sealed {
            sheet: number(row.sheet),
            pass: if row.pass == 1 { Pass::First } else { Pass::Second },
            sealed: row.sealed,
        })
        .collect())
}

/// Keeps what was typed of a sheet, in the place of what that person typed before.
pub async fn keep_sheet(tx: &Tx, batch: BatchId, typed: Sealed) -> Result<(), StoreError> {
    let Sealed { sheet, pass, sealed } = typed;
    let row = sheets::ActiveModel {
        batch_id: Set(batch),
        sheet: Set(small(sheet)),
        pass: Set(word(pass)),
        sealed: Set(sealed),
    };
    let key = [
        sheets::Column::BatchId,
        sheets::Column::Sheet,
        sheets::Column::Pass,
    ];
    let over = OnConflict::columns(key)
        .update_column(sheets::Column::Sealed)
        .to_owned();
    sheets::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Forgets what one person typed of a sheet.
pub async fn drop_sheet(tx: &Tx, batch: BatchId, sheet: u32, pass: Pass) -> Result<(), StoreError> {
    sheets::Entity::delete_by_id((batch, small(sheet), word(pass)))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Forgets what was typed of a batch: it is published or counted.
pub async fn drop_sheets(tx: &Tx, batch: BatchId) -> Result<(), StoreError> {
    sheets::Entity::delete_many()
        .filter(sheets::Column::BatchId.eq(batch))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The last signed count of a plan; call it under the plan's lock.
pub async fn last_count(tx: &Tx, plan: PlanId) -> Result<Option<StoredCount>, StoreError> {
    let row = counts::Entity::find()
        .filter(counts::Column::PlanId.eq(plan))
        .order_by_desc(counts::Column::Number)
        .one(tx.conn())
        .await?;
    Ok(row.map(StoredCount::from))
}

/// Writes a signed count, for good.
pub async fn insert_count(
    tx: &Tx,
    plan: PlanId,
    count: &Count,
    stored: StoredCount,
) -> Result<(), StoreError> {
    let row = counts::ActiveModel {
        batch_id: Set(count.batch),
        plan_id: Set(plan),
        number: Set(small(stored.number)),
        line: Set(stored.line),
        hash: Set(stored.hash),
        signed_by: Set(count.signed_by),
        countersigned_by: Set(count.countersigned_by),
        at: Set(count.at),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// The signed counts of a plan, oldest first.
pub async fn counts(from: &impl Read, plan: PlanId) -> Result<Vec<(BatchId, StoredCount)>, StoreError> {
    let rows = counts::Entity::find()
        .filter(counts::Column::PlanId.eq(plan))
        .order_by_asc(counts::Column::Number)
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.batch_id, StoredCount::from(row)))
        .collect())
}

impl From<counts::Model> for StoredCount {
    fn from(row: counts::Model) -> Self {
        Self {
            number: number(row.number),
            line: row.line,
            hash: row.hash,
        }
    }
}

fn row(batch: &Batch) -> batches::ActiveModel {
    let Batch {
        id,
        plan,
        number,
        kind,
        place,
        sheets,
        double,
        opened_by,
        opened_at,
        first_by,
        second_by,
        signed,
        closed_at,
        version,
    } = batch;
    batches::ActiveModel {
        id: Set(*id),
        plan_id: Set(*plan),
        number: Set(small(*number)),
        kind: Set(kind.as_str().to_owned()),
        place: Set(place.clone()),
        sheets: Set(small(*sheets)),
        twice: Set(*double),
        opened_by: Set(*opened_by),
        opened_at: Set(*opened_at),
        first_by: Set(*first_by),
        second_by: Set(*second_by),
        signed_by: Set(signed.map(|(by, _)| by)),
        signed_sums: Set(signed.map(|(_, sums)| format!("{} {} {}", sums.entered, sums.blank, sums.refused))),
        closed_at: Set(*closed_at),
        version: Set(*version),
    }
}

fn sums_of(text: &str) -> Option<Sums> {
    let mut numbers = text.split(' ').map(str::parse);
    Some(Sums {
        entered: numbers.next()?.ok()?,
        blank: numbers.next()?.ok()?,
        refused: numbers.next()?.ok()?,
    })
}

impl TryFrom<batches::Model> for Batch {
    type Error = StoreError;

    fn try_from(row: batches::Model) -> Result<Self, StoreError> {
        let id = row.id;
        let signed = match (row.signed_by, row.signed_sums.as_deref()) {
            (Some(by), Some(text)) => {
                let sums = sums_of(text).ok_or_else(|| StoreError::corrupt(id, "signed_sums"))?;
                Some((by, sums))
            }
            _ => None,
        };
        Ok(Self {
            id,
            plan: row.plan_id,
            number: number(row.number),
            kind: BatchKind::parse(&row.kind).ok_or_else(|| StoreError::corrupt(id, "kind"))?,
            place: row.place,
            sheets: number(row.sheets),
            double: row.twice,
            opened_by: row.opened_by,
            opened_at: row.opened_at,
            first_by: row.first_by,
            second_by: row.second_by,
            signed,
            closed_at: row.closed_at,
            version: row.version,
        })
    }
}
