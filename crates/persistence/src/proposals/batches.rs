//! Many proposals at once, for imports and exports.

use domain::{
    Scope, Timestamp,
    plans::PlanId,
    proposals::{Proposal, ProposalId},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{of_plan, row, versions, visible};
use crate::{
    Read, StoreError, Tx, batches,
    proposals::Version,
    rows::{proposal_numbers, proposal_versions, proposals},
    search,
};

/// Adds proposals, any number of them, without versions of their texts.
pub async fn insert_all(tx: &Tx, added: &[Proposal]) -> Result<(), StoreError> {
    let rows = added.iter().map(row).collect::<Result<_, _>>()?;
    batches::insert::<proposals::Entity, _>(tx, rows).await?;
    search::index_proposals(tx, added).await
}

/// Adds texts that proposals have had, any number of them.
pub async fn insert_texts(tx: &Tx, added: &[Version]) -> Result<(), StoreError> {
    let rows = added.iter().map(versions::row).collect();
    batches::insert::<proposal_versions::Entity, _>(tx, rows).await
}

/// The last number that a plan has given; 0 before the first.
pub async fn last_number(from: &impl Read, plan: PlanId) -> Result<i32, StoreError> {
    let last: Option<Option<i32>> = proposal_numbers::Entity::find()
        .select_only()
        .column_as(proposal_numbers::Column::Number.max(), "last")
        .filter(proposal_numbers::Column::PlanId.eq(plan))
        .into_tuple()
        .one(&from.executor())
        .await?;
    Ok(last.flatten().unwrap_or(0))
}

/// Which of these numbers a plan has given.
pub async fn taken_numbers(from: &impl Read, plan: PlanId, numbers: &[i32]) -> Result<Vec<i32>, StoreError> {
    let mut taken = Vec::new();
    for numbers in numbers.chunks(batches::LIST) {
        let given: Vec<i32> = proposal_numbers::Entity::find()
            .select_only()
            .column(proposal_numbers::Column::Number)
            .filter(proposal_numbers::Column::PlanId.eq(plan))
            .filter(proposal_numbers::Column::Number.is_in(numbers.iter().copied()))
            .into_tuple()
            .all(&from.executor())
            .await?;
        taken.extend(given);
    }
    Ok(taken)
}

/// Gives numbers to proposals, under the plan's lock.
pub async fn keep_numbers(tx: &Tx, plan: PlanId, given: &[(i32, ProposalId)]) -> Result<(), StoreError> {
    let rows = given
        .iter()
        .map(|&(number, proposal)| proposal_numbers::ActiveModel {
            plan_id: Set(plan),
            number: Set(number),
            proposal_id: Set(proposal),
        });
    batches::insert::<proposal_numbers::Entity, _>(tx, rows.collect()).await
}

/// The proposals of a plan that were published and the reader sees, by number, `most` of them after a number.
pub async fn of_plan_by_number(
    from: &impl Read,
    scope: &Scope,
    plan: PlanId,
    after: i32,
    most: u64,
) -> Result<Vec<Proposal>, StoreError> {
    let rows = proposals::Entity::find()
        .filter(of_plan(plan))
        .filter(visible(scope))
        .filter(
            Condition::all()
                .add(proposals::Column::PublishedAt.is_not_null())
                .add(proposals::Column::Number.gt(after)),
        )
        .order_by_asc(proposals::Column::Number)
        .limit(most)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Proposal::try_from).collect()
}

/// When the first proposal of a plan was written and when the last; nothing for a plan without any.
pub async fn written_between(
    from: &impl Read,
    plan: PlanId,
) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
    let span: Option<(Option<Timestamp>, Option<Timestamp>)> = proposals::Entity::find()
        .select_only()
        .column_as(proposals::Column::CreatedAt.min(), "first")
        .column_as(proposals::Column::CreatedAt.max(), "last")
        .filter(of_plan(plan))
        .into_tuple()
        .one(&from.executor())
        .await?;
    Ok(span.and_then(|(first, last)| first.zip(last)))
}

/// The texts that these proposals had before the present one, by proposal, oldest first; the caller has read the
/// proposals.
pub async fn earlier_texts(from: &impl Read, proposals: &[ProposalId]) -> Result<Vec<Version>, StoreError> {
    let present = Query::select()
        .expr(Expr::value(1))
        .from(proposals::Entity)
        .and_where(
            Expr::col((proposals::Entity, proposals::Column::Id))
                .equals((proposal_versions::Entity, proposal_versions::Column::ProposalId)),
        )
        .and_where(
            Expr::col((proposals::Entity, proposals::Column::Version))
                .equals((proposal_versions::Entity, proposal_versions::Column::Version)),
        )
        .to_owned();
    let rows = proposal_versions::Entity::find()
        .filter(proposal_versions::Column::ProposalId.is_in(proposals.iter().copied()))
        .filter(Expr::exists(present).not())
        .order_by_asc(proposal_versions::Column::ProposalId)
        .order_by_asc(proposal_versions::Column::Version)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Version::try_from).collect()
}
