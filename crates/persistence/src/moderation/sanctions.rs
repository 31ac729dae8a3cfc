//! Sanctions on people.

use std::time::Duration;

use domain::{
    Timestamp,
    accounts::AccountId,
    moderation::{CaseId, Sanction, SanctionId, SanctionKind, decisions::AppliedRule},
    text::Body,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set, sea_query::Expr,
};

use crate::{Read, StoreError, Tx, rows::sanctions as rows};

/// Adds a sanction.
pub async fn insert_sanction(tx: &Tx, sanction: &Sanction) -> Result<(), StoreError> {
    row(sanction).insert(tx.conn()).await?;
    Ok(())
}

/// Saves a sanction that is locked.
pub async fn save_sanction(tx: &Tx, sanction: &Sanction) -> Result<(), StoreError> {
    row(sanction).update(tx.conn()).await?;
    Ok(())
}

/// The sanction, locked until the transaction ends.
pub async fn lock_sanction(tx: &Tx, id: SanctionId) -> Result<Option<Sanction>, StoreError> {
    let row = rows::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Sanction::try_from).transpose()
}

/// The sanction.
pub async fn sanction(from: &impl Read, id: SanctionId) -> Result<Option<Sanction>, StoreError> {
    let row = rows::Entity::find_by_id(id).one(&from.executor()).await?;
    row.map(Sanction::try_from).transpose()
}

/// These sanctions.
pub async fn sanctions(from: &impl Read, ids: &[SanctionId]) -> Result<Vec<Sanction>, StoreError> {
    let found = rows::Entity::find()
        .filter(rows::Column::Id.is_in(ids.iter().copied()))
        .all(&from.executor())
        .await?;
    found.into_iter().map(Sanction::try_from).collect()
}

/// The sanction of a case: one that was lifted too, but none that was taken back before it took effect.
pub async fn sanction_in(from: &impl Read, case: CaseId) -> Result<Option<Sanction>, StoreError> {
    let stood = Condition::any()
        .add(rows::Column::UndoneAt.is_null())
        .add(rows::Column::EffectiveAt.is_not_null());
    let row = rows::Entity::find()
        .filter(rows::Column::CaseId.eq(case))
        .filter(stood)
        .one(&from.executor())
        .await?;
    row.map(Sanction::try_from).transpose()
}

/// What was decided about a person and took effect, newest first, at most a hundred.
pub async fn sanctions_of(from: &impl Read, account: AccountId) -> Result<Vec<Sanction>, StoreError> {
    let found = rows::Entity::find()
        .filter(in_effect_of(account))
        .order_by_desc(rows::Column::At)
        .limit(100)
        .all(&from.executor())
        .await?;
    found.into_iter().map(Sanction::try_from).collect()
}

/// What was decided about a person and told to them, what was lifted afterwards included, newest first, at most a hundred.
pub async fn sanctions_told(from: &impl Read, account: AccountId) -> Result<Vec<Sanction>, StoreError> {
    let found = rows::Entity::find()
        .filter(rows::Column::AccountId.eq(account))
        .filter(rows::Column::EffectiveAt.is_not_null())
        .order_by_desc(rows::Column::At)
        .limit(100)
        .all(&from.executor())
        .await?;
    found.into_iter().map(Sanction::try_from).collect()
}

/// Whether a person was warned, limited or suspended since then.
pub async fn was_warned(from: &impl Read, account: AccountId, since: Timestamp) -> Result<bool, StoreError> {
    let found = rows::Entity::find()
        .filter(in_effect_of(account))
        .filter(rows::Column::EffectiveAt.gte(since))
        .one(&from.executor())
        .await?;
    Ok(found.is_some())
}

/// How many sanctions of this kind took effect from one instant to before another.
pub async fn sanctions_between(
    from: &impl Read,
    kind: SanctionKind,
    first: Timestamp,
    end: Timestamp,
) -> Result<u64, StoreError> {
    Ok(rows::Entity::find()
        .filter(rows::Column::Kind.eq(kind.as_str()))
        .filter(rows::Column::EffectiveAt.gte(first))
        .filter(rows::Column::EffectiveAt.lt(end))
        .count(&from.executor())
        .await?)
}

/// Ends what keeps a person from writing because of this case: its decision was reversed.
pub async fn lift_sanction(tx: &Tx, case: CaseId, now: Timestamp) -> Result<(), StoreError> {
    rows::Entity::update_many()
        .col_expr(rows::Column::UndoneAt, Expr::value(now))
        .filter(rows::Column::CaseId.eq(case))
        .filter(rows::Column::UndoneAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn in_effect_of(account: AccountId) -> Condition {
    Condition::all()
        .add(rows::Column::AccountId.eq(account))
        .add(rows::Column::EffectiveAt.is_not_null())
        .add(rows::Column::UndoneAt.is_null())
}

fn row(sanction: &Sanction) -> rows::ActiveModel {
    let Sanction {
        id,
        account,
        case,
        plan,
        kind,
        rule,
        facts,
        by,
        at,
        lasts,
        effective_at,
        undone_at,
    } = sanction;
    rows::ActiveModel {
        id: Set(*id),
        account_id: Set(*account),
        case_id: Set(*case),
        plan_id: Set(*plan),
        kind: Set(kind.as_str().to_owned()),
        rule_id: Set(rule.rule),
        rule_version: Set(rule.version),
        facts: Set(facts.as_str().to_owned()),
        by_account: Set(*by),
        at: Set(*at),
        lasts: Set(lasts.map(|lasts| i64::try_from(lasts.as_micros()).unwrap_or(i64::MAX))),
        effective_at: Set(*effective_at),
        undone_at: Set(*undone_at),
    }
}

impl TryFrom<rows::Model> for Sanction {
    type Error = StoreError;

    fn try_from(row: rows::Model) -> Result<Self, StoreError> {
        let rows::Model {
            id,
            account_id,
            case_id,
            plan_id,
            kind,
            rule_id,
            rule_version,
            facts,
            by_account,
            at,
            lasts,
            effective_at,
            undone_at,
        } = row;
        Ok(Self {
            id,
            account: account_id,
            case: case_id,
            plan: plan_id,
            kind: SanctionKind::parse(&kind).ok_or_else(|| StoreError::corrupt(id, "kind"))?,
            rule: AppliedRule {
                rule: rule_id,
                version: rule_version,
            },
            facts: Body::from_history(&facts),
            by: by_account,
            at,
            lasts: lasts
                .and_then(|lasts| u64::try_from(lasts).ok())
                .map(Duration::from_micros),
            effective_at,
            undone_at,
        })
    }
}
