//! Telling those who follow a proposal: by a job, since they may be many.

use auth::keys::WrappedKind;
use domain::{
    Timestamp,
    accounts::AccountId,
    answers::{Answer, AnswerId},
    follows::Followed,
    notifications::{NewNotification, NotificationKind},
    plans::PlanId,
    proposals::{Proposal, ProposalId},
};
use persistence::{Tx, jobs::Job};
use serde::{Deserialize, Serialize};

use super::tell_all;
use crate::{
    Cx, Error, Result,
    jobs::{self, JobKind, NewJob},
    worker::Done,
};

/// How many followers are told in one transaction.
const BATCH: u64 = 500;

/// What followers are told. It names who did it, so it is sealed.
#[derive(Serialize, Deserialize)]
struct Told {
    plan: PlanId,
    answer: AnswerId,
    version: i32,
    at: i64,
    by: Option<AccountId>,
}

/// Has the followers of these told of an answer once the transaction is committed.
pub(super) async fn tell_later(
    cx: &Cx,
    tx: &Tx,
    answer: &Answer,
    covered: &[Proposal],
    now: Timestamp,
) -> Result<()> {
    let told = Told {
        plan: answer.plan,
        answer: answer.id,
        version: answer.version,
        at: now.micros(),
        by: cx.actor.account(),
    };
    let plain = serde_json::to_vec(&told).map_err(Error::internal)?;
    for proposal in covered {
        let mut job = NewJob::new(JobKind::TellFollowers, &proposal.id, now);
        job.payload = cx
            .root_key()
            .wrap(&plain, WrappedKind::Mail, job.subject.as_bytes());
        jobs::enqueue(cx, tx, job).await?;
    }
    Ok(())
}

/// The job: tells the followers of a proposal, a batch a transaction. Whoever was told before is not told again.
pub(crate) async fn tell_followers(cx: &Cx, job: &Job) -> Result<Done> {
    let Ok(proposal) = job.subject.parse::<ProposalId>() else {
        return Ok(Done::GivenUp("the subject is no proposal"));
    };
    let opened = cx
        .root_key()
        .open(&job.payload, WrappedKind::Mail, job.subject.as_bytes());
    let Ok(plain) = opened else {
        return Ok(Done::GivenUp("the payload does not open"));
    };
    let Ok(told) = serde_json::from_slice::<Told>(&plain) else {
        return Ok(Done::GivenUp("the payload is of another version"));
    };
    let followed = Followed::Proposal(proposal);
    let mut after = None;
    loop {
        let batch = persistence::follows::followers_of(cx.db(), followed, after, BATCH).await?;
        let Some(last) = batch.last().copied() else {
            return Ok(Done::Finished);
        };
        after = Some(last);
        let (batch, told) = (&batch, &told);
        cx.write(|tx| async move {
            let new = batch.iter().map(|account| told.to(*account, proposal)).collect();
            tell_all(cx, &tx, new).await
        })
        .await?;
    }
}

impl Told {
    fn to(&self, account: AccountId, proposal: ProposalId) -> NewNotification {
        let at = Timestamp::from_micros(self.at);
        NewNotification::new(
            account,
            NotificationKind::ProposalAnswered,
            proposal,
            self.answer,
            at,
        )
        .of_plan(self.plan)
        .at_version(self.version)
        .by(self.by)
    }
}
