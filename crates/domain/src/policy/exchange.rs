//! Who may carry debates in and out.

use super::plans::{See, Site};
use crate::{
    Actor, Denied,
    accounts::{ApiScope, Role},
    actor::Allows,
    plans::Plan,
};

/// Taking over the debate of an earlier platform; the subject is [`Site`].
#[derive(Debug, Clone, Copy)]
pub struct Import;
/// Writing a plan's debate to files.
#[derive(Debug, Clone, Copy)]
pub struct Export;

/// An import speaks for people who did not send it here: admins alone.
impl Allows<Import> for Site {
    fn allows(&self, actor: &Actor, _: &Import) -> Result<(), Denied> {
        if actor.has_everywhere(Role::Admin) {
            return Ok(());
        }
        Err(if *actor == Actor::Visitor {
            Denied::SignInRequired
        } else {
            Denied::RoleRequired
        })
    }
}

impl Allows<Export> for Plan {
    fn allows(&self, actor: &Actor, _: &Export) -> Result<(), Denied> {
        self.allows(actor, &See)?;
        actor.must_staff_by(self.id, ApiScope::Export)
    }
}
