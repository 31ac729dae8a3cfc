//! Who records the words of others.

use crate::{
    Actor, Denied, accounts::Role, actor::Allows, plans::Plan, policy::plans, recordings::Recording,
};

/// Recording somebody's words; the subject is the plan.
#[derive(Debug, Clone, Copy)]
pub struct Record;
/// Printing the receipt of what one has recorded.
#[derive(Debug, Clone, Copy)]
pub struct SeeReceipt;

impl Allows<Record> for Plan {
    /// Facilitators of the plan in good standing: not even admins, who did not listen.
    fn allows(&self, actor: &Actor, _: &Record) -> Result<(), Denied> {
        self.allows(actor, &plans::See)?;
        actor.must_stand()?;
        if actor.has(Role::Facilitator, self.id) {
            Ok(())
        } else {
            Err(Denied::RoleRequired)
        }
    }
}

impl Allows<SeeReceipt> for Recording {
    /// The facilitator who has recorded it, and nobody else.
    fn allows(&self, actor: &Actor, _: &SeeReceipt) -> Result<(), Denied> {
        if actor.account() == Some(self.by) {
            Ok(())
        } else {
            Err(Denied::Invisible)
        }
    }
}

/// Publishing, after review, words that somebody recorded; the subject is the [`Recording`].
#[derive(Debug, Clone, Copy)]
pub struct PublishRecorded;

impl Allows<PublishRecorded> for &Recording {
    /// Anybody whom the item lets publish it, but for whoever recorded it.
    fn allows(&self, actor: &Actor, _: &PublishRecorded) -> Result<(), Denied> {
        if actor.account() == Some(self.by) {
            Err(Denied::ConflictOfInterest)
        } else {
            Ok(())
        }
    }
}
