//! Who may do what with the rules of moderation. Everybody reads them, old versions included.

use crate::{Actor, Denied, actor::Allows, policy::plans::Site, rules::Rule};

/// Making a rule; the subject is [`Site`].
#[derive(Debug, Clone, Copy)]
pub struct Create;
/// Writing a new version of it.
#[derive(Debug, Clone, Copy)]
pub struct Revise;
/// Ending it.
#[derive(Debug, Clone, Copy)]
pub struct Retire;
/// Putting it back in force.
#[derive(Debug, Clone, Copy)]
pub struct Restore;

impl Allows<Create> for Site {
    fn allows(&self, actor: &Actor, _: &Create) -> Result<(), Denied> {
        actor.must_administer()
    }
}

impl Allows<Revise> for Rule {
    fn allows(&self, actor: &Actor, _: &Revise) -> Result<(), Denied> {
        actor.must_administer()
    }
}

impl Allows<Retire> for Rule {
    fn allows(&self, actor: &Actor, _: &Retire) -> Result<(), Denied> {
        actor.must_administer()
    }
}

impl Allows<Restore> for Rule {
    fn allows(&self, actor: &Actor, _: &Restore) -> Result<(), Denied> {
        actor.must_administer()
    }
}
