//! Who may do what with proposals.

use crate::{
    Actor, Denied, Timestamp,
    accounts::Role,
    actor::Allows,
    moderation::Target,
    plans::{Plan, Verb},
    policy::{answers, follows, merges, plans, voting},
    proposals::{Proposal, TextState, vote_opened},
};

/// Reading a proposal, tombstones included.
#[derive(Debug, Clone, Copy)]
pub struct See;
/// Submitting one; the subject is the plan.
#[derive(Debug, Clone, Copy)]
pub struct Propose;
/// Changing its text.
#[derive(Debug, Clone, Copy)]
pub struct Revise;
/// Taking it back.
#[derive(Debug, Clone, Copy)]
pub struct Withdraw;

/// Adding a precision to a frozen text.
#[derive(Debug, Clone, Copy)]
pub struct Precise;
/// Publishing what waited for review.
#[derive(Debug, Clone, Copy)]
pub struct PublishReviewed;

impl Allows<See> for Proposal {
    /// What waits for review is seen by its author and by the plan's moderators; the rest by everybody who sees the
    /// plan (the caller has it, since a proposal is only ever reached through a scope that shows its plan).
    fn allows(&self, actor: &Actor, _: &See) -> Result<(), Denied> {
        let public = self.text.published_at().is_some();
        let own = actor.speaks_as(self.author);
        if public || own || actor.has(Role::Moderator, self.plan) {
            Ok(())
        } else {
            Err(Denied::Invisible)
        }
    }
}

impl Allows<Propose> for Plan {
    fn allows(&self, actor: &Actor, _: &Propose) -> Result<(), Denied> {
        self.allows(actor, &plans::See)?;
        actor.must_meet(self.rules.propose, self.id).map(|_| ())
    }
}

/// Yes to the author, who must be in good standing to write.
pub(super) fn author_only(proposal: &Proposal, actor: &Actor) -> Result<(), Denied> {
    proposal.allows(actor, &See)?;
    if actor.person()?.account == proposal.author.account().ok_or(Denied::NotYours)? {
        Ok(())
    } else {
        Err(Denied::NotYours)
    }
}

impl Allows<Revise> for Proposal {
    fn allows(&self, actor: &Actor, _: &Revise) -> Result<(), Denied> {
        author_only(self, actor)?;
        actor.must_stand().map(|_| ())
    }
}

impl Allows<Withdraw> for Proposal {
    /// The author may always withdraw, sanctions or not; who has no account, by their receipt.
    fn allows(&self, actor: &Actor, _: &Withdraw) -> Result<(), Denied> {
        if matches!(actor, Actor::Speaker(_)) && actor.speaks_as(self.author) {
            return Ok(());
        }
        author_only(self, actor)
    }
}

impl Allows<Precise> for Proposal {
    fn allows(&self, actor: &Actor, _: &Precise) -> Result<(), Denied> {
        author_only(self, actor)?;
        actor.must_stand().map(|_| ())
    }
}

impl Allows<PublishReviewed> for Proposal {
    /// The plan's moderators, never the author; the house itself when the term of review has passed.
    fn allows(&self, actor: &Actor, _: &PublishReviewed) -> Result<(), Denied> {
        self.allows(actor, &See)?;
        match actor {
            Actor::System => return Ok(()),
            Actor::Visitor | Actor::Speaker(_) => return Err(Denied::SignInRequired),
            Actor::Program(_) => return Err(Denied::RoleRequired),
            Actor::Person(_) => {}
        }
        let person = actor.must_stand()?;
        if !actor.has(Role::Moderator, self.plan) {
            return Err(Denied::RoleRequired);
        }
        if self.author.account() == Some(person.account) {
            return Err(Denied::OwnContribution);
        }
        Ok(())
    }
}

/// What an actor may do with a proposal at a moment: the buttons of a page, by the same rules that decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ViewerCan {
    /// Change the text.
    pub revise: bool,
    /// Take it back.
    pub withdraw: bool,
    /// Add a precision.
    pub precise: bool,
    /// Comment.
    pub comment: bool,
    /// Vote.
    pub vote: bool,
    /// Propose a merge.
    pub merge: bool,
    /// Leave its group, where it belongs to one.
    pub leave: bool,
    /// Publish what waits for review.
    pub publish: bool,
    /// Open a case about it.
    pub open_case: bool,
    /// Answer for the town.
    pub answer: bool,
    /// Follow.
    pub follow: bool,
}

impl ViewerCan {
    /// Asks each policy, and the plan's phases where they decide. `recorded`: whether the actor recorded it for somebody
    /// without an account; then others decide about it.
    pub fn of(actor: &Actor, proposal: &Proposal, plan: &Plan, recorded: bool, now: Timestamp) -> Self {
        let open = |verb| plan.allows_now(verb, now).is_ok();
        let (published, pending, withdrawn) = match proposal.text {
            TextState::Published { .. } => (true, false, false),
            TextState::PendingReview { .. } => (false, true, false),
            TextState::Withdrawn { .. } => (false, false, true),
        };
        let frozen = proposal.frozen_since(plan, now).is_some();
        let takes_answers = published && proposal.visibility.takes_answers();
        Self {
            revise: proposal.allows(actor, &Revise).is_ok() && !withdrawn && !frozen && open(Verb::Revise),
            withdraw: proposal.allows(actor, &Withdraw).is_ok() && !withdrawn,
            precise: proposal.allows(actor, &Precise).is_ok() && takes_answers && frozen,
            comment: actor.must_meet(plan.rules.comment, plan.id).is_ok()
                && takes_answers
                && open(Verb::Comment),
            vote: plan.allows(actor, &voting::Cast).is_ok() && proposal.is_readable() && open(Verb::Vote),
            merge: proposal.allows(actor, &Revise).is_ok()
                && proposal.is_readable()
                && proposal.merged_into.is_none()
                && vote_opened(plan, now).is_none()
                && open(Verb::Revise),
            leave: proposal.allows(actor, &merges::Leave).is_ok() && proposal.merged_into.is_some(),
            publish: proposal.allows(actor, &PublishReviewed).is_ok()
                && !recorded
                && pending
                && proposal.visibility.is_readable(),
            open_case: !recorded && Target::from(proposal).may_be_opened_by(actor),
            answer: answers::may_answer(actor, plan, proposal) && published,
            follow: proposal.allows(actor, &follows::Follow).is_ok(),
        }
    }
}
