//! Reading answers.

use domain::{
    answers::{Answer, AnswerId},
    proposals::Proposal,
};

use crate::{Cx, Result};

/// The answers of these ids that the actor sees.
pub async fn by_ids(cx: &Cx, ids: &[AnswerId]) -> Result<Vec<Answer>> {
    Ok(persistence::answers::by_ids(cx.db(), &cx.scope(), ids).await?)
}

/// The proposals that these answers cover, that the actor sees.
pub async fn proposals_of(cx: &Cx, answers: &[AnswerId]) -> Result<Vec<Proposal>> {
    Ok(persistence::proposals::answered_by(cx.db(), &cx.scope(), answers).await?)
}
