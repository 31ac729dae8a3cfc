//! Who may follow: anybody signed in, what they see. A sanction takes no reading away.

use crate::{Actor, Denied, actor::Allows, plans::Plan, policy, proposals::Proposal};

/// Following, and following no more.
#[derive(Debug, Clone, Copy)]
pub struct Follow;

impl Allows<Follow> for Plan {
    fn allows(&self, actor: &Actor, _: &Follow) -> Result<(), Denied> {
        self.allows(actor, &policy::plans::See)?;
        actor.person().map(|_| ())
    }
}

impl Allows<Follow> for Proposal {
    fn allows(&self, actor: &Actor, _: &Follow) -> Result<(), Denied> {
        self.allows(actor, &policy::proposals::See)?;
        actor.person().map(|_| ())
    }
}
