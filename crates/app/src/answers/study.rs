//! Taking proposals under study, one answer for all of them.

use std::collections::BTreeSet;

use domain::{
    Code, Timestamp,
    answers::{Answer, Asked, MAX_COVERED, ORGANISATION},
    plans::PlanId,
    policy::answers::Give,
    proposals::{Proposal, ProposalId},
    refusal::{Fault, Fields},
    text::Title,
};
use persistence::Tx;

use super::record_answered;
use crate::{
    Cx, Error, Result,
    error::{OrHidden, OrNotFound},
};

/// Takes proposals of a plan under study together.
#[derive(Debug, Clone)]
pub struct StudyProposals {
    plan: PlanId,
    proposals: Vec<ProposalId>,
    organisation: Title,
    due: Timestamp,
}

impl StudyProposals {
    /// Reads what was typed, or says all that is wrong with it: 1 to 50 proposals, who studies, until when.
    pub fn parse(plan: PlanId, proposals: &[ProposalId], organisation: &str, due: Timestamp) -> Result<Self> {
        let mut fields = Fields::default();
        let distinct: BTreeSet<_> = proposals.iter().copied().collect();
        if !(1..=MAX_COVERED).contains(&distinct.len()) {
            let fault = Fault::new(Code::FieldOutOfRange)
                .with("min", 1_u32)
                .with("max", MAX_COVERED);
            fields.refuse("proposals", fault);
        }
        let organisation = fields.take("organisation", Title::parse(organisation, ORGANISATION));
        let command = organisation.map(|organisation| Self {
            plan,
            proposals: distinct.into_iter().collect(),
            organisation,
            due,
        });
        Ok(fields.finish(command)?)
    }
}

/// Takes proposals under study: from here the answer has a due date, and is publicly overdue past it.
#[tracing::instrument(name = "answers.study", skip_all, fields(plan.id = %command.plan))]
pub async fn study(cx: &Cx, command: StudyProposals) -> Result<Answer> {
    cx.write(|tx| study_in(cx, tx, &command)).await
}

async fn study_in(cx: &Cx, tx: Tx, command: &StudyProposals) -> Result<Answer> {
    let scope = cx.scope();
    let plan = persistence::plans::lock(&tx, &scope, command.plan)
        .await?
        .or_not_found(Code::PlanNotFound)?;
    let proposals = persistence::proposals::lock_all(&tx, &scope, &command.proposals).await?;
    if proposals.len() != command.proposals.len() {
        return Err(Error::NotFound(Code::ProposalNotFound));
    }
    let now = cx.decided_at(&tx).await?;
    let asked = Asked {
        plan,
        organisation: command.organisation.clone(),
        proposals: proposals.clone(),
    };
    let permitted = cx.actor.may(Give, asked).or_hidden(Code::PlanNotFound)?;
    let answer = permitted.study(cx.new_id(), command.due, now)?;
    persistence::answers::insert(&tx, &answer).await?;
    let covered: Vec<_> = proposals
        .into_iter()
        .map(|proposal| Proposal {
            answer: Some(answer.id),
            ..proposal
        })
        .collect();
    for proposal in &covered {
        persistence::proposals::save(&tx, proposal).await?;
    }
    record_answered(&tx, &answer, &covered, now).await?;
    Ok(answer)
}
