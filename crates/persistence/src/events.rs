//! Events in their one order: numbered by the sequencer, read by the change feed, subscriptions and reactions.
//!
//! Use cases write to the outbox in whichever order they commit; a number is given only after the commit, by one
//! sequencer at a time, so that whoever has read up to a number has missed nothing below it.

use domain::{
    Event, EventKind, NewEvent, Scope, Timestamp,
    comments::Comment,
    event::{EventData, Subject},
    id::Kind,
    moderation::Case,
    moderation_log::{Dated, Day},
    plans::{Plan, PlanId},
    proposals::Proposal,
    rules::Rule,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set,
    sea_query::{Expr, SimpleExpr},
};

use crate::{
    Read, StoreError, Tx,
    backend::postgres,
    comments, moderation,
    moderation_log::{self, Logged},
    plans, proposals,
    rows::{events, outbox},
};

/// How many events the sequencer numbers in one transaction.
pub const BATCH: u64 = 500;

/// Which events are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Of these kinds; none means all.
    pub kinds: Vec<EventKind>,
    /// Of this plan, or of those that concern everybody.
    pub plan: Option<PlanId>,
}

impl Filter {
    /// Whether this event is wanted: the same rule as in SQL, for events that are at hand.
    pub fn wants(&self, event: &Event) -> bool {
        let kind = event.event.kind;
        (self.kinds.is_empty() || self.kinds.contains(&kind))
            && (self.plan.is_none() || self.plan == event.event.plan || kind.concerns_everybody())
    }
}

/// What the sequencer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sequenced {
    /// Nothing: another process is at it.
    Elsewhere,
    /// It gave numbers to so many events.
    Moved(usize),
    /// Nothing: something is to enter the public log, which has no key yet.
    LogHasNoKey,
}

/// Gives numbers to at most [`BATCH`] events that are committed, and adds what some of them say to the public log.
/// Listeners hear of it when the transaction commits.
pub async fn sequence(tx: &Tx) -> Result<Sequenced, StoreError> {
    if !postgres::is_alone(tx.conn()).await? {
        return Ok(Sequenced::Elsewhere);
    }
    let waiting = outbox::Entity::find()
        .order_by_asc(outbox::Column::Id)
        .limit(BATCH)
        .all(tx.conn())
        .await?;
    if waiting.is_empty() {
        return Ok(Sequenced::Moved(0));
    }
    let logged = logged(&waiting)?;
    if !logged.is_empty() {
        let Some(last) = moderation_log::last(tx).await? else {
            return Ok(Sequenced::LogHasNoKey);
        };
        moderation_log::chain(tx, last, logged).await?;
    }
    let last = head(tx).await?;
    let ids: Vec<i64> = waiting.iter().map(|row| row.id).collect();
    let rows = waiting.into_iter().zip(last + 1..).map(|(row, seq)| {
        let outbox::Model {
            id: _,
            kind,
            v,
            plan_id,
            subject_kind,
            subject_id,
            at,
            data,
        } = row;
        events::ActiveModel {
            seq: Set(seq),
            kind: Set(kind),
            v: Set(v),
            plan_id: Set(plan_id),
            subject_kind: Set(subject_kind),
            subject_id: Set(subject_id),
            at: Set(at),
            data: Set(data),
        }
    });
    events::Entity::insert_many(rows)
        .exec_without_returning(tx.conn())
        .await?;
    let moved = ids.len();
    // These rows and no others: more may have been committed since they were read.
    outbox::Entity::delete_many()
        .filter(outbox::Column::Id.is_in(ids))
        .exec(tx.conn())
        .await?;
    postgres::notify(tx.conn()).await?;
    Ok(Sequenced::Moved(moved))
}

/// What of these enters the public log, in their order.
fn logged(waiting: &[outbox::Model]) -> Result<Vec<Logged>, StoreError> {
    let mut logged = Vec::new();
    for row in waiting.iter().filter(|row| row.data.contains("\"logged\"")) {
        let corrupt = |why| StoreError::corrupt(format_args!("outbox {}", row.id), why);
        let data: EventData = serde_json::from_str(&row.data).map_err(corrupt)?;
        logged.extend(data.logged.map(|entry| Logged {
            dated: Dated {
                day: Day::of(row.at),
                entry,
            },
            plan: row.plan_id,
        }));
    }
    Ok(logged)
}

/// Whether events wait for their number: a cheap question before the transaction.
pub async fn any_waiting(from: &impl Read) -> Result<bool, StoreError> {
    Ok(oldest_waiting(from).await?.is_some())
}

/// When the event that waits longest for its number happened.
pub async fn oldest_waiting(from: &impl Read) -> Result<Option<Timestamp>, StoreError> {
    let row = outbox::Entity::find()
        .order_by_asc(outbox::Column::Id)
        .one(&from.executor())
        .await?;
    Ok(row.map(|row| row.at))
}

/// The number of the last event, 0 before the first.
pub async fn head(from: &impl Read) -> Result<i64, StoreError> {
    let last: Option<Option<i64>> = events::Entity::find()
        .select_only()
        .column_as(events::Column::Seq.max(), "last")
        .into_tuple()
        .one(&from.executor())
        .await?;
    Ok(last.flatten().unwrap_or(0))
}

/// At most `limit` events that the reader may hear of, in order: after `seq`, up to `head` included.
pub async fn between(
    from: &impl Read,
    scope: &Scope,
    filter: &Filter,
    seq: i64,
    head: i64,
    limit: u64,
) -> Result<Vec<Event>, StoreError> {
    let mut select = wanted(filter)
        .filter(events::Column::Seq.gt(seq))
        .filter(events::Column::Seq.lte(head))
        .order_by_asc(events::Column::Seq)
        .limit(limit);
    if !scope.is_system() {
        select = select.filter(visible(scope));
    }
    let rows = select.all(&from.executor()).await?;
    rows.into_iter().map(Event::try_from).collect()
}

fn wanted(filter: &Filter) -> Select<events::Entity> {
    let Filter { kinds, plan } = filter;
    let mut select = events::Entity::find();
    if !kinds.is_empty() {
        let kinds = kinds.iter().map(|kind| kind.as_str());
        select = select.filter(events::Column::Kind.is_in(kinds));
    }
    if let Some(plan) = plan {
        let everybody = EventKind::ALL.iter().filter(|kind| kind.concerns_everybody());
        let of_plan = Condition::any()
            .add(events::Column::PlanId.eq(*plan))
            .add(events::Column::Kind.is_in(everybody.map(|kind| kind.as_str())));
        select = select.filter(of_plan);
    }
    select
}

/// What a reader hears of: events about what they see today, and those that concern everybody.
fn visible(scope: &Scope) -> Condition {
    let about = |kind: &'static str, shown: SimpleExpr| {
        Condition::all()
            .add(events::Column::SubjectKind.eq(kind))
            .add(shown)
    };
    let subject = || Expr::col((events::Entity, events::Column::SubjectId));
    let everybody = EventKind::ALL.iter().filter(|kind| kind.concerns_everybody());
    Condition::any()
        .add(events::Column::Kind.is_in(everybody.map(|kind| kind.as_str())))
        .add(about(Plan::PREFIX, plans::shown(scope, subject())))
        .add(about(Proposal::PREFIX, proposals::shown(scope, subject())))
        .add(about(Comment::PREFIX, comments::shown(scope, subject())))
        .add(about(Case::PREFIX, moderation::shown(scope, subject())))
        // Everybody reads the rules.
        .add(events::Column::SubjectKind.eq(Rule::PREFIX))
}

impl TryFrom<events::Model> for Event {
    type Error = StoreError;

    fn try_from(row: events::Model) -> Result<Self, StoreError> {
        let events::Model {
            seq,
            kind,
            v,
            plan_id,
            subject_kind,
            subject_id,
            at,
            data,
        } = row;
        let corrupt = |why: String| StoreError::corrupt(format_args!("event {seq}"), why);
        let data: EventData = serde_json::from_str(&data).map_err(|why| corrupt(why.to_string()))?;
        Ok(Self {
            seq,
            v: u16::try_from(v).map_err(|why| corrupt(why.to_string()))?,
            event: NewEvent {
                kind: EventKind::parse(&kind).ok_or_else(|| corrupt(format!("kind {kind}")))?,
                plan: plan_id,
                subject: Subject {
                    kind: subject_kind,
                    id: subject_id,
                },
                at,
                data,
            },
        })
    }
}
