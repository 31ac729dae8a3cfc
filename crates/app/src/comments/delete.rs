//! Deleting one's comment.

use domain::{
    Code, EventKind,
    attachments::On,
    comments::{Comment, CommentId},
    moderation::Item,
    policy::comments::Delete,
    reviews::Outcome,
};
use persistence::Tx;

use super::post::record;
use crate::{
    Cx, Result, attachments,
    error::{OrHidden, OrNotFound},
};

/// Deletes a comment: its texts are gone, a tombstone says so, and its answers stay.
#[tracing::instrument(name = "comments.delete", skip_all, fields(comment.id = %id))]
pub async fn delete(cx: &Cx, id: CommentId) -> Result<Comment> {
    cx.write(|tx| delete_in(cx, tx, id)).await
}

/// Deletes a comment in the transaction of whoever deletes it: its author, or their leaving.
pub(crate) async fn delete_in(cx: &Cx, tx: Tx, id: CommentId) -> Result<Comment> {
    let before = persistence::comments::lock(&tx, &cx.scope(), id)
        .await?
        .or_not_found(Code::CommentNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let after = cx
        .actor
        .may(Delete, before.clone())
        .or_hidden(Code::CommentNotFound)?
        .delete(now)?;
    attachments::forget_of(cx, &tx, On::Item(Item::Comment(id))).await?;
    persistence::comments::replace_versions(&tx, &after, now).await?;
    // What nobody had read is no event.
    if before.is_listed() {
        record(&tx, EventKind::CommentDeleted, &after, now).await?;
    } else {
        persistence::reviews::end(&tx, after.id, Outcome::Withdrawn, now).await?;
    }
    persistence::comments::save(&tx, &before, &after).await?;
    Ok(after)
}
