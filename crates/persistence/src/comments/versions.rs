//! Every text that a comment has had and that others may have read.

use domain::{
    Language, Page, PageRequest, Scope, Timestamp,
    accounts::AccountId,
    comments::{Comment, CommentId},
    text::Body,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoSimpleExpr, Order, QueryFilter, Set};

use super::visible_ids;
use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Tells, page},
    rows::comment_versions,
};

/// One text that a comment has had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The comment.
    pub comment: CommentId,
    /// Its number, increasing; the first one need not be 1.
    pub number: i32,
    /// The text, Markdown.
    pub body: Body,
    /// The language it is written in.
    pub language: Language,
    /// Who wrote it; nobody for what was taken over.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

/// The versions of a comment that the reader sees, newest first.
pub async fn versions_of(
    from: &impl Read,
    scope: &Scope,
    comment: CommentId,
    request: &PageRequest,
) -> Result<Page<Version>, StoreError> {
    let newest = Keyset {
        name: "comment_versions",
        columns: vec![(
            comment_versions::Column::Version.into_simple_expr(),
            Order::Desc,
            Tells::Int(|row: &comment_versions::Model| row.version.into()),
        )],
    };
    let select = comment_versions::Entity::find()
        .filter(comment_versions::Column::CommentId.eq(comment))
        .filter(comment_versions::Column::CommentId.in_subquery(visible_ids(scope)));
    Ok(page(from, select, &newest, &comment, request)
        .await?
        .map(Version::from))
}

/// These versions, where the reader sees the comment.
pub async fn versions_at(
    from: &impl Read,
    scope: &Scope,
    keys: &[(CommentId, i32)],
) -> Result<Vec<Version>, StoreError> {
    // Both lists are short: what they cross beyond the keys is dropped here rather than in a long condition.
    let rows = comment_versions::Entity::find()
        .filter(comment_versions::Column::CommentId.is_in(keys.iter().map(|key| key.0)))
        .filter(comment_versions::Column::Version.is_in(keys.iter().map(|key| key.1)))
        .filter(comment_versions::Column::CommentId.in_subquery(visible_ids(scope)))
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| keys.contains(&(row.comment_id, row.version)))
        .map(Version::from)
        .collect())
}

/// The present text as a version of its own.
pub(super) fn row(comment: &Comment, at: Timestamp) -> comment_versions::ActiveModel {
    comment_versions::ActiveModel {
        comment_id: Set(comment.id),
        version: Set(comment.version),
        body: Set(comment.body.as_str().to_owned()),
        language: Set(comment.language.tag().to_owned()),
        by_account: Set(comment.author.account()),
        at: Set(at),
    }
}

/// Keeps the present text as a version of its own.
pub async fn insert_version(tx: &Tx, comment: &Comment, at: Timestamp) -> Result<(), StoreError> {
    row(comment, at).insert(tx.conn()).await?;
    Ok(())
}

/// Keeps the present text as the only version; of a comment that was deleted, none.
pub async fn replace_versions(tx: &Tx, comment: &Comment, at: Timestamp) -> Result<(), StoreError> {
    comment_versions::Entity::delete_many()
        .filter(comment_versions::Column::CommentId.eq(comment.id))
        .exec(tx.conn())
        .await?;
    if comment.body.as_str().is_empty() {
        return Ok(());
    }
    insert_version(tx, comment, at).await
}

impl From<comment_versions::Model> for Version {
    fn from(row: comment_versions::Model) -> Self {
        let comment_versions::Model {
            comment_id,
            version,
            body,
            language,
            by_account,
            at,
        } = row;
        Self {
            comment: comment_id,
            number: version,
            body: Body::from_history(&body),
            language: Language::parse(&language).unwrap_or_default(),
            by: by_account,
            at,
        }
    }
}
