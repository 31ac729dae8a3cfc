//! Lists of proposals: filters over named attributes alone, and orders that are keyset pages.

use domain::{
    Page, PageRequest, Scope, Visibility,
    accounts::AccountId,
    answers::AnswerStage,
    id::Kind,
    page::Direction,
    plans::{PlanId, ThemeId, ZoneId},
    proposals::{Origin, Proposal, TextStage},
    search::SearchQuery,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, IntoSimpleExpr, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Func, Query, SelectStatement},
};

use super::{readable, visible};
use crate::{
    Read, StoreError,
    cursor::{Keyset, Tells, page},
    plans,
    rows::{answers, follows, proposals, tally},
    search,
};

/// Which proposals of a list are wanted; every filter left empty lets all pass.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Of this plan.
    pub plan: Option<PlanId>,
    /// About one of these themes.
    pub themes: Vec<ThemeId>,
    /// In one of these zones.
    pub zones: Vec<ZoneId>,
    /// In one of these states; without it, all but what waits for review.
    pub states: Vec<TextStage>,
    /// Answered in one of these ways.
    pub answers: Vec<AnswerFilter>,
    /// Of one of these origins.
    pub origins: Vec<Origin>,
    /// By this account.
    pub author: Option<AccountId>,
    /// Followed by the reader: nothing for a visitor.
    pub followed: bool,
    /// With these words in title or text.
    pub words: Option<SearchQuery>,
}

/// How far the town's answer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnswerFilter {
    /// Nobody studies it yet.
    None,
    /// This far.
    At(AnswerStage),
}

/// The order of a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Newest publication first.
    Newest,
    /// Oldest publication first.
    Oldest,
    /// Most comments first.
    MostDiscussed,
    /// Most supporters first, as far as the worker has counted: at most a second old.
    MostSupported {
        /// Only what is of these plans, whose totals are shown, is ordered so, and comes first; the rest follows in the
        /// fixed shuffle, which tells nothing.
        shown: Vec<PlanId>,
    },
    /// A fixed shuffle, from a starting point and around: each proposal once, whatever comes meanwhile.
    Random {
        /// Where to start, 0 to 2³¹ − 1.
        seed: i32,
    },
}

/// Proposals that the reader sees.
pub async fn list(
    from: &impl Read,
    scope: &Scope,
    filter: &Filter,
    sort: Sort,
    request: &PageRequest,
) -> Result<Page<Proposal>, StoreError> {
    let select = proposals::Entity::find().filter(visible(scope)).filter(wanted(
        from.executor().get_database_backend(),
        scope,
        filter,
    ));
    // Whose follows they are is part of the filter: a cursor of one reader is not one of another.
    // A plan that shows its totals meanwhile closes no cursor.
    let order = match &sort {
        Sort::MostSupported { shown: _ } => Sort::MostSupported { shown: Vec::new() },
        sort => sort.clone(),
    };
    let key = (filter, filter.followed.then_some(scope.viewer), order);
    let rows = match &sort {
        Sort::Newest => page(from, select, &by_date("newest", Order::Desc), &key, request).await?,
        Sort::Oldest => page(from, select, &by_date("oldest", Order::Asc), &key, request).await?,
        Sort::MostDiscussed => page(from, select, &most_discussed(), &key, request).await?,
        // One plan shows all of its totals, or none.
        Sort::MostSupported { shown } if filter.plan.is_some() && !shown.is_empty() => {
            page(from, select, &most_supported(), &key, request).await?
        }
        Sort::MostSupported { shown } if shown.is_empty() => {
            page(from, select, &by_shuffle("unsupported"), &key, request).await?
        }
        Sort::MostSupported { shown } => {
            let (of, these) = (proposals::Column::PlanId, || shown.iter().copied());
            let told = (most_supported(), select.clone().filter(of.is_in(these())));
            let hidden = (
                by_shuffle("unsupported"),
                select.clone().filter(of.is_not_in(these())),
            );
            in_turn(from, select, told, hidden, &key, request).await?
        }
        Sort::Random { seed } => {
            // From the seed up, then from 0 to the seed.
            let shuffle = proposals::Column::Shuffle;
            let upper = (
                by_shuffle("random_upper"),
                select.clone().filter(shuffle.gte(*seed)),
            );
            let lower = (
                by_shuffle("random_lower"),
                select.clone().filter(shuffle.lt(*seed)),
            );
            in_turn(from, select, upper, lower, &key, request).await?
        }
    };
    plans::try_map(rows)
}

/// Published proposals of these plans that everybody may read and nobody studies, that at least this many votes are counted
/// for, of whatever choice: the first `most` that were published. Votes are those that the worker has counted, at most a
/// second ago, and in a group each vote on a member: more than its distinct people, so that the exact totals are to be
/// asked afterwards.
pub async fn unanswered_from(
    from: &impl Read,
    scope: &Scope,
    votes: &[(PlanId, u32)],
    most: u32,
) -> Result<Vec<Proposal>, StoreError> {
    let mut any = Condition::any();
    for (plan, votes) in votes {
        any = any.add(proposals::Column::Id.in_subquery(counted_from(*plan, *votes)));
    }
    let rows = proposals::Entity::find()
        .filter(visible(scope))
        .filter(proposals::Column::TextState.eq(TextStage::Published.as_str()))
        .filter(answered(&[AnswerFilter::None]))
        .filter(readable())
        .filter(any)
        .order_by_asc(proposals::Column::ListedAt)
        .order_by_asc(proposals::Column::Id)
        .limit(u64::from(most))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Proposal::try_from).collect()
}

/// The proposals of a plan, its groups by their leaders, that this many votes are counted for.
fn counted_from(plan: PlanId, votes: u32) -> SelectStatement {
    let of = |column: proposals::Column| Expr::col((proposals::Entity, column));
    let leader = || Func::coalesce([of(proposals::Column::MergedInto), of(proposals::Column::Id)]);
    Query::select()
        .expr(leader())
        .from(tally::Entity)
        .inner_join(
            proposals::Entity,
            of(proposals::Column::Id).equals((tally::Entity, tally::Column::ProposalId)),
        )
        .and_where(of(proposals::Column::PlanId).eq(plan))
        .add_group_by([leader().into()])
        .and_having(
            Expr::col((tally::Entity, tally::Column::Votes))
                .sum()
                .gte(i64::from(votes)),
        )
        .to_owned()
}

fn wanted(backend: DbBackend, scope: &Scope, filter: &Filter) -> Condition {
    let Filter {
        plan,
        themes,
        zones,
        states,
        answers,
        origins,
        author,
        followed,
        words,
    } = filter;
    let mut all = Condition::all();
    all = if states.is_empty() {
        all.add(proposals::Column::TextState.ne(TextStage::PendingReview.as_str()))
            .add(proposals::Column::PublishedAt.is_not_null())
    } else {
        // What went back to its author waits for nobody else.
        let mut waits = Condition::any().add(proposals::Column::Visibility.ne(Visibility::Returned.as_str()));
        if let Some(viewer) = scope.viewer {
            waits = waits.add(proposals::Column::AuthorAccount.eq(viewer));
        }
        all.add(proposals::Column::TextState.is_in(states.iter().map(|state| state.as_str())))
            .add(waits)
    };
    if let Some(plan) = plan {
        all = all.add(proposals::Column::PlanId.eq(*plan));
    }
    if !themes.is_empty() {
        all = all.add(proposals::Column::ThemeId.is_in(themes.iter().copied()));
    }
    if !zones.is_empty() {
        all = all.add(proposals::Column::ZoneId.is_in(zones.iter().copied()));
    }
    if !origins.is_empty() {
        all = all.add(proposals::Column::Origin.is_in(origins.iter().map(|origin| origin.as_str())));
    }
    if !answers.is_empty() {
        all = all.add(answered(answers));
    }
    if let Some(author) = author {
        all = all.add(proposals::Column::AuthorAccount.eq(*author));
    }
    if let Some(words) = words {
        // What is not shown is not found by what it said.
        let found = proposals::Column::Id.in_subquery(search::subjects(backend, Proposal::PREFIX, words));
        all = all.add(found).add(readable());
    }
    if *followed {
        all = all.add(match scope.viewer {
            Some(viewer) => proposals::Column::Id.in_subquery(followed_by(viewer)),
            // Nothing: no id is null.
            None => proposals::Column::Id.is_null(),
        });
    }
    all
}

fn answered(wanted: &[AnswerFilter]) -> Condition {
    let mut any = Condition::any();
    let mut stages = Vec::new();
    for filter in wanted {
        match filter {
            AnswerFilter::None => any = any.add(proposals::Column::AnswerId.is_null()),
            AnswerFilter::At(stage) => stages.push(stage.as_str()),
        }
    }
    if stages.is_empty() {
        return any;
    }
    let these = Query::select()
        .column(answers::Column::Id)
        .from(answers::Entity)
        .cond_where(answers::Column::State.is_in(stages))
        .to_owned();
    any.add(proposals::Column::AnswerId.in_subquery(these))
}

fn followed_by(viewer: AccountId) -> SelectStatement {
    Query::select()
        .column(follows::Column::SubjectId)
        .from(follows::Entity)
        .cond_where(follows::Column::AccountId.eq(viewer))
        .and_where(follows::Column::SubjectKind.eq(Proposal::PREFIX))
        .to_owned()
}

type Rows = Keyset<proposals::Model>;

fn by_date(name: &'static str, order: Order) -> Rows {
    Keyset {
        name,
        columns: vec![
            (
                proposals::Column::ListedAt.into_simple_expr(),
                order.clone(),
                Tells::Int(|row| row.listed_at.micros()),
            ),
            (
                proposals::Column::Id.into_simple_expr(),
                order,
                Tells::Id(|row| row.id.uuid()),
            ),
        ],
    }
}

fn most_discussed() -> Rows {
    Keyset {
        name: "most_discussed",
        columns: vec![
            (
                proposals::Column::CommentCount.into_simple_expr(),
                Order::Desc,
                Tells::Int(|row| row.comment_count.into()),
            ),
            (
                proposals::Column::Id.into_simple_expr(),
                Order::Desc,
                Tells::Id(|row| row.id.uuid()),
            ),
        ],
    }
}

fn most_supported() -> Rows {
    Keyset {
        name: "most_supported",
        columns: vec![
            (
                proposals::Column::Supporters.into_simple_expr(),
                Order::Desc,
                Tells::Int(|row| row.supporters.into()),
            ),
            (
                proposals::Column::Id.into_simple_expr(),
                Order::Desc,
                Tells::Id(|row| row.id.uuid()),
            ),
        ],
    }
}

fn by_shuffle(name: &'static str) -> Rows {
    Keyset {
        name,
        columns: vec![
            (
                proposals::Column::Shuffle.into_simple_expr(),
                Order::Asc,
                Tells::Int(|row| row.shuffle.into()),
            ),
            (
                proposals::Column::Id.into_simple_expr(),
                Order::Asc,
                Tells::Id(|row| row.id.uuid()),
            ),
        ],
    }
}

/// A part of a list, in an order of its own.
type Part = (Rows, Select<proposals::Entity>);

/// One part of a list after the other, as one list: at most two statements a page.
async fn in_turn(
    from: &impl Read,
    whole: Select<proposals::Entity>,
    upper: Part,
    lower: Part,
    key: &impl std::hash::Hash,
    request: &PageRequest,
) -> Result<Page<proposals::Model>, StoreError> {
    let total = if request.count {
        Some(whole.count(&from.executor()).await?)
    } else {
        None
    };
    let forward = request.direction == Direction::Forward;
    let (near, far) = if forward { (upper, lower) } else { (lower, upper) };
    let request = PageRequest {
        count: false,
        ..request.clone()
    };
    let ahead = |page: &Page<_>| if forward { page.has_next } else { page.has_previous };
    let first = match page(from, near.1, &near.0, key, &request).await {
        // A cursor of the far part: the near one is behind it.
        Err(StoreError::BadCursor) => {
            let rest = page(from, far.1, &far.0, key, &request).await?;
            return Ok(Page { total, ..rest });
        }
        first => first?,
    };
    if ahead(&first) {
        return Ok(Page { total, ..first });
    }
    let missing = request
        .size
        .saturating_sub(u32::try_from(first.items.len()).unwrap_or(0));
    let on = PageRequest {
        size: Ord::max(missing, 1),
        cursor: None,
        ..request
    };
    let rest = page(from, far.1, &far.0, key, &on).await?;
    let goes_on = ahead(&rest) || (missing == 0 && !rest.items.is_empty());
    let (has_next, has_previous) = if forward {
        (goes_on, first.has_previous)
    } else {
        (first.has_next, goes_on)
    };
    let mut items = first.items;
    if missing > 0 {
        if forward {
            items.extend(rest.items);
        } else {
            items.splice(0..0, rest.items);
        }
    }
    Ok(Page {
        items,
        has_next,
        has_previous,
        total,
    })
}
