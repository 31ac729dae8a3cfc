//! Events as they are recorded, in the transaction that makes them true.

use domain::{NewEvent, event::EVENT_VERSION};
use sea_orm::{NotSet, Set};

use crate::{StoreError, Tx, batches, rows::outbox};

/// Records an event: it becomes readable when the transaction commits and the sequencer has given it its number.
pub async fn record(tx: &Tx, event: NewEvent) -> Result<(), StoreError> {
    record_all(tx, vec![event]).await
}

/// Records events, in this order, in one statement.
pub async fn record_all(tx: &Tx, events: Vec<NewEvent>) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    let rows = events.into_iter().map(row).collect::<Result<Vec<_>, _>>()?;
    batches::insert(tx, rows).await?;
    tx.brings_work();
    Ok(())
}

fn row(event: NewEvent) -> Result<outbox::ActiveModel, StoreError> {
    let NewEvent {
        kind,
        plan,
        subject,
        at,
        data,
    } = event;
    if let Some(why) = data
        .logged
        .as_ref()
        .and_then(domain::moderation_log::Entry::fault)
    {
        return Err(StoreError::corrupt(
            format_args!("{} of the log", kind.as_str()),
            why,
        ));
    }
    Ok(outbox::ActiveModel {
        id: NotSet,
        kind: Set(kind.as_str().to_owned()),
        v: Set(i32::from(EVENT_VERSION)),
        plan_id: Set(plan),
        subject_kind: Set(subject.kind),
        subject_id: Set(subject.id),
        at: Set(at),
        data: Set(serde_json::to_string(&data).map_err(|why| StoreError::corrupt("outbox", why))?),
    })
}
