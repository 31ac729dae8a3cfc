//! «Utile» and «pas utile»: one mark a person and comment. Like a vote it leaves no event and no time, and needs no
//! idempotency key: saying the same twice changes nothing.

use domain::{
    Code,
    comments::{Comment, CommentId, Mark},
    policy::comments::{React, Unreact},
};
use persistence::Tx;

use super::edit::place;
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
};

/// Marks a comment, instead of what the person had marked before.
#[tracing::instrument(name = "comments.react", skip_all, fields(comment.id = %id))]
pub async fn react(cx: &Cx, id: CommentId, mark: Mark) -> Result<Comment> {
    cx.write(|tx| react_in(cx, tx, id, mark)).await
}

async fn react_in(cx: &Cx, tx: Tx, id: CommentId, mark: Mark) -> Result<Comment> {
    let scope = cx.scope();
    let seen = persistence::comments::by_id(&tx, &scope, id)
        .await?
        .or_not_found(Code::CommentNotFound)?;
    let place = place(cx, &tx, seen).await?;
    let account = cx.actor.person()?.account;
    // The person's own mark first; the comment, which many share, only for the last statements.
    let before = persistence::comments::mark(&tx, id, account, mark).await?;
    let comment = persistence::comments::lock(&tx, &scope, id)
        .await?
        .or_not_found(Code::CommentNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let placed = domain::comments::Placed { comment, ..place };
    let permitted = cx.actor.may(React, placed).or_hidden(Code::CommentNotFound)?;
    let comment = permitted.react(before, mark, now)?;
    if before != Some(mark) {
        persistence::comments::save_marks(&tx, &comment).await?;
    }
    Ok(comment)
}

/// Takes one's mark back; without one, nothing changes.
#[tracing::instrument(name = "comments.unreact", skip_all, fields(comment.id = %id))]
pub async fn unreact(cx: &Cx, id: CommentId) -> Result<Comment> {
    cx.write(|tx| unreact_in(cx, tx, id)).await
}

async fn unreact_in(cx: &Cx, tx: Tx, id: CommentId) -> Result<Comment> {
    let scope = cx.scope();
    persistence::comments::by_id(&tx, &scope, id)
        .await?
        .or_not_found(Code::CommentNotFound)?;
    let account = cx.actor.person()?.account;
    let before = persistence::comments::unmark(&tx, id, account).await?;
    let comment = persistence::comments::lock(&tx, &scope, id)
        .await?
        .or_not_found(Code::CommentNotFound)?;
    let permitted = cx.actor.may(Unreact, comment).or_hidden(Code::CommentNotFound)?;
    let comment = permitted.withdraw_mark(before);
    if before.is_some() {
        persistence::comments::save_marks(&tx, &comment).await?;
    }
    Ok(comment)
}
