//! The public log of moderation: lines that each carry the hash of the one before.
//!
//! Lines are added while the sequencer's lock is held, so that two processes never add after the same line.

mod keys;

use domain::{
    Page, PageRequest, Timestamp,
    moderation_log::{Dated, Line, LogAction, LogItem, LogReference, Month},
    plans::PlanId,
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoSimpleExpr, Order, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::OnConflict,
};
use sha2::{Digest, Sha256};

pub use keys::{keys, replace_keys};

use crate::{
    Read, StoreError, Tx,
    backend::postgres,
    cursor::{self, Keyset, Tells},
    plans::try_map,
    rows::{log_months, moderation_log as rows},
};

/// The hash of a line: SHA-256 of its number (eight bytes, the highest first), the hash of the line before (32 bytes;
/// zeros before the first), and the bytes of its entry.
pub fn link(n: u64, prev: &[u8; 32], entry: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(n.to_be_bytes());
    hash.update(prev);
    hash.update(entry.as_bytes());
    hash.finalize().into()
}

/// The line that follows `last` and holds this entry.
pub fn next(last: Option<&Line>, dated: &Dated, plan: Option<PlanId>) -> Line {
    let (n, prev) = last.map_or((1, [0; 32]), |last| (last.n + 1, last.hash));
    let entry = dated.canonical();
    Line {
        n,
        prev,
        hash: link(n, &prev, &entry),
        entry,
        plan,
    }
}

/// What enters the log with an event: the day comes from the event's instant.
#[derive(Debug)]
pub(crate) struct Logged {
    pub(crate) dated: Dated,
    pub(crate) plan: Option<PlanId>,
}

/// Adds lines in this order. The sequencer's lock is held.
pub(crate) async fn chain(tx: &Tx, last: Line, logged: Vec<Logged>) -> Result<(), StoreError> {
    let mut last = last;
    let mut lines = Vec::new();
    for Logged { dated, plan } in logged {
        let line = next(Some(&last), &dated, plan);
        lines.push(row(&line, &dated)?);
        last = line;
    }
    rows::Entity::insert_many(lines)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Waits until no sequencer is at work, and keeps others from it until the transaction ends; the last line, if any.
/// What is added meanwhile goes through [`add`].
pub async fn hold(tx: &Tx) -> Result<Option<Line>, StoreError> {
    postgres::wait_alone(tx.conn()).await?;
    last(tx).await
}

/// Adds the line that was made with [`next`] after the line that [`hold`] gave.
pub async fn add(tx: &Tx, line: &Line, dated: &Dated) -> Result<(), StoreError> {
    rows::Entity::insert(row(line, dated)?)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

fn row(line: &Line, dated: &Dated) -> Result<rows::ActiveModel, StoreError> {
    let Line {
        n,
        prev,
        entry,
        hash,
        plan,
    } = line;
    Ok(rows::ActiveModel {
        n: Set(i64::try_from(*n).map_err(|why| StoreError::corrupt("the log", why))?),
        prev: Set(prev.to_vec()),
        entry: Set(entry.clone()),
        hash: Set(hash.to_vec()),
        plan_id: Set(*plan),
        item: Set(dated.entry.item.as_str().to_owned()),
        action: Set(dated.entry.action.as_str().to_owned()),
        reference: Set(dated.entry.reference.as_ref().map(ToString::to_string)),
    })
}

/// The last line, if any.
pub async fn last(from: &impl Read) -> Result<Option<Line>, StoreError> {
    let row = rows::Entity::find()
        .order_by_desc(rows::Column::N)
        .one(&from.executor())
        .await?;
    row.map(Line::try_from).transpose()
}

/// The line at or before `n` that brought the key in force after it.
pub async fn last_key(from: &impl Read, n: u64) -> Result<Option<Line>, StoreError> {
    let row = rows::Entity::find()
        .filter(rows::Column::Action.eq(LogAction::KeyChanged.as_str()))
        .filter(rows::Column::N.lte(number(n)))
        .order_by_desc(rows::Column::N)
        .one(&from.executor())
        .await?;
    row.map(Line::try_from).transpose()
}

/// At most `limit` lines in order: after `after`, up to `head` included.
pub async fn between(from: &impl Read, after: u64, head: u64, limit: u64) -> Result<Vec<Line>, StoreError> {
    let found = rows::Entity::find()
        .filter(rows::Column::N.gt(number(after)))
        .filter(rows::Column::N.lte(number(head)))
        .order_by_asc(rows::Column::N)
        .limit(limit)
        .all(&from.executor())
        .await?;
    found.into_iter().map(Line::try_from).collect()
}

/// Which lines are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// About this kind of item.
    pub item: Option<LogItem>,
    /// Of this action.
    pub action: Option<LogAction>,
    /// Of this plan.
    pub plan: Option<PlanId>,
    /// Under this reference: what a tombstone points to.
    pub reference: Option<LogReference>,
}

/// A page of the lines, newest first. Everybody reads the log; what a reader may see of the plan is another question.
pub async fn list(from: &impl Read, filter: &Filter, page: &PageRequest) -> Result<Page<Line>, StoreError> {
    let Filter {
        item,
        action,
        plan,
        reference,
    } = filter;
    let mut select = rows::Entity::find();
    if let Some(item) = item {
        select = select.filter(rows::Column::Item.eq(item.as_str()));
    }
    if let Some(action) = action {
        select = select.filter(rows::Column::Action.eq(action.as_str()));
    }
    if let Some(plan) = plan {
        select = select.filter(rows::Column::PlanId.eq(*plan));
    }
    if let Some(reference) = reference {
        select = select.filter(rows::Column::Reference.eq(reference.to_string()));
    }
    let newest = Keyset {
        name: "newest",
        columns: vec![(
            rows::Column::N.into_simple_expr(),
            Order::Desc,
            Tells::Int(|row: &rows::Model| row.n),
        )],
    };
    try_map(cursor::page(from, select, &newest, filter, page).await?)
}

/// Whether the numbers of this month entered the log.
pub async fn is_counted(from: &impl Read, month: Month) -> Result<bool, StoreError> {
    let row = log_months::Entity::find_by_id(month.to_string())
        .one(&from.executor())
        .await?;
    Ok(row.is_some())
}

/// Notes that the numbers of a month enter the log; false when they have already.
pub async fn note_counted(tx: &Tx, month: Month, now: Timestamp) -> Result<bool, StoreError> {
    let noted = log_months::ActiveModel {
        month: Set(month.to_string()),
        counted_at: Set(now),
    };
    let nothing = OnConflict::column(log_months::Column::Month)
        .do_nothing()
        .to_owned();
    let inserted = log_months::Entity::insert(noted)
        .on_conflict(nothing)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(inserted == 1)
}

/// A number as it is stored; beyond what the log can hold, the largest.
fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

impl TryFrom<rows::Model> for Line {
    type Error = StoreError;

    fn try_from(row: rows::Model) -> Result<Self, StoreError> {
        let rows::Model {
            n,
            prev,
            entry,
            hash,
            plan_id,
            item: _,
            action: _,
            reference: _,
        } = row;
        let corrupt = |why: &str| StoreError::corrupt(format_args!("log line {n}"), why);
        let exact = |bytes: &[u8]| {
            bytes
                .as_array()
                .copied()
                .ok_or_else(|| corrupt("a hash is 32 bytes"))
        };
        Ok(Self {
            n: u64::try_from(n).map_err(|_negative| corrupt("its number"))?,
            prev: exact(&prev)?,
            hash: exact(&hash)?,
            entry,
            plan: plan_id,
        })
    }
}
