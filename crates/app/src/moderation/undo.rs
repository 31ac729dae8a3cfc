//! Taking a decision back before anybody is told.

use domain::{
    Code, Visibility,
    moderation::{Case, CaseId, DecisionId, NoticeStage},
    policy::moderation::Undo,
};
use persistence::Tx;

use super::{record_all, wave};
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
    let wave = wave::of(&tx, &decision).await?;
    let is_review = decision.review.is_some();
    let mut ids = vec![case];
    if !is_review {
        ids.extend(wave.iter().filter_map(|(covered, _)| covered.case));
    }
    let mut files = persistence::moderation::files(&tx, &cx.scope(), &ids).await?;
    let place = files.iter().position(|(file, _)| file.case.id == case);
    let (file, item) = place
        .map(|place| files.swap_remove(place))
        .or_not_found(Code::ModerationNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx
        .actor
        .may(Undo, file.clone())
        .or_hidden(Code::ModerationNotFound)?;
    let undone = permitted.undo(decision, now)?;
    let mut changed = wave::undone(&wave, &undone.decision, now);
    // A hold that ended meanwhile is not begun again.
    let visibility = match undone.visibility {
        Visibility::Held { until_micros } if until_micros <= now.micros() => Visibility::Shown,
        visibility => visibility,
    };
    let mut given_back = false;
    if visibility != file.target.visibility {
        given_back = file.target.visibility == Visibility::Returned && file.target.waits();
        changed.push((item.clone(), item.with(visibility)));
    }
    persistence::moderation::save_items(&tx, &changed).await?;
    if given_back && !is_review {
        reviews::resume(cx, &tx, file.target.item).await?;
    }
    persistence::moderation::mark_undone(&tx, id, now).await?;
    persistence::moderation::destroy_transmission(&tx, id).await?;
    let mut cases = vec![undone.case.clone()];
    for (joined, _) in files {
        if joined.case.state.decision() == Some(id) {
            cases.push(joined.case.part()?);
        }
    }
    persistence::moderation::save(&tx, &cases).await?;
    if !is_review {
        persistence::moderation::advance(&tx, &ids, NoticeStage::Decided, NoticeStage::Attached, None, None)
            .await?;
    }
    record_all(&tx, &cases, now).await?;
    Ok(undone.case)
}
