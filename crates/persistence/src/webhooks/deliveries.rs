//! Deliveries and their attempts.

use domain::{
    EventKind, Page, PageRequest, Timestamp,
    webhooks::{Attempt, Delivery, DeliveryFault, DeliveryId, DeliveryState, Webhook, WebhookId},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoSimpleExpr, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Set,
};

use super::{Secrets, rows as webhooks, with_secrets};
use crate::{
    Read, StoreError, Tx, batches,
    cursor::{Keyset, Tells, page},
    plans::try_map,
    rows::{webhook_attempts, webhook_deliveries as rows},
};

/// Which deliveries of a webhook are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Of this webhook.
    pub webhook: WebhookId,
    /// That stand so; any if none is given.
    pub state: Option<DeliveryState>,
}

/// A page of a webhook's deliveries, newest first.
pub async fn list(
    from: &impl Read,
    filter: &Filter,
    request: &PageRequest,
) -> Result<Page<Delivery>, StoreError> {
    let Filter { webhook, state } = filter;
    let mut select = rows::Entity::find().filter(rows::Column::WebhookId.eq(*webhook));
    if let Some(state) = state {
        select = select.filter(rows::Column::State.eq(state.as_str()));
    }
    let newest = Keyset {
        name: "newest",
        columns: vec![
            (
                rows::Column::CreatedAt.into_simple_expr(),
                Order::Desc,
                Tells::Int(|row: &rows::Model| row.created_at.micros()),
            ),
            (
                rows::Column::Id.into_simple_expr(),
                Order::Desc,
                Tells::Id(|row: &rows::Model| row.id.uuid()),
            ),
        ],
    };
    try_map(page(from, select, &newest, filter, request).await?)
}

/// The attempts of these deliveries, the first of each first.
pub async fn attempts_of(from: &impl Read, ids: &[DeliveryId]) -> Result<Vec<Attempt>, StoreError> {
    let found = webhook_attempts::Entity::find()
        .filter(webhook_attempts::Column::DeliveryId.is_in(ids.iter().copied()))
        .order_by_asc(webhook_attempts::Column::DeliveryId)
        .order_by_asc(webhook_attempts::Column::Number)
        .all(&from.executor())
        .await?;
    found.into_iter().map(Attempt::try_from).collect()
}

/// The deliveries of a webhook that wait, the oldest first.
pub async fn waiting_of(from: &impl Read, webhook: WebhookId) -> Result<Vec<Delivery>, StoreError> {
    let found = rows::Entity::find()
        .filter(rows::Column::WebhookId.eq(webhook))
        .filter(rows::Column::State.eq(DeliveryState::Waiting.as_str()))
        .order_by_asc(rows::Column::Id)
        .all(&from.executor())
        .await?;
    found.into_iter().map(Delivery::try_from).collect()
}

/// Adds deliveries, any number of them.
pub async fn insert_deliveries(tx: &Tx, deliveries: &[Delivery]) -> Result<(), StoreError> {
    batches::insert::<rows::Entity, _>(tx, deliveries.iter().map(row).collect()).await
}

/// The delivery with its webhook and the webhook's secrets.
pub async fn to_deliver(
    from: &impl Read,
    id: DeliveryId,
) -> Result<Option<(Delivery, Webhook, Secrets)>, StoreError> {
    let Some(row) = rows::Entity::find_by_id(id).one(&from.executor()).await? else {
        return Ok(None);
    };
    let delivery = Delivery::try_from(row)?;
    let webhook = webhooks::Entity::find_by_id(delivery.webhook)
        .one(&from.executor())
        .await?;
    let Some(webhook) = webhook else { return Ok(None) };
    let (webhook, secrets) = with_secrets(webhook)?;
    Ok(Some((delivery, webhook, secrets)))
}

/// The delivery, locked until the transaction ends.
pub async fn lock_delivery(tx: &Tx, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
    let row = rows::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Delivery::try_from).transpose()
}

/// Keeps how a delivery stands.
pub async fn save_delivery(tx: &Tx, delivery: &Delivery) -> Result<(), StoreError> {
    row(delivery).update(tx.conn()).await?;
    Ok(())
}

/// Adds an attempt to the log.
pub async fn save_attempt(tx: &Tx, attempt: &Attempt) -> Result<(), StoreError> {
    let Attempt {
        delivery,
        number,
        at,
        status,
        fault,
        millis,
    } = attempt;
    let row = webhook_attempts::ActiveModel {
        delivery_id: Set(*delivery),
        number: Set(count(*number)),
        at: Set(*at),
        status: Set(status.map(i32::from)),
        fault: Set(fault.map(|fault| fault.as_str().to_owned())),
        millis: Set(count(*millis)),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// Forgets deliveries that were made before this instant, with their attempts.
pub async fn forget(tx: &Tx, before: Timestamp) -> Result<(), StoreError> {
    let old = rows::Entity::find()
        .select_only()
        .column(rows::Column::Id)
        .filter(rows::Column::CreatedAt.lt(before))
        .into_query();
    webhook_attempts::Entity::delete_many()
        .filter(webhook_attempts::Column::DeliveryId.in_subquery(old))
        .exec(tx.conn())
        .await?;
    rows::Entity::delete_many()
        .filter(rows::Column::CreatedAt.lt(before))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn row(delivery: &Delivery) -> rows::ActiveModel {
    let Delivery {
        id,
        webhook,
        seq,
        kind,
        state,
        attempts,
        tries,
        run_at,
        created_at,
    } = delivery;
    rows::ActiveModel {
        id: Set(*id),
        webhook_id: Set(*webhook),
        seq: Set(*seq),
        kind: Set(kind.map(|kind| kind.as_str().to_owned())),
        state: Set(state.as_str().to_owned()),
        attempts: Set(count(*attempts)),
        tries: Set(count(*tries)),
        run_at: Set(*run_at),
        created_at: Set(*created_at),
    }
}

impl TryFrom<rows::Model> for Delivery {
    type Error = StoreError;

    fn try_from(row: rows::Model) -> Result<Self, StoreError> {
        let rows::Model {
            id,
            webhook_id,
            seq,
            kind,
            state,
            attempts,
            tries,
            run_at,
            created_at,
        } = row;
        let corrupt = |what| StoreError::corrupt(id, what);
        Ok(Self {
            id,
            webhook: webhook_id,
            seq,
            kind: kind
                .map(|kind| EventKind::parse(&kind).ok_or_else(|| corrupt("kind")))
                .transpose()?,
            state: DeliveryState::parse(&state).ok_or_else(|| corrupt("state"))?,
            attempts: attempts.unsigned_abs(),
            tries: tries.unsigned_abs(),
            run_at,
            created_at,
        })
    }
}

impl TryFrom<webhook_attempts::Model> for Attempt {
    type Error = StoreError;

    fn try_from(row: webhook_attempts::Model) -> Result<Self, StoreError> {
        let webhook_attempts::Model {
            delivery_id,
            number,
            at,
            status,
            fault,
            millis,
        } = row;
        let corrupt = |what| StoreError::corrupt(delivery_id, what);
        Ok(Self {
            delivery: delivery_id,
            number: number.unsigned_abs(),
            at,
            status: status.and_then(|status| u16::try_from(status).ok()),
            fault: fault
                .map(|fault| DeliveryFault::parse(&fault).ok_or_else(|| corrupt("fault")))
                .transpose()?,
            millis: millis.unsigned_abs(),
        })
    }
}
