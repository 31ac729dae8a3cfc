//! Who may answer for the town, and for the organisations that work with it.

use crate::{
    Actor, Denied,
    accounts::{ApiScope, Role},
    actor::Allows,
    answers::{Asked, Reply},
    plans::{Plan, PlanId},
    policy::plans,
    proposals::Proposal,
    text::Title,
};

/// Studying, recommending, deciding, delivering, abandoning. The subject is what is asked for a first step, the reply
/// afterwards.
#[derive(Debug, Clone, Copy)]
pub struct Give;

/// Staff of the plan; or a person whom an organisation entrusted with every proposal that the answer covers, in that
/// organisation's name alone. Never somebody who moderates the plan: who judges words does not judge proposals.
fn answers(actor: &Actor, plan: PlanId, entrusted: impl Fn(&Actor) -> bool) -> Result<(), Denied> {
    match actor {
        Actor::System => return Ok(()),
        Actor::Person(_) => {
            actor.must_stand()?;
        }
        Actor::Program(_) | Actor::Visitor | Actor::Speaker(_) => {}
    }
    let staff = actor.must_staff_by(plan, ApiScope::Answer);
    if staff.is_err() && !entrusted(actor) {
        return staff;
    }
    if actor.has(Role::Moderator, plan) {
        return Err(Denied::RoleRequired);
    }
    Ok(())
}

/// Whether the person's grants cover each of the proposals, each in this name; in whatever name if none is said. An
/// answer that covers nothing is nobody's but the staff's.
fn covers(actor: &Actor, name: Option<&Title>, proposals: &[Proposal]) -> bool {
    let Actor::Person(person) = actor else {
        return false;
    };
    let covered = |proposal: &Proposal| {
        let mut grants = person.answering.iter();
        grants.any(|grant| name.is_none_or(|name| *name == grant.name) && grant.covers(proposal))
    };
    !proposals.is_empty() && proposals.iter().all(covered)
}

/// Whether the actor may answer this proposal in some name: the button of a page.
pub fn may_answer(actor: &Actor, plan: &Plan, proposal: &Proposal) -> bool {
    plan.allows(actor, &plans::See).is_ok()
        && answers(actor, plan.id, |actor| {
            covers(actor, None, std::slice::from_ref(proposal))
        })
        .is_ok()
}

impl Allows<Give> for Asked {
    fn allows(&self, actor: &Actor, _: &Give) -> Result<(), Denied> {
        self.plan.allows(actor, &plans::See)?;
        answers(actor, self.plan.id, |actor| {
            covers(actor, Some(&self.organisation), &self.proposals)
        })
    }
}

impl Allows<Give> for Reply {
    /// What was taken over from an earlier platform names nobody: staff alone go on with it.
    fn allows(&self, actor: &Actor, _: &Give) -> Result<(), Denied> {
        let name = self.answer.in_whose_name();
        answers(actor, self.answer.plan, |actor| {
            name.is_some() && covers(actor, name, &self.proposals)
        })
    }
}
