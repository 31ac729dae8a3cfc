//! Work with a due time: claimed by one worker for a while, tried again when it failed, kept when it never succeeds.

use std::time::Duration;

use domain::Timestamp;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, LockBehavior, LockType, OnConflict},
};
use uuid::Uuid;

use crate::{Read, StoreError, Tx, batches, rows::jobs};

const WAITING: &str = "waiting";
const DEAD: &str = "dead";

/// A job as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id; recurring jobs have one that never changes.
    pub id: Uuid,
    /// What is to be done: a word that `app` knows.
    pub kind: String,
    /// To what: an id in text.
    pub subject: String,
    /// What else must be known; sealed by who wrote it if it is personal.
    pub payload: Vec<u8>,
    /// Not before this instant.
    pub run_at: Timestamp,
    /// How often it was claimed, the present claim included.
    pub attempts: i32,
}

/// Adds a job, unless one of this id waits already. Workers wake up when the transaction commits.
pub async fn insert(tx: &Tx, job: &Job, now: Timestamp) -> Result<(), StoreError> {
    insert_all(tx, std::slice::from_ref(job), now).await
}

/// Adds jobs in one statement, those left out of which the id waits already: at most 1,000 at once.
pub async fn insert_all(tx: &Tx, new: &[Job], now: Timestamp) -> Result<(), StoreError> {
    if new.is_empty() {
        return Ok(());
    }
    jobs::Entity::insert_many(new.iter().map(|job| row(job, now)))
        .on_conflict(OnConflict::column(jobs::Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    tx.brings_work();
    Ok(())
}

fn row(job: &Job, now: Timestamp) -> jobs::ActiveModel {
    let Job {
        id,
        kind,
        subject,
        payload,
        run_at,
        attempts,
    } = job;
    jobs::ActiveModel {
        id: Set(*id),
        kind: Set(kind.clone()),
        subject: Set(subject.clone()),
        payload: Set(payload.clone()),
        state: Set(WAITING.to_owned()),
        run_at: Set(*run_at),
        claimed_until: Set(Timestamp::default()),
        attempts: Set(*attempts),
        last_error: Set(None),
        created_at: Set(now),
    }
}

/// Adds a job that is due now. Where one of this id is there, whose work is done and which is about to go, it is made
/// due again, and whoever ends it does not end it any more.
pub async fn renew(tx: &Tx, job: &Job, now: Timestamp) -> Result<(), StoreError> {
    let again = OnConflict::column(jobs::Column::Id)
        .update_columns([
            jobs::Column::RunAt,
            jobs::Column::ClaimedUntil,
            jobs::Column::State,
        ])
        .value(
            jobs::Column::Attempts,
            Expr::col((jobs::Entity, jobs::Column::Attempts)).add(1),
        )
        .to_owned();
    jobs::Entity::insert(row(job, now))
        .on_conflict(again)
        .exec_without_returning(tx.conn())
        .await?;
    tx.brings_work();
    Ok(())
}

/// Makes these jobs due now.
pub async fn hurry(tx: &Tx, ids: &[Uuid], now: Timestamp) -> Result<(), StoreError> {
    for ids in ids.chunks(batches::LIST) {
        jobs::Entity::update_many()
            .col_expr(jobs::Column::RunAt, Expr::value(now))
            .filter(jobs::Column::Id.is_in(ids.iter().copied()))
            .filter(jobs::Column::RunAt.gt(now))
            .exec(tx.conn())
            .await?;
    }
    tx.brings_work();
    Ok(())
}

/// Which jobs a worker takes: those that wait for others' machines have workers of their own, so that nothing else
/// waits for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds {
    /// Of this kind alone.
    Only(&'static str),
    /// Of every other kind.
    But(&'static str),
}

/// Whether a job can be claimed now: a cheap question before the transaction.
pub async fn any_due(from: &impl Read, kinds: Kinds, now: Timestamp) -> Result<bool, StoreError> {
    let row = due(kinds, now).one(&from.executor()).await?;
    Ok(row.is_some())
}

fn due(kinds: Kinds, now: Timestamp) -> sea_orm::Select<jobs::Entity> {
    jobs::Entity::find()
        .filter(match kinds {
            Kinds::Only(kind) => jobs::Column::Kind.eq(kind),
            Kinds::But(kind) => jobs::Column::Kind.ne(kind),
        })
        .filter(jobs::Column::State.eq(WAITING))
        .filter(jobs::Column::RunAt.lte(now))
        .filter(jobs::Column::ClaimedUntil.lte(now))
        .order_by_asc(jobs::Column::RunAt)
        .order_by_asc(jobs::Column::Id)
        .limit(1)
}

/// Takes the job that is due longest, for as long as `lease`: nobody else gets it before.
pub async fn claim(
    tx: &Tx,
    kinds: Kinds,
    now: Timestamp,
    lease: Duration,
) -> Result<Option<Job>, StoreError> {
    let row = due(kinds, now)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(tx.conn())
        .await?;
    let Some(row) = row else { return Ok(None) };
    jobs::Entity::update_many()
        .col_expr(jobs::Column::ClaimedUntil, Expr::value(now + lease))
        .col_expr(jobs::Column::Attempts, Expr::col(jobs::Column::Attempts).add(1))
        .filter(jobs::Column::Id.eq(row.id))
        .exec(tx.conn())
        .await?;
    Ok(Some(Job {
        id: row.id,
        kind: row.kind,
        subject: row.subject,
        payload: row.payload,
        run_at: row.run_at,
        attempts: row.attempts + 1,
    }))
}

/// How a claim ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The job is done and goes.
    Done,
    /// The job is done and comes again at this instant.
    Again(Timestamp),
    /// It failed, and is tried again at this instant.
    Retry {
        /// When.
        at: Timestamp,
        /// Why it failed, in words without any person in them.
        why: String,
    },
    /// It failed for good, and is kept for people to look at.
    Dead {
        /// Why it failed, in words without any person in them.
        why: String,
    },
}

/// Ends a claim. False when the claim had run out and somebody else has the job: nothing changes then.
pub async fn end(tx: &Tx, claimed: &Job, end: End) -> Result<bool, StoreError> {
    // The number of attempts tells this claim from any later one.
    let mine = jobs::Column::Id
        .eq(claimed.id)
        .and(jobs::Column::Attempts.eq(claimed.attempts));
    let update = jobs::Entity::update_many()
        .col_expr(jobs::Column::ClaimedUntil, Expr::value(Timestamp::default()))
        .filter(mine.clone());
    let changed = match end {
        End::Done => {
            jobs::Entity::delete_many()
                .filter(mine)
                .exec(tx.conn())
                .await?
                .rows_affected
        }
        End::Again(at) => {
            let again = update
                .col_expr(jobs::Column::RunAt, Expr::value(at))
                .col_expr(jobs::Column::Attempts, Expr::value(0))
                .col_expr(jobs::Column::LastError, Expr::value(Option::<String>::None));
            again.exec(tx.conn()).await?.rows_affected
        }
        End::Retry { at, why } => {
            let retry = update
                .col_expr(jobs::Column::RunAt, Expr::value(at))
                .col_expr(jobs::Column::LastError, Expr::value(why));
            retry.exec(tx.conn()).await?.rows_affected
        }
        End::Dead { why } => {
            let dead = update
                .col_expr(jobs::Column::State, Expr::value(DEAD))
                .col_expr(jobs::Column::LastError, Expr::value(why));
            dead.exec(tx.conn()).await?.rows_affected
        }
    };
    Ok(changed == 1)
}

/// Forgets the jobs that failed for good and were to run before this instant; how many there were.
pub async fn forget_dead(tx: &Tx, before: Timestamp) -> Result<u64, StoreError> {
    let gone = jobs::Entity::delete_many()
        .filter(jobs::Column::State.eq(DEAD))
        .filter(jobs::Column::RunAt.lt(before))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected)
}
