//! Accounts that nobody uses: warned by mail at 23 months, erased at 24. What they wrote and voted stays.

use domain::{
    Timestamp,
    accounts::{AccountId, Contributions, Idleness, WARNED_FOR, a_month_before_idle},
    refusal::Facts,
};
use persistence::{Tx, jobs::Job};

use super::{
    erase::{EraseAccount, erase_in, sweep},
    mails::hand_over,
};
use crate::{
    Cx, Error, Result,
    jobs::{self, JobKind, NewJob},
    worker::Done,
};

/// How many accounts are looked at in one statement.
const BATCH: u64 = 100;

/// Warns and erases whoever is due, each in a transaction of its own.
pub(crate) async fn watch_idle(cx: &Cx) -> Result<Done> {
    let mut after = None;
    loop {
        let now = cx.decided_at(cx.db()).await?;
        let idle = persistence::accounts::idle(cx.db(), a_month_before_idle(now), after, BATCH).await?;
        let Some((last, _)) = idle.last() else {
            return Ok(Done::Finished);
        };
        after = Some((last.seen_at, last.id));
        for (account, warned_at) in &idle {
            match account.idleness(*warned_at, now) {
                Idleness::Used => {}
                Idleness::Warn => cx.write(|tx| warn_in(cx, tx, account.id)).await?,
                Idleness::Erase => erase_idle(cx, account.id).await?,
            }
        }
    }
}

async fn warn_in(cx: &Cx, tx: Tx, id: AccountId) -> Result<()> {
    let now = cx.decided_at(&tx).await?;
    let Some((account, warned_at)) = persistence::accounts::lock_warned(&tx, id).await? else {
        return Ok(());
    };
    if account.idleness(warned_at, now) == Idleness::Warn {
        persistence::accounts::mark_warned(&tx, id, now).await?;
        jobs::enqueue(cx, &tx, NewJob::new(JobKind::WarnIdle, &id, now)).await?;
    }
    Ok(())
}

async fn erase_idle(cx: &Cx, id: AccountId) -> Result<()> {
    let email = persistence::accounts::email(cx.db(), id).await?;
    match cx.write(|tx| erase_idle_in(cx, tx, id)).await {
        Ok(true) => sweep(cx, email).await,
        Ok(false) => {}
        // The last admin stays, however long they are away.
        Err(Error::Refused(_)) => tracing::warn!(account.id = %id, "an idle account cannot be erased"),
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Whether it was erased: its person may have come back meanwhile.
async fn erase_idle_in(cx: &Cx, tx: Tx, id: AccountId) -> Result<bool> {
    let now = cx.decided_at(&tx).await?;
    let Some((account, warned_at)) = persistence::accounts::lock_warned(&tx, id).await? else {
        return Ok(false);
    };
    if account.idleness(warned_at, now) != Idleness::Erase {
        return Ok(false);
    }
    let command = EraseAccount {
        contributions: Contributions::Keep,
        withdraw_votes: false,
    };
    erase_in(cx, tx, id, command).await?;
    Ok(true)
}

/// The job: tells the person of an idle account when it will be erased, and that signing in keeps it.
pub(crate) async fn send_warning(cx: &Cx, job: &Job) -> Result<Done> {
    let Ok(id) = job.subject.parse::<AccountId>() else {
        return Ok(Done::GivenUp("the subject is no account"));
    };
    let (account, email) = (
        persistence::accounts::by_id(cx.db(), id).await?,
        persistence::accounts::email(cx.db(), id).await?,
    );
    let (Some(account), Some(email)) = (account, email) else {
        return Ok(Done::Finished);
    };
    let Some(letter) = messages::mail("idle", &facts(cx, job.run_at), &account.language) else {
        return Ok(Done::GivenUp("there is no such mail"));
    };
    hand_over(cx, email, Some(account.id), letter).await
}

fn facts(cx: &Cx, warned_at: Timestamp) -> Facts {
    vec![
        ("site", cx.house().site.issuer.as_str().into()),
        ("until", (warned_at + WARNED_FOR).into()),
    ]
}
