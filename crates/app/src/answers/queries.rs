//! Reading answers.

use domain::{
    Actor, Page, PageRequest,
    answers::{Answer, AnswerId, AnswerStage},
    proposals::Proposal,
};

use super::{Filter, Work};
use crate::{Cx, Result};

/// Answers that wait for their decision.
pub const WAITING: [AnswerStage; 2] = [AnswerStage::UnderStudy, AnswerStage::Transferred];
/// Answers that promise something that is not done.
pub const PROMISED: [AnswerStage; 2] = [AnswerStage::Accepted, AnswerStage::Partly];

/// The actor's work: the answers of the plans that they staff, and those in whose name they answer.
fn work(cx: &Cx) -> Work {
    let names = match &cx.actor {
        Actor::Person(person) => {
            let mut names: Vec<_> = person
                .answering
                .iter()
                .map(|grant| (grant.plan, grant.name.to_string()))
                .collect();
            names.sort();
            names.dedup();
            names
        }
        Actor::Visitor | Actor::Speaker(_) | Actor::Program(_) | Actor::System => Vec::new(),
    };
    Work {
        plans: cx.scope().staffs,
        names,
    }
}

/// The answers that the actor works on, those due first at the beginning; whose work they are is added to the filter.
pub async fn working_on(cx: &Cx, filter: Filter, page: &PageRequest) -> Result<Page<Answer>> {
    let filter = Filter {
        work: work(cx),
        ..filter
    };
    Ok(persistence::answers::list(cx.db(), &cx.scope(), &filter, page).await?)
}

/// The answers of these ids that the actor sees.
pub async fn by_ids(cx: &Cx, ids: &[AnswerId]) -> Result<Vec<Answer>> {
    Ok(persistence::answers::by_ids(cx.db(), &cx.scope(), ids).await?)
}

/// The proposals that these answers cover, that the actor sees.
pub async fn proposals_of(cx: &Cx, answers: &[AnswerId]) -> Result<Vec<Proposal>> {
    Ok(persistence::proposals::answered_by(cx.db(), &cx.scope(), answers).await?)
}
