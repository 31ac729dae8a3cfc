//! Many comments at once, for exports.

use domain::{
    comments::{Comment, CommentId},
    proposals::ProposalId,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};

use super::Version;
use crate::{
    Read, StoreError,
    rows::{comment_versions, comments},
};

/// Comments on these proposals that were ever published, tombstones included, by depth, so that what is answered comes
/// before its answers: at most `most` after one at this depth. The caller has read the proposals.
pub async fn of_proposals(
    from: &impl Read,
    proposals: &[ProposalId],
    after: Option<(i32, CommentId)>,
    most: u64,
) -> Result<Vec<Comment>, StoreError> {
    let mut select = comments::Entity::find()
        .filter(comments::Column::ProposalId.is_in(proposals.iter().copied()))
        .filter(comments::Column::PublishedAt.is_not_null());
    if let Some((depth, id)) = after {
        let deeper = comments::Column::Depth.gt(depth);
        let beside = comments::Column::Depth.eq(depth).and(comments::Column::Id.gt(id));
        select = select.filter(Condition::any().add(deeper).add(beside));
    }
    let rows = select
        .order_by_asc(comments::Column::Depth)
        .order_by_asc(comments::Column::Id)
        .limit(most)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Comment::try_from).collect()
}

/// The texts that these comments had before the present one, by comment, oldest first; the caller has read the
/// comments.
pub async fn earlier_texts(from: &impl Read, of: &[CommentId]) -> Result<Vec<Version>, StoreError> {
    let present = Query::select()
        .expr(Expr::value(1))
        .from(comments::Entity)
        .and_where(
            Expr::col((comments::Entity, comments::Column::Id))
                .equals((comment_versions::Entity, comment_versions::Column::CommentId)),
        )
        .and_where(
            Expr::col((comments::Entity, comments::Column::Version))
                .equals((comment_versions::Entity, comment_versions::Column::Version)),
        )
        .to_owned();
    let rows = comment_versions::Entity::find()
        .filter(comment_versions::Column::CommentId.is_in(of.iter().copied()))
        .filter(Expr::exists(present).not())
        .order_by_asc(comment_versions::Column::CommentId)
        .order_by_asc(comment_versions::Column::Version)
        .all(&from.executor())
        .await?;
    Ok(rows.into_iter().map(Version::from).collect())
}
