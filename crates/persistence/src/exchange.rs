//! What was taken over from earlier platforms.

use domain::{Timestamp, plans::PlanId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use crate::{
    Read, StoreError, Tx, batches,
    rows::{imported_rows, imports},
};

/// What a row became.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// An attribution.
    Author,
    /// A proposal.
    Proposal,
    /// The answer to a proposal.
    Answer,
    /// A comment.
    Comment,
}

impl ItemKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Proposal => "proposal",
            Self::Answer => "answer",
            Self::Comment => "comment",
        }
    }
}

/// Where rows come from, and which plan they entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The plan.
    pub plan: PlanId,
    /// The platform.
    pub source: String,
}

/// Which row became what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What it became.
    pub kind: ItemKind,
    /// Its id where it comes from; an answer has that of its proposal.
    pub external_id: String,
    /// What it became, by the UUID of its id.
    pub item: Uuid,
    /// The version that the import left it at.
    pub version: i32,
    /// What tells whether the row has changed since.
    pub content_hash: Vec<u8>,
    /// What the row has beyond what is stored of it, as JSON; empty if nothing.
    pub kept: String,
}

/// What these rows of a platform became, those that were taken over.
pub async fn traces(
    from: &impl Read,
    origin: &Origin,
    kind: ItemKind,
    external_ids: &[String],
) -> Result<Vec<Trace>, StoreError> {
    let mut traces = Vec::new();
    for ids in external_ids.chunks(batches::LIST) {
        let rows = imported_rows::Entity::find()
            .filter(imported_rows::Column::PlanId.eq(origin.plan))
            .filter(imported_rows::Column::Source.eq(&origin.source))
            .filter(imported_rows::Column::Kind.eq(kind.as_str()))
            .filter(imported_rows::Column::ExternalId.is_in(ids))
            .all(&from.executor())
            .await?;
        traces.extend(rows.into_iter().map(|row| trace(kind, row)));
    }
    Ok(traces)
}

/// The ids of all rows of this kind that a platform gave to a plan.
pub async fn external_ids(
    from: &impl Read,
    origin: &Origin,
    kind: ItemKind,
) -> Result<Vec<String>, StoreError> {
    Ok(imported_rows::Entity::find()
        .select_only()
        .column(imported_rows::Column::ExternalId)
        .filter(imported_rows::Column::PlanId.eq(origin.plan))
        .filter(imported_rows::Column::Source.eq(&origin.source))
        .filter(imported_rows::Column::Kind.eq(kind.as_str()))
        .into_tuple()
        .all(&from.executor())
        .await?)
}

/// Where these items come from, those that were taken over.
pub async fn traces_of(
    from: &impl Read,
    plan: PlanId,
    kind: ItemKind,
    items: &[Uuid],
) -> Result<Vec<Trace>, StoreError> {
    let mut traces = Vec::new();
    for items in items.chunks(batches::LIST) {
        let rows = imported_rows::Entity::find()
            .filter(imported_rows::Column::PlanId.eq(plan))
            .filter(imported_rows::Column::Kind.eq(kind.as_str()))
            .filter(imported_rows::Column::ItemId.is_in(items.iter().copied()))
            .all(&from.executor())
            .await?;
        traces.extend(rows.into_iter().map(|row| trace(kind, row)));
    }
    Ok(traces)
}

/// Notes what rows became.
pub async fn insert_traces(
    tx: &Tx,
    origin: &Origin,
    added: &[Trace],
    at: Timestamp,
) -> Result<(), StoreError> {
    let rows = added.iter().map(|trace| row(origin, trace, at)).collect();
    batches::insert::<imported_rows::Entity, _>(tx, rows).await
}

/// Notes that a row was taken over again.
pub async fn save_trace(tx: &Tx, origin: &Origin, trace: &Trace, at: Timestamp) -> Result<(), StoreError> {
    row(origin, trace, at).update(tx.conn()).await?;
    Ok(())
}

/// The platforms that gave something to a plan, by name.
pub async fn sources(from: &impl Read, plan: PlanId) -> Result<Vec<String>, StoreError> {
    Ok(imports::Entity::find()
        .select_only()
        .column(imports::Column::Source)
        .filter(imports::Column::PlanId.eq(plan))
        .order_by_asc(imports::Column::Source)
        .into_tuple()
        .all(&from.executor())
        .await?)
}

/// Notes, under the plan's lock, that an import has something to store and is not at its end.
pub async fn begin(tx: &Tx, origin: &Origin, at: Timestamp) -> Result<(), StoreError> {
    let key = (origin.plan, origin.source.clone());
    match imports::Entity::find_by_id(key).one(tx.conn()).await? {
        None => {
            let begun = imports::ActiveModel {
                plan_id: Set(origin.plan),
                source: Set(origin.source.clone()),
                begun_at: Set(at),
                finished_at: Set(None),
            };
            begun.insert(tx.conn()).await?;
        }
        Some(row) if row.finished_at.is_some() => {
            let mut row = row.into_active_model();
            row.begun_at = Set(at);
            row.finished_at = Set(None);
            row.update(tx.conn()).await?;
        }
        Some(_) => {}
    }
    Ok(())
}

/// Notes, under the plan's lock, that an import is at its end; whether it had stored anything since the last that was.
pub async fn finish(tx: &Tx, origin: &Origin, at: Timestamp) -> Result<bool, StoreError> {
    let key = (origin.plan, origin.source.clone());
    match imports::Entity::find_by_id(key).one(tx.conn()).await? {
        Some(row) if row.finished_at.is_none() => {
            let mut row = row.into_active_model();
            row.finished_at = Set(Some(at));
            row.update(tx.conn()).await?;
            Ok(true)
        }
        Some(_) | None => Ok(false),
    }
}

fn row(origin: &Origin, trace: &Trace, at: Timestamp) -> imported_rows::ActiveModel {
    let Trace {
        kind,
        external_id,
        item,
        version,
        content_hash,
        kept,
    } = trace;
    imported_rows::ActiveModel {
        plan_id: Set(origin.plan),
        source: Set(origin.source.clone()),
        kind: Set(kind.as_str().to_owned()),
        external_id: Set(external_id.clone()),
        item_id: Set(*item),
        version: Set(*version),
        content_hash: Set(content_hash.clone()),
        kept: Set(kept.clone()),
        at: Set(at),
    }
}

fn trace(kind: ItemKind, row: imported_rows::Model) -> Trace {
    let imported_rows::Model {
        plan_id: _,
        source: _,
        kind: _,
        external_id,
        item_id,
        version,
        content_hash,
        kept,
        at: _,
    } = row;
    Trace {
        kind,
        external_id,
        item: item_id,
        version,
        content_hash,
        kept,
    }
}
