//! A test, and a delivery once more.

use domain::{
    Code,
    policy::webhooks::Keep,
    webhooks::{Delivery, DeliveryId, DeliveryState, WebhookId},
};
use persistence::Tx;

use super::{job, keep::lock};
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
};

/// Sends a test, `webhook.test`: once, and whatever the webhook does.
#[tracing::instrument(name = "webhooks.ping", skip_all, fields(webhook.id = %id))]
pub async fn ping(cx: &Cx, id: WebhookId) -> Result<Delivery> {
    cx.write(|tx| ping_in(cx, tx, id)).await
}

async fn ping_in(cx: &Cx, tx: Tx, id: WebhookId) -> Result<Delivery> {
    let (webhook, _secrets) = lock(&tx, id).await?;
    let permitted = cx.actor.may(Keep, webhook).or_hidden(Code::WebhookNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let delivery = Delivery {
        id: cx.new_id(),
        webhook: permitted.subject().id,
        seq: 0,
        kind: None,
        state: DeliveryState::Waiting,
        attempts: 0,
        tries: 0,
        run_at: now,
        created_at: now,
    };
    persistence::webhooks::insert_deliveries(&tx, std::slice::from_ref(&delivery)).await?;
    persistence::jobs::renew(&tx, &job(&delivery), now).await?;
    Ok(delivery)
}

/// Sends a delivery once more, under the same id and as things stand today. One that waits leaves by itself.
#[tracing::instrument(name = "webhooks.redeliver", skip_all, fields(delivery.id = %id))]
pub async fn redeliver(cx: &Cx, id: DeliveryId) -> Result<Delivery> {
    cx.write(|tx| redeliver_in(cx, tx, id)).await
}

async fn redeliver_in(cx: &Cx, tx: Tx, id: DeliveryId) -> Result<Delivery> {
    // The webhook is locked before its delivery, as everywhere.
    let found = persistence::webhooks::to_deliver(&tx, id).await?;
    let (delivery, _, _) = found.or_not_found(Code::WebhookNotFound)?;
    let (webhook, _secrets) = lock(&tx, delivery.webhook).await?;
    let _permitted = cx.actor.may(Keep, webhook).or_hidden(Code::WebhookNotFound)?;
    let delivery = persistence::webhooks::lock_delivery(&tx, id)
        .await?
        .or_not_found(Code::WebhookNotFound)?;
    if delivery.state == DeliveryState::Waiting {
        return Ok(delivery);
    }
    let now = cx.decided_at(&tx).await?;
    let delivery = delivery.again(now);
    persistence::webhooks::save_delivery(&tx, &delivery).await?;
    persistence::jobs::renew(&tx, &job(&delivery), now).await?;
    Ok(delivery)
}
