//! Publishing a comment that waited for review.

use domain::{
    Code, EventKind, Timestamp,
    comments::{Comment, CommentId, CommentRefusal},
    policy::comments::PublishReviewed,
    reviews::Outcome,
};
use persistence::Tx;

use super::post::record;
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
    notifications, recordings, reviews,
};

/// Publishes a comment that waits for review. `read` is the version that was read, where it is said.
#[tracing::instrument(name = "comments.publish", skip_all, fields(comment.id = %id))]
pub async fn publish_reviewed(cx: &Cx, id: CommentId, read: Option<i32>) -> Result<Comment> {
    cx.write(|tx| publish_in(cx, tx, id, read)).await
}

async fn publish_in(cx: &Cx, tx: Tx, id: CommentId, read: Option<i32>) -> Result<Comment> {
    let before = persistence::comments::lock(&tx, &cx.scope(), id)
        .await?
        .or_not_found(Code::CommentNotFound)?;
    recordings::leave_to_others(cx, &tx, before.id.into(), before.author).await?;
    let now = cx.decided_at(&tx).await?;
    if read.is_some_and(|read| read != before.version) {
        return Err(CommentRefusal::ChangedMeanwhile.into());
    }
    reviews::must_be_free(cx, &tx, before.id.into(), now).await?;
    publish_locked(cx, &tx, before, reviews::outcome(&cx.actor), now).await
}

/// Publishes a comment that is locked.
pub(crate) async fn publish_locked(
    cx: &Cx,
    tx: &Tx,
    before: Comment,
    outcome: Outcome,
    now: Timestamp,
) -> Result<Comment> {
    let after = cx
        .actor
        .may(PublishReviewed, before.clone())
        .or_hidden(Code::CommentNotFound)?
        .publish_reviewed(now)?;
    persistence::reviews::end(tx, after.id, outcome, now).await?;
    record(tx, EventKind::CommentPosted, &after, now).await?;
    notifications::tell_of_reply(cx, tx, &after, now).await?;
    persistence::comments::save(tx, &before, &after).await?;
    Ok(after)
}
