//! Totals: what the worker has counted, and what has changed since.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{
    plans::{PlanId, Requirement},
    proposals::ProposalId,
    voting::{Cells, Choice, MEANS, Means, Tally},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, Set,
    sea_query::{
        Alias, Condition, Expr, Func, LockBehavior, LockType, OnConflict, Query, SelectStatement, SimpleExpr,
        UnionType,
    },
};
use uuid::Uuid;

use super::ballots::choice_of;
use crate::{
    Read, StoreError, Tx,
    backend::postgres,
    rows::{ballots, proposals, tally, tally_deltas, votes},
};

/// How many changes the worker counts in one transaction.
const BATCH: u64 = 1_000;

/// Notes changes of totals under random ids.
pub(super) async fn add_deltas(
    tx: &Tx,
    deltas: Vec<(Uuid, (ProposalId, Choice, i32))>,
) -> Result<(), StoreError> {
    if deltas.is_empty() {
        return Ok(());
    }
    let rows = deltas
        .into_iter()
        .map(|(id, (proposal, choice, delta))| tally_deltas::ActiveModel {
            id: Set(id),
            proposal_id: Set(proposal),
            choice: Set(choice.as_str().to_owned()),
            delta: Set(delta),
        });
    tally_deltas::Entity::insert_many(rows)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Has the worker count these proposals again: they joined or left a group.
pub async fn recount(
    tx: &Tx,
    these: &[ProposalId],
    mut fresh: impl FnMut() -> Uuid,
) -> Result<(), StoreError> {
    let nothing = these.iter().map(|id| (fresh(), (*id, Choice::For, 0)));
    add_deltas(tx, nothing.collect()).await
}

/// Whether anything waits to be counted: a cheap question before the transaction.
pub async fn any_delta(from: &impl Read) -> Result<bool, StoreError> {
    let row: Option<Uuid> = tally_deltas::Entity::find()
        .select_only()
        .column(tally_deltas::Column::Id)
        .limit(1)
        .into_tuple()
        .one(&from.executor())
        .await?;
    Ok(row.is_some())
}

/// Counts at most a thousand changes into the tally, those that nobody else is counting; how many. Totals are the same
/// before and after.
pub async fn fold(tx: &Tx) -> Result<usize, StoreError> {
    let waiting = tally_deltas::Entity::find()
        .limit(BATCH)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.conn())
        .await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let mut sums: BTreeMap<(ProposalId, String), i32> = BTreeMap::new();
    for row in &waiting {
        *sums.entry((row.proposal_id, row.choice.clone())).or_default() += row.delta;
    }
    let touched: HashSet<_> = sums.keys().map(|(proposal, _)| *proposal).collect();
    let rows = sums
        .into_iter()
        .map(|((proposal, choice), votes)| tally::ActiveModel {
            proposal_id: Set(proposal),
            choice: Set(choice),
            votes: Set(votes),
        });
    let sum = Expr::col((tally::Entity, tally::Column::Votes))
        .add(Expr::col((Alias::new("excluded"), tally::Column::Votes)));
    let onto = OnConflict::columns([tally::Column::ProposalId, tally::Column::Choice])
        .value(tally::Column::Votes, sum)
        .to_owned();
    tally::Entity::insert_many(rows)
        .on_conflict(onto)
        .exec_without_returning(tx.conn())
        .await?;
    tally_deltas::Entity::delete_many()
        .filter(tally_deltas::Column::Id.is_in(waiting.iter().map(|row| row.id)))
        .exec(tx.conn())
        .await?;
    order(tx, touched).await?;
    postgres::notify(tx.conn()).await?;
    Ok(waiting.len())
}

/// What the worker has counted for the proposals of a plan, by choice: what to compare to know whose totals changed.
pub async fn counted(
    from: &impl Read,
    plan: PlanId,
) -> Result<HashMap<(ProposalId, String), i32>, StoreError> {
    let of_plan = Query::select()
        .column(proposals::Column::Id)
        .from(proposals::Entity)
        .and_where(proposals::Column::PlanId.eq(plan))
        .to_owned();
    let rows = tally::Entity::find()
        .filter(tally::Column::ProposalId.in_subquery(of_plan))
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| ((row.proposal_id, row.choice), row.votes))
        .collect())
}

/// Brings what lists are ordered by up to date: the counted supports of a proposal, the distinct people of a group.
async fn order(tx: &Tx, touched: HashSet<ProposalId>) -> Result<(), StoreError> {
    let id = || Expr::col((proposals::Entity, proposals::Column::Id));
    let counted = Query::select()
        .column(tally::Column::Votes)
        .from(tally::Entity)
        .and_where(Expr::col((tally::Entity, tally::Column::ProposalId)).eq(id()))
        .and_where(tally::Column::Choice.eq(Choice::For.as_str()))
        .to_owned();
    proposals::Entity::update_many()
        .col_expr(proposals::Column::Supporters, or_zero(counted))
        .filter(proposals::Column::Id.is_in(touched.iter().copied()))
        .exec(tx.conn())
        .await?;
    let leaders = Query::select()
        .column(proposals::Column::MergedInto)
        .from(proposals::Entity)
        .and_where(proposals::Column::MergedInto.is_not_null())
        .cond_where(
            Condition::any()
                .add(proposals::Column::Id.is_in(touched.iter().copied()))
                .add(proposals::Column::MergedInto.is_in(touched.iter().copied())),
        )
        .to_owned();
    let member = Alias::new("member");
    let in_group = Condition::any()
        .add(Expr::col((member.clone(), proposals::Column::Id)).eq(id()))
        .add(Expr::col((member.clone(), proposals::Column::MergedInto)).eq(id()));
    let people = Query::select()
        .expr(Func::count_distinct(Expr::col((
            votes::Entity,
            votes::Column::VoterKey,
        ))))
        .from(votes::Entity)
        .join_as(
            sea_orm::JoinType::InnerJoin,
            proposals::Entity,
            member.clone(),
            Expr::col((member, proposals::Column::Id)).equals((votes::Entity, votes::Column::ProposalId)),
        )
        .and_where(votes::Column::Choice.eq(Choice::For.as_str()))
        .cond_where(in_group)
        .to_owned();
    proposals::Entity::update_many()
        .col_expr(proposals::Column::Supporters, or_zero(people).cast_as("integer"))
        .filter(proposals::Column::Id.in_subquery(leaders))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn or_zero(one: SelectStatement) -> SimpleExpr {
    let one = SimpleExpr::SubQuery(None, Box::new(one.into()));
    Func::coalesce([one, Expr::value(0)]).into()
}

/// The votes on these proposals, exact at this instant: what is counted and what has changed since, in one statement.
/// A proposal that leads a group has the distinct people of the group.
pub async fn totals(
    from: &impl Read,
    these: &[ProposalId],
) -> Result<HashMap<ProposalId, Tally>, StoreError> {
    let executor = from.executor();
    let mut parts = Query::select()
        .column(tally::Column::ProposalId)
        .column(tally::Column::Choice)
        .expr_as(Expr::col(tally::Column::Votes), Alias::new("votes"))
        .from(tally::Entity)
        .and_where(tally::Column::ProposalId.is_in(these.iter().copied()))
        .to_owned();
    let since = Query::select()
        .column(tally_deltas::Column::ProposalId)
        .column(tally_deltas::Column::Choice)
        .column(tally_deltas::Column::Delta)
        .from(tally_deltas::Entity)
        .and_where(tally_deltas::Column::ProposalId.is_in(these.iter().copied()))
        .to_owned();
    parts.union(UnionType::All, since);
    let (parted, proposal, choice, votes) = names();
    let sum = Query::select()
        .column(proposal.clone())
        .column(choice.clone())
        .expr_as(
            Expr::col(votes.clone()).sum().cast_as("bigint"),
            Alias::new("total"),
        )
        .from_subquery(parts, parted)
        .group_by_columns([proposal, choice])
        .to_owned();
    let mut found: HashMap<ProposalId, Tally> = these.iter().map(|id| (*id, Tally::default())).collect();
    for row in executor.query_all(&sum).await? {
        let (proposal, choice, total) = read(&row, "proposal_id")?;
        *found.entry(proposal).or_default().of_mut(choice) = total;
    }
    let groups = of_groups(these)
        .column((votes_table(), votes::Column::Choice))
        .expr_as(distinct_voters(), Alias::new("total"))
        .group_by_col((votes_table(), votes::Column::Choice))
        .to_owned();
    let mut grouped: HashMap<ProposalId, Tally> = HashMap::new();
    for row in executor.query_all(&groups).await? {
        let (leader, choice, total) = read(&row, "leader")?;
        *grouped.entry(leader).or_default().of_mut(choice) = total;
    }
    found.extend(grouped);
    Ok(found)
}

/// Who cast the votes on these proposals: on paper, or by the link that they had when they voted last. A proposal that leads a
/// group has the distinct people of the group; one that was merged into another has nothing of its own, since a cell
/// of it could be computed from the group's.
pub async fn by_link(
    from: &impl Read,
    these: &[ProposalId],
) -> Result<HashMap<ProposalId, Cells>, StoreError> {
    let link = || Expr::col((ballots::Entity, ballots::Column::Link));
    let ballot = Condition::all()
        .add(
            Expr::col((ballots::Entity, ballots::Column::PlanId))
                .equals((votes::Entity, votes::Column::PlanId)),
        )
        .add(
            Expr::col((ballots::Entity, ballots::Column::VoterKey))
                .equals((votes::Entity, votes::Column::VoterKey)),
        );
    let of_all = cast_on()
        .join(sea_orm::JoinType::InnerJoin, ballots::Entity, ballot)
        .and_where(leader().is_in(these.iter().copied()))
        .column((votes_table(), votes::Column::Choice))
        .expr_as(link(), Alias::new("link"))
        .expr_as(distinct_voters(), Alias::new("total"))
        .group_by_col((votes_table(), votes::Column::Choice))
        .add_group_by([link()])
        .to_owned();
    let mut found: HashMap<ProposalId, Cells> = HashMap::new();
    for row in from.executor().query_all(&of_all).await? {
        let (leader, choice, total) = read(&row, "leader")?;
        let link: String = row.try_get("", "link")?;
        let cell = found
            .entry(leader)
            .or_default()
            .entry(means_of(&link)?)
            .or_default();
        *cell.of_mut(choice) = total;
    }
    Ok(found)
}

/// Votes with the proposal that leads each one's group, to be grouped by it.
fn cast_on() -> SelectStatement {
    Query::select()
        .expr_as(leader(), Alias::new("leader"))
        .from(votes::Entity)
        .join(
            sea_orm::JoinType::InnerJoin,
            proposals::Entity,
            Expr::col((proposals::Entity, proposals::Column::Id))
                .equals((votes::Entity, votes::Column::ProposalId)),
        )
        .add_group_by([leader()])
        .to_owned()
}

/// The same, of those of these proposals alone that lead a group.
fn of_groups(these: &[ProposalId]) -> SelectStatement {
    let leading = Query::select()
        .column((Alias::new("member"), proposals::Column::MergedInto))
        .from_as(proposals::Entity, Alias::new("member"))
        .and_where(
            Expr::col((Alias::new("member"), proposals::Column::MergedInto)).is_in(these.iter().copied()),
        )
        .to_owned();
    cast_on().and_where(leader().in_subquery(leading)).to_owned()
}

fn leader() -> SimpleExpr {
    Func::coalesce([
        Expr::col((proposals::Entity, proposals::Column::MergedInto)),
        Expr::col((proposals::Entity, proposals::Column::Id)),
    ])
    .into()
}

fn distinct_voters() -> SimpleExpr {
    Func::count_distinct(Expr::col((votes::Entity, votes::Column::VoterKey))).into()
}

fn votes_table() -> votes::Entity {
    votes::Entity
}

fn names() -> (Alias, Alias, Alias, Alias) {
    let [parts, proposal, choice, votes] = ["parts", "proposal_id", "choice", "votes"].map(Alias::new);
    (parts, proposal, choice, votes)
}

fn read(row: &sea_orm::QueryResult, id: &str) -> Result<(ProposalId, Choice, u64), StoreError> {
    let proposal: ProposalId = row.try_get("", id)?;
    let choice: String = row.try_get("", "choice")?;
    let total: i64 = row.try_get("", "total")?;
    Ok((
        proposal,
        choice_of(&choice)?,
        u64::try_from(total).unwrap_or_default(),
    ))
}

/// Whether any ballot of the plan was counted on paper.
pub async fn any_on_paper(from: &impl Read, plan: PlanId) -> Result<bool, StoreError> {
    let found: Option<PlanId> = ballots::Entity::find()
        .select_only()
        .column(ballots::Column::PlanId)
        .filter(ballots::Column::PlanId.eq(plan))
        .filter(ballots::Column::Link.eq(means_word(Means::Paper)))
        .limit(1)
        .into_tuple()
        .one(&from.executor())
        .await?;
    Ok(found.is_some())
}

/// How a ballot was cast, as its row says it.
pub(super) const fn means_word(means: Means) -> &'static str {
    match means {
        Means::Link(Requirement::Account) => "account",
        Means::Link(Requirement::DeclaredLink) => "declared",
        Means::Link(Requirement::ConfirmedLink) => "confirmed",
        Means::Paper => "paper",
    }
}

pub(super) fn means_of(word: &str) -> Result<Means, StoreError> {
    MEANS
        .into_iter()
        .find(|means| means_word(*means) == word)
        .ok_or_else(|| StoreError::corrupt("ballot", "link"))
}
