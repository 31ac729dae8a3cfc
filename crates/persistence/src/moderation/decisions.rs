//! Decisions, those that were taken back included.

use std::collections::HashMap;

use domain::{
    Page, PageRequest, Timestamp, Visibility,
    accounts::AccountId,
    moderation::{
        Action, CaseId, Decision, DecisionId, Item, Outcome, Source,
        decisions::{AppliedRule, Review},
    },
    text::Body,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, Order, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::Expr,
};

use super::waves;
use crate::{
    Read, StoreError, Tx, batches,
    cursor::{Keyset, Tells, page},
    plans::try_map,
    rows::decisions as rows,
};

const AGREED: &str = "agreed";
const DIFFERED: &str = "differed";

/// Adds decisions, each with the person who wrote its item, if they have an account.
pub async fn insert_decisions(tx: &Tx, decided: &[(Decision, Option<AccountId>)]) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(decided.len());
    for (decision, author) in decided {
        rows.push(row(decision, *author)?);
    }
    batches::insert(tx, rows).await
}

/// The decision.
pub async fn decision(from: &impl Read, id: DecisionId) -> Result<Option<Decision>, StoreError> {
    let row = rows::Entity::find_by_id(id).one(&from.executor()).await?;
    row.map(Decision::try_from).transpose()
}

/// These decisions.
pub async fn decisions(from: &impl Read, ids: &[DecisionId]) -> Result<Vec<Decision>, StoreError> {
    let found = rows::Entity::find()
        .filter(rows::Column::Id.is_in(ids.iter().copied()))
        .all(&from.executor())
        .await?;
    found.into_iter().map(Decision::try_from).collect()
}

/// The decisions of these cases, those that were taken back included, oldest first.
pub async fn decisions_in(from: &impl Read, cases: &[CaseId]) -> Result<Vec<Decision>, StoreError> {
    let found = rows::Entity::find()
        .filter(rows::Column::CaseId.is_in(cases.iter().copied()))
        .order_by_asc(rows::Column::Id)
        .all(&from.executor())
        .await?;
    found.into_iter().map(Decision::try_from).collect()
}

/// What was decided about what this person wrote, newest first: final decisions alone.
pub async fn decisions_of(
    from: &impl Read,
    author: AccountId,
    request: &PageRequest,
) -> Result<Page<Decision>, StoreError> {
    let newest = Keyset {
        name: "decisions",
        columns: vec![(
            rows::Column::Id.into_simple_expr(),
            Order::Desc,
            Tells::Id(|row: &rows::Model| row.id.uuid()),
        )],
    };
    let theirs = rows::Entity::find()
        .filter(rows::Column::AuthorAccount.eq(author))
        .filter(rows::Column::FinalAt.is_not_null());
    try_map(page(from, theirs, &newest, &author, request).await?)
}

/// This decision, if it is final and about what this person wrote.
pub async fn decision_of(
    from: &impl Read,
    author: AccountId,
    id: DecisionId,
) -> Result<Option<Decision>, StoreError> {
    let row = rows::Entity::find_by_id(id)
        .filter(rows::Column::AuthorAccount.eq(author))
        .filter(rows::Column::FinalAt.is_not_null())
        .one(&from.executor())
        .await?;
    row.map(Decision::try_from).transpose()
}

/// What became of what a person wrote, in numbers: final decisions about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct History {
    /// Cases that were decided.
    pub decided: u64,
    /// Those in which something was taken away from a text.
    pub restricted: u64,
    /// Restrictions that a review let fall.
    pub reversed: u64,
}

/// What became of what this person wrote.
pub async fn history(from: &impl Read, author: AccountId) -> Result<History, StoreError> {
    let alike: Vec<(String, Option<String>, i64)> = rows::Entity::find()
        .select_only()
        .column(rows::Column::Action)
        .column(rows::Column::Outcome)
        .column_as(rows::Column::Id.count(), "count")
        .filter(rows::Column::AuthorAccount.eq(author))
        .filter(rows::Column::FinalAt.is_not_null())
        .group_by(rows::Column::Action)
        .group_by(rows::Column::Outcome)
        .into_tuple()
        .all(&from.executor())
        .await?;
    let mut history = History::default();
    for (action, outcome, count) in alike {
        let count = u64::try_from(count).unwrap_or(0);
        match outcome.as_deref() {
            None => {
                history.decided += count;
                if action != Action::Keep.word() {
                    history.restricted += count;
                }
            }
            Some(outcome) if outcome == Outcome::Reversed.as_str() => history.reversed += count,
            Some(_) => {}
        }
    }
    Ok(history)
}

/// The last final decision about each of these items that changed what it shows, a wave that covers it included: what
/// their tombstones and masked passages point to.
pub async fn standing_on(from: &impl Read, items: &[Item]) -> Result<HashMap<Item, Decision>, StoreError> {
    let found = rows::Entity::find()
        .filter(rows::Column::ItemId.is_in(items.iter().map(|item| item.uuid())))
        .filter(rows::Column::FinalAt.is_not_null())
        .filter(
            Condition::any()
                .add(rows::Column::ReviewedId.is_not_null())
                .add(rows::Column::Action.is_not_in([Action::Keep.word(), Action::Publish.word()])),
        )
        .order_by_asc(rows::Column::Id)
        .all(&from.executor())
        .await?;
    let mut last: HashMap<Item, Decision> = HashMap::new();
    for row in found {
        let decision = Decision::try_from(row)?;
        last.insert(decision.item, decision);
    }
    for (item, decision) in waves::standing(from, items).await? {
        // Ids grow with time.
        if last.get(&item).is_none_or(|own| own.id < decision.id) {
            last.insert(item, decision);
        }
    }
    Ok(last)
}

/// The decision is final: those concerned are told in the same transaction.
pub async fn mark_final(tx: &Tx, id: DecisionId, at: Timestamp) -> Result<(), StoreError> {
    rows::Entity::update_many()
        .col_expr(rows::Column::FinalAt, Expr::value(at))
        .filter(rows::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The decision was taken back.
pub async fn mark_undone(tx: &Tx, id: DecisionId, at: Timestamp) -> Result<(), StoreError> {
    rows::Entity::update_many()
        .col_expr(rows::Column::UndoneAt, Expr::value(at))
        .filter(rows::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn row(decision: &Decision, author: Option<AccountId>) -> Result<rows::ActiveModel, StoreError> {
    let Decision {
        id,
        reference,
        case,
        item,
        plan,
        review,
        action,
        rule,
        facts,
        source,
        automated_detection,
        by,
        first,
        agreed,
        before,
        after,
        item_version,
        at,
        final_at,
        undone_at,
    } = decision;
    let json = |value: Result<String, serde_json::Error>| value.map_err(|why| StoreError::corrupt(id, why));
    Ok(rows::ActiveModel {
        id: Set(*id),
        reference: Set(reference.to_string()),
        case_id: Set(*case),
        item_kind: Set(item.kind().to_owned()),
        item_id: Set(item.uuid()),
        plan_id: Set(*plan),
        author_account: Set(author),
        complaint_id: Set(review.map(|review| review.complaint)),
        reviewed_id: Set(review.map(|review| review.of)),
        outcome: Set(review.map(|review| review.outcome.as_str().to_owned())),
        action: Set(action.word().to_owned()),
        action_data: Set(json(serde_json::to_string(action))?),
        rule_id: Set(rule.map(|applied| applied.rule)),
        rule_version: Set(rule.map(|applied| applied.version)),
        facts: Set(facts.as_str().to_owned()),
        source: Set(source.as_str().to_owned()),
        automated_detection: Set(*automated_detection),
        by_account: Set(*by),
        first_account: Set(*first),
        agreed: Set(agreed.map(|agreed| if agreed { AGREED } else { DIFFERED }.to_owned())),
        before: Set(json(serde_json::to_string(before))?),
        after: Set(json(serde_json::to_string(after))?),
        item_version: Set(*item_version),
        at: Set(*at),
        final_at: Set(*final_at),
        undone_at: Set(*undone_at),
    })
}

impl TryFrom<rows::Model> for Decision {
    type Error = StoreError;

    fn try_from(row: rows::Model) -> Result<Self, StoreError> {
        let rows::Model {
            id,
            reference,
            case_id,
            item_kind,
            item_id,
            plan_id,
            author_account: _,
            complaint_id,
            reviewed_id,
            outcome,
            action: _,
            action_data,
            rule_id,
            rule_version,
            facts,
            source,
            automated_detection,
            by_account,
            first_account,
            agreed,
            before,
            after,
            item_version,
            at,
            final_at,
            undone_at,
        } = row;
        let corrupt = |why: &str| StoreError::corrupt(id, why.to_owned());
        let read = |json: &str| -> Result<Visibility, StoreError> {
            serde_json::from_str(json).map_err(|why| StoreError::corrupt(id, why))
        };
        let review = match (complaint_id, reviewed_id, outcome) {
            (Some(complaint), Some(of), Some(word)) => Some(Review {
                complaint,
                of,
                outcome: Outcome::parse(&word).ok_or_else(|| corrupt("outcome"))?,
            }),
            (None, None, None) => None,
            _ => return Err(corrupt("half a review")),
        };
        let action: Action =
            serde_json::from_str(&action_data).map_err(|why| StoreError::corrupt(id, why))?;
        Ok(Self {
            id,
            reference: reference.parse().map_err(|why| StoreError::corrupt(id, why))?,
            case: case_id,
            item: Item::of(&item_kind, item_id).ok_or_else(|| corrupt("item"))?,
            plan: plan_id,
            review,
            action,
            rule: rule_id
                .zip(rule_version)
                .map(|(rule, version)| AppliedRule { rule, version }),
            facts: Body::from_history(&facts),
            source: Source::parse(&source).ok_or_else(|| corrupt("source"))?,
            automated_detection,
            by: by_account,
            first: first_account,
            agreed: agreed.map(|word| word == AGREED),
            before: read(&before)?,
            after: read(&after)?,
            item_version,
            at,
            final_at,
            undone_at,
        })
    }
}
