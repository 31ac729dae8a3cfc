//! Waves of spam: what one decision removes besides the item of its case.

use std::collections::HashSet;

use domain::{
    Visibility,
    accounts::AccountId,
    comments::{CommentId, CommentStage},
    moderation::{CaseId, CaseStage, Decision, DecisionId, Item},
    plans::PlanId,
    proposals::{ProposalId, TextStage},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, entity::prelude::Uuid,
    sea_query::Query,
};

use crate::{
    Read, StoreError, Tx, batches,
    rows::{cases, comments, decisions, proposals, wave_items as rows},
};

/// How many proposals, and how many comments, one decision removes at most.
const MOST: u64 = 5_000;

/// What a wave covers.
#[derive(Debug, Clone, PartialEq)]
pub struct WaveItem {
    /// The decision.
    pub decision: DecisionId,
    /// What it removed.
    pub item: Item,
    /// The plan of that.
    pub plan: PlanId,
    /// The case about it that was open, and was decided with it.
    pub case: Option<CaseId>,
    /// What it showed before.
    pub before: Visibility,
}

/// What this person has published and not taken away, at most `MOST` of each kind, the oldest first; nothing is locked.
pub async fn published_by(from: &impl Read, author: AccountId) -> Result<Vec<(Item, PlanId)>, StoreError> {
    let proposals: Vec<(ProposalId, PlanId)> = proposals::Entity::find()
        .select_only()
        .column(proposals::Column::Id)
        .column(proposals::Column::PlanId)
        .filter(proposals::Column::AuthorAccount.eq(author))
        .filter(proposals::Column::TextState.eq(TextStage::Published.as_str()))
        .order_by_asc(proposals::Column::Id)
        .limit(MOST)
        .into_tuple()
        .all(&from.executor())
        .await?;
    let comments: Vec<(CommentId, PlanId)> = comments::Entity::find()
        .select_only()
        .column(comments::Column::Id)
        .column(comments::Column::PlanId)
        .filter(comments::Column::AuthorAccount.eq(author))
        .filter(comments::Column::TextState.eq(CommentStage::Published.as_str()))
        .order_by_asc(comments::Column::Id)
        .limit(MOST)
        .into_tuple()
        .all(&from.executor())
        .await?;
    let proposals = proposals.into_iter().map(|(id, plan)| (id.into(), plan));
    let comments = comments.into_iter().map(|(id, plan)| (id.into(), plan));
    Ok(proposals.chain(comments).collect())
}

/// What was decided about among what this person wrote, and not taken back: by a decision of its own, or by a wave.
pub async fn decided_by(from: &impl Read, author: AccountId) -> Result<HashSet<Uuid>, StoreError> {
    let standing = || {
        Condition::all()
            .add(decisions::Column::AuthorAccount.eq(author))
            .add(decisions::Column::UndoneAt.is_null())
    };
    let mut found: HashSet<Uuid> = decisions::Entity::find()
        .select_only()
        .column(decisions::Column::ItemId)
        .distinct()
        .filter(standing())
        .into_tuple::<Uuid>()
        .all(&from.executor())
        .await?
        .into_iter()
        .collect();
    let theirs = Query::select()
        .column(decisions::Column::Id)
        .from(decisions::Entity)
        .cond_where(standing())
        .to_owned();
    let covered: Vec<Uuid> = rows::Entity::find()
        .select_only()
        .column(rows::Column::ItemId)
        .filter(rows::Column::DecisionId.in_subquery(theirs))
        .into_tuple()
        .all(&from.executor())
        .await?;
    found.extend(covered);
    Ok(found)
}

/// The open cases about these items; their items are locked, so that none is opened meanwhile.
pub async fn open_about(tx: &Tx, items: &[Item]) -> Result<Vec<CaseId>, StoreError> {
    Ok(cases::Entity::find()
        .select_only()
        .column(cases::Column::Id)
        .filter(cases::Column::OpenKey.is_in(items.iter().map(|item| item.uuid())))
        .filter(cases::Column::Stage.eq(CaseStage::Open.as_str()))
        .into_tuple()
        .all(tx.conn())
        .await?)
}

/// Keeps what a wave covers.
pub async fn insert_wave(tx: &Tx, items: &[WaveItem]) -> Result<(), StoreError> {
    let mut covered = Vec::with_capacity(items.len());
    for one in items {
        let WaveItem {
            decision,
            item,
            plan,
            case,
            before,
        } = one;
        let before = serde_json::to_string(before).map_err(|why| StoreError::corrupt(decision, why))?;
        covered.push(rows::ActiveModel {
            decision_id: Set(*decision),
            item_kind: Set(item.kind().to_owned()),
            item_id: Set(item.uuid()),
            plan_id: Set(*plan),
            case_id: Set(*case),
            before: Set(before),
        });
    }
    batches::insert(tx, covered).await
}

/// What these decisions cover.
pub async fn waves(from: &impl Read, ids: &[DecisionId]) -> Result<Vec<WaveItem>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = rows::Entity::find()
        .filter(rows::Column::DecisionId.is_in(ids.iter().copied()))
        .order_by_asc(rows::Column::ItemId)
        .all(&from.executor())
        .await?;
    found.into_iter().map(WaveItem::try_from).collect()
}

/// What the decisions cover that are contested in these cases.
pub async fn contested_waves(from: &impl Read, ids: &[CaseId]) -> Result<Vec<WaveItem>, StoreError> {
    let contested = Query::select()
        .column(cases::Column::DecisionId)
        .from(cases::Entity)
        .and_where(cases::Column::Id.is_in(ids.iter().copied()))
        .and_where(cases::Column::Stage.eq(CaseStage::Contested.as_str()))
        .to_owned();
    let found = rows::Entity::find()
        .filter(rows::Column::DecisionId.in_subquery(contested))
        .order_by_asc(rows::Column::ItemId)
        .all(&from.executor())
        .await?;
    found.into_iter().map(WaveItem::try_from).collect()
}

/// For each of these items that a final wave covers, the last final word about that wave: itself, or its review.
pub(super) async fn standing(from: &impl Read, items: &[Item]) -> Result<Vec<(Item, Decision)>, StoreError> {
    let found = rows::Entity::find()
        .filter(rows::Column::ItemId.is_in(items.iter().map(|item| item.uuid())))
        .all(&from.executor())
        .await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<DecisionId> = found.iter().map(|row| row.decision_id).collect();
    let about = Condition::any()
        .add(decisions::Column::Id.is_in(ids.iter().copied()))
        .add(decisions::Column::ReviewedId.is_in(ids));
    let said = decisions::Entity::find()
        .filter(about)
        .filter(decisions::Column::FinalAt.is_not_null())
        .order_by_asc(decisions::Column::Id)
        .all(&from.executor())
        .await?;
    let said: Vec<Decision> = said
        .into_iter()
        .map(Decision::try_from)
        .collect::<Result<_, _>>()?;
    let mut standing = Vec::with_capacity(found.len());
    for row in found {
        let covered = WaveItem::try_from(row)?;
        let last = said.iter().rev().find(|decision| {
            decision.id == covered.decision
                || decision
                    .review
                    .is_some_and(|review| review.of == covered.decision)
        });
        standing.extend(last.map(|decision| (covered.item, decision.clone())));
    }
    Ok(standing)
}

impl TryFrom<rows::Model> for WaveItem {
    type Error = StoreError;

    fn try_from(row: rows::Model) -> Result<Self, StoreError> {
        let rows::Model {
            decision_id,
            item_kind,
            item_id,
            plan_id,
            case_id,
            before,
        } = row;
        Ok(Self {
            decision: decision_id,
            item: Item::of(&item_kind, item_id).ok_or_else(|| StoreError::corrupt(decision_id, "item"))?,
            plan: plan_id,
            case: case_id,
            before: serde_json::from_str(&before).map_err(|why| StoreError::corrupt(decision_id, why))?,
        })
    }
}
