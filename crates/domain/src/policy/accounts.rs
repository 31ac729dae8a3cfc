//! Who may declare and confirm links, give roles, make programs, look an identity up, and leave.

use crate::{
    Actor, Denied,
    accounts::{Account, Granted, Link, Role, Standing},
    actor::Allows,
    plans::Plan,
    policy::plans::{self, Site},
};

/// Declaring one's link with the neighbourhood of a plan; the subject is the plan.
#[derive(Debug, Clone, Copy)]
pub struct DeclareLink;
/// Taking one's link back.
#[derive(Debug, Clone, Copy)]
pub struct WithdrawLink;
/// Confirming somebody's declared link, having seen a proof.
#[derive(Debug, Clone, Copy)]
pub struct ConfirmLink;
/// Reading who has which role.
#[derive(Debug, Clone, Copy)]
pub struct SeeGrants;
/// Giving a role; the subject is [`Site`].
#[derive(Debug, Clone, Copy)]
pub struct GrantRole;
/// Ending a role.
#[derive(Debug, Clone, Copy)]
pub struct EndGrant;
/// Making, listing and stopping service accounts; the subject is [`Site`].
#[derive(Debug, Clone, Copy)]
pub struct KeepPrograms;
/// Looking up who is behind a pseudonym.
#[derive(Debug, Clone, Copy)]
pub struct LookUp;
/// Downloading all that an account gave or did.
#[derive(Debug, Clone, Copy)]
pub struct Download;
/// Erasing an account.
#[derive(Debug, Clone, Copy)]
pub struct Erase;

impl Allows<DeclareLink> for Plan {
    fn allows(&self, actor: &Actor, _: &DeclareLink) -> Result<(), Denied> {
        self.allows(actor, &plans::See)?;
        actor.must_stand().map(|_| ())
    }
}

impl Allows<WithdrawLink> for Link {
    /// The person alone, sanctions or not.
    fn allows(&self, actor: &Actor, _: &WithdrawLink) -> Result<(), Denied> {
        if actor.person()?.account == self.account {
            Ok(())
        } else {
            Err(Denied::NotYours)
        }
    }
}

impl Allows<ConfirmLink> for Link {
    /// People of the desk: staff and facilitators of the plan, admins; never for oneself. Programs see no papers.
    fn allows(&self, actor: &Actor, _: &ConfirmLink) -> Result<(), Denied> {
        match actor {
            Actor::System => return Ok(()),
            Actor::Visitor | Actor::Speaker(_) => return Err(Denied::SignInRequired),
            Actor::Program(_) => return Err(Denied::RoleRequired),
            Actor::Person(_) => {}
        }
        let person = actor.must_stand()?;
        if !actor.has(Role::Facilitator, self.plan) && !actor.staffs(self.plan) {
            return Err(Denied::RoleRequired);
        }
        if person.account == self.account {
            return Err(Denied::OwnContribution);
        }
        Ok(())
    }
}

impl Allows<SeeGrants> for Site {
    fn allows(&self, actor: &Actor, _: &SeeGrants) -> Result<(), Denied> {
        actor.must_administer()
    }
}

impl Allows<GrantRole> for Site {
    fn allows(&self, actor: &Actor, _: &GrantRole) -> Result<(), Denied> {
        actor.must_administer()
    }
}

impl Allows<EndGrant> for Granted {
    /// Admins, and whoever gives their own role back.
    fn allows(&self, actor: &Actor, _: &EndGrant) -> Result<(), Denied> {
        match actor {
            Actor::Person(person) if person.account == self.account => Ok(()),
            Actor::Visitor | Actor::Speaker(_) | Actor::Person(_) | Actor::Program(_) | Actor::System => {
                actor.must_administer()
            }
        }
    }
}

impl Allows<KeepPrograms> for Site {
    fn allows(&self, actor: &Actor, _: &KeepPrograms) -> Result<(), Denied> {
        actor.must_administer()
    }
}

impl Allows<LookUp> for Account {
    /// Staff of the whole site and admins who are people; moderators, facilitators and organisations never.
    fn allows(&self, actor: &Actor, _: &LookUp) -> Result<(), Denied> {
        match actor {
            Actor::Visitor | Actor::Speaker(_) => Err(Denied::SignInRequired),
            Actor::Person(_) | Actor::System
                if actor.has_everywhere(Role::Staff) || actor.has_everywhere(Role::Admin) =>
            {
                Ok(())
            }
            Actor::Person(_) | Actor::Program(_) | Actor::System => Err(Denied::RoleRequired),
        }
    }
}

/// Yes to the person of the account, sanctions or not, and to the house.
fn own(account: &Account, actor: &Actor) -> Result<(), Denied> {
    match actor {
        Actor::System => Ok(()),
        Actor::Visitor | Actor::Speaker(_) | Actor::Program(_) | Actor::Person(_) => match actor.person()? {
            person if matches!(person.standing, Standing::Erased { .. }) => Err(Denied::SignInRequired),
            person if person.account == account.id => Ok(()),
            _ => Err(Denied::NotYours),
        },
    }
}

impl Allows<Download> for Account {
    fn allows(&self, actor: &Actor, _: &Download) -> Result<(), Denied> {
        own(self, actor)
    }
}

impl Allows<Erase> for Account {
    /// The person alone; the house itself when the account was idle for long.
    fn allows(&self, actor: &Actor, _: &Erase) -> Result<(), Denied> {
        own(self, actor)
    }
}
