//! Taking a contribution out of sight for a day at most, while somebody decides.

use std::time::Duration;

use domain::{
    Code, Visibility,
    moderation::{Case, Item, ModerationRefusal},
    policy::moderation::Hold,
    time::hours,
};
use persistence::{Tx, moderation::Held};

use super::{item, record, record_shown, terms::case_due};
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
    jobs::{self, JobKind, NewJob},
    worker::Done,
};

/// A hold lasts for a day at most.
pub const HOLD: Duration = hours(24);

/// Holds an item.
#[derive(Debug, Clone, Copy)]
pub struct HoldItem {
    /// What.
    pub item: Item,
    /// For how long: at most [`HOLD`].
    pub length: Duration,
}

/// Takes an item out of sight, once: its case is opened where none is, and at the end of the hold it is shown again
/// and the case escalated, unless somebody has decided. What waits for its review is not published by itself meanwhile.
#[tracing::instrument(name = "moderation.hold", skip_all, fields(item = %command.item))]
pub async fn hold(cx: &Cx, command: HoldItem) -> Result<Case> {
    cx.write(|tx| hold_in(cx, tx, command)).await
}

async fn hold_in(cx: &Cx, tx: Tx, command: HoldItem) -> Result<Case> {
    let seen = persistence::moderation::target(&tx, &cx.scope(), command.item)
        .await?
        .or_not_found(Code::ModerationNotFound)?;
    let _permitted = cx.actor.may(Hold, seen).or_hidden(Code::ModerationNotFound)?;
    let by = cx.actor.person()?.account;
    let before = item(&tx, command.item).await?;
    let target = before.target();
    let now = cx.decided_at(&tx).await?;
    if !target.may_be_opened() {
        return Err(ModerationRefusal::NotShown.into());
    }
    if persistence::moderation::hold(&tx, command.item).await?.is_some() {
        return Err(ModerationRefusal::HeldAlready.into());
    }
    let until = now + command.length.min(HOLD);
    let after = before.with(Visibility::Held {
        until_micros: until.micros(),
    });
    let open = persistence::moderation::lock_open(&tx, command.item).await?;
    let case = if let Some(case) = open {
        case
    } else {
        let case = Case::open(cx.new_id(), command.item, target.plan, now, case_due(now));
        persistence::moderation::insert(&tx, &case).await?;
        case
    };
    persistence::moderation::insert_hold(
        &tx,
        &Held {
            item: command.item,
            plan: target.plan,
            by,
            case: case.id,
            at: now,
            until,
            ended_at: None,
        },
    )
    .await?;
    persistence::moderation::save_items(&tx, &[(before, after.clone())]).await?;
    jobs::enqueue(cx, &tx, NewJob::new(JobKind::EndHold, &command.item, until)).await?;
    record_shown(&tx, &after, now).await?;
    record(&tx, &case, now).await?;
    Ok(case)
}

/// The job: shows what nobody has decided about, and escalates its case.
pub async fn end_hold(cx: &Cx, held: Item) -> Result<Done> {
    cx.write(|tx| end_in(cx, tx, held)).await?;
    Ok(Done::Finished)
}

async fn end_in(cx: &Cx, tx: Tx, held: Item) -> Result<()> {
    let before = item(&tx, held).await?;
    let now = cx.decided_at(&tx).await?;
    persistence::moderation::end_holds(&tx, &[held], now).await?;
    match before.target().visibility {
        Visibility::Held { until_micros } if until_micros <= now.micros() => {}
        // Somebody has decided.
        _ => return Ok(()),
    }
    let after = before.with(Visibility::Shown);
    persistence::moderation::save_items(&tx, &[(before, after.clone())]).await?;
    record_shown(&tx, &after, now).await?;
    if let Some(case) = persistence::moderation::lock_open(&tx, held).await? {
        let case = case.escalate(now);
        persistence::moderation::save(&tx, std::slice::from_ref(&case)).await?;
        record(&tx, &case, now).await?;
    }
    Ok(())
}
