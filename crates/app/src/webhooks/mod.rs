//! Webhooks: what happens, told to programs elsewhere.
//!
//! A reaction reads `events` from each webhook's checkpoint on and makes deliveries of what everybody may hear; each
//! delivery is a job of its own, so it leaves at least once, and never twice at the same time. Deliveries leave in the
//! order of events as long as none fails and one process sends; `seq` tells the order whatever happens.

mod deliver;
mod fan_out;
mod keep;
mod message;
mod queries;
mod send_again;

use domain::{
    EventKind,
    webhooks::{Delivery, Webhook},
};
use persistence::jobs::Job;

pub(crate) use deliver::deliver;
pub use fan_out::fan_out;
pub use keep::{CreateWebhook, UpdateWebhook, WebhookInput, create, delete, rotate_secret, update};
pub use persistence::webhooks::Filter;
pub use queries::{all, attempts_of, by_id, deliveries};
pub use send_again::{ping, redeliver};

use crate::jobs::JobKind;

/// Events that everybody may hear of: what is told to webhooks is public. Cases are their moderators' alone, and the
/// counts of a month are in the public log.
pub fn kinds() -> impl Iterator<Item = EventKind> {
    let told = |kind: &EventKind| !matches!(kind, EventKind::CaseChanged | EventKind::ModerationCounted);
    EventKind::ALL.iter().copied().filter(told)
}

/// The job of a delivery. It has the delivery's own id: there is one of it.
fn job(delivery: &Delivery) -> Job {
    Job {
        id: delivery.id.uuid(),
        kind: JobKind::DeliverWebhook.as_str().to_owned(),
        subject: delivery.id.to_string(),
        payload: Vec::new(),
        run_at: delivery.run_at,
        attempts: 0,
    }
}

/// What the secrets of a webhook are bound to.
fn row(webhook: &Webhook) -> String {
    webhook.id.to_string()
}
