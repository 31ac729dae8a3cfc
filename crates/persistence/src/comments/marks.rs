//! What people think of comments: one mark a person and comment, without a time.

use domain::{
    accounts::AccountId,
    comments::{Comment, CommentId, Mark},
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, OnConflict},
};

use crate::{
    Read, StoreError, Tx,
    rows::{comment_marks, comments},
};

/// Sets a person's mark, which stays locked until the transaction ends: what they had marked before.
pub async fn mark(
    tx: &Tx,
    comment: CommentId,
    account: AccountId,
    mark: Mark,
) -> Result<Option<Mark>, StoreError> {
    let useful = matches!(mark, Mark::Useful);
    let row = comment_marks::ActiveModel {
        comment_id: Set(comment),
        account_id: Set(account),
        useful: Set(useful),
    };
    let key = [comment_marks::Column::CommentId, comment_marks::Column::AccountId];
    let inserted = comment_marks::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    if inserted == 1 {
        return Ok(None);
    }
    let Some(before) = locked(tx, comment, account).await? else {
        // It was there and went: the other transaction took it back.
        return Err(StoreError::Contention(DbErr::Custom(
            "a mark went while it was read".to_owned(),
        )));
    };
    if before != mark {
        comment_marks::Entity::update_many()
            .col_expr(comment_marks::Column::Useful, Expr::value(useful))
            .filter(of(comment, account))
            .exec(tx.conn())
            .await?;
    }
    Ok(Some(before))
}

/// Takes a person's mark back: what it was.
pub async fn unmark(tx: &Tx, comment: CommentId, account: AccountId) -> Result<Option<Mark>, StoreError> {
    let before = locked(tx, comment, account).await?;
    if before.is_some() {
        comment_marks::Entity::delete_many()
            .filter(of(comment, account))
            .exec(tx.conn())
            .await?;
    }
    Ok(before)
}

async fn locked(tx: &Tx, comment: CommentId, account: AccountId) -> Result<Option<Mark>, StoreError> {
    let row = comment_marks::Entity::find()
        .filter(of(comment, account))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    Ok(row.map(|row| said(row.useful)))
}

/// Saves the totals of marks of a comment that is locked, and its place in the order «most useful».
pub async fn save_marks(tx: &Tx, comment: &Comment) -> Result<(), StoreError> {
    comments::Entity::update_many()
        .col_expr(comments::Column::Useful, Expr::value(comment.useful))
        .col_expr(comments::Column::NotUseful, Expr::value(comment.not_useful))
        .col_expr(comments::Column::Usefulness, Expr::value(comment.usefulness()))
        .col_expr(comments::Column::IsNew, Expr::value(comment.is_new()))
        .filter(comments::Column::Id.eq(comment.id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// What a person marked among these comments.
pub async fn marks_among(
    from: &impl Read,
    account: AccountId,
    ids: &[CommentId],
) -> Result<Vec<(CommentId, Mark)>, StoreError> {
    let rows = comment_marks::Entity::find()
        .filter(comment_marks::Column::AccountId.eq(account))
        .filter(comment_marks::Column::CommentId.is_in(ids.iter().copied()))
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.comment_id, said(row.useful)))
        .collect())
}

/// At most `limit` marks of a person, in the order of their comments' ids, after this one: for their download.
pub async fn marks_by(
    from: &impl Read,
    account: AccountId,
    after: Option<CommentId>,
    limit: u64,
) -> Result<Vec<(CommentId, Mark)>, StoreError> {
    let mut select = comment_marks::Entity::find().filter(comment_marks::Column::AccountId.eq(account));
    if let Some(after) = after {
        select = select.filter(comment_marks::Column::CommentId.gt(after));
    }
    let rows = select
        .order_by_asc(comment_marks::Column::CommentId)
        .limit(limit)
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.comment_id, said(row.useful)))
        .collect())
}

fn of(comment: CommentId, account: AccountId) -> Condition {
    Condition::all()
        .add(comment_marks::Column::CommentId.eq(comment))
        .add(comment_marks::Column::AccountId.eq(account))
}

const fn said(useful: bool) -> Mark {
    if useful { Mark::Useful } else { Mark::NotUseful }
}
