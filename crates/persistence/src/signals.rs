//! Signals: how they are set, how they were set before, and what they hit.

use std::collections::HashMap;

use domain::{
    Page, PageRequest, Timestamp,
    accounts::AccountId,
    moderation::Item,
    signals::{BURST, Hit, Signal, SignalChange, SignalKind, SignalMode},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoSimpleExpr, Order, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Set, sea_query::OnConflict,
};

use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Tells, page},
    error::Constraint,
    plans::try_map,
    rows::{comments, proposals, signal_changes, signal_hits},
};

mod past;

pub use past::{Past, Walk, past};

/// Every signal as it is set now, in the order of [`SignalKind::ALL`].
pub async fn all(from: &impl Read) -> Result<Vec<Signal>, StoreError> {
    let rows = signal_changes::Entity::find()
        .order_by_asc(signal_changes::Column::Version)
        .all(&from.executor())
        .await?;
    let mut last = HashMap::new();
    for row in rows {
        let change = SignalChange::try_from(row)?;
        last.insert(change.to.kind, change.to);
    }
    Ok(SignalKind::ALL
        .iter()
        .map(|kind| last.get(kind).copied().unwrap_or(Signal::first(*kind)))
        .collect())
}

/// The signal as it is set now.
pub async fn find(from: &impl Read, kind: SignalKind) -> Result<Signal, StoreError> {
    let row = signal_changes::Entity::find()
        .filter(signal_changes::Column::Kind.eq(kind.as_str()))
        .order_by_desc(signal_changes::Column::Version)
        .one(&from.executor())
        .await?;
    match row {
        Some(row) => Ok(SignalChange::try_from(row)?.to),
        None => Ok(Signal::first(kind)),
    }
}

/// Keeps a change; false when somebody else made one of the same version.
pub async fn insert_change(tx: &Tx, change: &SignalChange) -> Result<bool, StoreError> {
    let SignalChange {
        to,
        from_mode,
        from_threshold,
        by,
        at,
    } = change;
    let Signal {
        kind,
        mode,
        threshold,
        version,
    } = to;
    let row = signal_changes::ActiveModel {
        kind: Set(kind.as_str().to_owned()),
        version: Set(*version),
        mode: Set(mode.as_str().to_owned()),
        threshold: Set(small(*threshold)),
        from_mode: Set(from_mode.as_str().to_owned()),
        from_threshold: Set(small(*from_threshold)),
        by_account: Set(*by),
        at: Set(*at),
    };
    match row.insert(tx.conn()).await.map_err(StoreError::from) {
        Ok(_) => Ok(true),
        Err(StoreError::Taken(Constraint::Other)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The changes of a signal, newest first.
pub async fn changes(
    from: &impl Read,
    kind: SignalKind,
    request: &PageRequest,
) -> Result<Page<SignalChange>, StoreError> {
    let newest = Keyset {
        name: "changes",
        columns: vec![(
            signal_changes::Column::Version.into_simple_expr(),
            Order::Desc,
            Tells::Int(|row: &signal_changes::Model| row.version),
        )],
    };
    let select = signal_changes::Entity::find().filter(signal_changes::Column::Kind.eq(kind.as_str()));
    try_map(page(from, select, &newest, &kind, request).await?)
}

/// Keeps what signals hit; a signal that hits the same text again changes nothing.
pub async fn insert_hits(tx: &Tx, hits: &[Hit]) -> Result<(), StoreError> {
    if hits.is_empty() {
        return Ok(());
    }
    let rows = hits.iter().map(|hit| {
        let Hit {
            item,
            plan,
            kind,
            mode,
            measure,
            at,
        } = hit;
        signal_hits::ActiveModel {
            item_id: Set(item.uuid()),
            kind: Set(kind.as_str().to_owned()),
            item_kind: Set(item.kind().to_owned()),
            plan_id: Set(*plan),
            mode: Set(mode.as_str().to_owned()),
            measure: Set(small(*measure)),
            at: Set(*at),
        }
    });
    let nothing = OnConflict::columns([signal_hits::Column::ItemId, signal_hits::Column::Kind])
        .do_nothing()
        .to_owned();
    signal_hits::Entity::insert_many(rows)
        .on_conflict(nothing)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// What signals hit these texts that order the queue: hits of rehearsals are left out.
pub async fn hits_of(from: &impl Read, items: &[Item]) -> Result<Vec<Hit>, StoreError> {
    let rows = signal_hits::Entity::find()
        .filter(signal_hits::Column::ItemId.is_in(items.iter().map(|item| item.uuid())))
        .filter(signal_hits::Column::Mode.ne(SignalMode::Rehearsing.as_str()))
        .order_by_asc(signal_hits::Column::ItemId)
        .order_by_asc(signal_hits::Column::Kind)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Hit::try_from).collect()
}

/// How many texts each signal has hit, rehearsals included; signals without hits are left out.
pub async fn hit_counts(from: &impl Read) -> Result<HashMap<SignalKind, u64>, StoreError> {
    let counts: Vec<(String, i64)> = signal_hits::Entity::find()
        .select_only()
        .column(signal_hits::Column::Kind)
        .column_as(signal_hits::Column::ItemId.count(), "hits")
        .group_by(signal_hits::Column::Kind)
        .into_tuple()
        .all(&from.executor())
        .await?;
    Ok(counts
        .into_iter()
        .filter_map(|(kind, hits)| Some((SignalKind::parse(&kind)?, u64::try_from(hits).unwrap_or(0))))
        .collect())
}

/// How many contributions a person has sent within [`BURST`] before this instant, in every plan, whatever became of them.
pub async fn sent_lately(from: &impl Read, author: AccountId, now: Timestamp) -> Result<u64, StoreError> {
    let since = now - BURST;
    let proposed = proposals::Entity::find()
        .filter(proposals::Column::AuthorAccount.eq(author))
        .filter(proposals::Column::CreatedAt.gt(since))
        .count(&from.executor())
        .await?;
    let commented = comments::Entity::find()
        .filter(comments::Column::AuthorAccount.eq(author))
        .filter(comments::Column::CreatedAt.gt(since))
        .count(&from.executor())
        .await?;
    Ok(proposed + commented)
}

fn small(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

impl TryFrom<signal_changes::Model> for SignalChange {
    type Error = StoreError;

    fn try_from(row: signal_changes::Model) -> Result<Self, StoreError> {
        let signal_changes::Model {
            kind,
            version,
            mode,
            threshold,
            from_mode,
            from_threshold,
            by_account,
            at,
        } = row;
        let corrupt = |what: &str| StoreError::corrupt(format_args!("signal {kind} {version}"), what);
        let number = |number: i32| u32::try_from(number).unwrap_or(0);
        Ok(Self {
            to: Signal {
                kind: SignalKind::parse(&kind).ok_or_else(|| corrupt("kind"))?,
                mode: SignalMode::parse(&mode).ok_or_else(|| corrupt(&mode))?,
                threshold: number(threshold),
                version,
            },
            from_mode: SignalMode::parse(&from_mode).ok_or_else(|| corrupt(&from_mode))?,
            from_threshold: number(from_threshold),
            by: by_account,
            at,
        })
    }
}

impl TryFrom<signal_hits::Model> for Hit {
    type Error = StoreError;

    fn try_from(row: signal_hits::Model) -> Result<Self, StoreError> {
        let signal_hits::Model {
            item_id,
            kind,
            item_kind,
            plan_id,
            mode,
            measure,
            at,
        } = row;
        let corrupt = |what: &str| StoreError::corrupt(format_args!("hit of {item_id}"), what);
        Ok(Self {
            item: Item::of(&item_kind, item_id).ok_or_else(|| corrupt(&item_kind))?,
            plan: plan_id,
            kind: SignalKind::parse(&kind).ok_or_else(|| corrupt(&kind))?,
            mode: SignalMode::parse(&mode).ok_or_else(|| corrupt(&mode))?,
            measure: u32::try_from(measure).unwrap_or(0),
            at,
        })
    }
}
