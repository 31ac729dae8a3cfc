//! What is on a draft: added and taken away by whoever holds the draft, with an account or by its token.

use domain::{
    Code,
    attachments::{Attachment, AttachmentId, On},
    drafts::{DraftId, Holder},
    refusal::{Fault, Fields},
};

use super::{
    forget::{forget_all, let_go},
    upload::{Upload, attachment, keep_bytes, make},
};
use crate::{
    Cx, Result,
    drafts::{holders, token},
    error::OrNotFound,
    throttle::{self, What},
};

/// What is on a draft that the actor holds.
pub async fn of_draft(cx: &Cx, id: DraftId, given: Option<&str>) -> Result<Vec<Attachment>> {
    let token = token(given)?;
    let holders = holders(cx, token.as_ref())?;
    persistence::drafts::by_id(cx.db(), &holders, id, cx.now())
        .await?
        .or_not_found(Code::DraftNotFound)?;
    let found = persistence::attachments::of_draft(cx.db(), id).await?;
    Ok(found.into_iter().map(|(attachment, _)| attachment).collect())
}

/// Adds a file to a draft. The same file sent twice is there once, described as it was described last.
#[tracing::instrument(name = "attachments.attach", skip_all, fields(draft.id = %id))]
pub async fn attach(cx: &Cx, id: DraftId, given: Option<&str>, upload: Upload) -> Result<Attachment> {
    let token = token(given)?;
    let holders = holders(cx, token.as_ref())?;
    let draft = persistence::drafts::by_id(cx.db(), &holders, id, cx.now())
        .await?
        .or_not_found(Code::DraftNotFound)?;
    let digest = upload.digest();
    let held = persistence::attachments::of_draft(cx.db(), id).await?;
    if let Some((same, _)) = held.into_iter().find(|(_, known)| known[..] == digest) {
        return described(cx, &holders, id, same, &upload).await;
    }
    let (owner, subject) = match draft.holder {
        Holder::Account(account) => (Some(account), account.uuid().as_bytes().to_vec()),
        Holder::Token(hash) => (None, hash.to_vec()),
    };
    throttle::pass(cx, What::File, Some(&subject)).await?;
    let made = make(cx, &upload).await?;
    let new = attachment(cx.new_id(), &upload, &made, owner, cx.now());
    cx.write(|tx| {
        let new = &new;
        async move { Ok(persistence::attachments::insert(&tx, new, digest).await?) }
    })
    .await?;
    keep_bytes(cx, new.id, made).await?;
    let placed = cx
        .write(|tx| {
            let (new, holders) = (&new, &holders);
            async move {
                let now = cx.decided_at(&tx).await?;
                persistence::drafts::lock(&tx, holders, id, now)
                    .await?
                    .or_not_found(Code::DraftNotFound)?;
                let held = persistence::attachments::of_draft(&tx, id).await?;
                if let Some((same, _)) = held.iter().find(|(_, known)| known[..] == digest) {
                    // The same form was faster.
                    persistence::attachments::delete(&tx, new.id).await?;
                    forget_all(cx, &tx, vec![new.id]).await?;
                    return Ok(same.clone());
                }
                let most = cx.limits().files.per_proposal;
                if held.len() >= most {
                    let mut fields = Fields::default();
                    fields.refuse("file", Fault::new(Code::AttachmentTooMany).with("limit", most));
                    return Ok(fields.finish(None)?);
                }
                let on = On::Draft(id);
                persistence::attachments::keep(&tx, new.id, Some(on))
                    .await?
                    .then_some(Attachment {
                        on: Some(on),
                        ..new.clone()
                    })
                    .or_not_found(Code::DraftNotFound)
            }
        })
        .await;
    if placed.is_err() {
        let_go(cx, new.id).await?;
    }
    placed
}

/// What is on a draft already, described as its sender describes it now.
async fn described(
    cx: &Cx,
    holders: &[Holder],
    id: DraftId,
    same: Attachment,
    upload: &Upload,
) -> Result<Attachment> {
    if same.description == *upload.description() {
        return Ok(same);
    }
    let now = Attachment {
        description: upload.description().clone(),
        ..same
    };
    cx.write(|tx| {
        let now = &now;
        async move {
            let at = cx.decided_at(&tx).await?;
            persistence::drafts::lock(&tx, holders, id, at)
                .await?
                .or_not_found(Code::DraftNotFound)?;
            let held = persistence::attachments::of_draft(&tx, id).await?;
            let held = held.into_iter().find(|(one, _)| one.id == now.id);
            held.or_not_found(Code::AttachmentNotFound)?;
            Ok(persistence::attachments::describe(&tx, now.id, &now.description).await?)
        }
    })
    .await?;
    Ok(now)
}

/// Takes a file off a draft, for good.
#[tracing::instrument(name = "attachments.detach", skip_all, fields(draft.id = %id))]
pub async fn detach(cx: &Cx, id: DraftId, given: Option<&str>, attachment: AttachmentId) -> Result<()> {
    let token = token(given)?;
    let holders = holders(cx, token.as_ref())?;
    cx.write(|tx| {
        let holders = &holders;
        async move {
            let now = cx.decided_at(&tx).await?;
            persistence::drafts::lock(&tx, holders, id, now)
                .await?
                .or_not_found(Code::DraftNotFound)?;
            let held = persistence::attachments::of_draft(&tx, id).await?;
            // What is gone already is what was asked for.
            if held.iter().any(|(one, _)| one.id == attachment) {
                persistence::attachments::delete(&tx, attachment).await?;
                forget_all(cx, &tx, vec![attachment]).await?;
            }
            Ok(())
        }
    })
    .await
}
