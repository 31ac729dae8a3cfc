//! Who may do what with comments.

use crate::{
    Actor, Denied, Timestamp,
    accounts::Role,
    actor::Allows,
    comments::{Comment, CommentState, Placed, Thread},
    moderation::Target,
    plans::Verb,
    policy::{plans, proposals},
};

/// Reading a comment, tombstones included.
#[derive(Debug, Clone, Copy)]
pub struct See;
/// Posting one, or answering one; the subject is the [`Thread`].
#[derive(Debug, Clone, Copy)]
pub struct Post;
/// Changing its text.
#[derive(Debug, Clone, Copy)]
pub struct Edit;
/// Deleting it.
#[derive(Debug, Clone, Copy)]
pub struct Delete;
/// Marking it «utile» or «pas utile».
#[derive(Debug, Clone, Copy)]
pub struct React;
/// Taking one's mark back.
#[derive(Debug, Clone, Copy)]
pub struct Unreact;
/// Publishing what waited for review.
#[derive(Debug, Clone, Copy)]
pub struct PublishReviewed;

impl Allows<See> for Comment {
    /// What waits for review is seen by its author and by the plan's moderators; the rest by everybody who sees the
    /// proposal (the caller has it, since a comment is only ever reached through a scope that shows its proposal).
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

impl Allows<Post> for Thread {
    fn allows(&self, actor: &Actor, _: &Post) -> Result<(), Denied> {
        self.plan.allows(actor, &plans::See)?;
        self.proposal.allows(actor, &proposals::See)?;
        if let Some(parent) = &self.parent {
            parent.allows(actor, &See)?;
        }
        actor.must_meet(self.plan.rules.comment, self.plan.id).map(|_| ())
    }
}

/// Yes to the author.
fn author_only(comment: &Comment, actor: &Actor) -> Result<(), Denied> {
    comment.allows(actor, &See)?;
    if actor.person()?.account == comment.author.account().ok_or(Denied::NotYours)? {
        Ok(())
    } else {
        Err(Denied::NotYours)
    }
}

impl Allows<Edit> for Placed {
    fn allows(&self, actor: &Actor, _: &Edit) -> Result<(), Denied> {
        author_only(&self.comment, actor)?;
        actor.must_stand().map(|_| ())
    }
}

impl Allows<Delete> for Comment {
    /// The author may always delete, sanctions or not; who has no account, by their receipt.
    fn allows(&self, actor: &Actor, _: &Delete) -> Result<(), Denied> {
        if matches!(actor, Actor::Speaker(_)) && actor.speaks_as(self.author) {
            return Ok(());
        }
        author_only(self, actor)
    }
}

impl Allows<React> for Placed {
    /// Those who may comment, but nobody on their own words.
    fn allows(&self, actor: &Actor, _: &React) -> Result<(), Denied> {
        self.comment.allows(actor, &See)?;
        let person = actor.must_meet(self.plan.rules.comment, self.plan.id)?;
        if self.comment.author.account() == Some(person.account) {
            Err(Denied::OwnContribution)
        } else {
            Ok(())
        }
    }
}

impl Allows<Unreact> for Comment {
    /// Anybody signed in, sanctions or not: a mark is one's own.
    fn allows(&self, actor: &Actor, _: &Unreact) -> Result<(), Denied> {
        self.allows(actor, &See)?;
        actor.person().map(|_| ())
    }
}

impl Allows<PublishReviewed> for Comment {
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

/// What an actor may do with a comment at a moment: the buttons of a page, by the same rules that decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ViewerCan {
    /// Answer it.
    pub answer: bool,
    /// Change its text.
    pub edit: bool,
    /// Delete it.
    pub delete: bool,
    /// Mark it.
    pub react: bool,
    /// Publish it after review.
    pub publish: bool,
    /// Open a case about it.
    pub open_case: bool,
}

impl ViewerCan {
    /// Asks each policy and each transition. A lock on the thread's first comment is told when an answer is sent.
    /// `recorded`: whether the actor recorded it for somebody without an account; then others decide about it.
    pub fn of(actor: &Actor, placed: &Placed, recorded: bool, now: Timestamp) -> Self {
        let Placed {
            plan,
            proposal,
            comment,
        } = placed;
        let open = |verb| plan.allows_now(verb, now).is_ok();
        let (pending, deleted) = match comment.text {
            CommentState::PendingReview { .. } => (true, false),
            CommentState::Published { .. } => (false, false),
            CommentState::Deleted { .. } => (false, true),
        };
        let thread = Thread {
            plan: plan.clone(),
            proposal: proposal.clone(),
            parent: Some(comment.clone()),
            root: None,
        };
        Self {
            answer: thread.allows(actor, &Post).is_ok()
                && proposal.is_readable()
                && proposal.visibility.takes_answers()
                && comment.is_shown()
                && comment.visibility.takes_answers()
                && open(Verb::Comment),
            edit: placed.allows(actor, &Edit).is_ok()
                && comment.may_be_edited()
                && proposal.is_readable()
                && open(Verb::Comment),
            delete: comment.allows(actor, &Delete).is_ok() && !deleted,
            react: placed.allows(actor, &React).is_ok()
                && comment.is_shown()
                && proposal.is_readable()
                && open(Verb::React),
            publish: comment.allows(actor, &PublishReviewed).is_ok()
                && !recorded
                && pending
                && comment.visibility.is_readable(),
            open_case: !recorded && Target::from(comment).may_be_opened_by(actor),
        }
    }
}
