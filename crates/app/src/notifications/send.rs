//! The jobs that mail: one thing by itself, or the digest of a day. Each looks again before it writes.

use std::collections::HashSet;

use domain::{
    Actor, Timestamp,
    accounts::{Account, AccountId, Standing},
    notifications::{Mailing, Notification, NotificationId, Pace, Paces, Stopped},
};
use persistence::jobs::Job;
use uuid::Uuid;

use super::{
    Seen,
    envelope::{self, Envelope, Form},
    letters, look,
    tell::digest_job,
};
use crate::{Cx, Result, worker::Done};

/// Whom a mail is for, and the context of what they see.
struct Reader {
    account: Account,
    cx: Cx,
}

/// The reader of an account, unless it was erased.
async fn reader(cx: &Cx, id: AccountId) -> Result<Option<Reader>> {
    let Some(account) = persistence::accounts::by_id(cx.db(), id).await? else {
        return Ok(None);
    };
    if matches!(account.standing, Standing::Erased { .. }) {
        return Ok(None);
    }
    let person = persistence::accounts::person(cx.db(), id, cx.now()).await?;
    Ok(person.map(|person| Reader {
        cx: Cx::new(
            cx.house().clone(),
            Actor::Person(person),
            account.language.clone(),
            cx.trace_id.clone(),
        ),
        account,
    }))
}

/// Whether an address takes notifications: it did not refuse three of them for good.
async fn takes_mail(cx: &Cx, account: AccountId) -> Result<bool> {
    let bounces = persistence::notifications::bounces(cx.db(), account).await?;
    Ok(!bounces.is_some_and(|bounces| bounces.stop()))
}

async fn settle(cx: &Cx, ids: &[NotificationId], mail: Mailing) -> Result<()> {
    cx.write(|tx| async move { Ok(persistence::notifications::settle(&tx, ids, mail).await?) })
        .await
}

/// The job of one notification. It writes nothing where the person has read it meanwhile, or what it tells was taken
/// back or hidden; where they have chosen the digest meanwhile, it waits for that.
pub(crate) async fn send(cx: &Cx, job: &Job) -> Result<Done> {
    let Ok(id) = job.subject.parse::<NotificationId>() else {
        return Ok(Done::GivenUp("the subject is no notification"));
    };
    let Some(told) = persistence::notifications::by_id(cx.db(), &cx.scope(), id).await? else {
        return Ok(Done::Finished);
    };
    if told.mail != Mailing::Waiting {
        return Ok(Done::Finished);
    }
    let Some(reader) = reader(cx, told.account).await? else {
        return Ok(Done::Finished);
    };
    let paces = persistence::notifications::paces(cx.db(), told.account).await?;
    let wanted = match paces.of(told.kind) {
        Pace::AtOnce => {
            told.read_at.is_none()
                && takes_mail(cx, told.account).await?
                // A step of an answer that another followed at once is told by that one.
                && !persistence::notifications::is_overtaken(cx.db(), &told).await?
        }
        Pace::Never => false,
        Pace::Daily => {
            let digest = digest_job(told.account, paces.digest_for(cx.now()));
            let digest = &digest;
            cx.write(|tx| async move { Ok(persistence::jobs::insert(&tx, digest, cx.now()).await?) })
                .await?;
            return Ok(Done::Finished);
        }
    };
    let seen = look(&reader.cx, vec![told.clone()]).await?.pop();
    let seen = match seen {
        Some(seen) if wanted && seen.is_shown() => seen,
        _ => {
            settle(cx, &[id], Mailing::Skipped).await?;
            return Ok(Done::Finished);
        }
    };
    let sheet = letters::letter(cx, &seen, &reader.account.language, cx.now());
    let stop = (!told.kind.must_be_told()).then_some(Stopped::Kind(told.kind));
    let envelope = Envelope {
        account: told.account,
        sheet: &sheet,
        form: Form::Single,
        id,
        thread: Some(thread(&seen)),
        stop,
    };
    ended(cx, envelope::send(cx, envelope).await?, &[id]).await
}

/// The mails that belong together: those about one proposal, or about one thing.
fn thread(seen: &Seen) -> Uuid {
    let id = seen.notification.subject.id;
    seen.proposal.as_ref().map_or(id, |proposal| proposal.id.uuid())
}

async fn ended(cx: &Cx, done: Option<Done>, ids: &[NotificationId]) -> Result<Done> {
    match done {
        None => {
            settle(cx, ids, Mailing::Sent).await?;
            Ok(Done::Finished)
        }
        Some(done) => {
            settle(cx, ids, Mailing::Skipped).await?;
            Ok(done)
        }
    }
}

/// The job of a digest: what waits for one, is not read yet and still shown, in one mail. Nothing new, no mail.
pub(crate) async fn send_digest(cx: &Cx, job: &Job) -> Result<Done> {
    let Ok(account) = job.subject.parse::<AccountId>() else {
        return Ok(Done::GivenUp("the subject is no account"));
    };
    let Some(reader) = reader(cx, account).await? else {
        return Ok(Done::Finished);
    };
    let paces = persistence::notifications::paces(cx.db(), account).await?;
    let waiting = persistence::notifications::waiting(cx.db(), account).await?;
    let (daily, other): (Vec<_>, Vec<_>) = waiting
        .into_iter()
        .partition(|told| paces.of(told.kind) == Pace::Daily);
    let stopped = ids(other.iter().filter(|told| paces.of(told.kind) == Pace::Never));
    settle(cx, &stopped, Mailing::Skipped).await?;
    if daily.is_empty() {
        return Ok(Done::Finished);
    }
    if !is_hour_of(job.run_at, &paces) {
        // The person chose another hour meanwhile.
        let later = digest_job(account, paces.next_digest(job.run_at));
        let later = &later;
        cx.write(|tx| async move { Ok(persistence::jobs::insert(&tx, later, cx.now()).await?) })
            .await?;
        return Ok(Done::Finished);
    }
    let all = ids(daily.iter());
    let unread: Vec<Notification> = daily.into_iter().filter(|told| told.read_at.is_none()).collect();
    let mut seen = look(&reader.cx, unread).await?;
    // Of several steps of one answer the newest tells all.
    let mut causes = HashSet::new();
    seen.retain(|seen| {
        let told = &seen.notification;
        seen.is_shown() && causes.insert((told.kind, told.cause.clone()))
    });
    let newest = seen.first().map(|seen| seen.notification.id);
    let newest = if takes_mail(cx, account).await? {
        newest
    } else {
        None
    };
    let Some(id) = newest else {
        settle(cx, &all, Mailing::Skipped).await?;
        return Ok(Done::Finished);
    };
    let told = ids(seen.iter().map(|seen| &seen.notification));
    let left_out: Vec<_> = all.into_iter().filter(|id| !told.contains(id)).collect();
    let sheet = letters::digest(cx, account, &seen, &reader.account.language, cx.now());
    let envelope = Envelope {
        account,
        sheet: &sheet,
        form: Form::Digest,
        id,
        thread: None,
        stop: Some(Stopped::Digest),
    };
    let done = ended(cx, envelope::send(cx, envelope).await?, &told).await?;
    settle(cx, &left_out, Mailing::Skipped).await?;
    Ok(done)
}

fn ids<'n>(told: impl Iterator<Item = &'n Notification>) -> Vec<NotificationId> {
    told.map(|told| told.id).collect()
}

/// Whether this instant is the hour of the person's digest.
fn is_hour_of(at: Timestamp, paces: &Paces) -> bool {
    paces.next_digest(Timestamp::from_micros(at.micros() - 1)) == at
}
