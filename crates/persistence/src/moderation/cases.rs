//! Cases, and the queue that they stand in.

use std::collections::{BTreeMap, HashMap};

use domain::{
    Page, PageRequest, Scope, Timestamp,
    accounts::AccountId,
    moderation::{
        Case, CaseFile, CaseId, CaseStage, CaseState, Item, Target,
        cases::{ClaimedBy, SecondOpinion},
        priority::Priority,
    },
    plans::PlanId,
    scope::PlanSet,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, Order, QueryFilter, QueryOrder,
    QuerySelect, Select, Set,
    sea_query::{Expr, ExprTrait, OnConflict, Query, SimpleExpr},
};

use super::{
    decisions,
    items::{SavedItem, with_recorders},
    locked_items,
};
use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Tells, page},
    plans::try_map,
    rows::{cases, notices},
};

/// A part of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// What waits for a decision.
    Open,
    /// What is contested and waits for a review.
    Contested,
    /// What is decided, the last first to be told.
    Decided,
}

/// Which cases are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Queue {
    /// Of this plan; of all that the reader moderates where none is named.
    pub plan: Option<PlanId>,
    /// Of this part.
    pub view: View,
    /// Only those that nobody works on at this moment.
    pub free_at: Option<Timestamp>,
    /// Only those whose term has passed at this moment.
    pub overdue_at: Option<Timestamp>,
    /// Only those that this person works on at this moment.
    pub claimed: Option<(AccountId, Timestamp)>,
    /// Only cases about proposals, or about comments.
    pub kind: Option<&'static str>,
    /// Only cases about this contribution.
    pub item: Option<Item>,
}

/// What a reader sees of cases: those of the plans that they moderate, and what is contested in those that they review.
fn visible(scope: &Scope) -> Condition {
    if scope.is_system() {
        return Condition::all();
    }
    let of = |plans: &PlanSet| match plans {
        PlanSet::None => Condition::any().add(Expr::value(false)),
        PlanSet::Some(plans) => Condition::any().add(cases::Column::PlanId.is_in(plans.iter().copied())),
        PlanSet::All => Condition::all(),
    };
    let contested = [CaseStage::Contested, CaseStage::Reviewed].map(CaseStage::as_str);
    Condition::any().add(of(&scope.moderates)).add(
        Condition::all()
            .add(of(&scope.reviews))
            .add(cases::Column::Stage.is_in(contested)),
    )
}

/// Whether the case of this id is one that the reader sees, for lists of what is about it.
pub(crate) fn shown(scope: &Scope, id: Expr) -> SimpleExpr {
    let case = Query::select()
        .expr(Expr::value(1))
        .from(cases::Entity)
        .cond_where(Expr::col((cases::Entity, cases::Column::Id)).eq(id))
        .cond_where(visible(scope))
        .to_owned();
    Expr::exists(case)
}

/// The case, if the reader sees it.
pub async fn by_id(from: &impl Read, scope: &Scope, id: CaseId) -> Result<Option<Case>, StoreError> {
    let row = cases::Entity::find_by_id(id)
        .filter(visible(scope))
        .one(&from.executor())
        .await?;
    row.map(Case::try_from).transpose()
}

/// Whether the reader sees a case about this contribution.
pub async fn is_in_hand(from: &impl Read, scope: &Scope, item: Item) -> Result<bool, StoreError> {
    let one = cases::Entity::find()
        .filter(cases::Column::ItemId.eq(item.uuid()))
        .filter(visible(scope))
        .one(&from.executor())
        .await?;
    Ok(one.is_some())
}

/// These cases, those that the reader sees.
pub async fn by_ids(from: &impl Read, scope: &Scope, ids: &[CaseId]) -> Result<Vec<Case>, StoreError> {
    let rows = cases::Entity::find()
        .filter(cases::Column::Id.is_in(ids.iter().copied()))
        .filter(visible(scope))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Case::try_from).collect()
}

/// The files of these cases that the reader sees, each with its item, all locked: items first, then cases, each by id.
/// Seven statements at most, however many cases.
pub async fn files(tx: &Tx, scope: &Scope, ids: &[CaseId]) -> Result<Vec<(CaseFile, SavedItem)>, StoreError> {
    let seen: Vec<(String, sea_orm::entity::prelude::Uuid)> = cases::Entity::find()
        .select_only()
        .column(cases::Column::ItemKind)
        .column(cases::Column::ItemId)
        .filter(cases::Column::Id.is_in(ids.iter().copied()))
        .filter(visible(scope))
        .into_tuple()
        .all(tx.conn())
        .await?;
    let items: Vec<Item> = seen.iter().filter_map(|(kind, id)| Item::of(kind, *id)).collect();
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let items = locked_items(tx, &items).await?;
    let targets = with_recorders(tx, items.iter().map(SavedItem::target).collect()).await?;
    let items: HashMap<Item, (SavedItem, Target)> = targets
        .into_iter()
        .zip(items)
        .map(|(target, item)| (target.item, (item, target)))
        .collect();
    let locked = cases::Entity::find()
        .filter(cases::Column::Id.is_in(ids.iter().copied()))
        .filter(visible(scope))
        .order_by_asc(cases::Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    let locked: Vec<Case> = locked.into_iter().map(Case::try_from).collect::<Result<_, _>>()?;
    let senders: Vec<(CaseId, AccountId)> = notices::Entity::find()
        .select_only()
        .column(notices::Column::CaseId)
        .column(notices::Column::AccountId)
        .distinct()
        .filter(notices::Column::CaseId.is_in(locked.iter().map(|case| case.id)))
        .filter(notices::Column::AccountId.is_not_null())
        .into_tuple()
        .all(tx.conn())
        .await?;
    let mut notifiers: BTreeMap<CaseId, Vec<AccountId>> = BTreeMap::new();
    for (case, sender) in senders {
        notifiers.entry(case).or_default().push(sender);
    }
    let decided: Vec<_> = locked.iter().filter_map(|case| case.state.decision()).collect();
    let decided = if decided.is_empty() {
        Vec::new()
    } else {
        decisions::decisions(tx, &decided).await?
    };
    let mut files = Vec::with_capacity(locked.len());
    for case in locked {
        let Some((item, target)) = items.get(&case.item) else {
            continue;
        };
        let decision = decided
            .iter()
            .find(|decision| Some(decision.id) == case.state.decision());
        let file = CaseFile {
            target: target.clone(),
            notifiers: notifiers.remove(&case.id).unwrap_or_default(),
            decision: decision.cloned(),
            case,
        };
        files.push((file, item.clone()));
    }
    Ok(files)
}

/// The one case that further notices of this item join, locked; the item is locked already.
pub async fn lock_open(tx: &Tx, item: Item) -> Result<Option<Case>, StoreError> {
    let row = cases::Entity::find()
        .filter(cases::Column::OpenKey.eq(item.uuid()))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Case::try_from).transpose()
}

/// Adds a case.
pub async fn insert(tx: &Tx, case: &Case) -> Result<(), StoreError> {
    row(case)?.insert(tx.conn()).await?;
    Ok(())
}

/// Saves cases that are locked, in one statement.
pub async fn save(tx: &Tx, changed: &[Case]) -> Result<(), StoreError> {
    if changed.is_empty() {
        return Ok(());
    }
    let rows = changed.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let moving = [
        cases::Column::OpenKey,
        cases::Column::Stage,
        cases::Column::DecisionId,
        cases::Column::ReviewId,
        cases::Column::ComplaintId,
        cases::Column::EndsAt,
        cases::Column::ClaimedBy,
        cases::Column::ClaimedUntil,
        cases::Column::Second,
        cases::Column::Priority,
        cases::Column::Rank,
        cases::Column::DueAt,
        cases::Column::EscalatedAt,
        cases::Column::Notices,
        cases::Column::Version,
    ];
    cases::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(cases::Column::Id)
                .update_columns(moving)
                .to_owned(),
        )
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

fn select(scope: &Scope, queue: &Queue) -> Select<cases::Entity> {
    let Queue {
        plan,
        view,
        free_at,
        overdue_at,
        claimed,
        kind,
        item,
    } = queue;
    let stages: &[CaseStage] = match view {
        View::Open => &[CaseStage::Open],
        View::Contested => &[CaseStage::Contested],
        View::Decided => &[
            CaseStage::Decided,
            CaseStage::Told,
            CaseStage::Reviewed,
            CaseStage::Final,
        ],
    };
    let mut select = cases::Entity::find().filter(visible(scope));
    // One stage is an equality, so that the index gives the order.
    select = match stages {
        [one] => select.filter(cases::Column::Stage.eq(one.as_str())),
        several => select.filter(cases::Column::Stage.is_in(several.iter().map(|stage| stage.as_str()))),
    };
    if let Some(plan) = plan {
        select = select.filter(cases::Column::PlanId.eq(*plan));
    }
    if let Some(now) = free_at {
        select = select.filter(free(*now));
    }
    if let Some(now) = overdue_at {
        select = select.filter(cases::Column::DueAt.lt(*now));
    }
    if let Some((person, now)) = claimed {
        select = select
            .filter(cases::Column::ClaimedBy.eq(*person))
            .filter(cases::Column::ClaimedUntil.gt(*now));
    }
    if let Some(item) = item {
        select = select.filter(cases::Column::ItemId.eq(item.uuid()));
    }
    if let Some(kind) = kind {
        select = select.filter(cases::Column::ItemKind.eq(*kind));
    }
    select
}

fn free(now: Timestamp) -> Condition {
    Condition::any()
        .add(cases::Column::ClaimedUntil.is_null())
        .add(cases::Column::ClaimedUntil.lte(now))
}

/// A page of the queue: what must be read first comes first.
pub async fn queue(
    from: &impl Read,
    scope: &Scope,
    queue: &Queue,
    request: &PageRequest,
) -> Result<Page<Case>, StoreError> {
    let first = Keyset {
        name: "queue",
        columns: vec![
            (
                cases::Column::Rank.into_simple_expr(),
                Order::Asc,
                Tells::Int(|row: &cases::Model| row.rank.micros()),
            ),
            (
                cases::Column::Id.into_simple_expr(),
                Order::Asc,
                Tells::Id(|row: &cases::Model| row.id.uuid()),
            ),
        ],
    };
    try_map(page(from, select(scope, queue), &first, queue, request).await?)
}

/// The ids of the cases that come first in this part of the queue, those of people who may not decide them aside: what
/// «take ten» takes. The cases are not locked.
pub async fn take(
    from: &impl Read,
    scope: &Scope,
    queue: &Queue,
    person: AccountId,
    limit: u64,
) -> Result<Vec<CaseId>, StoreError> {
    let theirs = Query::select()
        .column(notices::Column::CaseId)
        .from(notices::Entity)
        .cond_where(notices::Column::AccountId.eq(person))
        .to_owned();
    Ok(select(scope, queue)
        .select_only()
        .column(cases::Column::Id)
        .filter(cases::Column::Id.not_in_subquery(theirs))
        .order_by_asc(cases::Column::Rank)
        .order_by_asc(cases::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(&from.executor())
        .await?)
}

/// At most `limit` cases that wait past their term and were not escalated, locked.
pub async fn overdue(tx: &Tx, now: Timestamp, limit: u64) -> Result<Vec<Case>, StoreError> {
    let waiting = [CaseStage::Open, CaseStage::Contested].map(CaseStage::as_str);
    let rows = cases::Entity::find()
        .filter(cases::Column::Stage.is_in(waiting))
        .filter(cases::Column::DueAt.lt(now))
        .filter(cases::Column::EscalatedAt.is_null())
        .order_by_asc(cases::Column::Id)
        .limit(limit)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    rows.into_iter().map(Case::try_from).collect()
}

/// At most `limit` cases that nobody may contest any more, locked.
pub async fn close_due(tx: &Tx, now: Timestamp, limit: u64) -> Result<Vec<Case>, StoreError> {
    let rows = cases::Entity::find()
        .filter(cases::Column::Stage.eq(CaseStage::Told.as_str()))
        .filter(cases::Column::EndsAt.lte(now))
        .order_by_asc(cases::Column::Id)
        .limit(limit)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    rows.into_iter().map(Case::try_from).collect()
}

fn row(case: &Case) -> Result<cases::ActiveModel, StoreError> {
    let Case {
        id,
        item,
        plan,
        state,
        claim,
        second,
        priority,
        opened_at,
        due_at,
        escalated_at,
        notices,
        version,
    } = case;
    let corrupt = |why: serde_json::Error| StoreError::corrupt(id, why);
    let (decision, review, complaint, ends_at) = match *state {
        CaseState::Open => (None, None, None, None),
        CaseState::Decided { decision, undo_until } => (Some(decision), None, None, Some(undo_until)),
        CaseState::Told {
            decision,
            contestable_until,
        } => (Some(decision), None, None, Some(contestable_until)),
        CaseState::Contested { decision, complaint } => (Some(decision), None, Some(complaint), None),
        CaseState::Reviewed {
            decision,
            complaint,
            review,
            undo_until,
        } => (Some(decision), Some(review), Some(complaint), Some(undo_until)),
        CaseState::Final { decision } => (Some(decision), None, None, None),
    };
    let stage = state.stage();
    let second = match second {
        None => None,
        Some(second) => Some(serde_json::to_string(second).map_err(corrupt)?),
    };
    Ok(cases::ActiveModel {
        id: Set(*id),
        item_kind: Set(item.kind().to_owned()),
        item_id: Set(item.uuid()),
        plan_id: Set(*plan),
        // While notices join it, it holds the item's place; afterwards it stands for itself.
        open_key: Set(if stage.takes_notices() {
            item.uuid()
        } else {
            id.uuid()
        }),
        stage: Set(stage.as_str().to_owned()),
        decision_id: Set(decision),
        review_id: Set(review),
        complaint_id: Set(complaint),
        ends_at: Set(ends_at),
        claimed_by: Set(claim.map(|claim| claim.by)),
        claimed_until: Set(claim.map(|claim| claim.until)),
        second: Set(second),
        priority: Set(serde_json::to_string(priority).map_err(corrupt)?),
        rank: Set(case.rank()),
        opened_at: Set(*opened_at),
        due_at: Set(*due_at),
        escalated_at: Set(*escalated_at),
        notices: Set(*notices),
        version: Set(*version),
    })
}

impl TryFrom<cases::Model> for Case {
    type Error = StoreError;

    fn try_from(row: cases::Model) -> Result<Self, StoreError> {
        let cases::Model {
            id,
            item_kind,
            item_id,
            plan_id,
            open_key: _,
            stage,
            decision_id,
            review_id,
            complaint_id,
            ends_at,
            claimed_by,
            claimed_until,
            second,
            priority,
            rank: _,
            opened_at,
            due_at,
            escalated_at,
            notices,
            version,
        } = row;
        let missing = || StoreError::corrupt(id, format_args!("a case that is {stage}").to_string());
        let decision = || decision_id.ok_or_else(missing);
        let state = match CaseStage::parse(&stage).ok_or_else(missing)? {
            CaseStage::Open => CaseState::Open,
            CaseStage::Decided => CaseState::Decided {
                decision: decision()?,
                undo_until: ends_at.ok_or_else(missing)?,
            },
            CaseStage::Told => CaseState::Told {
                decision: decision()?,
                contestable_until: ends_at.ok_or_else(missing)?,
            },
            CaseStage::Contested => CaseState::Contested {
                decision: decision()?,
                complaint: complaint_id.ok_or_else(missing)?,
            },
            CaseStage::Reviewed => CaseState::Reviewed {
                decision: decision()?,
                complaint: complaint_id.ok_or_else(missing)?,
                review: review_id.ok_or_else(missing)?,
                undo_until: ends_at.ok_or_else(missing)?,
            },
            CaseStage::Final => CaseState::Final {
                decision: decision()?,
            },
        };
        let corrupt = |why: serde_json::Error| StoreError::corrupt(id, why);
        let second: Option<SecondOpinion> = match second {
            None => None,
            Some(json) => Some(serde_json::from_str(&json).map_err(corrupt)?),
        };
        let priority: Priority = serde_json::from_str(&priority).map_err(corrupt)?;
        Ok(Self {
            id,
            item: Item::of(&item_kind, item_id).ok_or_else(missing)?,
            plan: plan_id,
            state,
            claim: claimed_by
                .zip(claimed_until)
                .map(|(by, until)| ClaimedBy { by, until }),
            second,
            priority,
            opened_at,
            due_at,
            escalated_at,
            notices,
            version,
        })
    }
}
