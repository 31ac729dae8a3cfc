//! Comments and their versions.

use domain::{
    Language, Scope,
    accounts::AccountId,
    comments::{Comment, CommentId, CommentStage, CommentState, Position},
    plans::PlanId,
    proposals::{Author, Origin},
    scope::PlanSet,
    text::Body,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};

use crate::{Read, StoreError, Tx, proposals, rows::comments, search, search::READABLE};

mod batches;
mod counts;
mod imports;
mod lists;
mod marks;
mod versions;

pub use batches::{earlier_texts, of_proposals};
pub(crate) use counts::Deltas;
pub use counts::{Counts, counts_of, lively};
pub use imports::{EarlierText, Imported, insert_imported};
pub use lists::{Order, Under, lists, range_sql, waiting};
pub use marks::{mark, marks_among, marks_by, save_marks, unmark};
pub use versions::{Version, insert_version, replace_versions, versions_at, versions_of};

/// What a reader sees of comments, on proposals they see: what was published, their own, and what they moderate.
pub(crate) fn visible(scope: &Scope) -> Condition {
    if scope.is_system() {
        return Condition::all();
    }
    let mut shown = Condition::any().add(comments::Column::PublishedAt.is_not_null());
    if let Some(viewer) = scope.viewer {
        shown = shown.add(comments::Column::AuthorAccount.eq(viewer));
    }
    if let Some(speaker) = scope.speaker {
        shown = shown.add(comments::Column::AuthorAttribution.eq(speaker));
    }
    shown = match &scope.moderates {
        PlanSet::None => shown,
        PlanSet::Some(moderated) => shown.add(comments::Column::PlanId.is_in(moderated.iter().copied())),
        PlanSet::All => Condition::all(),
    };
    Condition::all()
        .add(shown)
        .add(comments::Column::ProposalId.in_subquery(proposals::visible_ids(scope)))
}

/// The ids of the comments that a reader sees, for what hangs on them.
fn visible_ids(scope: &Scope) -> SelectStatement {
    Query::select()
        .column(comments::Column::Id)
        .from(comments::Entity)
        .cond_where(visible(scope))
        .to_owned()
}

/// Whether the comment of this id is one that the reader sees, for lists of what is about it.
pub(crate) fn shown(scope: &Scope, id: Expr) -> SimpleExpr {
    let comment = Query::select()
        .expr(Expr::value(1))
        .from(comments::Entity)
        .cond_where(Expr::col((comments::Entity, comments::Column::Id)).eq(id))
        .cond_where(visible(scope))
        .to_owned();
    Expr::exists(comment)
}

/// Whether the comment of this id may be found by its words: what everybody reads, on proposals that the reader sees.
pub(crate) fn found(scope: &Scope, id: Expr) -> SimpleExpr {
    let comment = Query::select()
        .expr(Expr::value(1))
        .from(comments::Entity)
        .cond_where(Expr::col((comments::Entity, comments::Column::Id)).eq(id))
        .and_where(comments::Column::TextState.eq(CommentStage::Published.as_str()))
        .and_where(comments::Column::Visibility.is_in(READABLE))
        .cond_where(visible(scope))
        .to_owned();
    Expr::exists(comment)
}

/// The comment, if the reader sees it.
pub async fn by_id(from: &impl Read, scope: &Scope, id: CommentId) -> Result<Option<Comment>, StoreError> {
    let row = comments::Entity::find_by_id(id)
        .filter(visible(scope))
        .one(&from.executor())
        .await?;
    row.map(Comment::try_from).transpose()
}

/// The comments of these ids that the reader sees.
pub async fn by_ids(from: &impl Read, scope: &Scope, ids: &[CommentId]) -> Result<Vec<Comment>, StoreError> {
    let rows = comments::Entity::find()
        .filter(comments::Column::Id.is_in(ids.iter().copied()))
        .filter(visible(scope))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Comment::try_from).collect()
}

/// The comment, locked until the transaction ends.
pub async fn lock(tx: &Tx, scope: &Scope, id: CommentId) -> Result<Option<Comment>, StoreError> {
    let row = comments::Entity::find_by_id(id)
        .filter(visible(scope))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Comment::try_from).transpose()
}

/// How many comments of a person in a plan were accepted.
pub(crate) async fn accepted_count(
    from: &impl Read,
    author: AccountId,
    plan: PlanId,
) -> Result<u64, StoreError> {
    let theirs = comments::Entity::find()
        .filter(comments::Column::AuthorAccount.eq(author))
        .filter(comments::Column::PlanId.eq(plan))
        .filter(comments::Column::PublishedAt.is_not_null())
        .filter(comments::Column::Visibility.is_in(proposals::ACCEPTED));
    Ok(theirs.count(&from.executor()).await?)
}

/// At most `limit` comments of a person, in the order of their ids, after this one: for their download and erasure.
pub async fn of_author(
    from: &impl Read,
    author: AccountId,
    after: Option<CommentId>,
    limit: u64,
) -> Result<Vec<Comment>, StoreError> {
    let theirs = comments::Entity::find().filter(comments::Column::AuthorAccount.eq(author));
    part(from, theirs, after, limit).await
}

/// At most `limit` comments of a person, newest first, before this one: the list of what they wrote.
pub async fn latest_of(
    from: &impl Read,
    author: AccountId,
    before: Option<CommentId>,
    limit: u64,
) -> Result<Vec<Comment>, StoreError> {
    let mut theirs = comments::Entity::find().filter(comments::Column::AuthorAccount.eq(author));
    if let Some(before) = before {
        theirs = theirs.filter(comments::Column::Id.lt(before));
    }
    let rows = theirs
        .order_by_desc(comments::Column::Id)
        .limit(limit)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Comment::try_from).collect()
}

/// The ids of a person's comments that were not deleted, in order: their erasure.
pub async fn standing_of(from: &impl Read, author: AccountId) -> Result<Vec<CommentId>, StoreError> {
    Ok(comments::Entity::find()
        .select_only()
        .column(comments::Column::Id)
        .filter(comments::Column::AuthorAccount.eq(author))
        .filter(comments::Column::TextState.ne("deleted"))
        .order_by_asc(comments::Column::Id)
        .into_tuple()
        .all(&from.executor())
        .await?)
}

/// At most `limit` comments of a plan, whatever their state, in the order of their ids, after this one: for exports.
pub async fn of_plan(
    from: &impl Read,
    plan: PlanId,
    after: Option<CommentId>,
    limit: u64,
) -> Result<Vec<Comment>, StoreError> {
    let all = comments::Entity::find().filter(comments::Column::PlanId.eq(plan));
    part(from, all, after, limit).await
}

async fn part(
    from: &impl Read,
    mut select: sea_orm::Select<comments::Entity>,
    after: Option<CommentId>,
    limit: u64,
) -> Result<Vec<Comment>, StoreError> {
    if let Some(after) = after {
        select = select.filter(comments::Column::Id.gt(after));
    }
    let rows = select
        .order_by_asc(comments::Column::Id)
        .limit(limit)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Comment::try_from).collect()
}

/// Adds a comment, the first version of its text, and what it counts for. Whether its proposal still takes comments:
/// if not, the caller refuses and nothing is kept.
///
/// No row is locked before the last statement, which counts the comment on its proposal under the condition that the
/// proposal is still there to be commented: the one row that all who comment share is held for a commit alone.
pub async fn insert(tx: &Tx, comment: &Comment) -> Result<bool, StoreError> {
    row(comment)?.insert(tx.conn()).await?;
    insert_version(tx, comment, comment.created_at).await?;
    search::index_comment(tx, comment).await?;
    counts::count(tx, None, comment, counts::Guard::WhileOpen).await
}

/// Saves a comment that is locked, and what it counts for now instead of `before`: whatever moves its axes, an edit, a
/// deletion or a moderator's decision, totals stay exact.
pub async fn save(tx: &Tx, before: &Comment, after: &Comment) -> Result<(), StoreError> {
    row(after)?.update(tx.conn()).await?;
    search::index_comment(tx, after).await?;
    counts::count(tx, Some(before), after, counts::Guard::Always).await?;
    Ok(())
}

fn row(comment: &Comment) -> Result<comments::ActiveModel, StoreError> {
    let Comment {
        id,
        plan,
        proposal,
        parent,
        root,
        depth,
        author,
        position,
        body,
        language,
        origin,
        text,
        visibility,
        version,
        edited_at,
        useful,
        not_useful,
        useful_taken_over,
        not_useful_taken_over,
        answer_count,
        below_count,
        created_at,
    } = comment;
    let (author_account, author_attribution) = match *author {
        Author::Account(account) => (Some(account), None),
        Author::Attribution(attribution) => (None, Some(attribution)),
    };
    let text_since = match *text {
        CommentState::PendingReview { since } => since,
        CommentState::Published { at } | CommentState::Deleted { at, .. } => at,
    };
    Ok(comments::ActiveModel {
        id: Set(*id),
        plan_id: Set(*plan),
        proposal_id: Set(*proposal),
        under_id: Set(parent.map_or(proposal.uuid(), CommentId::uuid)),
        parent_id: Set(*parent),
        root_id: Set(*root),
        depth: Set(*depth),
        author_account: Set(author_account),
        author_attribution: Set(author_attribution),
        position: Set(position.map(|position| position.as_str().to_owned())),
        body: Set(body.as_str().to_owned()),
        language: Set(language.tag().to_owned()),
        origin: Set(origin.as_str().to_owned()),
        text_state: Set(text.as_str().to_owned()),
        text_since: Set(text_since),
        published_at: Set(text.published_at()),
        visibility: Set(visibility.as_str().to_owned()),
        visibility_data: Set(serde_json::to_string(visibility).map_err(|why| StoreError::corrupt(id, why))?),
        version: Set(*version),
        edited_at: Set(*edited_at),
        useful: Set(*useful),
        not_useful: Set(*not_useful),
        useful_taken_over: Set(*useful_taken_over),
        not_useful_taken_over: Set(*not_useful_taken_over),
        answer_count: Set(*answer_count),
        below_count: Set(*below_count),
        usefulness: Set(comment.usefulness()),
        is_new: Set(comment.is_new()),
        created_at: Set(*created_at),
        listed_at: Set(comment.listed_at()),
    })
}

impl TryFrom<comments::Model> for Comment {
    type Error = StoreError;

    fn try_from(row: comments::Model) -> Result<Self, StoreError> {
        let comments::Model {
            id,
            plan_id,
            proposal_id,
            under_id: _,
            parent_id,
            root_id,
            depth,
            author_account,
            author_attribution,
            position,
            body,
            language,
            origin,
            text_state,
            text_since,
            published_at,
            visibility: _,
            visibility_data,
            version,
            edited_at,
            useful,
            not_useful,
            useful_taken_over,
            not_useful_taken_over,
            answer_count,
            below_count,
            usefulness: _,
            is_new: _,
            created_at,
            listed_at: _,
        } = row;
        let corrupt = |why: &str| StoreError::corrupt(id, why);
        Ok(Self {
            id,
            plan: plan_id,
            proposal: proposal_id,
            parent: parent_id,
            root: root_id,
            depth,
            author: match (author_account, author_attribution) {
                (Some(account), None) => Author::Account(account),
                (None, Some(attribution)) => Author::Attribution(attribution),
                _ => return Err(corrupt("author")),
            },
            position: match position {
                Some(word) => Some(Position::parse(&word).ok_or_else(|| corrupt("position"))?),
                None => None,
            },
            body: Body::from_history(&body),
            language: Language::parse(&language).unwrap_or_default(),
            origin: Origin::parse(&origin).ok_or_else(|| corrupt("origin"))?,
            text: match (text_state.as_str(), published_at) {
                ("pending_review", None) => CommentState::PendingReview { since: text_since },
                ("published", Some(at)) => CommentState::Published { at },
                ("deleted", published_at) => CommentState::Deleted {
                    published_at,
                    at: text_since,
                },
                _ => return Err(corrupt("text state")),
            },
            visibility: serde_json::from_str(&visibility_data).map_err(|why| StoreError::corrupt(id, why))?,
            version,
            edited_at,
            useful,
            not_useful,
            useful_taken_over,
            not_useful_taken_over,
            answer_count,
            below_count,
            created_at,
        })
    }
}
