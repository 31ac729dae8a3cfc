//! Taking a decision back: for ten seconds, from whichever page came next.

use app::moderation;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, Timestamp,
    moderation::{CaseId, DecisionId},
};

use crate::{
    error::{Failed, Or},
    forms,
    page::{Answer, Page},
    visit::Visit,
};

/// What has just been decided, and can be taken back.
pub(super) struct Bar {
    /// What its button asks for.
    pub(super) action: String,
    /// What was done.
    pub(super) sentence: String,
    /// How many seconds are left.
    pub(super) seconds: i64,
}

impl Bar {
    /// The bar of a case that the visitor has just decided; nothing once the ten seconds are over.
    pub(super) async fn of(visit: &Visit, page: &Page, case: &str) -> Result<Option<Self>, Failed> {
        let Ok(case) = case.parse::<CaseId>() else {
            return Ok(None);
        };
        let found = moderation::dossiers(&visit.cx, &[case]).await.or_page(visit)?;
        let Some(dossier) = found.into_iter().next() else {
            return Ok(None);
        };
        let Some((id, until)) = dossier.case.state.interim() else {
            return Ok(None);
        };
        let left = until.micros() - visit.cx.now().micros();
        let by_viewer = |decision: &&domain::moderation::Decision| {
            decision.id == id && Some(decision.by) == visit.cx.actor.account()
        };
        let decision = dossier.decisions.iter().find(by_viewer).filter(|_| left > 0);
        let Some(decision) = decision else {
            return Ok(None);
        };
        let sentence = if moderation::passes_on(&visit.cx, id).await.or_page(visit)? {
            page.t("decided-transmit")
        } else {
            page.t(&format!("decided-{}", decision.action.told()))
        };
        Ok(Some(Self {
            action: format!("/moderation/decisions/{id}/undo"),
            sentence,
            seconds: seconds(left),
        }))
    }

    /// The bar of something else that can be taken back until then; nothing once that is over.
    pub(super) fn until(visit: &Visit, until: Timestamp, action: String, sentence: String) -> Option<Self> {
        let left = until.micros() - visit.cx.now().micros();
        (left > 0).then(|| Self {
            action,
            sentence,
            seconds: seconds(left),
        })
    }
}

/// Whole seconds, the one that has begun included.
const fn seconds(micros: i64) -> i64 {
    (micros + 999_999) / 1_000_000
}

/// Takes a decision back, and shows its case again.
pub(crate) async fn undo(visit: Visit, Path(id): Path<String>) -> Answer {
    super::must_work(&visit)?;
    let id: DecisionId = forms::id(&visit, &id, Code::ModerationNotFound)?;
    let case = moderation::undo(&visit.cx, id).await.or_page(&visit)?;
    Ok(Redirect::to(&format!("/moderation/cases/{}?done=decision-undone", case.id)).into_response())
}
