//! Taking a decision back before anybody is told.

use domain::{
    Code, Visibility,
    moderation::{Case, CaseId, DecisionId, NoticeStage},
    policy::moderation::Undo,
};
use persistence::Tx;

use super::{file, record};
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
    reviews,
};

/// Takes one's decision back within ten seconds: the item shows what it showed, and the case is one's own again.
#[tracing::instrument(name = "moderation.undo", skip_all, fields(decision.id = %id))]
pub async fn undo(cx: &Cx, id: DecisionId) -> Result<Case> {
    cx.write(|tx| undo_in(cx, tx, id)).await
}

async fn undo_in(cx: &Cx, tx: Tx, id: DecisionId) -> Result<Case> {
    let decision = persistence::moderation::decision(&tx, id)
        .await?
        .or_not_found(Code::ModerationNotFound)?;
    let case: CaseId = decision.case;
    let (file, item) = file(cx, &tx, case).await?;
    let now = cx.decided_at(&tx).await?;
    let is_review = decision.review.is_some();
    let permitted = cx
        .actor
        .may(Undo, file.clone())
        .or_hidden(Code::ModerationNotFound)?;
    let undone = permitted.undo(decision, now)?;
    // A hold that ended meanwhile is not begun again.
    let visibility = match undone.visibility {
        Visibility::Held { until_micros } if until_micros <= now.micros() => Visibility::Shown,
        visibility => visibility,
    };
    if visibility != file.target.visibility {
        let given_back = file.target.visibility == Visibility::Returned && file.target.waits();
        persistence::moderation::save_items(&tx, &[(item.clone(), item.with(visibility))]).await?;
        if given_back && !is_review {
            reviews::resume(cx, &tx, file.target.item).await?;
        }
    }
    persistence::moderation::mark_undone(&tx, id, now).await?;
    persistence::moderation::save(&tx, std::slice::from_ref(&undone.case)).await?;
    if !is_review {
        persistence::moderation::advance(
            &tx,
            &[case],
            NoticeStage::Decided,
            NoticeStage::Attached,
            None,
            None,
        )
        .await?;
    }
    record(&tx, &undone.case, now).await?;
    Ok(undone.case)
}
