//! Webhooks: who is told what, and from where on.

use domain::{
    EventKind, Scope, Timestamp,
    accounts::AccountId,
    scope::PlanSet,
    webhooks::{Endpoint, Stopped, Wanted, Webhook, WebhookId, WebhookState},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
    sea_query::{Expr, LockBehavior, LockType},
};

use crate::{
    Read, StoreError, Tx,
    rows::{webhook_attempts, webhook_deliveries, webhooks as rows},
};

mod deliveries;

pub use deliveries::{
    Filter, attempts_of, forget, insert_deliveries, list, lock_delivery, save_attempt, save_delivery,
    to_deliver, waiting_of,
};

/// The wrapped secrets of a webhook.
#[derive(Clone, PartialEq, Eq)]
pub struct Secrets {
    /// The present one.
    pub now: Vec<u8>,
    /// The former one, which signs too for a while.
    pub old: Option<Vec<u8>>,
}

/// What a keeper sees: the webhooks of the plans that they staff; every one, where that is all.
fn visible(scope: &Scope) -> Condition {
    let all = Condition::all();
    match &scope.staffs {
        PlanSet::All => all,
        PlanSet::Some(plans) => all.add(rows::Column::PlanId.is_in(plans.iter().copied())),
        PlanSet::None => all.add(Expr::value(false)),
    }
}

/// Every webhook that the keeper sees, newest first: a house has few.
pub async fn all(from: &impl Read, scope: &Scope) -> Result<Vec<Webhook>, StoreError> {
    let found = rows::Entity::find()
        .filter(visible(scope))
        .order_by_desc(rows::Column::Id)
        .all(&from.executor())
        .await?;
    found.into_iter().map(Webhook::try_from).collect()
}

/// The webhook.
pub async fn by_id(from: &impl Read, id: WebhookId) -> Result<Option<Webhook>, StoreError> {
    let row = rows::Entity::find_by_id(id).one(&from.executor()).await?;
    row.map(Webhook::try_from).transpose()
}

/// How many there are.
pub async fn count(from: &impl Read) -> Result<u64, StoreError> {
    Ok(rows::Entity::find().count(&from.executor()).await?)
}

/// The webhook with its wrapped secrets, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: WebhookId) -> Result<Option<(Webhook, Secrets)>, StoreError> {
    let row = rows::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(with_secrets).transpose()
}

fn with_secrets(row: rows::Model) -> Result<(Webhook, Secrets), StoreError> {
    let secrets = Secrets {
        now: row.secret.clone(),
        old: row.old_secret.clone(),
    };
    Ok((Webhook::try_from(row)?, secrets))
}

/// Adds a webhook.
pub async fn insert(tx: &Tx, webhook: &Webhook, secret: Vec<u8>) -> Result<(), StoreError> {
    let secrets = Secrets {
        now: secret,
        old: None,
    };
    row(webhook, &secrets).insert(tx.conn()).await?;
    Ok(())
}

/// Keeps a webhook and its secrets as they are now.
pub async fn save(tx: &Tx, webhook: &Webhook, secrets: &Secrets) -> Result<(), StoreError> {
    row(webhook, secrets).update(tx.conn()).await?;
    Ok(())
}

fn row(webhook: &Webhook, secrets: &Secrets) -> rows::ActiveModel {
    let Webhook {
        id,
        owner,
        endpoint,
        wanted,
        state,
        stopped,
        failing_since,
        rests_until,
        cursor,
        old_secret_until,
        version,
        created_at,
    } = webhook;
    let Wanted {
        kinds,
        plan,
        theme,
        zone,
    } = wanted;
    let kinds: Vec<_> = kinds.iter().map(|kind| kind.as_str()).collect();
    rows::ActiveModel {
        id: Set(*id),
        owner_id: Set(*owner),
        url: Set(endpoint.as_str().to_owned()),
        kinds: Set(kinds.join(" ")),
        plan_id: Set(*plan),
        theme_id: Set(*theme),
        zone_id: Set(*zone),
        state: Set(state.as_str().to_owned()),
        stopped: Set(stopped.map(|why| why.as_str().to_owned())),
        failing_since: Set(*failing_since),
        rests_until: Set(*rests_until),
        cursor: Set(*cursor),
        secret: Set(secrets.now.clone()),
        old_secret: Set(secrets.old.clone()),
        old_secret_until: Set(*old_secret_until),
        version: Set(*version),
        created_at: Set(*created_at),
    }
}

/// Deletes a webhook with its log.
pub async fn delete(tx: &Tx, id: WebhookId) -> Result<(), StoreError> {
    let of_it = webhook_deliveries::Entity::find()
        .select_only()
        .column(webhook_deliveries::Column::Id)
        .filter(webhook_deliveries::Column::WebhookId.eq(id));
    webhook_attempts::Entity::delete_many()
        .filter(webhook_attempts::Column::DeliveryId.in_subquery(sea_orm::QueryTrait::into_query(of_it)))
        .exec(tx.conn())
        .await?;
    webhook_deliveries::Entity::delete_many()
        .filter(webhook_deliveries::Column::WebhookId.eq(id))
        .exec(tx.conn())
        .await?;
    rows::Entity::delete_by_id(id).exec(tx.conn()).await?;
    Ok(())
}

/// Switches off what this account made: its token works no more.
pub async fn stop_of(tx: &Tx, owner: AccountId) -> Result<(), StoreError> {
    rows::Entity::update_many()
        .col_expr(rows::Column::State, Expr::value(WebhookState::Disabled.as_str()))
        .col_expr(rows::Column::Stopped, Expr::value(Some(Stopped::Owner.as_str())))
        .filter(rows::Column::OwnerId.eq(owner))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn behind(head: i64) -> sea_orm::Select<rows::Entity> {
    let follows = [WebhookState::Active, WebhookState::Failing].map(WebhookState::as_str);
    rows::Entity::find()
        .filter(rows::Column::State.is_in(follows))
        .filter(rows::Column::Cursor.lt(head))
        .order_by_asc(rows::Column::Cursor)
        .order_by_asc(rows::Column::Id)
        .limit(1)
}

/// Whether a webhook was not told of all events up to this number: a cheap question before the transaction.
pub async fn any_behind(from: &impl Read, head: i64) -> Result<bool, StoreError> {
    Ok(behind(head).one(&from.executor()).await?.is_some())
}

/// The webhook that is furthest behind this number, locked until the transaction ends; none where others have it.
pub async fn lock_behind(tx: &Tx, head: i64) -> Result<Option<Webhook>, StoreError> {
    let row = behind(head)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(tx.conn())
        .await?;
    row.map(Webhook::try_from).transpose()
}

/// Says up to which number a webhook was told.
pub async fn advance(tx: &Tx, id: WebhookId, cursor: i64) -> Result<(), StoreError> {
    rows::Entity::update_many()
        .col_expr(rows::Column::Cursor, Expr::value(cursor))
        .filter(rows::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Forgets former secrets that sign no more.
pub async fn forget_secrets(tx: &Tx, now: Timestamp) -> Result<(), StoreError> {
    rows::Entity::update_many()
        .col_expr(rows::Column::OldSecret, Expr::value(Option::<Vec<u8>>::None))
        .col_expr(rows::Column::OldSecretUntil, Expr::value(Option::<i64>::None))
        .filter(rows::Column::OldSecretUntil.lte(now))
        .exec(tx.conn())
        .await?;
    Ok(())
}

impl TryFrom<rows::Model> for Webhook {
    type Error = StoreError;

    fn try_from(row: rows::Model) -> Result<Self, StoreError> {
        let rows::Model {
            id,
            owner_id,
            url,
            kinds,
            plan_id,
            theme_id,
            zone_id,
            state,
            stopped,
            failing_since,
            rests_until,
            cursor,
            secret: _,
            old_secret: _,
            old_secret_until,
            version,
            created_at,
        } = row;
        let corrupt = |what| StoreError::corrupt(id, what);
        let kinds = kinds
            .split_ascii_whitespace()
            .map(|kind| EventKind::parse(kind).ok_or_else(|| corrupt("kinds")))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            id,
            owner: owner_id,
            endpoint: Endpoint::from_history(&url).ok_or_else(|| corrupt("url"))?,
            wanted: Wanted {
                kinds,
                plan: plan_id,
                theme: theme_id,
                zone: zone_id,
            },
            state: WebhookState::parse(&state).ok_or_else(|| corrupt("state"))?,
            stopped: stopped
                .map(|why| Stopped::parse(&why).ok_or_else(|| corrupt("stopped")))
                .transpose()?,
            failing_since,
            rests_until,
            cursor,
            old_secret_until,
            version,
            created_at,
        })
    }
}
