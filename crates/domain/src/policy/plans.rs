//! Who may do what with plans.

use crate::{
    Actor, Denied,
    accounts::ApiScope,
    actor::Allows,
    plans::{Plan, PlanState},
};

/// Reading a plan.
#[derive(Debug, Clone, Copy)]
pub struct See;
/// Opening a new plan; the subject is [`Site`].
#[derive(Debug, Clone, Copy)]
pub struct Create;
/// Changing texts, zones, operations, themes, documents.
#[derive(Debug, Clone, Copy)]
pub struct Edit;
/// Publishing, closing, archiving; changing phases and rules.
#[derive(Debug, Clone, Copy)]
pub struct Govern;

/// The whole site, where it is the subject.
#[derive(Debug, Clone, Copy)]
pub struct Site;

impl Allows<See> for Plan {
    fn allows(&self, actor: &Actor, _: &See) -> Result<(), Denied> {
        match self.state {
            PlanState::Draft if !actor.staffs(self.id) => Err(Denied::Invisible),
            _ => Ok(()),
        }
    }
}

impl Allows<Create> for Site {
    fn allows(&self, actor: &Actor, _: &Create) -> Result<(), Denied> {
        actor.must_staff_site(ApiScope::Write)
    }
}

impl Allows<Edit> for Plan {
    fn allows(&self, actor: &Actor, _: &Edit) -> Result<(), Denied> {
        self.allows(actor, &See)?;
        actor.must_staff(self.id)
    }
}

impl Allows<Govern> for Plan {
    fn allows(&self, actor: &Actor, _: &Govern) -> Result<(), Denied> {
        self.allows(actor, &See)?;
        actor.must_staff(self.id)
    }
}
