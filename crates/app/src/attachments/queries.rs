//! Reading attachments: an attachment is shown to those to whom the text that it is on is shown.

use bytes::Bytes;
use domain::{
    Code,
    attachments::{Attachment, AttachmentId, On, Size},
    comments::CommentState,
    moderation::Item,
    proposals::TextState,
};
use persistence::Read;

use crate::{Cx, Result, drafts, error::OrNotFound};

/// The attachments on these items, which the caller has read under the actor's scope: those too that a decision hides by
/// themselves, which [`Attachment::is_kept_from`] tells.
pub async fn of_items(cx: &Cx, items: &[Item]) -> Result<Vec<(Item, Attachment)>> {
    let found = persistence::attachments::of_items(cx.db(), items).await?;
    Ok(found
        .into_iter()
        .filter_map(|attachment| match attachment.on {
            Some(On::Item(item)) => Some((item, attachment)),
            Some(On::Draft(_)) | None => None,
        })
        .collect())
}

/// Which of these the actor has sent and not used.
pub async fn own_loose(cx: &Cx, ids: &[AttachmentId]) -> Result<Vec<Attachment>> {
    let mut found = Vec::new();
    for id in ids {
        let one = persistence::attachments::by_id(cx.db(), *id).await?;
        found.extend(
            one.filter(|one| one.on.is_none() && one.owner.is_some() && one.owner == cx.actor.account()),
        );
    }
    Ok(found)
}

/// An attachment of the actor's own, wherever it is.
pub async fn mine(cx: &Cx, id: AttachmentId) -> Result<Attachment> {
    let person = cx.actor.person()?.account;
    persistence::attachments::by_id(cx.db(), id)
        .await?
        .filter(|one| one.owner == Some(person))
        .or_not_found(Code::AttachmentNotFound)
}

/// An attachment that the actor may see in a size.
#[derive(Debug, Clone)]
pub struct Viewed {
    /// What it is.
    pub attachment: Attachment,
    /// The size.
    pub size: Size,
}

/// Its bytes.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The bytes.
    pub bytes: Bytes,
}

/// The attachment in this size, if the actor sees what it is on; `given` is the token of drafts that a browser holds.
pub async fn open(cx: &Cx, id: AttachmentId, size: Size, given: Option<&str>) -> Result<Option<Viewed>> {
    let Some(attachment) = persistence::attachments::by_id(cx.db(), id).await? else {
        return Ok(None);
    };
    let seen = attachment.kind.sizes().contains(&size)
        && match attachment.on {
            Some(On::Item(item)) => shown(cx, cx.db(), &attachment, item).await?,
            Some(On::Draft(draft)) => drafts::by_id(cx, draft, given).await?.is_some(),
            None => attachment.owner.is_some() && attachment.owner == cx.actor.account(),
        };
    Ok(seen.then_some(Viewed { attachment, size }))
}

impl Viewed {
    /// Reads the bytes; none where they are being deleted.
    pub async fn read(&self, cx: &Cx) -> Result<Option<Opened>> {
        let bytes = cx.house().files.get(self.attachment.id, self.size).await?;
        Ok(bytes.map(|bytes| Opened { bytes }))
    }
}

/// The bytes of an attachment in the size that a person keeps.
pub(crate) async fn stored(cx: &Cx, attachment: &Attachment) -> Result<Option<Bytes>> {
    let size = attachment.kind.sizes().last().copied().unwrap_or(Size::Whole);
    cx.house().files.get(attachment.id, size).await
}

/// Whether this, which is on this item, is shown to the actor: where its text is, unless a decision hides it by itself; and
/// always to those who moderate it, or review what is contested about it.
pub(super) async fn shown(cx: &Cx, from: &impl Read, attachment: &Attachment, item: Item) -> Result<bool> {
    let scope = cx.scope();
    let (plan, gone, shows) = match item {
        Item::Proposal(id) => {
            let found = persistence::proposals::by_id(from, &scope, id).await?;
            let Some(proposal) = found else { return Ok(false) };
            let gone = matches!(proposal.text, TextState::Withdrawn { .. });
            (proposal.plan, gone, proposal.visibility)
        }
        Item::Comment(id) => {
            let found = persistence::comments::by_id(from, &scope, id).await?;
            let Some(comment) = found else { return Ok(false) };
            let gone = matches!(comment.text, CommentState::Deleted { .. });
            (comment.plan, gone, comment.visibility)
        }
    };
    if gone {
        return Ok(false);
    }
    if shows.is_legible() && !attachment.is_kept_from(&scope, plan, &shows) || scope.moderates.contains(plan)
    {
        return Ok(true);
    }
    Ok(scope.reviews.contains(plan) && persistence::moderation::is_in_hand(from, &scope, item).await?)
}
