//! Work with a due time: mail to send, deadlines to keep, things to forget.
//!
//! A use case adds a job in its own transaction, so that what was answered is also done. A job runs at least once: it
//! takes ids, reads today's state, and does no harm when it runs twice.

use std::time::Duration;

use domain::{
    Timestamp,
    time::{hours, minutes},
};
use persistence::{Tx, jobs::Job};
use uuid::Uuid;

use crate::{Cx, Result};

macro_rules! job_kinds {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// What a job does. What each kind means is one match in [`crate::worker`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum JobKind {
            $($(#[$doc])* $variant,)*
        }

        impl JobKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The dotted form, as stored and as measured.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

job_kinds! {
    /// Forgets what is kept for a while only: idempotency keys after 24 hours, drafts and votes without an account and
    /// jobs that failed for good after 30 days, codes that nobody typed, sessions 60 days after they were last used,
    /// counts of attempts when they are empty again and of wrong passwords after 30 days, proofs 30 days after they
    /// expired, sealed identities when the law lets them go, notifications after a year, what was sent to webhooks after 30
    /// days and their former secrets after one.
    ForgetExpired = "house.forget_expired",
    /// Publishes a proposal that waited for review for 72 hours, unless somebody holds it.
    PublishUnreviewed = "proposals.publish_unreviewed",
    /// Publishes a comment that waited for review for 72 hours, unless somebody holds it.
    PublishUnreviewedComment = "comments.publish_unreviewed",
    /// Writes and sends a mail about an account: a code, or a word that something changed.
    SendAccountMail = "accounts.send_mail",
    /// Destroys voting keys 60 days after the results of their plans are final: from then on votes are anonymous.
    DestroyVotingKeys = "voting.destroy_keys",
    /// Warns accounts that were idle for 23 months, and erases those that were for 24.
    WatchIdle = "accounts.watch_idle",
    /// Makes a decision final ten seconds after it was taken, and tells those concerned.
    FinaliseDecision = "moderation.finalise",
    /// Lets a sanction take effect ten seconds after it was decided, and tells the person.
    ImposeSanction = "moderation.impose",
    /// Shows again what was held and that nobody has decided about.
    EndHold = "moderation.end_hold",
    /// Writes and sends a mail about a notice, a decision or a complaint.
    SendModerationMail = "moderation.send_mail",
    /// Escalates cases past their term, and closes those that nobody may contest any more.
    WatchTerms = "moderation.watch_terms",
    /// Tells the person of an idle account when it will be erased.
    WarnIdle = "accounts.warn_idle",
    /// Tells those who follow a proposal that the town answered it.
    TellFollowers = "notifications.tell_followers",
    /// Mails a notification by itself, unless what it tells was taken back meanwhile.
    SendNotification = "notifications.send",
    /// Mails a person what they have not been told of since their last digest.
    SendDigest = "notifications.send_digest",
    /// Sends a message to a webhook.
    DeliverWebhook = "webhooks.deliver",
    /// Deletes the bytes of an attachment that is gone.
    DeleteFiles = "attachments.delete_files",
}

impl JobKind {
    /// The kind of this stored form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }

    /// How long after the end of one run the next is due, for jobs that never end.
    pub const fn every(self) -> Option<Duration> {
        match self {
            Self::ForgetExpired | Self::DestroyVotingKeys => Some(hours(1)),
            Self::WatchIdle => Some(hours(24)),
            Self::WatchTerms => Some(minutes(5)),
            Self::PublishUnreviewed
            | Self::PublishUnreviewedComment
            | Self::SendAccountMail
            | Self::WarnIdle
            | Self::TellFollowers
            | Self::FinaliseDecision
            | Self::EndHold
            | Self::ImposeSanction
            | Self::SendModerationMail
            | Self::SendNotification
            | Self::SendDigest
            | Self::DeliverWebhook
            | Self::DeleteFiles => None,
        }
    }

    /// The one id of a job that never ends: FNV-1a of its name.
    fn recurring_id(self) -> Uuid {
        named_id(self.as_str())
    }
}

/// The id that a job of this name always has, so that there is one of it: FNV-1a.
pub(crate) fn named_id(name: &str) -> Uuid {
    let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    for byte in name.bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    uuid::Builder::from_custom_bytes(hash.to_be_bytes()).into_uuid()
}

/// A job to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// What is to be done.
    pub kind: JobKind,
    /// To what: an id in text, at most 200 characters; never a name or an address.
    pub subject: String,
    /// Not before this instant.
    pub run_at: Timestamp,
    /// What else must be known. Sealed if it is personal: it lies in the table until the job is done.
    pub payload: Vec<u8>,
}

impl NewJob {
    /// A job about `subject`, with nothing else to know.
    pub fn new(kind: JobKind, subject: &impl ToString, run_at: Timestamp) -> Self {
        Self {
            kind,
            subject: subject.to_string(),
            run_at,
            payload: Vec::new(),
        }
    }
}

/// Adds a job, which runs once the transaction is committed and its time has come; its id.
pub async fn enqueue(cx: &Cx, tx: &Tx, job: NewJob) -> Result<Uuid> {
    let NewJob {
        kind,
        subject,
        run_at,
        payload,
    } = job;
    let job = Job {
        id: cx.new_id::<Job>().uuid(),
        kind: kind.as_str().to_owned(),
        subject,
        payload,
        run_at,
        attempts: 0,
    };
    persistence::jobs::insert(tx, &job, cx.now()).await?;
    Ok(job.id)
}

/// Adds jobs, in one statement.
pub async fn enqueue_all(cx: &Cx, tx: &Tx, due: Vec<NewJob>) -> Result<()> {
    let jobs: Vec<Job> = due
        .into_iter()
        .map(|job| Job {
            id: cx.new_id::<Job>().uuid(),
            kind: job.kind.as_str().to_owned(),
            subject: job.subject,
            payload: job.payload,
            run_at: job.run_at,
            attempts: 0,
        })
        .collect();
    Ok(persistence::jobs::insert_all(tx, &jobs, cx.now()).await?)
}

/// Adds the jobs that never end, where they are not there yet.
pub async fn plant(cx: &Cx) -> Result<()> {
    cx.write(|tx| async move {
        let now = cx.decided_at(&tx).await?;
        for kind in JobKind::ALL.iter().copied().filter(|kind| kind.every().is_some()) {
            let job = Job {
                id: kind.recurring_id(),
                kind: kind.as_str().to_owned(),
                subject: String::new(),
                payload: Vec::new(),
                run_at: now,
                attempts: 0,
            };
            persistence::jobs::insert(&tx, &job, now).await?;
        }
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn kinds_read_back_and_jobs_that_never_end_have_ids_of_their_own() {
        let ids: BTreeSet<_> = JobKind::ALL.iter().map(|kind| kind.recurring_id()).collect();
        assert_eq!(ids.len(), JobKind::ALL.len());
        for kind in JobKind::ALL {
            assert_eq!(JobKind::parse(kind.as_str()), Some(*kind));
        }
    }
}
