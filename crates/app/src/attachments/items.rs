//! What is on proposals and comments.

use domain::{
    Code, EventKind, NewEvent,
    accounts::AgeBand,
    attachments::{Attachment, AttachmentId, AttachmentKind, DESCRIPTION, On},
    moderation::{Item, Target},
    policy::attachments::{DescribeAttachment, RemoveAttachment},
    refusal::{Fault, Fields},
    text::Description,
};
use persistence::Tx;

use super::forget::forget_all;
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
};

/// Puts what the actor has sent on their new text, in its transaction.
pub(crate) async fn place(cx: &Cx, tx: &Tx, ids: &[AttachmentId], item: Item) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let most = match item {
        Item::Proposal(_) => cx.limits().files.per_proposal,
        Item::Comment(_) => cx.limits().files.per_comment,
    };
    let mut fields = Fields::default();
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > most {
        fields.refuse(
            "attachments",
            Fault::new(Code::AttachmentTooMany).with("limit", most),
        );
        return Ok(fields.finish(None)?);
    }
    let found = match cx.actor.account() {
        Some(account) => persistence::attachments::lock_loose(tx, account, &ids).await?,
        None => Vec::new(),
    };
    if found.len() < ids.len() {
        fields.refuse("attachments", Fault::new(Code::FieldUnknown));
        return Ok(fields.finish(None)?);
    }
    Ok(persistence::attachments::place(tx, &ids, item).await?)
}

/// What a decision hides by itself is on its item, or was when an earlier one hid it.
pub(crate) async fn must_be_on(tx: &Tx, hidden: &[AttachmentId], target: &Target) -> Result<()> {
    let unknown = |on: &[Attachment]| {
        hidden
            .iter()
            .any(|id| !target.visibility.hides(*id) && on.iter().all(|one| one.id != *id))
    };
    let mut fields = Fields::default();
    if !hidden.is_empty() && unknown(&persistence::attachments::of_items(tx, &[target.item]).await?) {
        fields.refuse("attachments", Fault::new(Code::FieldUnknown));
    }
    Ok(fields.finish(Some(()))?)
}

/// Under 15, no photo of people: whoever sends a text with photos says that nobody can be recognised on them.
pub(crate) fn check_people<'a>(
    cx: &Cx,
    on: impl IntoIterator<Item = &'a Attachment>,
    confirmed: bool,
) -> Result<()> {
    let young = cx.actor.person()?.age == AgeBand::Under15;
    let unsaid = |one: &Attachment| matches!(one.kind, AttachmentKind::Photo { .. }) && !one.nobody_shown;
    let mut fields = Fields::default();
    if young && !confirmed && on.into_iter().any(unsaid) {
        fields.refuse("nobody", Fault::new(Code::AttachmentPeople));
    }
    Ok(fields.finish(Some(()))?)
}

/// Takes an attachment of one's own away, for good: from a text, or before it is on one.
#[tracing::instrument(name = "attachments.remove", skip_all, fields(attachment.id = %id))]
pub async fn remove(cx: &Cx, id: AttachmentId) -> Result<Attachment> {
    cx.write(|tx| async move {
        let attachment = own(cx, &tx, id).await?;
        let attachment = cx
            .actor
            .may(RemoveAttachment, attachment)
            .or_hidden(Code::AttachmentNotFound)?
            .remove();
        persistence::attachments::delete(&tx, id).await?;
        forget_all(cx, &tx, vec![id]).await?;
        record_change(cx, &tx, &attachment).await?;
        Ok(attachment)
    })
    .await
}

/// Describes an attachment of one's own in other words.
#[tracing::instrument(name = "attachments.describe", skip_all, fields(attachment.id = %id))]
pub async fn describe(cx: &Cx, id: AttachmentId, typed: &str) -> Result<Attachment> {
    cx.actor.person()?;
    let mut fields = Fields::default();
    let description = fields.take("description", Description::parse(typed, DESCRIPTION));
    let description = fields.finish(description)?;
    cx.write(|tx| {
        let description = description.clone();
        async move {
            let attachment = own(cx, &tx, id).await?;
            let attachment = cx
                .actor
                .may(DescribeAttachment, attachment)
                .or_hidden(Code::AttachmentNotFound)?
                .describe(description);
            persistence::attachments::describe(&tx, id, &attachment.description).await?;
            record_change(cx, &tx, &attachment).await?;
            Ok(attachment)
        }
    })
    .await
}

/// The attachment, locked, if the actor sees it: others' drafts and what they have not used are nowhere.
async fn own(cx: &Cx, tx: &Tx, id: AttachmentId) -> Result<Attachment> {
    cx.actor.person()?;
    let attachment = persistence::attachments::lock(tx, id)
        .await?
        .or_not_found(Code::AttachmentNotFound)?;
    let mine = attachment.owner == cx.actor.account();
    let seen = match attachment.on {
        _ if mine => true,
        Some(On::Item(item)) => super::queries::shown(cx, tx, &attachment, item).await?,
        Some(On::Draft(_)) | None => false,
    };
    seen.then_some(attachment).or_not_found(Code::AttachmentNotFound)
}

/// Tells those who hold a public text that what is attached to it changed.
async fn record_change(cx: &Cx, tx: &Tx, attachment: &Attachment) -> Result<()> {
    let now = cx.decided_at(tx).await?;
    let scope = cx.scope();
    let event = match attachment.on {
        Some(On::Item(Item::Proposal(id))) => persistence::proposals::by_id(tx, &scope, id)
            .await?
            .filter(|proposal| proposal.text.published_at().is_some())
            .map(|proposal| NewEvent::new(EventKind::ProposalChanged, Some(proposal.plan), id, now)),
        Some(On::Item(Item::Comment(id))) => persistence::comments::by_id(tx, &scope, id)
            .await?
            .filter(|comment| comment.text.published_at().is_some())
            .map(|comment| {
                let mut event = NewEvent::new(EventKind::CommentChanged, Some(comment.plan), id, now);
                event.data.parent = Some(comment.proposal.uuid());
                event.data.version = Some(i64::from(comment.version));
                event
            }),
        Some(On::Draft(_)) | None => None,
    };
    match event {
        Some(event) => Ok(persistence::outbox::record(tx, event).await?),
        None => Ok(()),
    }
}
