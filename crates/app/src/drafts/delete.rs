//! Erasing a draft.

use domain::{
    Code,
    attachments::On,
    drafts::{Draft, DraftId},
};

use super::{holders, token};
use crate::{Cx, Result, attachments, error::OrNotFound};

/// Erases a draft for good.
#[tracing::instrument(name = "drafts.delete", skip_all, fields(draft.id = %id))]
pub async fn delete(cx: &Cx, id: DraftId, given: Option<&str>) -> Result<Draft> {
    let token = token(given)?;
    let holders = holders(cx, token.as_ref())?;
    cx.write(|tx| {
        let holders = &holders;
        async move {
            let now = cx.decided_at(&tx).await?;
            let draft = persistence::drafts::lock(&tx, holders, id, now)
                .await?
                .or_not_found(Code::DraftNotFound)?;
            persistence::drafts::delete(&tx, id).await?;
            attachments::forget_of(cx, &tx, On::Draft(id)).await?;
            Ok(draft)
        }
    })
    .await
}
