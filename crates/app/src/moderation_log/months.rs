//! What was done to people, as one number a month: all that the log ever says of them.

use domain::{
    EventKind, NewEvent,
    event::Subject,
    moderation_log::{Entry, LogAction, Month},
};
use persistence::{Tx, moderation_log as store};

use crate::{Cx, Result};

/// The most months that are looked back at.
const FAR: usize = 24;

/// The months in Paris that are over since the log began and whose numbers are not in it, oldest first.
pub async fn months_to_count(cx: &Cx) -> Result<Vec<Month>> {
    let first = store::between(cx.db(), 0, 1, 1).await?;
    let Some(began) = first.first().and_then(domain::moderation_log::Line::dated) else {
        return Ok(Vec::new());
    };
    let now = cx.decided_at(cx.db()).await?;
    let mut months = Vec::new();
    let mut month = Month::of(now).previous();
    let since = began.day.month();
    while month >= since && months.len() < FAR {
        if !store::is_counted(cx.db(), month).await? {
            months.push(month);
        }
        month = month.previous();
    }
    months.reverse();
    Ok(months)
}

/// Lets the numbers of a month enter the log, those that are not zero; false, and nothing else, when they have already.
pub async fn record_month(cx: &Cx, tx: &Tx, month: Month, counts: &[(LogAction, u64)]) -> Result<bool> {
    let now = cx.decided_at(tx).await?;
    if !store::note_counted(tx, month, now).await? {
        return Ok(false);
    }
    for (action, count) in counts.iter().filter(|(_, count)| *count > 0) {
        let subject = Subject {
            kind: "month".to_owned(),
            id: cx.new_id::<Month>().uuid(),
        };
        let mut event = NewEvent::new(EventKind::ModerationCounted, None, subject, now);
        event.data.logged = Some(Entry::counted(*action, month, *count));
        persistence::outbox::record(tx, event).await?;
    }
    Ok(true)
}
