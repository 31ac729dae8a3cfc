//! Who may merge proposals, agree to it, and leave.

use crate::{
    Actor, Denied,
    accounts::AccountId,
    actor::Allows,
    merges::{Parties, Pending},
    proposals::Proposal,
};

/// Proposing a merge.
#[derive(Debug, Clone, Copy)]
pub struct ProposeMerge;
/// Reading a merge that waits for consent, and saying yes or no for one's own proposals.
#[derive(Debug, Clone, Copy)]
pub struct Consent;
/// Leaving a group.
#[derive(Debug, Clone, Copy)]
pub struct Leave;

fn wrote_one(proposals: &[Proposal], account: AccountId) -> bool {
    proposals
        .iter()
        .any(|proposal| proposal.author.account() == Some(account))
}

impl Allows<ProposeMerge> for Parties {
    /// The author of one of them, in good standing.
    fn allows(&self, actor: &Actor, _: &ProposeMerge) -> Result<(), Denied> {
        let person = actor.must_stand()?;
        if wrote_one(&self.proposals, person.account) {
            Ok(())
        } else {
            Err(Denied::NotYours)
        }
    }
}

impl Allows<Consent> for Pending {
    /// The authors of its proposals; for everybody else it does not exist.
    fn allows(&self, actor: &Actor, _: &Consent) -> Result<(), Denied> {
        let account = actor.person().map_err(|_denied| Denied::Invisible)?.account;
        if wrote_one(&self.parties.proposals, account) {
            Ok(())
        } else {
            Err(Denied::Invisible)
        }
    }
}

impl Allows<Leave> for Proposal {
    /// The author, sanctions or not.
    fn allows(&self, actor: &Actor, _: &Leave) -> Result<(), Denied> {
        super::proposals::author_only(self, actor)
    }
}
