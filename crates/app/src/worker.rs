//! The background worker: gives events their numbers, counts votes and runs the jobs that are due.
//!
//! Any number of processes may run it. It measures itself: `fabrique_jobs_done_total`, `fabrique_jobs_failed_total`
//! and `fabrique_jobs_dead_total` by `kind`, `fabrique_events_total`, and `fabrique_events_lag`, the seconds that the
//! oldest event has been waiting for its number.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use domain::{Timestamp, moderation::Item, time::days};
use futures::FutureExt;
use persistence::{
    Tx,
    events::Sequenced,
    jobs::{End, Job, Kinds},
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{
    Cx, Error, House, Result, accounts, attachments, idempotency, jobs, jobs::JobKind, moderation,
    moderation_log, notifications, reviews, voting, webhooks,
};

/// How many jobs a process runs at once.
const LANES: usize = 4;
/// How many messages of webhooks it sends at once. They wait for machines of others, and nothing of the house for them.
const WEBHOOK_LANES: usize = 2;
/// What webhooks' own lanes run.
const WEBHOOKS: Kinds = Kinds::Only(JobKind::DeliverWebhook.as_str());
/// What all others run.
const HOUSE: Kinds = Kinds::But(JobKind::DeliverWebhook.as_str());
/// How long a claim holds: a worker that died leaves its job to others after this long.
const LEASE: Duration = Duration::from_mins(5);
/// How long a job may take: less than its lease, so that nobody else starts it meanwhile.
const DEADLINE: Duration = Duration::from_mins(4);
/// After how many attempts a job is given up: about six hours after the first.
const ATTEMPTS: i32 = 12;
/// The wait after the first failure; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_secs(10);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_hours(3);
/// How often a process looks for what others committed or what has become due.
const LOOK: Duration = Duration::from_millis(250);

/// How a job ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It did what it is for.
    Finished,
    /// It did what it could for now, and is due again at this instant.
    Again(Timestamp),
    /// It never will, and trying again does not help; why, in words without any person in them.
    GivenUp(&'static str),
}

/// What each kind of job does: the one list.
async fn perform(cx: &Cx, kind: JobKind, job: &Job) -> Result<Done> {
    match kind {
        JobKind::ForgetExpired => forget_expired(cx).await,
        JobKind::PublishUnreviewed => publish_unreviewed(cx, job).await,
        JobKind::PublishUnreviewedComment => publish_unreviewed_comment(cx, job).await,
        JobKind::SendAccountMail => accounts::send_mail(cx, job).await,
        JobKind::DestroyVotingKeys => voting::destroy_keys(cx).await.map(|()| Done::Finished),
        JobKind::WatchIdle => accounts::watch_idle(cx).await,
        JobKind::WarnIdle => accounts::send_warning(cx, job).await,
        JobKind::TellFollowers => notifications::tell_followers(cx, job).await,
        JobKind::FinaliseDecision => match job.subject.parse() {
            Ok(id) => moderation::finalise(cx, id).await,
            Err(_) => Ok(Done::GivenUp("the subject is no decision")),
        },
        JobKind::ImposeSanction => match job.subject.parse() {
            Ok(id) => moderation::impose(cx, id).await,
            Err(_) => Ok(Done::GivenUp("the subject is no sanction")),
        },
        JobKind::EndHold => match Item::parse(&job.subject) {
            Some(item) => moderation::end_hold(cx, item).await,
            None => Ok(Done::GivenUp("the subject is no item")),
        },
        JobKind::SendModerationMail => moderation::send_letter(cx, job).await,
        JobKind::WatchTerms => moderation::watch_terms(cx).await,
        JobKind::SendNotification => notifications::send(cx, job).await,
        JobKind::SendDigest => notifications::send_digest(cx, job).await,
        JobKind::DeliverWebhook => webhooks::deliver(cx, job).await,
        JobKind::DeleteFiles => attachments::delete_files(cx, job).await,
    }
}

async fn publish_unreviewed(cx: &Cx, job: &Job) -> Result<Done> {
    let Ok(id) = job.subject.parse() else {
        return Ok(Done::GivenUp("the subject is no proposal"));
    };
    reviews::lapse(cx, Item::Proposal(id))
        .await
        .map(|()| Done::Finished)
}

async fn publish_unreviewed_comment(cx: &Cx, job: &Job) -> Result<Done> {
    let Ok(id) = job.subject.parse() else {
        return Ok(Done::GivenUp("the subject is no comment"));
    };
    reviews::lapse(cx, Item::Comment(id))
        .await
        .map(|()| Done::Finished)
}

async fn forget_expired(cx: &Cx) -> Result<Done> {
    cx.write(|tx| async move {
        let now = cx.decided_at(&tx).await?;
        persistence::idempotency::forget(&tx, now - idempotency::KEPT).await?;
        persistence::jobs::forget_dead(&tx, now - days(30)).await?;
        persistence::drafts::delete_expired(&tx, now).await?;
        attachments::forget_adrift(cx, &tx).await?;
        persistence::accounts::remove_attempts_expired(&tx, now).await?;
        persistence::accounts::remove_sessions_unused_since(&tx, now - days(60)).await?;
        persistence::throttles::sweep(&tx, now, now - days(30)).await?;
        persistence::voting::forget_expired(&tx, now).await?;
        persistence::accounts::forget_proofs(&tx, now - days(30)).await?;
        persistence::accounts::forget_sealed(&tx, now).await?;
        persistence::moderation::forget_copies(&tx, now).await?;
        persistence::notifications::forget(&tx, now - domain::notifications::KEPT).await?;
        persistence::moderation::forget_notices(&tx, now - moderation::NOTICES_KEPT).await?;
        persistence::webhooks::forget(&tx, now - domain::webhooks::KEPT).await?;
        persistence::webhooks::forget_secrets(&tx, now).await?;
        Ok(())
    })
    .await?;
    cx.db().scrub().await?;
    Ok(Done::Finished)
}

/// Gives numbers to all events that are committed; how many.
pub async fn sequence(house: &Arc<House>) -> Result<usize> {
    let cx = Cx::system(Arc::clone(house), "sequencer");
    let mut moved = 0;
    loop {
        let oldest = persistence::events::oldest_waiting(cx.db()).await?;
        let lag = oldest.map_or(Duration::ZERO, |at| cx.now().since(at));
        metrics::gauge!("fabrique_events_lag").set(lag.as_secs_f64());
        if oldest.is_none() {
            return Ok(moved);
        }
        match cx
            .write(|tx| async move { Ok(persistence::events::sequence(&tx).await?) })
            .await?
        {
            // Another process is at it, or took what was there.
            Sequenced::Elsewhere | Sequenced::Moved(0) => return Ok(moved),
            Sequenced::LogHasNoKey => moderation_log::begin(&cx).await?,
            Sequenced::Moved(some) => {
                moved += some;
                house.feed.numbered();
                metrics::counter!("fabrique_events_total").increment(some as u64);
            }
        }
    }
}

/// Counts what votes have changed into the tally that lists are ordered by; how many changes. Totals do not wait for it.
pub async fn count_votes(house: &Arc<House>) -> Result<usize> {
    let cx = Cx::system(Arc::clone(house), "counter");
    let mut counted = 0;
    while persistence::voting::any_delta(cx.db()).await? {
        match cx
            .write(|tx| async move { Ok(persistence::voting::fold(&tx).await?) })
            .await?
        {
            // Another process is at it.
            0 => break,
            some => {
                counted += some;
                house.feed.counted();
            }
        }
    }
    Ok(counted)
}

/// Gives events their numbers, and runs every job that is due, one after the other, those included that come due
/// meanwhile; how many jobs ran.
pub async fn run_due(house: &Arc<House>) -> Result<usize> {
    let cx = Cx::system(Arc::clone(house), "worker");
    let mut ran = 0;
    sequence(house).await?;
    count_votes(house).await?;
    webhooks::fan_out(house).await?;
    while run_one(&cx, HOUSE).await? || run_one(&cx, WEBHOOKS).await? {
        ran += 1;
        sequence(house).await?;
        webhooks::fan_out(house).await?;
    }
    Ok(ran)
}

/// Works until it is told to stop; what runs then is finished first.
pub async fn run(house: Arc<House>, cancel: CancellationToken) {
    let cx = Cx::system(Arc::clone(&house), "worker");
    while let Err(error) = jobs::plant(&cx).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "the worker cannot start yet"
        );
        if cancel
            .run_until_cancelled(tokio::time::sleep(LOOK * 4))
            .await
            .is_none()
        {
            return;
        }
    }
    let mut tasks = JoinSet::new();
    let sequencer = Arc::clone(&house);
    tasks.spawn(repeat(Arc::clone(&house), cancel.clone(), move || {
        let house = Arc::clone(&sequencer);
        async move { sequence(&house).await.map(|_moved| false) }
    }));
    let counter = Arc::clone(&house);
    tasks.spawn(repeat(Arc::clone(&house), cancel.clone(), move || {
        let house = Arc::clone(&counter);
        async move { count_votes(&house).await.map(|_counted| false) }
    }));
    let teller = Arc::clone(&house);
    tasks.spawn(repeat(Arc::clone(&house), cancel.clone(), move || {
        let house = Arc::clone(&teller);
        async move { webhooks::fan_out(&house).await.map(|_made| false) }
    }));
    let lanes = [(HOUSE, LANES), (WEBHOOKS, WEBHOOK_LANES)];
    for kinds in lanes
        .into_iter()
        .flat_map(|(kinds, lanes)| std::iter::repeat_n(kinds, lanes))
    {
        let cx = cx.clone();
        tasks.spawn(repeat(Arc::clone(&house), cancel.clone(), move || {
            let cx = cx.clone();
            async move { run_one(&cx, kinds).await }
        }));
    }
    tasks.join_all().await;
}

/// Does a step again and again: at once while it says that there is more, otherwise when a commit brings work, or
/// after a short while.
async fn repeat<Fut>(house: Arc<House>, cancel: CancellationToken, step: impl Fn() -> Fut)
where
    Fut: Future<Output = Result<bool>>,
{
    let mut work = house.db.work();
    while !cancel.is_cancelled() {
        work.mark_unchanged();
        let more = step().await.unwrap_or_else(|error| {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the worker failed, and goes on"
            );
            false
        });
        if !more {
            let wait = tokio::time::timeout(LOOK, work.changed());
            let _ = cancel.run_until_cancelled(wait).await;
        }
    }
}

/// Runs the job of these kinds that is due longest, if any is.
async fn run_one(cx: &Cx, kinds: Kinds) -> Result<bool> {
    let now = cx.decided_at(cx.db()).await?;
    if !persistence::jobs::any_due(cx.db(), kinds, now).await? {
        return Ok(false);
    }
    let claimed = cx.write(|tx| async move {
        let now = cx.decided_at(&tx).await?;
        Ok(persistence::jobs::claim(&tx, kinds, now, LEASE).await?)
    });
    let Some(job) = claimed.await? else {
        return Ok(false);
    };
    let kind = JobKind::parse(&job.kind);
    let outcome = match kind {
        Some(kind) => attempt(cx, kind, &job).await,
        None => Err("no such kind of job in this version".to_owned()),
    };
    let label = kind.map_or("unknown", JobKind::as_str);
    let (job, outcome) = (&job, &outcome);
    cx.write(|tx| end(cx, tx, kind, job, outcome)).await?;
    match outcome {
        Ok(Done::Finished | Done::Again(_)) => {
            metrics::counter!("fabrique_jobs_done_total", "kind" => label).increment(1);
        }
        Ok(Done::GivenUp(why)) => {
            tracing::warn!(job.id = %job.id, job.kind = label, why, "a job was given up");
            metrics::counter!("fabrique_jobs_dead_total", "kind" => label).increment(1);
        }
        Err(why) => {
            tracing::warn!(job.id = %job.id, job.kind = label, job.attempts = job.attempts, why, "a job failed");
            metrics::counter!("fabrique_jobs_failed_total", "kind" => label).increment(1);
            if is_last(kind, job) {
                metrics::counter!("fabrique_jobs_dead_total", "kind" => label).increment(1);
            }
        }
    }
    Ok(true)
}

/// Does the job once; a job that panics or takes too long has failed.
#[tracing::instrument(name = "jobs.run", skip_all, fields(job.id = %job.id, job.kind = kind.as_str()))]
async fn attempt(cx: &Cx, kind: JobKind, job: &Job) -> Result<Done, String> {
    let work = AssertUnwindSafe(perform(cx, kind, job)).catch_unwind();
    match tokio::time::timeout(DEADLINE, work).await {
        Ok(Ok(Ok(done))) => Ok(done),
        Ok(Ok(Err(error))) => Err(reason(&error)),
        Ok(Err(_panic)) => Err("it panicked".to_owned()),
        Err(_late) => Err("it took too long".to_owned()),
    }
}

/// Why it failed, without any person in it: our own words, never what a database or a mail server said.
fn reason(error: &Error) -> String {
    match error {
        Error::Invalid(fields) => fields
            .first()
            .map_or_else(|| error.to_string(), |field| field.fault.code.to_string()),
        error => error.to_string(),
    }
}

fn is_last(kind: Option<JobKind>, job: &Job) -> bool {
    job.attempts >= ATTEMPTS && kind.and_then(JobKind::every).is_none()
}

async fn end(
    cx: &Cx,
    tx: Tx,
    kind: Option<JobKind>,
    job: &Job,
    outcome: &Result<Done, String>,
) -> Result<()> {
    let now = cx.decided_at(&tx).await?;
    let end = match outcome {
        Ok(Done::Finished) => match kind.and_then(JobKind::every) {
            Some(every) => End::Again(now + every),
            None => End::Done,
        },
        Ok(Done::Again(at)) => End::Again(*at),
        Ok(Done::GivenUp(why)) => End::Dead {
            why: (*why).to_owned(),
        },
        Err(why) if is_last(kind, job) => End::Dead { why: why.clone() },
        Err(why) => End::Retry {
            at: retry_at(cx, job.attempts, now),
            why: why.clone(),
        },
    };
    persistence::jobs::end(&tx, job, end).await?;
    Ok(())
}

/// Twice as long each time, and up to a fifth more, so that what failed together is not tried together.
fn retry_at(cx: &Cx, attempts: i32, now: Timestamp) -> Timestamp {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(20);
    let wait = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
    let jitter = wait.mul_f64(f64::from(cx.random()) / f64::from(i32::MAX) / 5.0);
    now + wait + jitter
}
