//! Proposals and their versions.

use domain::{
    Language, Scope, Timestamp, Visibility,
    answers::AnswerId,
    plans::{PlanId, ZoneId},
    proposals::{Author, Origin, Place, Proposal, ProposalId, TextStage, TextState},
    scope::PlanSet,
    text::{Body, Title},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, NotSet, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};

use crate::{
    Read, StoreError, Tx, comments, plans,
    rows::{proposal_numbers, proposals},
    search,
};

mod batches;
mod leaving;
mod lists;
mod precisions;
mod versions;

pub use batches::{
    earlier_texts, insert_all, insert_texts, keep_numbers, last_number, of_plan_by_number, taken_numbers,
    written_between,
};
pub use leaving::{forget_texts_of, standing_of};
pub use lists::{AnswerFilter, Filter, Sort, list, unanswered_from};
pub use precisions::{insert_precision, precision_count, precisions_of};
pub use versions::{Version, insert_version, replace_versions, versions_at, versions_of};

/// What a reader sees of proposals: what was published in plans they see, their own, and what they moderate.
pub(crate) fn visible(scope: &Scope) -> Condition {
    if scope.is_system() {
        return Condition::all();
    }
    let mut shown = Condition::any().add(proposals::Column::PublishedAt.is_not_null());
    if let Some(viewer) = scope.viewer {
        shown = shown.add(proposals::Column::AuthorAccount.eq(viewer));
    }
    if let Some(speaker) = scope.speaker {
        shown = shown.add(proposals::Column::AuthorAttribution.eq(speaker));
    }
    shown = match &scope.moderates {
        PlanSet::None => shown,
        PlanSet::Some(moderated) => shown.add(proposals::Column::PlanId.is_in(moderated.iter().copied())),
        PlanSet::All => Condition::all(),
    };
    let all = Condition::all().add(shown);
    if plans::sees_every_plan(scope) {
        return all;
    }
    all.add(proposals::Column::PlanId.in_subquery(plans::visible_ids(scope)))
}

/// The ids of the proposals that a reader sees, for what hangs on them.
pub(crate) fn visible_ids(scope: &Scope) -> SelectStatement {
    Query::select()
        .column(proposals::Column::Id)
        .from(proposals::Entity)
        .cond_where(visible(scope))
        .to_owned()
}

/// Whether the proposal of this id is one that the reader sees, for lists of what is about it.
pub(crate) fn shown(scope: &Scope, id: Expr) -> SimpleExpr {
    let proposal = Query::select()
        .expr(Expr::value(1))
        .from(proposals::Entity)
        .cond_where(Expr::col((proposals::Entity, proposals::Column::Id)).eq(id))
        .cond_where(visible(scope))
        .to_owned();
    Expr::exists(proposal)
}

/// Whether the proposal of this id may be found by its words: what everybody reads, in plans that the reader sees.
pub(crate) fn found(scope: &Scope, id: Expr) -> SimpleExpr {
    let proposal = Query::select()
        .expr(Expr::value(1))
        .from(proposals::Entity)
        .cond_where(Expr::col((proposals::Entity, proposals::Column::Id)).eq(id))
        .and_where(proposals::Column::TextState.eq(TextStage::Published.as_str()))
        .cond_where(readable())
        .cond_where(visible(scope))
        .to_owned();
    Expr::exists(proposal)
}

/// What moderation lets everybody read.
fn readable() -> Condition {
    Condition::all().add(proposals::Column::Visibility.is_in(search::READABLE))
}

/// The proposal, if the reader sees it.
pub async fn by_id(from: &impl Read, scope: &Scope, id: ProposalId) -> Result<Option<Proposal>, StoreError> {
    let row = proposals::Entity::find_by_id(id)
        .filter(visible(scope))
        .one(&from.executor())
        .await?;
    row.map(Proposal::try_from).transpose()
}

/// The proposals of these ids that the reader sees.
pub async fn by_ids(
    from: &impl Read,
    scope: &Scope,
    ids: &[ProposalId],
) -> Result<Vec<Proposal>, StoreError> {
    let these = proposals::Column::Id.is_in(ids.iter().copied());
    let rows = proposals::Entity::find()
        .filter(these)
        .filter(visible(scope))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Proposal::try_from).collect()
}

/// The proposal, locked until the transaction ends.
pub async fn lock(tx: &Tx, scope: &Scope, id: ProposalId) -> Result<Option<Proposal>, StoreError> {
    let row = proposals::Entity::find_by_id(id)
        .filter(visible(scope))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Proposal::try_from).transpose()
}

/// The proposal of this number in a plan, if the reader sees it.
pub async fn by_number(
    from: &impl Read,
    scope: &Scope,
    plan: PlanId,
    number: i32,
) -> Result<Option<Proposal>, StoreError> {
    let row = proposals::Entity::find()
        .filter(of_plan(plan))
        .filter(proposals::Column::Number.eq(number))
        .filter(visible(scope))
        .one(&from.executor())
        .await?;
    row.map(Proposal::try_from).transpose()
}

/// The proposals of these numbers in a plan that the reader sees; at most 1,000 are named.
pub async fn by_numbers(
    from: &impl Read,
    scope: &Scope,
    plan: PlanId,
    numbers: &[i32],
) -> Result<Vec<Proposal>, StoreError> {
    let rows = proposals::Entity::find()
        .filter(of_plan(plan))
        .filter(proposals::Column::Number.is_in(numbers.iter().copied()))
        .filter(visible(scope))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Proposal::try_from).collect()
}

/// The proposals of these ids, locked in the order of their ids until the transaction ends.
pub async fn lock_all(tx: &Tx, scope: &Scope, ids: &[ProposalId]) -> Result<Vec<Proposal>, StoreError> {
    let rows = proposals::Entity::find()
        .filter(proposals::Column::Id.is_in(ids.iter().copied()))
        .filter(visible(scope))
        .order_by_asc(proposals::Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    rows.into_iter().map(Proposal::try_from).collect()
}

/// Freezes the text at the first support by somebody else; whether it was not frozen before.
pub async fn freeze(tx: &Tx, id: ProposalId, at: Timestamp) -> Result<bool, StoreError> {
    let frozen = proposals::Entity::update_many()
        .col_expr(proposals::Column::FrozenAt, sea_orm::sea_query::Expr::value(at))
        .filter(this(id))
        .filter(proposals::Column::FrozenAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(frozen.rows_affected > 0)
}

/// The ids of a proposal's group, itself included: the leader and all who were merged into it. Alone, itself.
pub async fn group_of(from: &impl Read, id: ProposalId) -> Result<Vec<ProposalId>, StoreError> {
    let leader: Option<Option<ProposalId>> = proposals::Entity::find_by_id(id)
        .select_only()
        .column(proposals::Column::MergedInto)
        .into_tuple()
        .one(&from.executor())
        .await?;
    let leader = leader.flatten().unwrap_or(id);
    Ok(proposals::Entity::find()
        .select_only()
        .column(proposals::Column::Id)
        .filter(Condition::any().add(this(leader)).add(merged_into(leader)))
        .order_by_asc(proposals::Column::Id)
        .into_tuple()
        .all(&from.executor())
        .await?)
}

/// The proposals that were merged into these, that the reader sees, by number.
pub async fn members_of(
    from: &impl Read,
    scope: &Scope,
    leaders: &[ProposalId],
) -> Result<Vec<Proposal>, StoreError> {
    let rows = proposals::Entity::find()
        .filter(proposals::Column::MergedInto.is_in(leaders.iter().copied()))
        .filter(visible(scope))
        .order_by_asc(proposals::Column::Number)
        .order_by_asc(proposals::Column::Id)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Proposal::try_from).collect()
}

/// The proposals that these answers cover, that the reader sees, by number.
pub async fn answered_by(
    from: &impl Read,
    scope: &Scope,
    answers: &[AnswerId],
) -> Result<Vec<Proposal>, StoreError> {
    let rows = proposals::Entity::find()
        .filter(proposals::Column::AnswerId.is_in(answers.iter().copied()))
        .filter(visible(scope))
        .order_by_asc(proposals::Column::Number)
        .order_by_asc(proposals::Column::Id)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Proposal::try_from).collect()
}

/// How many contributions of a person to a plan, proposals and comments, were accepted: published, and not taken from
/// sight, in whole or in part, since. What «before for the first K» counts.
pub async fn accepted_count(
    from: &impl Read,
    author: domain::accounts::AccountId,
    plan: PlanId,
) -> Result<u64, StoreError> {
    let theirs = proposals::Entity::find()
        .filter(proposals::Column::AuthorAccount.eq(author))
        .filter(proposals::Column::PlanId.eq(plan))
        .filter(proposals::Column::PublishedAt.is_not_null())
        .filter(proposals::Column::Visibility.is_in(ACCEPTED));
    Ok(theirs.count(&from.executor()).await? + comments::accepted_count(from, author, plan).await?)
}

/// Moderation's words for a text that stands as its author wrote it.
pub(crate) const ACCEPTED: [&str; 2] = [Visibility::Shown.as_str(), Visibility::Locked.as_str()];

/// Adds a proposal, the first version of its text, and the words by which it is found.
pub async fn insert(tx: &Tx, proposal: &Proposal) -> Result<(), StoreError> {
    row(proposal)?.insert(tx.conn()).await?;
    search::index_proposal(tx, proposal).await?;
    insert_version(tx, proposal, proposal.created_at).await
}

/// Saves a proposal that is locked, and the words by which it is found.
pub async fn save(tx: &Tx, proposal: &Proposal) -> Result<(), StoreError> {
    row(proposal)?.update(tx.conn()).await?;
    search::index_proposal(tx, proposal).await
}

fn this(id: ProposalId) -> Condition {
    Condition::all().add(proposals::Column::Id.eq(id))
}

fn of_plan(plan: PlanId) -> Condition {
    Condition::all().add(proposals::Column::PlanId.eq(plan))
}

fn merged_into(leader: ProposalId) -> Condition {
    Condition::all().add(proposals::Column::MergedInto.eq(leader))
}

/// Takes the next number of the plan, under the plan's lock.
pub async fn next_number(tx: &Tx, plan: PlanId, proposal: ProposalId) -> Result<i32, StoreError> {
    let number = last_number(tx, plan).await? + 1;
    proposal_numbers::ActiveModel {
        plan_id: Set(plan),
        number: Set(number),
        proposal_id: Set(proposal),
    }
    .insert(tx.conn())
    .await?;
    Ok(number)
}

/// A place as columns.
pub(crate) fn place_columns(place: Place) -> (&'static str, Option<ZoneId>, Option<f64>, Option<f64>) {
    match place {
        Place::WholePerimeter => ("whole", None, None, None),
        Place::Zone(zone) => ("zone", Some(zone), None, None),
        Place::Point { latitude, longitude } => ("point", None, Some(latitude), Some(longitude)),
    }
}

/// Columns as a place.
pub(crate) fn place_of(
    word: &str,
    zone: Option<ZoneId>,
    latitude: Option<f64>,
    longitude: Option<f64>,
) -> Option<Place> {
    match (word, zone, latitude, longitude) {
        ("whole", None, None, None) => Some(Place::WholePerimeter),
        ("zone", Some(zone), None, None) => Some(Place::Zone(zone)),
        ("point", None, Some(latitude), Some(longitude)) => Some(Place::Point { latitude, longitude }),
        _ => None,
    }
}

fn row(proposal: &Proposal) -> Result<proposals::ActiveModel, StoreError> {
    let Proposal {
        id,
        plan,
        number,
        author,
        title,
        body,
        language,
        theme,
        place,
        origin,
        text,
        visibility,
        frozen_at,
        merged_into,
        answer,
        version,
        shuffle,
        comment_count,
        votes_taken_over,
        created_at,
    } = proposal;
    let (author_account, author_attribution) = match *author {
        Author::Account(account) => (Some(account), None),
        Author::Attribution(attribution) => (None, Some(attribution)),
    };
    let (place, zone_id, latitude, longitude) = place_columns(*place);
    let text_since = match *text {
        TextState::PendingReview { since } => since,
        TextState::Published { at } | TextState::Withdrawn { at, .. } => at,
    };
    Ok(proposals::ActiveModel {
        id: Set(*id),
        plan_id: Set(*plan),
        number: Set(*number),
        author_account: Set(author_account),
        author_attribution: Set(author_attribution),
        title: Set(title.as_str().to_owned()),
        body: Set(body.as_str().to_owned()),
        language: Set(language.tag().to_owned()),
        theme_id: Set(*theme),
        place: Set(place.to_owned()),
        zone_id: Set(zone_id),
        latitude: Set(latitude),
        longitude: Set(longitude),
        origin: Set(origin.as_str().to_owned()),
        text_state: Set(text.as_str().to_owned()),
        text_since: Set(text_since),
        published_at: Set(text.published_at()),
        visibility: Set(visibility.as_str().to_owned()),
        visibility_data: Set(serde_json::to_string(visibility).map_err(|why| StoreError::corrupt(id, why))?),
        frozen_at: Set(*frozen_at),
        merged_into: Set(*merged_into),
        answer_id: Set(*answer),
        version: Set(*version),
        shuffle: Set(*shuffle),
        comment_count: Set(*comment_count),
        votes_taken_over: Set(*votes_taken_over),
        created_at: Set(*created_at),
        listed_at: Set(text.published_at().unwrap_or(*created_at)),
        // The worker counts them.
        supporters: NotSet,
    })
}

impl TryFrom<proposals::Model> for Proposal {
    type Error = StoreError;

    fn try_from(row: proposals::Model) -> Result<Self, StoreError> {
        let proposals::Model {
            id,
            plan_id,
            number,
            author_account,
            author_attribution,
            title,
            body,
            language,
            theme_id,
            place,
            zone_id,
            latitude,
            longitude,
            origin,
            text_state,
            text_since,
            published_at,
            visibility: _,
            visibility_data,
            frozen_at,
            merged_into,
            answer_id,
            version,
            shuffle,
            comment_count,
            votes_taken_over,
            created_at,
            listed_at: _,
            supporters: _,
        } = row;
        let corrupt = |why: &str| StoreError::corrupt(id, why);
        Ok(Self {
            id,
            plan: plan_id,
            number,
            author: match (author_account, author_attribution) {
                (Some(account), None) => Author::Account(account),
                (None, Some(attribution)) => Author::Attribution(attribution),
                _ => return Err(corrupt("author")),
            },
            title: Title::from_history(&title),
            body: Body::from_history(&body),
            language: Language::parse(&language).unwrap_or_default(),
            theme: theme_id,
            place: place_of(&place, zone_id, latitude, longitude).ok_or_else(|| corrupt("place"))?,
            origin: Origin::parse(&origin).ok_or_else(|| corrupt("origin"))?,
            text: match (text_state.as_str(), published_at) {
                ("pending_review", None) => TextState::PendingReview { since: text_since },
                ("published", Some(at)) => TextState::Published { at },
                ("withdrawn", published_at) => TextState::Withdrawn {
                    published_at,
                    at: text_since,
                },
                _ => return Err(corrupt("text state")),
            },
            visibility: serde_json::from_str(&visibility_data).map_err(|why| StoreError::corrupt(id, why))?,
            frozen_at,
            merged_into,
            answer: answer_id,
            version,
            shuffle,
            comment_count,
            votes_taken_over,
            created_at,
        })
    }
}
