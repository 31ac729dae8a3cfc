//! Reviews before publication.

use std::collections::HashMap;

use domain::{
    Timestamp,
    moderation::Item,
    plans::PlanId,
    reviews::{Ended, Outcome, Review, Why},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    Set, sea_query::Expr,
};

use crate::{Read, StoreError, Tx, rows::reviews};

/// Writes down that a text waits for its review.
pub async fn begin(tx: &Tx, review: &Review) -> Result<(), StoreError> {
    let Review {
        item,
        plan,
        why,
        since,
        due_at,
        opens_at,
        ended,
    } = review;
    reviews::ActiveModel {
        item_id: Set(item.uuid()),
        since: Set(since.micros()),
        item_kind: Set(item.kind().to_owned()),
        plan_id: Set(*plan),
        why: Set(why.as_str().to_owned()),
        due_at: Set(*due_at),
        opens_at: Set(*opens_at),
        outcome: Set(ended.map(|ended| ended.outcome.as_str().to_owned())),
        ended_at: Set(ended.map(|ended| ended.at)),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// Writes down how the review of a text ended; nothing happens where it does not wait for one.
pub async fn end(tx: &Tx, item: impl Into<Item>, outcome: Outcome, at: Timestamp) -> Result<(), StoreError> {
    end_all(tx, &[item.into()], outcome, at).await
}

/// Writes down how the reviews of these texts ended, in one statement.
pub async fn end_all(tx: &Tx, items: &[Item], outcome: Outcome, at: Timestamp) -> Result<(), StoreError> {
    if items.is_empty() {
        return Ok(());
    }
    reviews::Entity::update_many()
        .set(reviews::ActiveModel {
            outcome: Set(Some(outcome.as_str().to_owned())),
            ended_at: Set(Some(at)),
            ..Default::default()
        })
        .filter(reviews::Column::ItemId.is_in(items.iter().map(|item| item.uuid())))
        .filter(reviews::Column::EndedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The last review of a text, which a moderator had ended, goes on; that review.
pub async fn resume(tx: &Tx, item: Item) -> Result<Option<Review>, StoreError> {
    let last = reviews::Entity::find()
        .filter(reviews::Column::ItemId.eq(item.uuid()))
        .order_by_desc(reviews::Column::Since)
        .one(tx.conn())
        .await?;
    let Some(row) = last.filter(|row| row.outcome.as_deref() == Some(Outcome::Refused.as_str())) else {
        return Ok(None);
    };
    reviews::Entity::update_many()
        .set(reviews::ActiveModel {
            outcome: Set(None),
            ended_at: Set(None),
            ..Default::default()
        })
        .filter(reviews::Column::ItemId.eq(row.item_id))
        .filter(reviews::Column::Since.eq(row.since))
        .exec(tx.conn())
        .await?;
    Review::try_from(row).map(|review| {
        Some(Review {
            ended: None,
            ..review
        })
    })
}

/// The reviews that these texts wait for; a text that waits for none has none. The caller shows them to those who see
/// the texts.
pub async fn open_of(from: &impl Read, items: &[Item]) -> Result<Vec<Review>, StoreError> {
    let rows = reviews::Entity::find()
        .filter(reviews::Column::ItemId.is_in(items.iter().map(|item| item.uuid())))
        .filter(reviews::Column::EndedAt.is_null())
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Review::try_from).collect()
}

/// How many reviews of each of these plans were late, or are: see [`Review::is_late`]. Plans without any are left out.
pub async fn late(
    from: &impl Read,
    plans: &[PlanId],
    now: Timestamp,
) -> Result<HashMap<PlanId, u64>, StoreError> {
    let overdue = Condition::any()
        .add(reviews::Column::Outcome.eq(Outcome::Lapsed.as_str()))
        .add(Expr::col(reviews::Column::EndedAt).gt(Expr::col(reviews::Column::DueAt)))
        .add(
            Condition::all()
                .add(reviews::Column::EndedAt.is_null())
                .add(reviews::Column::DueAt.lt(now)),
        );
    let counts: Vec<(PlanId, i64)> = reviews::Entity::find()
        .select_only()
        .column(reviews::Column::PlanId)
        .column_as(reviews::Column::ItemId.count(), "late")
        .filter(reviews::Column::PlanId.is_in(plans.iter().copied()))
        .filter(overdue)
        .group_by(reviews::Column::PlanId)
        .into_tuple()
        .all(&from.executor())
        .await?;
    Ok(counts
        .into_iter()
        .map(|(plan, late)| (plan, u64::try_from(late).unwrap_or(0)))
        .collect())
}

impl TryFrom<reviews::Model> for Review {
    type Error = StoreError;

    fn try_from(row: reviews::Model) -> Result<Self, StoreError> {
        let reviews::Model {
            item_id,
            since,
            item_kind,
            plan_id,
            why,
            due_at,
            opens_at,
            outcome,
            ended_at,
        } = row;
        let corrupt = |what: &str| StoreError::corrupt(format_args!("review of {item_id}"), what);
        let outcome = match outcome {
            Some(word) => Some(Outcome::parse(&word).ok_or_else(|| corrupt(&word))?),
            None => None,
        };
        Ok(Self {
            item: Item::of(&item_kind, item_id).ok_or_else(|| corrupt(&item_kind))?,
            plan: plan_id,
            why: Why::parse(&why).ok_or_else(|| corrupt(&why))?,
            since: Timestamp::from_micros(since),
            due_at,
            opens_at,
            ended: outcome.zip(ended_at).map(|(outcome, at)| Ended { outcome, at }),
        })
    }
}
