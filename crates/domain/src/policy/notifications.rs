//! Who may do what with notifications: their recipient alone, staff and admins never. A sanction takes none of it away.

use crate::{
    Actor, Denied,
    accounts::{Account, Standing},
    actor::Allows,
};

/// Reading what an account was told of, and noting that it was read.
#[derive(Debug, Clone, Copy)]
pub struct ReadNotifications;
/// Choosing how soon one is written to.
#[derive(Debug, Clone, Copy)]
pub struct SetPaces;

fn own(actor: &Actor, account: &Account) -> Result<(), Denied> {
    match actor.person()? {
        person if matches!(person.standing, Standing::Erased { .. }) => Err(Denied::SignInRequired),
        person if person.account == account.id => Ok(()),
        _ => Err(Denied::Invisible),
    }
}

impl Allows<ReadNotifications> for Account {
    fn allows(&self, actor: &Actor, _: &ReadNotifications) -> Result<(), Denied> {
        own(actor, self)
    }
}

impl Allows<SetPaces> for Account {
    fn allows(&self, actor: &Actor, _: &SetPaces) -> Result<(), Denied> {
        own(actor, self)
    }
}
