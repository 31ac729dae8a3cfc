//! Telling somebody, in the transaction of what they are told of.

use domain::{
    Timestamp,
    accounts::AccountId,
    notifications::{Mailing, NewNotification, Notification, Pace, Paces, UNDO},
};
use persistence::{Tx, jobs::Job};
use uuid::Uuid;

use crate::{
    Cx, Result,
    jobs::{self, JobKind, NewJob},
};

/// Tells one person of something, in the transaction that makes it true: the row for their list, and the job of its
/// mail, which leaves after the commit and ten seconds, or with the daily digest, as the person chose.
///
/// Nobody is told of what they did themselves ([`NewNotification::by`]), twice of the same cause, or after their
/// account was erased; programs are not told at all. None of that is an error: there is nothing to tell, and the use
/// case goes on. Ids alone are kept: what the notification says is read when it is shown, under the reader's scope.
///
/// ```ignore
/// let told = NewNotification::new(author, NotificationKind::Decision, comment.id, decision.id, now)
///     .of_plan(comment.plan)
///     .by(cx.actor.account());
/// notifications::tell(cx, &tx, told).await?;
/// ```
pub async fn tell(cx: &Cx, tx: &Tx, new: NewNotification) -> Result<()> {
    tell_all(cx, tx, vec![new]).await
}

/// Tells several people: a constant number of statements, however many they are, up to 1,000 at once.
pub async fn tell_all(cx: &Cx, tx: &Tx, new: Vec<NewNotification>) -> Result<()> {
    let new: Vec<_> = new
        .into_iter()
        .filter(NewNotification::is_for_somebody_else)
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let accounts: Vec<AccountId> = new.iter().map(|new| new.account).collect();
    let recipients = persistence::notifications::recipients(tx, &accounts).await?;
    let mut told: Vec<(Notification, &Paces)> = Vec::with_capacity(new.len());
    // In the order of accounts: two who tell the same people never wait for each other in a circle.
    for (account, paces) in &recipients {
        for new in new.iter().filter(|new| new.account == *account) {
            told.push((new.noted(cx.new_id::<Notification>().uuid(), paces), paces));
        }
    }
    let rows: Vec<Notification> = told.iter().map(|(row, _)| row.clone()).collect();
    let added = persistence::notifications::insert(tx, &rows).await?;
    let jobs: Vec<_> = told
        .iter()
        .filter(|(row, _)| added.contains(&row.id) && row.mail == Mailing::Waiting)
        .filter_map(|(row, paces)| mail_job(row, paces, cx.now()))
        .collect();
    Ok(persistence::jobs::insert_all(tx, &jobs, cx.now()).await?)
}

/// The job that mails this: one a notification, or one an account and digest.
fn mail_job(row: &Notification, paces: &Paces, now: Timestamp) -> Option<Job> {
    match paces.of(row.kind) {
        Pace::AtOnce => Some(job(JobKind::SendNotification, row.id.uuid(), &row.id, now + UNDO)),
        Pace::Daily => Some(digest_job(row.account, paces.digest_for(now))),
        Pace::Never => None,
    }
}

/// The job that sends the digest of an account at this instant: always the same one.
pub(super) fn digest_job(account: AccountId, at: Timestamp) -> Job {
    let id = jobs::named_id(&format!("digest {account} {}", at.micros()));
    job(JobKind::SendDigest, id, &account, at)
}

fn job(kind: JobKind, id: Uuid, subject: &impl ToString, run_at: Timestamp) -> Job {
    let NewJob {
        kind,
        subject,
        run_at,
        payload,
    } = NewJob::new(kind, subject, run_at);
    Job {
        id,
        kind: kind.as_str().to_owned(),
        subject,
        payload,
        run_at,
        attempts: 0,
    }
}
