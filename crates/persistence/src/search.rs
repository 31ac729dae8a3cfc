//! What can be found by its words, written in the transaction of the text, read under a scope.
//!
//! One order on both databases, computed from what matches and not from either's own ranking: first where the title has
//! the words as they are written, then in another form; then the text likewise; among equals the newest.

use std::{cmp::Reverse, collections::HashMap};

use domain::{
    Language, Page, PageRequest, Scope, Timestamp,
    comments::{Comment, CommentId, CommentState},
    event::Subject,
    id::Kind,
    page::{Direction, MAX_PAGE},
    plans::PlanId,
    proposals::{Proposal, ProposalId, TextState},
    search::{self, SearchQuery, Terms},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, NotSet, Order,
    QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Alias, Expr, ExprTrait, OnConflict, Query, SelectStatement, SimpleExpr, UnionType},
};
use uuid::Uuid;

use crate::{
    Read, StoreError, Tx,
    backend::words::{self, Part},
    comments,
    cursor::{Keyset, Tells, cut, fingerprint},
    proposals,
    rows::{comments as comment_rows, proposals as proposal_rows, search_entries},
};

/// The languages whose grammar questions are asked in: those that texts are stemmed in.
pub const LANGUAGES: [Language; 3] = [Language::French, Language::English, Language::Spanish];

/// The words of visibility under which everybody reads a text.
pub(crate) const READABLE: [&str; 3] = ["shown", "locked", "masked"];

/// How many entries are added in one statement: far below what either database takes of parameters.
const FEW: usize = 500;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Filter {
    /// The words, all of them.
    pub words: SearchQuery,
    /// In this plan.
    pub plan: Option<PlanId>,
    /// Of these kinds, by the prefix of their ids; none means all.
    pub kinds: Vec<&'static str>,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Hit {
    /// The prefix of its id: `proposal`.
    pub kind: String,
    /// The UUID of its id.
    pub subject: Uuid,
    score: i32,
    at: Timestamp,
    entry: i64,
}

/// The words of something, and where it belongs.
struct Entry {
    subject: Subject,
    plan: PlanId,
    at: Timestamp,
    title: Terms,
    whole: Terms,
}

impl Entry {
    /// The words of a proposal; none where its text is not shown.
    fn of_proposal(proposal: &Proposal) -> Option<Self> {
        if !proposal.visibility.is_readable() || matches!(proposal.text, TextState::Withdrawn { .. }) {
            return None;
        }
        let title = search::analyse(proposal.title.as_str(), &proposal.language);
        let body = proposal.visibility.masked(proposal.body.as_str());
        let mut whole = search::analyse(&body, &proposal.language);
        whole.add(title.clone());
        Some(Self {
            subject: proposal.id.into(),
            plan: proposal.plan,
            at: proposal.text.published_at().unwrap_or(proposal.created_at),
            title,
            whole,
        })
    }

    /// The words of a comment; none where its text is not shown.
    fn of_comment(comment: &Comment) -> Option<Self> {
        if !comment.visibility.is_readable() || matches!(comment.text, CommentState::Deleted { .. }) {
            return None;
        }
        let body = comment.visibility.masked(comment.body.as_str());
        Some(Self {
            subject: comment.id.into(),
            plan: comment.plan,
            at: comment.text.published_at().unwrap_or(comment.created_at),
            title: Terms::default(),
            whole: search::analyse(&body, &comment.language),
        })
    }

    fn row(&self) -> search_entries::ActiveModel {
        search_entries::ActiveModel {
            id: NotSet,
            subject_kind: Set(self.subject.kind.clone()),
            subject_id: Set(self.subject.id),
            plan_id: Set(self.plan),
            at: Set(self.at),
        }
    }
}

/// Writes the words of a proposal, or removes them where its text is not shown.
pub(crate) async fn index_proposal(tx: &Tx, proposal: &Proposal) -> Result<(), StoreError> {
    match Entry::of_proposal(proposal) {
        Some(entry) => put(tx, &entry).await,
        None => remove(tx, &proposal.id.into()).await,
    }
}

/// Writes the words of a comment, or removes them where its text is not shown.
pub(crate) async fn index_comment(tx: &Tx, comment: &Comment) -> Result<(), StoreError> {
    match Entry::of_comment(comment) {
        Some(entry) => put(tx, &entry).await,
        None => remove(tx, &comment.id.into()).await,
    }
}

/// Writes the words of comments that are new, any number of them.
pub(crate) async fn index_comments<'c>(
    tx: &Tx,
    added: impl Iterator<Item = &'c Comment>,
) -> Result<(), StoreError> {
    let entries: Vec<_> = added.filter_map(Entry::of_comment).collect();
    insert_all(tx, &entries).await
}

/// Writes the words of proposals that are new, any number of them.
pub(crate) async fn index_proposals(tx: &Tx, added: &[Proposal]) -> Result<(), StoreError> {
    let entries: Vec<_> = added.iter().filter_map(Entry::of_proposal).collect();
    insert_all(tx, &entries).await
}

/// Adds entries that are new, many in one statement.
async fn insert_all(tx: &Tx, entries: &[Entry]) -> Result<(), StoreError> {
    for few in entries.chunks(FEW) {
        let rows = search_entries::Entity::insert_many(few.iter().map(Entry::row))
            .exec_with_returning(tx.conn())
            .await?;
        let ids: HashMap<Uuid, i64> = rows.into_iter().map(|row| (row.subject_id, row.id)).collect();
        for entry in few {
            let id = ids
                .get(&entry.subject.id)
                .ok_or_else(|| StoreError::corrupt(&entry.subject, "its entry was not added"))?;
            words::write(tx.conn(), *id, &entry.title, &entry.whole).await?;
        }
    }
    Ok(())
}

/// Writes the words of something in the place of those that it had.
async fn put(tx: &Tx, entry: &Entry) -> Result<(), StoreError> {
    let key = [
        search_entries::Column::SubjectKind,
        search_entries::Column::SubjectId,
    ];
    let again = OnConflict::columns(key)
        .update_columns([search_entries::Column::PlanId, search_entries::Column::At])
        .to_owned();
    let row = search_entries::Entity::insert(entry.row())
        .on_conflict(again)
        .exec_with_returning(tx.conn())
        .await?;
    words::write(tx.conn(), row.id, &entry.title, &entry.whole).await
}

/// Removes what may not be found any more.
async fn remove(tx: &Tx, subject: &Subject) -> Result<(), StoreError> {
    remove_all(tx, std::slice::from_ref(subject)).await
}

/// Removes what may not be found any more, in three statements however much it is.
pub(crate) async fn remove_all(tx: &Tx, subjects: &[Subject]) -> Result<(), StoreError> {
    if subjects.is_empty() {
        return Ok(());
    }
    let mut these = Condition::any();
    for kind in [Proposal::PREFIX, Comment::PREFIX] {
        let ids = subjects.iter().filter(|subject| subject.kind == kind);
        these = these.add(
            Condition::all()
                .add(search_entries::Column::SubjectKind.eq(kind))
                .add(search_entries::Column::SubjectId.is_in(ids.map(|subject| subject.id))),
        );
    }
    let entries: Vec<i64> = search_entries::Entity::find()
        .select_only()
        .column(search_entries::Column::Id)
        .filter(these)
        .into_tuple()
        .all(tx.conn())
        .await?;
    if entries.is_empty() {
        return Ok(());
    }
    words::remove(tx.conn(), &entries).await?;
    search_entries::Entity::delete_many()
        .filter(search_entries::Column::Id.is_in(entries))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Writes the words of the next `limit` proposals after this one anew; the last of them, nothing when all are done.
pub async fn reindex_proposals(
    tx: &Tx,
    after: Option<ProposalId>,
    limit: u64,
) -> Result<Option<(ProposalId, u64)>, StoreError> {
    let mut select = proposal_rows::Entity::find()
        .order_by_asc(proposal_rows::Column::Id)
        .limit(limit);
    if let Some(after) = after {
        select = select.filter(proposal_rows::Column::Id.gt(after));
    }
    let mut done = None;
    for (row, count) in select.all(tx.conn()).await?.into_iter().zip(1..) {
        let proposal = Proposal::try_from(row)?;
        index_proposal(tx, &proposal).await?;
        done = Some((proposal.id, count));
    }
    Ok(done)
}

/// Writes the words of the next `limit` comments after this one anew; the last of them, nothing when all are done.
pub async fn reindex_comments(
    tx: &Tx,
    after: Option<CommentId>,
    limit: u64,
) -> Result<Option<(CommentId, u64)>, StoreError> {
    let mut select = comment_rows::Entity::find()
        .order_by_asc(comment_rows::Column::Id)
        .limit(limit);
    if let Some(after) = after {
        select = select.filter(comment_rows::Column::Id.gt(after));
    }
    let mut done = None;
    for (row, count) in select.all(tx.conn()).await?.into_iter().zip(1..) {
        let comment = Comment::try_from(row)?;
        index_comment(tx, &comment).await?;
        done = Some((comment.id, count));
    }
    Ok(done)
}

/// Removes entries whose text is gone, and words whose entry is gone.
pub async fn sweep(tx: &Tx) -> Result<(), StoreError> {
    let there = Query::select()
        .column(proposal_rows::Column::Id)
        .from(proposal_rows::Entity)
        .to_owned();
    search_entries::Entity::delete_many()
        .filter(search_entries::Column::SubjectKind.eq(Proposal::PREFIX))
        .filter(search_entries::Column::SubjectId.not_in_subquery(there))
        .exec(tx.conn())
        .await?;
    let there = Query::select()
        .column(comment_rows::Column::Id)
        .from(comment_rows::Entity)
        .to_owned();
    search_entries::Entity::delete_many()
        .filter(search_entries::Column::SubjectKind.eq(Comment::PREFIX))
        .filter(search_entries::Column::SubjectId.not_in_subquery(there))
        .exec(tx.conn())
        .await?;
    words::sweep(tx.conn()).await
}

/// The ids of what has these words and is of this kind, for lists of it that are filtered by words.
pub(crate) fn subjects(backend: DbBackend, kind: &'static str, question: &SearchQuery) -> SelectStatement {
    Query::select()
        .column(search_entries::Column::SubjectId)
        .from(search_entries::Entity)
        .and_where(search_entries::Column::SubjectKind.eq(kind))
        .and_where(search_entries::Column::Id.in_subquery(words::matching(backend, Part::Whole, question)))
        .to_owned()
}

/// What the reader finds, the most fitting first.
pub async fn search(
    from: &impl Read,
    scope: &Scope,
    filter: &Filter,
    request: &PageRequest,
) -> Result<Page<Hit>, StoreError> {
    let executor = from.executor();
    let hits = hits(executor.get_database_backend(), scope, filter);
    let total = if request.count {
        let count = Query::select()
            .expr_as(Expr::cust("COUNT(*)"), Alias::new("n"))
            .from_subquery(hits.clone(), Alias::new("hits"))
            .to_owned();
        let row = executor.query_one(&count).await?;
        let n: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
        Some(u64::try_from(n).unwrap_or(0))
    } else {
        None
    };
    let keyset = by_fit();
    let (of, backward) = (fingerprint(filter), request.direction == Direction::Backward);
    let mut page = Query::select();
    page.columns(["kind", "subject", "score", "at", "entry"].map(Alias::new))
        .from_subquery(hits, Alias::new("hits"))
        .limit(u64::from(request.size.clamp(1, MAX_PAGE)) + 1);
    for (column, _, _) in &keyset.columns {
        let order = if backward { Order::Asc } else { Order::Desc };
        page.order_by_expr(column.clone(), order);
    }
    if let Some(cursor) = &request.cursor {
        page.cond_where(keyset.beyond(&keyset.read(of, cursor)?, backward));
    }
    let rows = executor.query_all(&page).await?;
    let rows = rows
        .iter()
        .map(|row| Hit::from_query_result(row, ""))
        .collect::<Result<_, _>>()?;
    Ok(cut(rows, &keyset, of, total, request))
}

fn by_fit() -> Keyset<Hit> {
    let column = |name: &'static str| Expr::col(Alias::new(name));
    Keyset {
        name: "fit",
        columns: vec![
            (column("score"), Order::Desc, Tells::Int(|hit| hit.score.into())),
            (column("at"), Order::Desc, Tells::Int(|hit| hit.at.micros())),
            (column("entry"), Order::Desc, Tells::Int(|hit| hit.entry)),
        ],
    }
}

/// Every hit with its score: 4 and 2 for the words in the title, as written and in any form, 1 as written in the text.
fn hits(backend: DbBackend, scope: &Scope, filter: &Filter) -> SelectStatement {
    let Filter { words, plan, kinds } = filter;
    let id = || Expr::col((search_entries::Entity, search_entries::Column::Id));
    let points = |part: Part, question: &SearchQuery, points: i32| -> SimpleExpr {
        let matches = id().in_subquery(words::matching(backend, part, question));
        Expr::case(matches, Expr::val(points))
            .finally(Expr::val(0))
            .into()
    };
    let as_written = words.as_written();
    let score = points(Part::Title, &as_written, 4)
        .add(points(Part::Title, words, 2))
        .add(points(Part::Whole, &as_written, 1));
    let column = |column| Expr::col((search_entries::Entity, column));
    let mut select = Query::select();
    select
        .expr_as(column(search_entries::Column::SubjectKind), Alias::new("kind"))
        .expr_as(column(search_entries::Column::SubjectId), Alias::new("subject"))
        .expr_as(score, Alias::new("score"))
        .expr_as(column(search_entries::Column::At), Alias::new("at"))
        .expr_as(id(), Alias::new("entry"))
        .from(search_entries::Entity)
        .and_where(id().in_subquery(words::matching(backend, Part::Whole, words)))
        .cond_where(shown(scope));
    if let Some(plan) = plan {
        select.and_where(search_entries::Column::PlanId.eq(*plan));
    }
    if !kinds.is_empty() {
        select.and_where(search_entries::Column::SubjectKind.is_in(kinds.iter().copied()));
    }
    select
}

/// What the reader may find: what everybody reads, in plans that the reader sees.
fn shown(scope: &Scope) -> Condition {
    let about = |kind: &'static str, shown: SimpleExpr| {
        Condition::all()
            .add(search_entries::Column::SubjectKind.eq(kind))
            .add(shown)
    };
    let subject = || Expr::col((search_entries::Entity, search_entries::Column::SubjectId));
    Condition::any()
        .add(about(Proposal::PREFIX, proposals::found(scope, subject())))
        .add(about(Comment::PREFIX, comments::found(scope, subject())))
}

/// How many words of a text are looked up, and how many of them are asked for: the rarest.
const LOOKED_UP: usize = 32;
const ASKED_FOR: usize = 12;
/// What part of the weight of a text a similar one must have, in hundredths.
const ALIKE: i64 = 25;

/// Published proposals of a plan that have the rarest words of this text, the most similar first.
///
/// A word weighs the logarithm of how rare it is in the plan (Spärck Jones, 1972), a word of the title twice that.
pub async fn similar(
    from: &impl Read,
    scope: &Scope,
    plan: PlanId,
    (title, body): (&str, &str),
    first: u32,
) -> Result<Vec<ProposalId>, StoreError> {
    let of_title = SearchQuery::each_word(title, &LANGUAGES, LOOKED_UP);
    let mut words = of_title.clone();
    for word in SearchQuery::each_word(body, &LANGUAGES, LOOKED_UP) {
        if !words.contains(&word) && words.len() < LOOKED_UP {
            words.push(word);
        }
    }
    let weighed = weigh(from, plan, words, of_title.len()).await?;
    if weighed.is_empty() {
        return Ok(Vec::new());
    }
    let executor = from.executor();
    let backend = executor.get_database_backend();
    let total: i64 = weighed.iter().map(|(_, weight)| weight).sum();
    let mut parts = weighed.iter().map(|(word, weight)| {
        of_plan(plan)
            .expr_as(
                Expr::col((search_entries::Entity, search_entries::Column::SubjectId)),
                Alias::new("subject"),
            )
            .expr_as(Expr::val(*weight).cast_as("bigint"), Alias::new("weight"))
            .and_where(search_entries::Column::Id.in_subquery(words::matching(backend, Part::Whole, word)))
            .to_owned()
    });
    let Some(mut union) = parts.next() else {
        return Ok(Vec::new());
    };
    union.unions(parts.map(|part| (UnionType::All, part)));
    let subject = || Expr::col((Alias::new("parts"), Alias::new("subject")));
    let sum = || Expr::cust("CAST(SUM(weight) AS bigint)");
    // One word in common makes no likeness, unless there is no other.
    let fewest = i32::from(weighed.len() > 1) + 1;
    let select = Query::select()
        .expr_as(subject(), Alias::new("subject"))
        .expr_as(sum(), Alias::new("score"))
        .from_subquery(union, Alias::new("parts"))
        .and_where(proposals::found(scope, subject()))
        .add_group_by([subject()])
        .and_having(sum().gte(total * ALIKE / 100))
        .and_having(Expr::cust("COUNT(*)").gte(fewest))
        .order_by_expr(sum(), Order::Desc)
        .order_by_expr(subject(), Order::Desc)
        .limit(first.into())
        .to_owned();
    let rows = executor.query_all(&select).await?;
    rows.iter()
        .map(|row| Ok(ProposalId::new(row.try_get("", "subject")?)))
        .collect()
}

/// The rarest of these words with their weights; those that no proposal of the plan has are left out. The first
/// `of_title` weigh double.
async fn weigh(
    from: &impl Read,
    plan: PlanId,
    words: Vec<SearchQuery>,
    of_title: usize,
) -> Result<Vec<(SearchQuery, i64)>, StoreError> {
    let executor = from.executor();
    let backend = executor.get_database_backend();
    let count = || of_plan(plan).expr(Expr::cust("COUNT(*)")).to_owned();
    let name = |place: usize| Alias::new(format!("n{place}"));
    let mut select = Query::select();
    select.expr_as(subquery(count()), Alias::new("total"));
    for (place, word) in words.iter().enumerate() {
        let with_word = count()
            .and_where(search_entries::Column::Id.in_subquery(words::matching(backend, Part::Whole, word)))
            .to_owned();
        select.expr_as(subquery(with_word), name(place));
    }
    let Some(row) = executor.query_one(&select).await? else {
        return Ok(Vec::new());
    };
    let total: i64 = row.try_get("", "total")?;
    let mut weighed = Vec::new();
    for (place, word) in words.into_iter().enumerate() {
        let n: i64 = row.try_get("", &format!("n{place}"))?;
        if n > 0 {
            let weight = rarity(total, n) * if place < of_title { 2 } else { 1 };
            weighed.push((word, weight));
        }
    }
    weighed.sort_by_key(|(_, weight)| Reverse(*weight));
    weighed.truncate(ASKED_FOR);
    Ok(weighed)
}

/// The logarithm of how rare a word is, in thousandths: 0 when every text has it.
fn rarity(total: i64, with_word: i64) -> i64 {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "counts of texts, and a logarithm below 50"
    )]
    let thousandths = ((total as f64 / with_word as f64).ln() * 1_000.0).round() as i64;
    Ord::max(thousandths, 1)
}

fn of_plan(plan: PlanId) -> SelectStatement {
    Query::select()
        .from(search_entries::Entity)
        .and_where(search_entries::Column::PlanId.eq(plan))
        .and_where(search_entries::Column::SubjectKind.eq(Proposal::PREFIX))
        .to_owned()
}

fn subquery(select: SelectStatement) -> SimpleExpr {
    Expr::SubQuery(None, Box::new(select.into()))
}
