//! What hangs under proposals and comments: every order is ranges of one index, whatever the length of a thread.
//!
//! The first pages of many lists are one statement: a union of short ranges, one a list, so that a thread of 10,000
//! costs what a thread of 10 costs. See [`domain::comments::usefulness`] for the order «most useful».

use std::collections::{HashMap, HashSet};

use domain::{
    Page, PageRequest, Scope, Visibility,
    comments::{Comment, CommentId, CommentStage, NEW_PLACE, PLACES, Position},
    page::{Direction, MAX_PAGE},
    plans::PlanId,
    proposals::ProposalId,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, IntoSimpleExpr, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{self, Alias, Asterisk, Expr, ExprTrait, Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use super::{counts, visible};
use crate::{
    Backend, Read, StoreError,
    cursor::{Key, Keyset, Tells, decode, encode, fingerprint, page},
    proposals,
    rows::{comments, proposals as proposal_rows},
};

/// How many ranges one statement reads at most: SQLite takes 500.
const RANGES: usize = 400;

/// What comments hang under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Under {
    /// The first level of a proposal, all of it or what takes one position.
    Proposal(ProposalId, Option<Position>),
    /// The direct answers to a comment.
    Comment(CommentId),
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// Newest first.
    Newest,
    /// Oldest first.
    Oldest,
    /// Most useful first, one place in five kept for a comment that nobody has marked yet.
    MostUseful,
    /// Most answers first.
    MostDiscussed,
}

impl Under {
    fn uuid(self) -> Uuid {
        match self {
            Self::Proposal(id, _) => id.uuid(),
            Self::Comment(id) => id.uuid(),
        }
    }
}

impl Order {
    const fn name(self) -> &'static str {
        match self {
            Self::Newest => "comments_newest",
            Self::Oldest => "comments_oldest",
            Self::MostUseful => "comments_useful",
            Self::MostDiscussed => "comments_discussed",
        }
    }

    const fn column(self) -> comments::Column {
        match self {
            Self::Newest | Self::Oldest => comments::Column::ListedAt,
            Self::MostUseful => comments::Column::Usefulness,
            Self::MostDiscussed => comments::Column::BelowCount,
        }
    }

    fn key(self, row: &comments::Model) -> (i64, Uuid) {
        let first = match self {
            Self::Newest | Self::Oldest => row.listed_at.micros(),
            Self::MostUseful => row.usefulness,
            Self::MostDiscussed => row.below_count.into(),
        };
        (first, row.id.uuid())
    }

    const fn ascending(self) -> bool {
        matches!(self, Self::Oldest)
    }

    /// What lies before everything, where a list begins.
    const fn start(self) -> (i64, Uuid) {
        if self.ascending() {
            (i64::MIN, Uuid::nil())
        } else {
            (i64::MAX, Uuid::max())
        }
    }

    /// The streams that a list is woven of: whether each is of new comments; one of all unless the order says so.
    const fn streams(self) -> &'static [Option<bool>] {
        match self {
            Self::MostUseful => &[Some(false), Some(true)],
            Self::Newest | Self::Oldest | Self::MostDiscussed => &[None],
        }
    }
}

/// Where a page begins: the place in the five, and the last item before it of each stream.
#[derive(Debug, Clone)]
struct Place {
    turn: u8,
    last: Vec<(i64, Uuid)>,
}

impl Place {
    fn start(order: Order) -> Self {
        Self {
            turn: 0,
            last: vec![order.start(); order.streams().len()],
        }
    }

    /// Reads a cursor of this list and order.
    fn read(under: Under, order: Order, cursor: &str) -> Result<Self, StoreError> {
        let keys = decode(order.name(), fingerprint(&under), cursor)?;
        let mut keys = keys.into_iter();
        let Some(Key::Int(turn)) = keys.next() else {
            return Err(StoreError::BadCursor);
        };
        let turn = u8::try_from(turn)
            .ok()
            .filter(|turn| *turn < PLACES)
            .ok_or(StoreError::BadCursor)?;
        let mut last = Vec::new();
        while let Some(key) = keys.next() {
            match (key, keys.next()) {
                (Key::Int(first), Some(Key::Id(id))) => last.push((first, id)),
                _ => return Err(StoreError::BadCursor),
            }
        }
        if last.len() == order.streams().len() {
            Ok(Self { turn, last })
        } else {
            Err(StoreError::BadCursor)
        }
    }

    fn cursor(&self, under: Under, order: Order) -> String {
        let mut keys = vec![Key::Int(self.turn.into())];
        for (first, id) in &self.last {
            keys.extend([Key::Int(*first), Key::Id(*id)]);
        }
        encode(order.name(), fingerprint(&under), keys)
    }

    /// Takes the next item: of the stream whose turn it is, or of another that has one left.
    fn take(
        &mut self,
        order: Order,
        streams: &mut [std::vec::IntoIter<comments::Model>],
    ) -> Option<comments::Model> {
        let wanted = usize::from(streams.len() > 1 && self.turn == NEW_PLACE);
        let others = (0..streams.len()).filter(|stream| *stream != wanted);
        for stream in std::iter::once(wanted).chain(others) {
            if let Some(row) = streams.get_mut(stream).and_then(Iterator::next) {
                if let Some(last) = self.last.get_mut(stream) {
                    *last = order.key(&row);
                }
                self.turn = (self.turn + 1) % PLACES;
                return Some(row);
            }
        }
        None
    }
}

/// The same page of each of these lists, forwards: two statements however many they are, three with totals. A list
/// that the reader does not see is empty; a cursor belongs to one list.
pub async fn lists(
    from: &impl Read,
    scope: &Scope,
    lists: &[Under],
    order: Order,
    request: &PageRequest,
) -> Result<HashMap<Under, Page<Comment>>, StoreError> {
    if request.direction == Direction::Backward {
        return Err(StoreError::BadCursor);
    }
    let size = request.size.clamp(1, MAX_PAGE);
    let seen = Seen::among(from, scope, lists).await?;
    let mut places = Vec::new();
    for under in lists.iter().copied().filter(|under| seen.has(*under)) {
        let place = match &request.cursor {
            Some(cursor) => Place::read(under, order, cursor)?,
            None => Place::start(order),
        };
        places.push((under, place));
    }
    let totals = if request.count {
        seen.totals(from, lists).await?
    } else {
        HashMap::new()
    };
    let mut rows = ranges(from, &places, order, size).await?;
    let mut pages: HashMap<Under, Page<Comment>> = HashMap::new();
    for (list, (under, mut place)) in places.into_iter().enumerate() {
        let mut streams: Vec<_> = (0..order.streams().len())
            .map(|stream| rows.remove(&(list, stream)).unwrap_or_default().into_iter())
            .collect();
        let mut items = Vec::new();
        while items.len() < size as usize
            && let Some(row) = place.take(order, &mut streams)
        {
            items.push((place.cursor(under, order), Comment::try_from(row)?));
        }
        let page = Page {
            items,
            has_next: place.take(order, &mut streams).is_some(),
            has_previous: request.cursor.is_some(),
            total: request.count.then(|| totals.get(&under).copied().unwrap_or(0)),
        };
        pages.insert(under, page);
    }
    for under in lists {
        pages.entry(*under).or_insert_with(|| Page {
            total: request.count.then_some(0),
            ..Page::default()
        });
    }
    Ok(pages)
}

/// The next `size` rows of each stream of each list and one more, by list and stream.
async fn ranges(
    from: &impl Read,
    places: &[(Under, Place)],
    order: Order,
    size: u32,
) -> Result<HashMap<(usize, usize), Vec<comments::Model>>, StoreError> {
    let mut wanted = Vec::new();
    for (list, (under, place)) in places.iter().enumerate() {
        for ((stream, new), last) in order.streams().iter().enumerate().zip(&place.last) {
            wanted.push(((list, stream), range(*under, order, *new, *last, size)));
        }
    }
    let executor = from.executor();
    let mut rows: HashMap<(usize, usize), Vec<comments::Model>> = HashMap::new();
    for part in wanted.chunks(RANGES) {
        let mut parts = part.iter().enumerate().map(|(number, (_, range))| {
            let mut range = range.clone();
            range.expr_as(Expr::cust(number.to_string()), Alias::new("range"));
            Query::select()
                .column(Asterisk)
                .from_subquery(range, Alias::new(format!("range_{number}")))
                .to_owned()
        });
        let Some(mut union) = parts.next() else { break };
        for other in parts {
            union.union(UnionType::All, other);
        }
        for row in executor.query_all(&union).await? {
            let number: i32 = row.try_get("", "range")?;
            let place = usize::try_from(number).ok().and_then(|number| part.get(number));
            if let Some((key, _)) = place {
                rows.entry(*key)
                    .or_default()
                    .push(comments::Model::from_query_result(&row, "")?);
            }
        }
    }
    // A union promises no order.
    for rows in rows.values_mut() {
        rows.sort_by_key(|row| order.key(row));
        if !order.ascending() {
            rows.reverse();
        }
    }
    Ok(rows)
}

/// A range of the index that serves this order, from behind `last`.
fn range(under: Under, order: Order, new: Option<bool>, last: (i64, Uuid), size: u32) -> SelectStatement {
    let direction = if order.ascending() {
        sea_query::Order::Asc
    } else {
        sea_query::Order::Desc
    };
    let mut select = comments::Entity::find()
        .filter(comments::Column::UnderId.eq(under.uuid()))
        .filter(comments::Column::PublishedAt.is_not_null())
        .order_by(order.column(), direction.clone())
        .order_by(comments::Column::Id, direction)
        .limit(u64::from(size) + 1);
    if let Under::Proposal(_, Some(position)) = under {
        select = select.filter(comments::Column::Position.eq(position.as_str()));
    }
    if let Some(new) = new {
        select = select.filter(comments::Column::IsNew.eq(new));
    }
    if last != order.start() {
        let columns = Expr::tuple([
            order.column().into_simple_expr(),
            comments::Column::Id.into_simple_expr(),
        ]);
        let keys = Expr::tuple([Expr::value(last.0), Expr::value(last.1)]);
        select = select.filter(if order.ascending() {
            columns.gt(keys)
        } else {
            columns.lt(keys)
        });
    }
    select.into_query()
}

/// The statement that reads a range of this list, from its start or from behind an item: what a test asks each database
/// to explain. `new` chooses between the two streams of «most useful».
pub fn range_sql(backend: Backend, under: Under, order: Order, new: bool, resumed: bool) -> String {
    let stream = (order == Order::MostUseful).then_some(new);
    let last = if resumed { (1, Uuid::nil()) } else { order.start() };
    let select = range(under, order, stream, last, 20);
    match backend {
        Backend::Sqlite => select.to_string(sea_query::SqliteQueryBuilder),
        Backend::Postgres => select.to_string(sea_query::PostgresQueryBuilder),
    }
}

/// What the reader sees of what comments hang under.
struct Seen {
    proposals: HashSet<ProposalId>,
    /// With the number of direct answers that are listed.
    comments: HashMap<CommentId, i32>,
}

impl Seen {
    async fn among(from: &impl Read, scope: &Scope, lists: &[Under]) -> Result<Self, StoreError> {
        let (mut proposals, mut comments) = (HashSet::new(), HashSet::new());
        for under in lists {
            match under {
                Under::Proposal(id, _) => _ = proposals.insert(*id),
                Under::Comment(id) => _ = comments.insert(*id),
            }
        }
        let mut seen = Self {
            proposals: HashSet::new(),
            comments: HashMap::new(),
        };
        if !proposals.is_empty() {
            let ids: Vec<ProposalId> = proposal_rows::Entity::find()
                .select_only()
                .column(proposal_rows::Column::Id)
                .filter(proposal_rows::Column::Id.is_in(proposals))
                .filter(proposals::visible(scope))
                .into_tuple()
                .all(&from.executor())
                .await?;
            seen.proposals.extend(ids);
        }
        if !comments.is_empty() {
            let answers: Vec<(CommentId, i32)> = comments::Entity::find()
                .select_only()
                .column(comments::Column::Id)
                .column(comments::Column::AnswerCount)
                .filter(comments::Column::Id.is_in(comments))
                .filter(visible(scope))
                .into_tuple()
                .all(&from.executor())
                .await?;
            seen.comments.extend(answers);
        }
        Ok(seen)
    }

    fn has(&self, under: Under) -> bool {
        match under {
            Under::Proposal(id, _) => self.proposals.contains(&id),
            Under::Comment(id) => self.comments.contains_key(&id),
        }
    }

    /// How many items each list has: stored numbers.
    async fn totals(&self, from: &impl Read, lists: &[Under]) -> Result<HashMap<Under, u64>, StoreError> {
        let proposals: Vec<_> = self.proposals.iter().copied().collect();
        let listed = if proposals.is_empty() {
            Vec::new()
        } else {
            counts::listed(from, &proposals).await?
        };
        let total = |under: &Under| -> i32 {
            match *under {
                Under::Proposal(id, wanted) => listed
                    .iter()
                    .filter(|(of, position, _)| *of == id && (wanted.is_none() || *position == wanted))
                    .map(|(_, _, listed)| listed)
                    .sum(),
                Under::Comment(id) => self.comments.get(&id).copied().unwrap_or(0),
            }
        };
        Ok(lists
            .iter()
            .map(|under| (*under, u64::try_from(total(under)).unwrap_or(0)))
            .collect())
    }
}

/// Comments of a plan, or of all, that wait for review and that the reader sees: their own, what went back to them
/// included, and what they moderate. Oldest first, since they are due first.
pub async fn waiting(
    from: &impl Read,
    scope: &Scope,
    plan: Option<PlanId>,
    request: &PageRequest,
) -> Result<Page<Comment>, StoreError> {
    let oldest = Keyset {
        name: "comments_waiting",
        columns: vec![(
            comments::Column::Id.into_simple_expr(),
            sea_query::Order::Asc,
            Tells::Id(|row: &comments::Model| row.id.uuid()),
        )],
    };
    let mut waits = Condition::any().add(comments::Column::Visibility.ne(Visibility::Returned.as_str()));
    if let Some(viewer) = scope.viewer {
        waits = waits.add(comments::Column::AuthorAccount.eq(viewer));
    }
    let mut select = comments::Entity::find()
        .filter(comments::Column::TextState.eq(CommentStage::PendingReview.as_str()))
        .filter(waits)
        .filter(visible(scope));
    if let Some(plan) = plan {
        select = select.filter(comments::Column::PlanId.eq(plan));
    }
    crate::plans::try_map(page(from, select, &oldest, &plan, request).await?)
}
