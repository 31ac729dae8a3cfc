//! The job of one delivery: writes its message as things stand today, signs it, sends it, and keeps what came of it.

use auth::webhooks::signatures;
use domain::{
    Timestamp,
    time::hours,
    webhooks::{Answered, Delivery, DeliveryId, DeliveryState, WebhookState},
};
use persistence::{Tx, jobs::Job};

use super::{keep::open, message};
use crate::{Cx, Result, accounts, ports::Post, worker::Done};

/// How often the deliveries of a webhook that rests are looked at; whoever wakes it does not wait for it.
const LOOK: std::time::Duration = hours(6);

/// The job.
pub(crate) async fn deliver(cx: &Cx, job: &Job) -> Result<Done> {
    let Ok(id) = job.subject.parse::<DeliveryId>() else {
        return Ok(Done::GivenUp("the subject is no delivery"));
    };
    let Some((delivery, webhook, secrets)) = persistence::webhooks::to_deliver(cx.db(), id).await? else {
        return Ok(Done::Finished);
    };
    if delivery.state != DeliveryState::Waiting {
        return Ok(Done::Finished);
    }
    let now = cx.decided_at(cx.db()).await?;
    if delivery.run_at > now {
        return Ok(Done::Again(delivery.run_at));
    }
    // A test, and what somebody asks for once more, leave whatever the webhook does.
    let asked_for = delivery.is_test() || (delivery.tries == 0 && delivery.attempts > 0);
    if !webhook.follows() && !asked_for {
        return Ok(Done::Again(now + LOOK));
    }
    if delivery.must_rest(&webhook, now) {
        return Ok(Done::Again(webhook.rests_until));
    }
    let Some(body) = message::of(cx, &webhook, &delivery).await? else {
        return Ok(Done::GivenUp("the event is not there"));
    };
    let secrets = open(cx, &webhook, &secrets, now)?;
    let (id, timestamp) = (delivery.id.to_string(), now.seconds());
    let post = Post {
        signature: signatures(&secrets, &id, timestamp, &body),
        id,
        timestamp,
        body,
        endpoint: webhook.endpoint.clone(),
        allowed: cx.limits().webhook_networks.clone(),
    };
    let answered = cx.house().courier.post(post).await;
    measure(answered);
    let next = cx.write(|tx| keep(cx, tx, &delivery, answered)).await?;
    Ok(next.map_or(Done::Finished, Done::Again))
}

fn measure(answered: Answered) {
    let result = answered
        .read()
        .1
        .map_or("delivered", domain::webhooks::DeliveryFault::as_str);
    metrics::counter!("fabrique_webhook_attempts_total", "result" => result).increment(1);
}

/// Keeps what came of an attempt; when the next is due, if one is.
async fn keep(cx: &Cx, tx: Tx, sent: &Delivery, answered: Answered) -> Result<Option<Timestamp>> {
    let Some((webhook, secrets)) = persistence::webhooks::lock(&tx, sent.webhook).await? else {
        return Ok(None);
    };
    let Some(delivery) = persistence::webhooks::lock_delivery(&tx, sent.id).await? else {
        return Ok(None);
    };
    if delivery.attempts != sent.attempts {
        return Ok(None);
    }
    let now = cx.decided_at(&tx).await?;
    let chance = f64::from(cx.random()) / f64::from(i32::MAX);
    let before = webhook.state;
    let done = delivery.attempted(webhook, answered, now, chance);
    persistence::webhooks::save_attempt(&tx, &done.attempt).await?;
    persistence::webhooks::save_delivery(&tx, &done.delivery).await?;
    persistence::webhooks::save(&tx, &done.webhook, &secrets).await?;
    if before != done.webhook.state && done.webhook.state == WebhookState::Disabled {
        tracing::warn!(webhook.id = %done.webhook.id, "a webhook was switched off");
        accounts::tell_of_stopped_webhook(cx, &tx, &done.webhook, now).await?;
    }
    let waits = done.delivery.state == DeliveryState::Waiting;
    Ok(waits.then_some(done.delivery.run_at))
}
