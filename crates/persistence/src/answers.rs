//! What the town answers.

use domain::{
    Page, PageRequest, Scope, Timestamp,
    answers::{
        Answer, AnswerId, AnswerRefusal, AnswerStage, AnswerState, Decision, Recommendation, Ruling, Study,
        Transfer,
    },
    plans::{PlanId, ThemeId, ZoneId},
    scope::PlanSet,
    text::{Body, Title},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, Order, QueryFilter, QuerySelect,
    Set,
    sea_query::{Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr},
};

use crate::{
    Read, StoreError, Tx, batches,
    cursor::{Keyset, Tells, page},
    plans,
    rows::{answer_drafts, answers, proposals},
};

mod drafts;

pub use drafts::{drafts_of, drop_draft, keep_draft, lock_draft};

/// What a reader sees of answers: those of the plans they see.
fn visible(scope: &Scope) -> Condition {
    if plans::sees_every_plan(scope) {
        return Condition::all();
    }
    Condition::all().add(answers::Column::PlanId.in_subquery(plans::visible_ids(scope)))
}

/// The answers of these ids that the reader sees.
pub async fn by_ids(from: &impl Read, scope: &Scope, ids: &[AnswerId]) -> Result<Vec<Answer>, StoreError> {
    let rows = answers::Entity::find()
        .filter(answers::Column::Id.is_in(ids.iter().copied()))
        .filter(visible(scope))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Answer::try_from).collect()
}

/// Which answers of a list are wanted; every filter left empty lets all pass.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Of this plan.
    pub plan: Option<PlanId>,
    /// Of these plans, or in the name of one of these organisations: whose work it is.
    pub work: Work,
    /// In one of these stages.
    pub stages: Vec<AnswerStage>,
    /// With a draft that waits for a second reader.
    pub drafted: bool,
    /// Due at this instant or later, or before it.
    pub due: Option<Due>,
    /// To a proposal about one of these themes.
    pub themes: Vec<ThemeId>,
    /// To a proposal in one of these zones.
    pub zones: Vec<ZoneId>,
}

/// Whose work a list of answers is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Work {
    /// Of whoever staffs these plans.
    pub plans: PlanSet,
    /// Of whoever answers in this name in this plan.
    pub names: Vec<(PlanId, String)>,
}

/// When an answer is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Due {
    /// Before this instant.
    Before(Timestamp),
    /// At this instant or later.
    From(Timestamp),
    /// At the first of these instants or later, and before the second.
    Between(Timestamp, Timestamp),
}

/// Answers that the reader sees, those due first at the beginning. What was taken over names nobody who promised a date:
/// it is not among those that are studied.
pub async fn list(
    from: &impl Read,
    scope: &Scope,
    filter: &Filter,
    request: &PageRequest,
) -> Result<Page<Answer>, StoreError> {
    let select = answers::Entity::find()
        .filter(visible(scope))
        .filter(wanted(filter));
    plans::try_map(page(from, select, &by_due(), filter, request).await?)
}

/// When an answer is due: by the date that came with the transfer, once there was one.
fn due() -> SimpleExpr {
    let dates = [answers::Column::TransferDueAt, answers::Column::DueAt];
    Func::coalesce(dates.map(|column| Expr::col((answers::Entity, column)))).into()
}

fn by_due() -> Keyset<answers::Model> {
    Keyset {
        name: "due",
        columns: vec![
            (
                due(),
                Order::Asc,
                Tells::Int(|row| row.transfer_due_at.unwrap_or(row.due_at).micros()),
            ),
            (
                answers::Column::Id.into_simple_expr(),
                Order::Asc,
                Tells::Id(|row| row.id.uuid()),
            ),
        ],
    }
}

fn wanted(filter: &Filter) -> Condition {
    let Filter {
        plan,
        work,
        stages,
        drafted,
        due: term,
        themes,
        zones,
    } = filter;
    let mut whose = match &work.plans {
        PlanSet::All => Condition::all(),
        PlanSet::None => Condition::any().add(answers::Column::Id.is_null()),
        PlanSet::Some(plans) => Condition::any().add(answers::Column::PlanId.is_in(plans.iter().copied())),
    };
    if work.plans != PlanSet::All {
        let names = [answers::Column::TransferredTo, answers::Column::Organisation];
        for (plan, name) in &work.names {
            let given = Func::coalesce(names.map(|column| Expr::col((answers::Entity, column))));
            let theirs = Condition::all()
                .add(answers::Column::PlanId.eq(*plan))
                .add(Expr::expr(given).eq(name.as_str()));
            whose = whose.add(theirs);
        }
    }
    let nobody = Condition::all()
        .add(answers::Column::State.eq(AnswerStage::UnderStudy.as_str()))
        .add(answers::Column::Organisation.eq(""));
    let mut all = Condition::all().add(whose).add(nobody.not());
    if let Some(plan) = plan {
        all = all.add(answers::Column::PlanId.eq(*plan));
    }
    if !stages.is_empty() {
        all = all.add(answers::Column::State.is_in(stages.iter().map(|stage| stage.as_str())));
    }
    if *drafted {
        let drafts = Query::select()
            .column(answer_drafts::Column::AnswerId)
            .from(answer_drafts::Entity)
            .to_owned();
        all = all.add(answers::Column::Id.in_subquery(drafts));
    }
    if !themes.is_empty() {
        let theme = proposals::Column::ThemeId.is_in(themes.iter().copied());
        all = all.add(answers::Column::Id.in_subquery(answering(theme)));
    }
    if !zones.is_empty() {
        let zone = proposals::Column::ZoneId.is_in(zones.iter().copied());
        all = all.add(answers::Column::Id.in_subquery(answering(zone)));
    }
    match term {
        Some(Due::Between(from, until)) => all.add(due().gte(*from)).add(due().lt(*until)),
        Some(Due::Before(at)) => all.add(due().lt(*at)),
        Some(Due::From(at)) => all.add(due().gte(*at)),
        None => all,
    }
}

/// The answers to proposals that are so.
fn answering(so: SimpleExpr) -> SelectStatement {
    Query::select()
        .column(proposals::Column::AnswerId)
        .from(proposals::Entity)
        .and_where(so)
        .and_where(proposals::Column::AnswerId.is_not_null())
        .to_owned()
}

/// The answer, locked until the transaction ends.
pub async fn lock(tx: &Tx, scope: &Scope, id: AnswerId) -> Result<Option<Answer>, StoreError> {
    let row = answers::Entity::find_by_id(id)
        .filter(visible(scope))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Answer::try_from).transpose()
}

/// Adds an answer.
pub async fn insert(tx: &Tx, answer: &Answer) -> Result<(), StoreError> {
    row(answer).insert(tx.conn()).await?;
    Ok(())
}

/// Adds answers, any number of them.
pub async fn insert_all(tx: &Tx, added: &[Answer]) -> Result<(), StoreError> {
    batches::insert::<answers::Entity, _>(tx, added.iter().map(row).collect()).await
}

/// Saves an answer that was read at a version.
pub async fn save(
    tx: &Tx,
    answer: &Answer,
    read_version: i32,
) -> Result<Result<(), AnswerRefusal>, StoreError> {
    let saved = answers::Entity::update_many()
        .set(row(answer))
        .filter(answers::Column::Id.eq(answer.id))
        .filter(answers::Column::Version.eq(read_version))
        .exec(tx.conn())
        .await?;
    Ok(if saved.rows_affected == 1 {
        Ok(())
    } else {
        Err(AnswerRefusal::ChangedMeanwhile)
    })
}

fn row(answer: &Answer) -> answers::ActiveModel {
    let Answer {
        id,
        plan,
        study: Study {
            organisation,
            due,
            since,
        },
        recommendation,
        transfer,
        state,
        cost_cents,
        calendar,
        deliberation,
        version,
    } = answer;
    let transferred_at = transfer.as_ref().map(|transfer| transfer.at);
    let state_since = match state {
        AnswerState::UnderStudy => *since,
        AnswerState::Transferred => transferred_at.unwrap_or(*since),
        AnswerState::Answered(ruling) => ruling.at,
        AnswerState::Delivered { at, .. } | AnswerState::Abandoned { at, .. } => *at,
    };
    let abandon_reason = match state {
        AnswerState::Abandoned { reason, .. } => Some(reason.as_str().to_owned()),
        AnswerState::UnderStudy
        | AnswerState::Transferred
        | AnswerState::Answered(_)
        | AnswerState::Delivered { .. } => None,
    };
    let ruling = state.ruling();
    answers::ActiveModel {
        id: Set(*id),
        plan_id: Set(*plan),
        state: Set(state.stage().as_str().to_owned()),
        state_since: Set(state_since),
        organisation: Set(organisation
            .as_ref()
            .map_or_else(String::new, ToString::to_string)),
        due_at: Set(*due),
        studied_since: Set(*since),
        recommended_by: Set(recommendation.as_ref().map(|said| said.by.as_str().to_owned())),
        recommendation: Set(recommendation.as_ref().map(|said| said.text.as_str().to_owned())),
        recommended_at: Set(recommendation.as_ref().map(|said| said.at)),
        transferred_to: Set(transfer.as_ref().map(|handed| handed.to.as_str().to_owned())),
        transfer_reason: Set(transfer.as_ref().map(|handed| handed.reason.as_str().to_owned())),
        transfer_due_at: Set(transfer.as_ref().map(|handed| handed.due)),
        transferred_at: Set(transferred_at),
        decision: Set(ruling.map(|ruling| ruling.decision.as_str().to_owned())),
        decision_reason: Set(ruling.map(|ruling| ruling.reason.as_str().to_owned())),
        decided_at: Set(ruling.map(|ruling| ruling.at)),
        abandon_reason: Set(abandon_reason),
        cost_cents: Set(*cost_cents),
        calendar: Set(calendar.as_str().to_owned()),
        version: Set(*version),
        deliberation: Set(deliberation.as_ref().map(ToString::to_string)),
    }
}

impl TryFrom<answers::Model> for Answer {
    type Error = StoreError;

    fn try_from(row: answers::Model) -> Result<Self, StoreError> {
        let answers::Model {
            id,
            plan_id,
            state,
            state_since,
            organisation,
            due_at,
            studied_since,
            recommended_by,
            recommendation,
            recommended_at,
            transferred_to,
            transfer_reason,
            transfer_due_at,
            transferred_at,
            decision,
            decision_reason,
            decided_at,
            abandon_reason,
            cost_cents,
            calendar,
            version,
            deliberation,
        } = row;
        let corrupt = |why: &str| StoreError::corrupt(id, why);
        let recommendation = match (recommended_by, recommendation, recommended_at) {
            (None, None, None) => None,
            (Some(by), Some(text), Some(at)) => Some(Recommendation {
                by: Title::from_history(&by),
                text: Body::from_history(&text),
                at,
            }),
            _ => return Err(corrupt("recommendation")),
        };
        let transfer = match (transferred_to, transfer_reason, transfer_due_at, transferred_at) {
            (None, None, None, None) => None,
            (Some(to), Some(reason), Some(due), Some(at)) => Some(Transfer {
                to: Title::from_history(&to),
                reason: Body::from_history(&reason),
                due,
                at,
            }),
            _ => return Err(corrupt("transfer")),
        };
        let ruling = ruling(decision, decision_reason, decided_at).map_err(corrupt)?;
        let stage = AnswerStage::ALL.iter().find(|stage| stage.as_str() == state);
        let state = match (stage, ruling, abandon_reason) {
            (Some(AnswerStage::UnderStudy), None, None) => AnswerState::UnderStudy,
            (Some(AnswerStage::Transferred), None, None) if transfer.is_some() => AnswerState::Transferred,
            (
                Some(AnswerStage::Accepted | AnswerStage::Partly | AnswerStage::Refused),
                Some(ruling),
                None,
            ) => AnswerState::Answered(ruling),
            (Some(AnswerStage::Delivered), Some(ruling), None) => AnswerState::Delivered {
                ruling,
                at: state_since,
            },
            (Some(AnswerStage::Abandoned), Some(ruling), Some(reason)) => AnswerState::Abandoned {
                ruling,
                reason: Body::from_history(&reason),
                at: state_since,
            },
            _ => return Err(corrupt("state")),
        };
        Ok(Self {
            id,
            plan: plan_id,
            study: Study {
                organisation: (!organisation.is_empty()).then(|| Title::from_history(&organisation)),
                due: due_at,
                since: studied_since,
            },
            recommendation,
            transfer,
            state,
            cost_cents,
            calendar: Body::from_history(&calendar),
            deliberation: deliberation.as_deref().map(Title::from_history),
            version,
        })
    }
}

fn ruling(
    decision: Option<String>,
    reason: Option<String>,
    at: Option<Timestamp>,
) -> Result<Option<Ruling>, &'static str> {
    match (decision, reason, at) {
        (None, None, None) => Ok(None),
        (Some(decision), Some(reason), Some(at)) => Ok(Some(Ruling {
            decision: Decision::parse(&decision).ok_or("decision")?,
            reason: Body::from_history(&reason),
            at,
        })),
        _ => Err("decision"),
    }
}
