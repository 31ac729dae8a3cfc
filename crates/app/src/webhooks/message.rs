//! What a webhook is sent: ids, codes and numbers, and whether what it is about must be deleted, by today's state.

use domain::{
    Event, Scope, Timestamp,
    comments::{Comment, CommentId},
    id::Kind,
    moderation::Target,
    proposals::{Proposal, ProposalId},
    webhooks::{Delivery, Webhook},
};
use serde::Serialize;

use crate::{Cx, Result, feed};

/// A message. Fields are never renamed or taken away; new ones may come.
#[derive(Serialize)]
struct Message<'m> {
    /// The kind of the event, or `webhook.test`.
    r#type: &'m str,
    /// When it happened.
    timestamp: String,
    data: Data,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Data {
    Event(About),
    Test { webhook: String },
}

#[derive(Serialize)]
struct About {
    /// Its number: larger is later. A message with a smaller number than one already seen is old.
    seq: i64,
    /// Where `changes(after:)` goes on from.
    cursor: String,
    /// The version of the event's shape.
    v: u16,
    subject: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    /// Whether whoever holds something of the subject deletes it, as it stands today.
    delete: bool,
}

/// The message of a delivery as it is written today; none where its event is gone.
pub(super) async fn of(cx: &Cx, webhook: &Webhook, delivery: &Delivery) -> Result<Option<String>> {
    let Some(kind) = delivery.kind else {
        return written(
            "webhook.test",
            delivery.created_at,
            Data::Test {
                webhook: webhook.id.to_string(),
            },
        );
    };
    let all = persistence::events::Filter::default();
    let system = Scope::system();
    let found =
        persistence::events::between(cx.db(), &system, &all, delivery.seq - 1, delivery.seq, 1).await?;
    let Some(event) = found.into_iter().next() else {
        return Ok(None);
    };
    let delete = must_be_deleted(cx, &event).await?;
    let Event { seq, v, event } = event;
    let about = About {
        seq,
        cursor: feed::cursor(seq),
        v,
        subject: event.subject.to_string(),
        plan: event.plan.map(|plan| plan.to_string()),
        version: event.data.version,
        state: event.data.state,
        delete,
    };
    written(kind.as_str(), event.at, Data::Event(about))
}

fn written(kind: &str, at: Timestamp, data: Data) -> Result<Option<String>> {
    let message = Message {
        r#type: kind,
        timestamp: at.to_string(),
        data,
    };
    serde_json::to_string(&message)
        .map(Some)
        .map_err(crate::Error::internal)
}

/// Whether everybody may still read what the event is about.
async fn must_be_deleted(cx: &Cx, event: &Event) -> Result<bool> {
    let public = Scope::public();
    let subject = &event.event.subject;
    let target = match subject.kind.as_str() {
        Proposal::PREFIX => {
            let found = persistence::proposals::by_id(cx.db(), &public, ProposalId::new(subject.id)).await?;
            found.as_ref().map(Target::from)
        }
        Comment::PREFIX => {
            let found = persistence::comments::by_id(cx.db(), &public, CommentId::new(subject.id)).await?;
            found.as_ref().map(Target::from)
        }
        _ => return Ok(event.event.kind.concerns_everybody()),
    };
    Ok(!target.is_some_and(|target| target.is_readable()))
}
