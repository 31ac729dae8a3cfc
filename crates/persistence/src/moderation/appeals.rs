//! Appeals against sanctions.

use domain::{
    Scope,
    accounts::AccountId,
    moderation::{Appeal, AppealId, Outcome, SanctionId, appeals::Answer},
    scope::PlanSet,
    text::Body,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::Expr,
};

use crate::{Read, StoreError, Tx, rows::appeals as rows};

/// How many a list holds, at most.
const MANY: u64 = 100;

/// Adds an appeal.
pub async fn insert_appeal(tx: &Tx, appeal: &Appeal) -> Result<(), StoreError> {
    row(appeal).insert(tx.conn()).await?;
    Ok(())
}

/// Saves an appeal that is locked.
pub async fn save_appeal(tx: &Tx, appeal: &Appeal) -> Result<(), StoreError> {
    row(appeal).update(tx.conn()).await?;
    Ok(())
}

/// The appeal, locked until the transaction ends.
pub async fn lock_appeal(tx: &Tx, id: AppealId) -> Result<Option<Appeal>, StoreError> {
    let row = rows::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Appeal::try_from).transpose()
}

/// The appeal.
pub async fn appeal(from: &impl Read, id: AppealId) -> Result<Option<Appeal>, StoreError> {
    let row = rows::Entity::find_by_id(id).one(&from.executor()).await?;
    row.map(Appeal::try_from).transpose()
}

/// The appeals against these sanctions, one each at most.
pub async fn appeals_against(from: &impl Read, sanctions: &[SanctionId]) -> Result<Vec<Appeal>, StoreError> {
    let found = rows::Entity::find()
        .filter(rows::Column::SanctionId.is_in(sanctions.iter().copied()))
        .all(&from.executor())
        .await?;
    found.into_iter().map(Appeal::try_from).collect()
}

/// The appeals of this person, newest first, at most a hundred.
pub async fn appeals_of(from: &impl Read, account: AccountId) -> Result<Vec<Appeal>, StoreError> {
    let found = rows::Entity::find()
        .filter(rows::Column::AccountId.eq(account))
        .order_by_desc(rows::Column::Id)
        .limit(MANY)
        .all(&from.executor())
        .await?;
    found.into_iter().map(Appeal::try_from).collect()
}

/// The appeals that wait for an answer in the plans that the reader moderates or reviews, what is due first at the top, at
/// most a hundred.
pub async fn open_appeals(from: &impl Read, scope: &Scope) -> Result<Vec<Appeal>, StoreError> {
    let of = |plans: &PlanSet| match plans {
        PlanSet::None => Condition::any().add(Expr::value(false)),
        PlanSet::Some(plans) => Condition::any().add(rows::Column::PlanId.is_in(plans.iter().copied())),
        PlanSet::All => Condition::all(),
    };
    let found = rows::Entity::find()
        .filter(Condition::any().add(of(&scope.moderates)).add(of(&scope.reviews)))
        .filter(rows::Column::AnsweredAt.is_null())
        .order_by_asc(rows::Column::DueAt)
        .order_by_asc(rows::Column::Id)
        .limit(MANY)
        .all(&from.executor())
        .await?;
    found.into_iter().map(Appeal::try_from).collect()
}

fn row(appeal: &Appeal) -> rows::ActiveModel {
    let Appeal {
        id,
        sanction,
        account,
        plan,
        grounds,
        filed_at,
        due_at,
        answer,
    } = appeal;
    let answer = answer.as_ref();
    rows::ActiveModel {
        id: Set(*id),
        sanction_id: Set(*sanction),
        account_id: Set(*account),
        plan_id: Set(*plan),
        grounds: Set(grounds.as_str().to_owned()),
        filed_at: Set(*filed_at),
        due_at: Set(*due_at),
        by_account: Set(answer.map(|answer| answer.by)),
        outcome: Set(answer.map(|answer| answer.outcome.as_str().to_owned())),
        reasons: Set(answer.map(|answer| answer.reasons.as_str().to_owned())),
        answered_at: Set(answer.map(|answer| answer.at)),
    }
}

impl TryFrom<rows::Model> for Appeal {
    type Error = StoreError;

    fn try_from(row: rows::Model) -> Result<Self, StoreError> {
        let rows::Model {
            id,
            sanction_id,
            account_id,
            plan_id,
            grounds,
            filed_at,
            due_at,
            by_account,
            outcome,
            reasons,
            answered_at,
        } = row;
        let answer = match (by_account, outcome, answered_at) {
            (Some(by), Some(outcome), Some(at)) => Some(Answer {
                by,
                outcome: Outcome::parse(&outcome).ok_or_else(|| StoreError::corrupt(id, "outcome"))?,
                reasons: Body::from_history(&reasons.unwrap_or_default()),
                at,
            }),
            _ => None,
        };
        Ok(Self {
            id,
            sanction: sanction_id,
            account: account_id,
            plan: plan_id,
            grounds: Body::from_history(&grounds),
            filed_at,
            due_at,
            answer,
        })
    }
}
