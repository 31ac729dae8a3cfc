//! Merges as they were proposed, and what authors say to them.

use std::collections::HashMap;

use domain::{
    Page, PageRequest, Timestamp,
    accounts::AccountId,
    merges::{ConsentAnswer, ConsentOf, Merge, MergeId, MergeState},
    proposals::ProposalId,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Query, SelectStatement},
};

use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Tells, page},
    rows::{merge_consents, merges, proposals},
};

/// The merges that concern proposals of this author.
fn concerning(author: AccountId) -> SelectStatement {
    let theirs = Query::select()
        .column(proposals::Column::Id)
        .from(proposals::Entity)
        .cond_where(proposals::Column::AuthorAccount.eq(author))
        .to_owned();
    Query::select()
        .column(merge_consents::Column::MergeId)
        .from(merge_consents::Entity)
        .cond_where(merge_consents::Column::ProposalId.in_subquery(theirs))
        .to_owned()
}

/// The merge, if it concerns a proposal of this author, locked until the transaction ends.
pub async fn lock(tx: &Tx, author: AccountId, id: MergeId) -> Result<Option<Merge>, StoreError> {
    let row = merges::Entity::find_by_id(id)
        .filter(merges::Column::Id.in_subquery(concerning(author)))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(with_consents(tx, vec![row]).await?.pop())
}

/// The merge, if it concerns a proposal of this author.
pub async fn by_id(from: &impl Read, author: AccountId, id: MergeId) -> Result<Option<Merge>, StoreError> {
    let row = merges::Entity::find_by_id(id)
        .filter(merges::Column::Id.in_subquery(concerning(author)))
        .one(&from.executor())
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(with_consents(from, vec![row]).await?.pop())
}

/// The merges of these ids that concern proposals of this author.
pub async fn by_ids(from: &impl Read, author: AccountId, ids: &[MergeId]) -> Result<Vec<Merge>, StoreError> {
    let rows = merges::Entity::find()
        .filter(merges::Column::Id.is_in(ids.iter().copied()))
        .filter(merges::Column::Id.in_subquery(concerning(author)))
        .all(&from.executor())
        .await?;
    with_consents(from, rows).await
}

/// The merges that concern proposals of this author, newest first.
pub async fn list(
    from: &impl Read,
    author: AccountId,
    request: &PageRequest,
) -> Result<Page<Merge>, StoreError> {
    let newest = Keyset {
        name: "merges",
        columns: vec![
            (
                merges::Column::ProposedAt.into_simple_expr(),
                Order::Desc,
                Tells::Int(|row: &merges::Model| row.proposed_at.micros()),
            ),
            (
                merges::Column::Id.into_simple_expr(),
                Order::Desc,
                Tells::Id(|row: &merges::Model| row.id.uuid()),
            ),
        ],
    };
    let select = merges::Entity::find().filter(merges::Column::Id.in_subquery(concerning(author)));
    let rows = page(from, select, &newest, &author, request).await?;
    let Page {
        items,
        has_next,
        has_previous,
        total,
    } = rows;
    let (cursors, rows): (Vec<_>, Vec<_>) = items.into_iter().unzip();
    let merges = with_consents(from, rows).await?;
    Ok(Page {
        items: cursors.into_iter().zip(merges).collect(),
        has_next,
        has_previous,
        total,
    })
}

/// The merges that concern proposals of this author and still wait for consent.
pub async fn open_among(
    from: &impl Read,
    author: AccountId,
    now: Timestamp,
) -> Result<Vec<Merge>, StoreError> {
    let rows = merges::Entity::find()
        .filter(merges::Column::Id.in_subquery(concerning(author)))
        .filter(merges::Column::State.eq(MergeState::Open.as_str()))
        .filter(merges::Column::ClosesAt.gt(now))
        .order_by_asc(merges::Column::Id)
        .all(&from.executor())
        .await?;
    with_consents(from, rows).await
}

/// How many merges of this person's making still wait for consent.
pub async fn open_count(from: &impl Read, proposed_by: AccountId, now: Timestamp) -> Result<u64, StoreError> {
    let open = Condition::all()
        .add(merges::Column::ProposedBy.eq(proposed_by))
        .add(merges::Column::State.eq(MergeState::Open.as_str()))
        .add(merges::Column::ClosesAt.gt(now));
    Ok(merges::Entity::find()
        .filter(open)
        .count(&from.executor())
        .await?)
}

/// Adds a merge with its consents.
pub async fn insert(tx: &Tx, merge: &Merge) -> Result<(), StoreError> {
    row(merge).insert(tx.conn()).await?;
    merge_consents::Entity::insert_many(
        merge
            .consents
            .iter()
            .map(|consent| consent_row(merge.id, consent)),
    )
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

/// Saves a merge that is locked, and the consents of these proposals.
pub async fn save(tx: &Tx, merge: &Merge) -> Result<(), StoreError> {
    row(merge).update(tx.conn()).await?;
    for consent in &merge.consents {
        consent_row(merge.id, consent).update(tx.conn()).await?;
    }
    Ok(())
}

fn row(merge: &Merge) -> merges::ActiveModel {
    let Merge {
        id,
        plan,
        leader,
        proposed_by,
        proposed_at,
        closes_at,
        state,
        consents: _,
    } = merge;
    merges::ActiveModel {
        id: Set(*id),
        plan_id: Set(*plan),
        leader_id: Set(*leader),
        state: Set(state.as_str().to_owned()),
        proposed_by: Set(*proposed_by),
        proposed_at: Set(*proposed_at),
        closes_at: Set(*closes_at),
    }
}

fn consent_row(merge: MergeId, consent: &ConsentOf) -> merge_consents::ActiveModel {
    let (answer, at) = match consent.answer {
        ConsentAnswer::Awaited => ("awaited", None),
        ConsentAnswer::Yes { at } => ("yes", Some(at)),
        ConsentAnswer::No { at } => ("no", Some(at)),
    };
    merge_consents::ActiveModel {
        merge_id: Set(merge),
        proposal_id: Set(consent.proposal),
        answer: Set(answer.to_owned()),
        at: Set(at),
    }
}

async fn with_consents(from: &impl Read, rows: Vec<merges::Model>) -> Result<Vec<Merge>, StoreError> {
    let mut consents: HashMap<MergeId, Vec<ConsentOf>> = HashMap::new();
    let of_these = merge_consents::Entity::find()
        .filter(merge_consents::Column::MergeId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(merge_consents::Column::ProposalId)
        .all(&from.executor())
        .await?;
    for row in of_these {
        let answer = match (row.answer.as_str(), row.at) {
            ("awaited", None) => ConsentAnswer::Awaited,
            ("yes", Some(at)) => ConsentAnswer::Yes { at },
            ("no", Some(at)) => ConsentAnswer::No { at },
            _ => return Err(StoreError::corrupt(row.merge_id, "consent")),
        };
        let proposal: ProposalId = row.proposal_id;
        consents
            .entry(row.merge_id)
            .or_default()
            .push(ConsentOf { proposal, answer });
    }
    rows.into_iter()
        .map(|row| {
            let merges::Model {
                id,
                plan_id,
                leader_id,
                state,
                proposed_by,
                proposed_at,
                closes_at,
            } = row;
            Ok(Merge {
                id,
                plan: plan_id,
                leader: leader_id,
                proposed_by,
                proposed_at,
                closes_at,
                state: MergeState::parse(&state).ok_or_else(|| StoreError::corrupt(id, "state"))?,
                consents: consents.remove(&id).unwrap_or_default(),
            })
        })
        .collect()
}
