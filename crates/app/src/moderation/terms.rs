//! Terms: when a case is due, when a complaint is, and what happens when nobody was in time.

use std::time::Duration;

use domain::{
    Timestamp,
    moderation::{SanctionKind, cases::CONTESTABLE_MONTHS},
    moderation_log::{LogAction, Month},
    time::{after_working_days, after_working_time, hours, months_later},
};
use persistence::Tx;

use super::record_all;
use crate::{Cx, Result, moderation_log, worker::Done};

/// A case is decided within 24 working hours.
const CASE: Duration = hours(24);
/// A complaint is decided within 15 working days.
const COMPLAINT_DAYS: u32 = 15;
/// How many cases one transaction moves.
const BATCH: u64 = 100;

/// When a case that is opened now is due.
pub(super) fn case_due(now: Timestamp) -> Timestamp {
    after_working_time(now, CASE)
}

/// When a complaint that is filed now is due.
pub(super) fn complaint_due(now: Timestamp) -> Timestamp {
    after_working_days(now, COMPLAINT_DAYS)
}

/// Until when a decision that is told now can be contested.
pub fn contestable_until(now: Timestamp) -> Timestamp {
    months_later(now, CONTESTABLE_MONTHS)
}

/// The job: escalates what is past its term, closes what nobody may contest any more, and has the public log count the
/// transmissions and sanctions of a month that is over.
pub async fn watch_terms(cx: &Cx) -> Result<Done> {
    while cx.write(|tx| escalate_in(cx, tx)).await? == BATCH {}
    while cx.write(|tx| close_in(cx, tx)).await? == BATCH {}
    for month in moderation_log::months_to_count(cx).await? {
        cx.write(|tx| count_in(cx, tx, month)).await?;
    }
    Ok(Done::Finished)
}

async fn escalate_in(cx: &Cx, tx: Tx) -> Result<u64> {
    let now = cx.decided_at(&tx).await?;
    let late = persistence::moderation::overdue(&tx, now, BATCH).await?;
    let count = late.len() as u64;
    let late: Vec<_> = late.into_iter().map(|case| case.escalate(now)).collect();
    persistence::moderation::save(&tx, &late).await?;
    record_all(&tx, &late, now).await?;
    Ok(count)
}

async fn count_in(cx: &Cx, tx: Tx, month: Month) -> Result<()> {
    let (first, end) = (month.begins(), month.next().begins());
    let transmitted = persistence::moderation::transmissions_between(&tx, first, end).await?;
    let mut counts = vec![(LogAction::Transmitted, transmitted)];
    for (kind, action) in [
        (SanctionKind::Warning, LogAction::Warned),
        (SanctionKind::Limit, LogAction::Limited),
        (SanctionKind::Suspension, LogAction::Suspended),
    ] {
        let count = persistence::moderation::sanctions_between(&tx, kind, first, end).await?;
        counts.push((action, count));
    }
    moderation_log::record_month(cx, &tx, month, &counts).await?;
    Ok(())
}

async fn close_in(cx: &Cx, tx: Tx) -> Result<u64> {
    let now = cx.decided_at(&tx).await?;
    let due = persistence::moderation::close_due(&tx, now, BATCH).await?;
    let count = due.len() as u64;
    let closed = due
        .into_iter()
        .map(|case| case.close(now))
        .collect::<Result<Vec<_>, _>>()?;
    persistence::moderation::save(&tx, &closed).await?;
    Ok(count)
}
