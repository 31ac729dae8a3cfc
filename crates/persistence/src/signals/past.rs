//! What a plan holds already, in the order in which it was sent: what a signal is tried on.

use std::collections::VecDeque;

use domain::{Timestamp, accounts::AccountId, moderation::Item, plans::PlanId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    Read, StoreError,
    proposals::ACCEPTED,
    rows::{comments, proposals},
};

/// How many texts of each kind are read at once.
const BATCH: u64 = 500;

/// A text that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// What it is.
    pub item: Item,
    /// Who wrote it; nobody for what was taken over.
    pub author: Option<AccountId>,
    /// Its title; empty for a comment.
    pub title: String,
    /// Its text.
    pub body: String,
    /// Whether it stands as its author wrote it.
    pub accepted: bool,
    /// When it was sent.
    pub at: Timestamp,
}

/// How far a walk through a plan has come: two lists, each in the order of its ids, which is that of time.
#[derive(Debug, Default)]
pub struct Walk {
    proposals: Lane,
    comments: Lane,
}

#[derive(Debug, Default)]
struct Lane {
    ahead: VecDeque<Past>,
    after: Option<Uuid>,
    ended: bool,
}

impl Lane {
    fn wants(&self) -> bool {
        self.ahead.is_empty() && !self.ended
    }

    fn take(&mut self, texts: Vec<Past>) {
        self.ended = (texts.len() as u64) < BATCH;
        self.after = texts.last().map(|text| text.item.uuid()).or(self.after);
        self.ahead.extend(texts);
    }
}

/// The next text of a plan that was published and not withdrawn since, whatever moderation did with it.
pub async fn past(from: &impl Read, plan: PlanId, walk: &mut Walk) -> Result<Option<Past>, StoreError> {
    if walk.proposals.wants() {
        let texts = proposed(from, plan, walk.proposals.after).await?;
        walk.proposals.take(texts);
    }
    if walk.comments.wants() {
        let texts = commented(from, plan, walk.comments.after).await?;
        walk.comments.take(texts);
    }
    let first = |lane: &Lane| lane.ahead.front().map(|text| text.item.uuid());
    let lane = match (first(&walk.proposals), first(&walk.comments)) {
        (Some(proposal), Some(comment)) if comment < proposal => &mut walk.comments,
        (None, Some(_)) => &mut walk.comments,
        (Some(_), _) => &mut walk.proposals,
        (None, None) => return Ok(None),
    };
    Ok(lane.ahead.pop_front())
}

async fn proposed(from: &impl Read, plan: PlanId, after: Option<Uuid>) -> Result<Vec<Past>, StoreError> {
    let mut select = proposals::Entity::find()
        .filter(proposals::Column::PlanId.eq(plan))
        .filter(proposals::Column::TextState.eq("published"));
    if let Some(after) = after {
        select = select.filter(proposals::Column::Id.gt(after));
    }
    let rows = select
        .order_by_asc(proposals::Column::Id)
        .limit(BATCH)
        .all(&from.executor())
        .await?;
    let text = |row: proposals::Model| Past {
        item: row.id.into(),
        author: row.author_account,
        title: row.title,
        body: row.body,
        accepted: ACCEPTED.contains(&row.visibility.as_str()),
        at: row.created_at,
    };
    Ok(rows.into_iter().map(text).collect())
}

async fn commented(from: &impl Read, plan: PlanId, after: Option<Uuid>) -> Result<Vec<Past>, StoreError> {
    let mut select = comments::Entity::find()
        .filter(comments::Column::PlanId.eq(plan))
        .filter(comments::Column::TextState.eq("published"));
    if let Some(after) = after {
        select = select.filter(comments::Column::Id.gt(after));
    }
    let rows = select
        .order_by_asc(comments::Column::Id)
        .limit(BATCH)
        .all(&from.executor())
        .await?;
    let text = |row: comments::Model| Past {
        item: row.id.into(),
        author: row.author_account,
        title: String::new(),
        body: row.body,
        accepted: ACCEPTED.contains(&row.visibility.as_str()),
        at: row.created_at,
    };
    Ok(rows.into_iter().map(text).collect())
}
