//! What comments count for: on their proposal, by position, and under the comments that they answer.
//!
//! Every total is a stored number that changes in the transaction that makes it true, by a statement that adds to what
//! is there. People write comments at the pace of people, and the rows that they share (the proposal's, those of its
//! counts, the thread's first comment) are written by the last statements before the commit, so that nobody waits for
//! longer than one commit; deltas folded by a worker, as votes have them, would make a thread wrong until the next
//! fold for nothing.

use std::collections::BTreeMap;

use domain::{
    Scope, Timestamp, Visibility,
    comments::{Comment, CommentId, Position},
    proposals::{ProposalId, TextStage},
    scope::PlanSet,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Alias, CaseStatement, Expr, ExprTrait, OnConflict, SimpleExpr},
};

use crate::{
    Read, StoreError, Tx,
    proposals::visible_ids,
    rows::{comment_counts, comments, proposals},
    search,
};

/// Comments on the first level of a proposal that are shown, by what they say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// For.
    pub in_favour: i32,
    /// Against.
    pub against: i32,
    /// Neither for nor against.
    pub neither: i32,
    /// Questions.
    pub questions: i32,
    /// Those that do not say.
    pub unstated: i32,
}

/// The counts of these proposals, where the reader sees them and anybody has commented.
pub async fn counts_of(
    from: &impl Read,
    scope: &Scope,
    proposals: &[ProposalId],
) -> Result<Vec<(ProposalId, Counts)>, StoreError> {
    let rows = comment_counts::Entity::find()
        .filter(comment_counts::Column::ProposalId.is_in(proposals.iter().copied()))
        .filter(comment_counts::Column::ProposalId.in_subquery(visible_ids(scope)))
        .all(&from.executor())
        .await?;
    let mut counts: BTreeMap<ProposalId, Counts> = BTreeMap::new();
    for row in rows {
        let counts = counts.entry(row.proposal_id).or_default();
        match Position::parse(&row.position) {
            Some(Position::For) => counts.in_favour = row.shown,
            Some(Position::Against) => counts.against = row.shown,
            Some(Position::Neither) => counts.neither = row.shown,
            Some(Position::Question) => counts.questions = row.shown,
            None => counts.unstated = row.shown,
        }
    }
    Ok(counts.into_iter().collect())
}

/// The proposals of these plans with the most comments since then that everybody may read, and how many those are.
pub async fn lively(
    from: &impl Read,
    plans: &PlanSet,
    since: Timestamp,
    limit: u64,
) -> Result<Vec<(ProposalId, u64)>, StoreError> {
    let these = match plans {
        PlanSet::None => return Ok(Vec::new()),
        PlanSet::Some(plans) => Condition::all().add(comments::Column::PlanId.is_in(plans.iter().copied())),
        PlanSet::All => Condition::all(),
    };
    let rows: Vec<(ProposalId, i64)> = comments::Entity::find()
        .select_only()
        .column(comments::Column::ProposalId)
        .column_as(comments::Column::Id.count(), "said")
        .filter(these)
        .filter(comments::Column::PublishedAt.gte(since))
        .filter(comments::Column::Visibility.is_in(search::READABLE))
        .group_by(comments::Column::ProposalId)
        .order_by_desc(Expr::col(Alias::new("said")))
        .order_by_asc(comments::Column::ProposalId)
        .limit(limit)
        .into_tuple()
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(proposal, said)| (proposal, u64::try_from(said).unwrap_or(0)))
        .collect())
}

/// How many comments the first levels of these proposals list, tombstones included, by position.
pub(super) async fn listed(
    from: &impl Read,
    proposals: &[ProposalId],
) -> Result<Vec<(ProposalId, Option<Position>, i32)>, StoreError> {
    let rows = comment_counts::Entity::find()
        .filter(comment_counts::Column::ProposalId.is_in(proposals.iter().copied()))
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.proposal_id, Position::parse(&row.position), row.listed))
        .collect())
}

/// Whether the proposal must still take comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// It must: a comment is being posted.
    WhileOpen,
    /// It need not: what was there before is counted otherwise.
    Always,
}

/// The comments of a first level that take one position, by its word.
type Level = (ProposalId, &'static str);

/// What is to be added to stored totals.
#[derive(Debug, Default)]
pub(crate) struct Deltas {
    /// Direct answers, and all answers below, of comments.
    answers: BTreeMap<CommentId, (i32, i32)>,
    /// Listed and shown comments of first levels, by the word of their position.
    positions: BTreeMap<Level, (i32, i32)>,
    /// Shown comments of proposals.
    shown: BTreeMap<ProposalId, i32>,
}

impl Deltas {
    /// Adds what `after` counts for instead of `before`.
    pub(crate) fn add(&mut self, before: Option<&Comment>, after: &Comment) {
        let counted = |of: fn(&Comment) -> bool| i32::from(of(after)) - i32::from(before.is_some_and(of));
        let (listed, shown) = (counted(Comment::is_listed), counted(Comment::is_shown));
        if shown != 0 {
            *self.shown.entry(after.proposal).or_default() += shown;
        }
        let Some(parent) = after.parent else {
            if (listed, shown) != (0, 0) {
                let word = after.position.map_or("unstated", Position::as_str);
                let counts = self.positions.entry((after.proposal, word)).or_default();
                *counts = (counts.0 + listed, counts.1 + shown);
            }
            return;
        };
        if listed == 0 {
            return;
        }
        let direct = self.answers.entry(parent).or_default();
        *direct = (direct.0 + listed, direct.1 + listed);
        if parent != after.root {
            self.answers.entry(after.root).or_default().1 += listed;
        }
    }

    /// Takes out what concerns this comment: its direct answers, and all below it.
    pub(super) fn take(&mut self, comment: CommentId) -> (i32, i32) {
        self.answers.remove(&comment).unwrap_or_default()
    }

    /// Writes the totals, whatever became of the proposals.
    pub(crate) async fn write_always(self, tx: &Tx) -> Result<(), StoreError> {
        self.write(tx, Guard::Always).await.map(|_| ())
    }

    /// Writes the totals, in one order for all: comments, counts, proposals. Whether every proposal met the guard.
    pub(super) async fn write(self, tx: &Tx, guard: Guard) -> Result<bool, StoreError> {
        let Self {
            answers,
            positions,
            shown,
        } = self;
        for part in chunks(answers) {
            let these = || part.iter().map(|(id, _)| *id);
            let by = |of: fn(&(i32, i32)) -> i32| {
                added(
                    comments::Column::Id,
                    part.iter().map(|(id, by)| (id.uuid(), of(by))),
                )
            };
            comments::Entity::update_many()
                .col_expr(
                    comments::Column::AnswerCount,
                    Expr::col(comments::Column::AnswerCount).add(by(|by| by.0)),
                )
                .col_expr(
                    comments::Column::BelowCount,
                    Expr::col(comments::Column::BelowCount).add(by(|by| by.1)),
                )
                .filter(comments::Column::Id.is_in(these()))
                .exec(tx.conn())
                .await?;
        }
        for part in chunks(positions) {
            add_positions(tx, part).await?;
        }
        let mut all_open = true;
        for part in chunks(shown) {
            let wanted = part.len() as u64;
            let mut these = Condition::all().add(proposals::Column::Id.is_in(part.iter().map(|(id, _)| *id)));
            if guard == Guard::WhileOpen {
                let open = [
                    Visibility::Shown.as_str(),
                    Visibility::Masked {
                        passages: Vec::new(),
                        attachments: Vec::new(),
                    }
                    .as_str(),
                ];
                these = these
                    .add(proposals::Column::TextState.eq(TextStage::Published.as_str()))
                    .add(proposals::Column::Visibility.is_in(open));
            }
            let by = added(
                proposals::Column::Id,
                part.iter().map(|(id, by)| (id.uuid(), *by)),
            );
            let counted = proposals::Entity::update_many()
                .col_expr(
                    proposals::Column::CommentCount,
                    Expr::col(proposals::Column::CommentCount).add(by),
                )
                .filter(these)
                .exec(tx.conn())
                .await?;
            all_open &= counted.rows_affected == wanted;
        }
        Ok(all_open)
    }
}

/// Counts one comment; whether its proposal met the guard.
pub(super) async fn count(
    tx: &Tx,
    before: Option<&Comment>,
    after: &Comment,
    guard: Guard,
) -> Result<bool, StoreError> {
    let mut deltas = Deltas::default();
    deltas.add(before, after);
    deltas.write(tx, guard).await
}

async fn add_positions(tx: &Tx, part: Vec<(Level, (i32, i32))>) -> Result<(), StoreError> {
    let rows = part.into_iter().map(
        |((proposal, position), (listed, shown))| comment_counts::ActiveModel {
            proposal_id: Set(proposal),
            position: Set(position.to_owned()),
            listed: Set(listed),
            shown: Set(shown),
        },
    );
    let sum = |column| Expr::col((comment_counts::Entity, column)).add(Expr::col(("excluded", column)));
    let key = [
        comment_counts::Column::ProposalId,
        comment_counts::Column::Position,
    ];
    comment_counts::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns(key)
                .value(
                    comment_counts::Column::Listed,
                    sum(comment_counts::Column::Listed),
                )
                .value(comment_counts::Column::Shown, sum(comment_counts::Column::Shown))
                .to_owned(),
        )
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// What is to be added to the row of each id.
fn added(column: impl sea_orm::IntoSimpleExpr, by: impl Iterator<Item = (uuid::Uuid, i32)>) -> SimpleExpr {
    let column = column.into_simple_expr();
    let mut by: Vec<_> = by.collect();
    if let [(_, only)] = by.as_slice() {
        return Expr::value(*only);
    }
    let last = by.pop().map_or(0, |(_, by)| by);
    let mut cases = CaseStatement::new();
    for (id, by) in by {
        cases = cases.case(column.clone().eq(id), by);
    }
    cases.finally(last).into()
}

/// Parts of a size that one statement takes.
fn chunks<K, V>(map: BTreeMap<K, V>) -> Vec<Vec<(K, V)>> {
    let mut parts: Vec<Vec<(K, V)>> = Vec::new();
    for item in map {
        match parts.last_mut() {
            Some(part) if part.len() < 200 => part.push(item),
            _ => parts.push(vec![item]),
        }
    }
    parts
}
