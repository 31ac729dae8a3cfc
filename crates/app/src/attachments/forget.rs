//! Forgetting files: the row goes with what it was on, and a job deletes the bytes, however often it must try.

use domain::{
    attachments::{AttachmentId, On},
    time::days,
};
use persistence::{Tx, jobs::Job};

use crate::{
    Cx, Result,
    jobs::{self, JobKind, NewJob},
    worker::Done,
};

/// Forgets what is on this.
pub(crate) async fn forget_of(cx: &Cx, tx: &Tx, on: On) -> Result<()> {
    let gone = persistence::attachments::take_of(tx, on).await?;
    forget_all(cx, tx, gone).await
}

/// Forgets what is on drafts that are gone, and what was sent a day ago and never used.
pub(crate) async fn forget_adrift(cx: &Cx, tx: &Tx) -> Result<()> {
    let now = cx.decided_at(tx).await?;
    let gone = persistence::attachments::take_adrift(tx, now - days(1)).await?;
    forget_all(cx, tx, gone).await
}

/// Has the bytes of these deleted once the transaction is committed: their rows are gone.
pub(crate) async fn forget_all(cx: &Cx, tx: &Tx, gone: Vec<AttachmentId>) -> Result<()> {
    if gone.is_empty() {
        return Ok(());
    }
    let now = cx.decided_at(tx).await?;
    let due = gone
        .iter()
        .map(|id| NewJob::new(JobKind::DeleteFiles, id, now))
        .collect();
    jobs::enqueue_all(cx, tx, due).await
}

/// Lets go of one whose bytes were not kept, and of those of its bytes that were.
pub(super) async fn let_go(cx: &Cx, id: AttachmentId) -> Result<()> {
    cx.write(|tx| async move {
        persistence::attachments::delete(&tx, id).await?;
        forget_all(cx, &tx, vec![id]).await
    })
    .await
}

/// Deletes the bytes of an attachment that is gone.
pub async fn delete_files(cx: &Cx, job: &Job) -> Result<Done> {
    let Ok(id) = job.subject.parse() else {
        return Ok(Done::GivenUp("the subject is no attachment"));
    };
    cx.house().files.delete(id).await?;
    Ok(Done::Finished)
}
