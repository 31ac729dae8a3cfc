//! Items as moderation reads and changes them.

use std::collections::BTreeMap;

use domain::{
    Scope, Visibility,
    comments::{Comment, CommentId},
    moderation::{Item, Target},
    proposals::{Proposal, ProposalId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};

use crate::{
    Read, StoreError, Tx,
    comments::{self, Deltas},
    proposals, recordings,
    rows::{comments as comment_rows, proposals as proposal_rows},
    search,
};

/// The item, if the reader sees it.
pub async fn target(from: &impl Read, scope: &Scope, item: Item) -> Result<Option<Target>, StoreError> {
    let found = match item {
        Item::Proposal(id) => proposals::by_id(from, scope, id)
            .await?
            .as_ref()
            .map(Target::from),
        Item::Comment(id) => comments::by_id(from, scope, id).await?.as_ref().map(Target::from),
    };
    Ok(with_recorders(from, found.into_iter().collect()).await?.pop())
}

/// These items, whoever may read them: what cases are shown with.
pub async fn targets(from: &impl Read, items: &[Item]) -> Result<Vec<Target>, StoreError> {
    let (proposals, comments) = apart(items);
    let mut found = Vec::with_capacity(items.len());
    if !proposals.is_empty() {
        let read = proposals::by_ids(from, &Scope::system(), &proposals).await?;
        found.extend(read.iter().map(Target::from));
    }
    if !comments.is_empty() {
        let read = comments::by_ids(from, &Scope::system(), &comments).await?;
        found.extend(read.iter().map(Target::from));
    }
    with_recorders(from, found).await
}

/// The same, with who recorded them: one statement where anybody's words were recorded, none elsewhere.
pub(super) async fn with_recorders(
    from: &impl Read,
    mut found: Vec<Target>,
) -> Result<Vec<Target>, StoreError> {
    let spoken: Vec<_> = found
        .iter()
        .filter(|target| target.speaker.is_some())
        .map(|target| target.item.uuid())
        .collect();
    if spoken.is_empty() {
        return Ok(found);
    }
    let recorders = recordings::recorders(from, &spoken).await?;
    for target in &mut found {
        target.recorder = recorders.get(&target.item.uuid()).copied();
    }
    Ok(found)
}

/// An item that is locked, whole: what is saved when its visibility changes.
#[derive(Debug, Clone, PartialEq)]
pub enum SavedItem {
    /// A proposal.
    Proposal(Box<Proposal>),
    /// A comment.
    Comment(Box<Comment>),
}

impl SavedItem {
    /// As moderation reads it.
    pub fn target(&self) -> Target {
        match self {
            Self::Proposal(proposal) => Target::from(&**proposal),
            Self::Comment(comment) => Target::from(&**comment),
        }
    }

    /// The same with another visibility.
    #[must_use]
    pub fn with(&self, visibility: Visibility) -> Self {
        match self {
            Self::Proposal(proposal) => Self::Proposal(Box::new(Proposal {
                visibility,
                ..(**proposal).clone()
            })),
            Self::Comment(comment) => Self::Comment(Box::new(Comment {
                visibility,
                ..(**comment).clone()
            })),
        }
    }
}

/// These items, locked until the transaction ends: proposals first, each kind by id.
pub async fn locked_items(tx: &Tx, items: &[Item]) -> Result<Vec<SavedItem>, StoreError> {
    let (proposals, comments) = apart(items);
    let mut locked = Vec::with_capacity(items.len());
    if !proposals.is_empty() {
        let rows = proposal_rows::Entity::find()
            .filter(proposal_rows::Column::Id.is_in(proposals))
            .order_by_asc(proposal_rows::Column::Id)
            .lock_exclusive()
            .all(tx.conn())
            .await?;
        for row in rows {
            locked.push(SavedItem::Proposal(Box::new(Proposal::try_from(row)?)));
        }
    }
    if !comments.is_empty() {
        let rows = comment_rows::Entity::find()
            .filter(comment_rows::Column::Id.is_in(comments))
            .order_by_asc(comment_rows::Column::Id)
            .lock_exclusive()
            .all(tx.conn())
            .await?;
        for row in rows {
            locked.push(SavedItem::Comment(Box::new(Comment::try_from(row)?)));
        }
    }
    Ok(locked)
}

/// Saves the visibility of items that are locked, what comments count for, and the words by which items are found: a
/// number of statements that depends on how many different visibilities there are, not on how many items; only texts
/// that come back into the index are written one by one.
pub async fn save_items(tx: &Tx, changed: &[(SavedItem, SavedItem)]) -> Result<(), StoreError> {
    let mut proposals: BTreeMap<String, (Visibility, Vec<ProposalId>)> = BTreeMap::new();
    let mut comments: BTreeMap<String, (Visibility, Vec<CommentId>)> = BTreeMap::new();
    let mut deltas = Deltas::default();
    for (before, after) in changed {
        let data = |visibility: &Visibility, item: &dyn std::fmt::Display| {
            serde_json::to_string(visibility).map_err(|why| StoreError::corrupt(item, why))
        };
        match (before, after) {
            (_, SavedItem::Proposal(after)) => {
                let visibility = after.visibility.clone();
                let data = data(&visibility, &after.id)?;
                let (_, ids) = proposals.entry(data).or_insert_with(|| (visibility, Vec::new()));
                ids.push(after.id);
            }
            (SavedItem::Comment(before), SavedItem::Comment(after)) => {
                deltas.add(Some(before), after);
                let visibility = after.visibility.clone();
                let data = data(&visibility, &after.id)?;
                let (_, ids) = comments.entry(data).or_insert_with(|| (visibility, Vec::new()));
                ids.push(after.id);
            }
            (SavedItem::Proposal(_), SavedItem::Comment(after)) => {
                return Err(StoreError::corrupt(after.id, "it was a proposal"));
            }
        }
    }
    for (data, (visibility, ids)) in proposals {
        proposal_rows::Entity::update_many()
            .col_expr(
                proposal_rows::Column::Visibility,
                Expr::value(visibility.as_str()),
            )
            .col_expr(proposal_rows::Column::VisibilityData, Expr::value(data))
            .filter(proposal_rows::Column::Id.is_in(ids))
            .exec(tx.conn())
            .await?;
    }
    for (data, (visibility, ids)) in comments {
        comment_rows::Entity::update_many()
            .col_expr(comment_rows::Column::Visibility, Expr::value(visibility.as_str()))
            .col_expr(comment_rows::Column::VisibilityData, Expr::value(data))
            .filter(comment_rows::Column::Id.is_in(ids))
            .exec(tx.conn())
            .await?;
    }
    deltas.write_always(tx).await?;
    let mut unread = Vec::new();
    for (before, after) in changed {
        let (was, is) = (before.target().visibility, after.target().visibility);
        match (was.is_readable(), is.is_readable()) {
            (_, false) => unread.push(after.target().item.into()),
            // Locking changes no word, nor does hiding a picture.
            (true, true) if !was.masks_words() && !is.masks_words() => {}
            (_, true) => match after {
                SavedItem::Proposal(proposal) => search::index_proposal(tx, proposal).await?,
                SavedItem::Comment(comment) => search::index_comment(tx, comment).await?,
            },
        }
    }
    search::remove_all(tx, &unread).await
}

fn apart(items: &[Item]) -> (Vec<ProposalId>, Vec<CommentId>) {
    let (mut proposals, mut comments) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Item::Proposal(id) => proposals.push(*id),
            Item::Comment(id) => comments.push(*id),
        }
    }
    (proposals, comments)
}
