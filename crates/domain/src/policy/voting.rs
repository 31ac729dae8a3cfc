//! Who votes. A sanction for words takes no vote away: whoever is limited in writing votes as before.

use crate::{
    Actor, Denied,
    accounts::{AgeBand, Standing},
    actor::{Allows, Person},
    plans::{Plan, Requirement},
    policy::{plans, proposals, recordings},
    voting::{Ballot, Pile},
};

/// Putting a choice on one's ballot.
#[derive(Debug, Clone, Copy)]
pub struct Cast;
/// Taking one back.
#[derive(Debug, Clone, Copy)]
pub struct Withdraw;

/// Printing paper ballots, handing them out, and typing them; the subject is the plan.
#[derive(Debug, Clone, Copy)]
pub struct KeepBallots;

/// A person whose account stands, sanctioned or not.
fn voter(actor: &Actor) -> Result<&Person, Denied> {
    let person = actor.person()?;
    match person.standing {
        Standing::Active | Standing::Limited { .. } => Ok(person),
        Standing::Erased { .. } => Err(Denied::SignInRequired),
    }
}

impl Allows<Cast> for Plan {
    /// People who have the link that the plan asks for, and its voting age.
    fn allows(&self, actor: &Actor, _: &Cast) -> Result<(), Denied> {
        self.allows(actor, &plans::See)?;
        let person = voter(actor)?;
        let link = person
            .links
            .get(&self.id)
            .copied()
            .unwrap_or(Requirement::Account);
        if link < self.rules.vote {
            return Err(Denied::LinkRequired(self.rules.vote));
        }
        match person.age {
            AgeBand::Under15 if !self.rules.under_15_vote => Err(Denied::TooYoung),
            AgeBand::Under15 | AgeBand::FifteenOrMore => Ok(()),
        }
    }
}

impl Allows<Cast> for Ballot {
    fn allows(&self, actor: &Actor, action: &Cast) -> Result<(), Denied> {
        self.proposal.allows(actor, &proposals::See)?;
        self.plan.allows(actor, action)
    }
}

impl Allows<KeepBallots> for Plan {
    /// The facilitators of the plan, as for words: not even admins.
    fn allows(&self, actor: &Actor, _: &KeepBallots) -> Result<(), Denied> {
        self.allows(actor, &recordings::Record)
    }
}

impl Allows<KeepBallots> for Pile {
    /// Whoever printed the pile makes it void.
    fn allows(&self, actor: &Actor, _: &KeepBallots) -> Result<(), Denied> {
        if actor.account() == Some(self.by) {
            Ok(())
        } else {
            Err(Denied::Invisible)
        }
    }
}

impl Allows<Withdraw> for Ballot {
    /// Whoever voted takes it back, even if the plan would not let them vote any more.
    fn allows(&self, actor: &Actor, _: &Withdraw) -> Result<(), Denied> {
        self.plan.allows(actor, &plans::See)?;
        self.proposal.allows(actor, &proposals::See)?;
        voter(actor).map(|_| ())
    }
}
