//! Who may do what with an account: its owner alone, staff and admins never.

use crate::{
    Actor, Denied,
    accounts::{Account, Session, Standing},
    actor::Allows,
};

/// Reading what only the owner sees: address, sessions, roles.
#[derive(Debug, Clone, Copy)]
pub struct SeeOwn;
/// Keeping it safe: password, address, language, sessions. A sanction takes none of that away.
#[derive(Debug, Clone, Copy)]
pub struct Keep;
/// Taking another name, which others read: not while a sanction runs.
#[derive(Debug, Clone, Copy)]
pub struct Rename;

fn own(actor: &Actor, account: &Account) -> Result<(), Denied> {
    match actor.person()? {
        person if matches!(person.standing, Standing::Erased { .. }) => Err(Denied::SignInRequired),
        person if person.account == account.id => Ok(()),
        _ => Err(Denied::Invisible),
    }
}

impl Allows<SeeOwn> for Account {
    fn allows(&self, actor: &Actor, _: &SeeOwn) -> Result<(), Denied> {
        own(actor, self)
    }
}

impl Allows<Keep> for Account {
    fn allows(&self, actor: &Actor, _: &Keep) -> Result<(), Denied> {
        own(actor, self)
    }
}

impl Allows<Rename> for Account {
    fn allows(&self, actor: &Actor, _: &Rename) -> Result<(), Denied> {
        own(actor, self)?;
        actor.must_stand().map(|_| ())
    }
}

impl Allows<Keep> for Session {
    fn allows(&self, actor: &Actor, _: &Keep) -> Result<(), Denied> {
        if actor.person()?.account == self.account {
            Ok(())
        } else {
            Err(Denied::Invisible)
        }
    }
}
