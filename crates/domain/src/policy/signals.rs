//! Who may do what with signals.

use crate::{
    Actor, Denied,
    accounts::Role,
    actor::Allows,
    plans::Plan,
    policy::plans::{self, Site},
    scope::PlanSet,
    signals::Signal,
};

/// Reading how signals are set, how often they hit, and how they were set before; the subject is [`Site`].
#[derive(Debug, Clone, Copy)]
pub struct See;
/// Setting one otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Tune;
/// Trying one on what a plan holds already; the subject is the plan.
#[derive(Debug, Clone, Copy)]
pub struct Rehearse;

impl Allows<See> for Site {
    /// Those who moderate anything, and admins: whoever knows a threshold can stay below it.
    fn allows(&self, actor: &Actor, _: &See) -> Result<(), Denied> {
        match actor {
            Actor::Visitor | Actor::Speaker(_) => Err(Denied::SignInRequired),
            Actor::Person(_) | Actor::System
                if actor.has_everywhere(Role::Admin) || actor.scope().moderates != PlanSet::None =>
            {
                Ok(())
            }
            Actor::Person(_) | Actor::Program(_) | Actor::System => Err(Denied::RoleRequired),
        }
    }
}

impl Allows<Tune> for Signal {
    fn allows(&self, actor: &Actor, _: &Tune) -> Result<(), Denied> {
        actor.must_administer()
    }
}

impl Allows<Rehearse> for Plan {
    /// The plan's moderators, and admins.
    fn allows(&self, actor: &Actor, _: &Rehearse) -> Result<(), Denied> {
        self.allows(actor, &plans::See)?;
        match actor {
            Actor::Visitor | Actor::Speaker(_) => Err(Denied::SignInRequired),
            Actor::Person(_) | Actor::System
                if actor.has_everywhere(Role::Admin) || actor.has(Role::Moderator, self.id) =>
            {
                Ok(())
            }
            Actor::Person(_) | Actor::Program(_) | Actor::System => Err(Denied::RoleRequired),
        }
    }
}
