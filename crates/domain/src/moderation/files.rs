//! What a decision is taken on: an item, its case, and who is concerned.

use super::{Case, Decision, Item, Notice, Side};
use crate::{
    Actor, Language, Visibility,
    accounts::AccountId,
    actor::Allows,
    comments::{Comment, CommentState},
    plans::PlanId,
    policy::moderation::Open,
    proposals::{AttributionId, Proposal, TextState},
    text::{Body, Title},
};

/// An item as moderation reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Which one.
    pub item: Item,
    /// Its plan.
    pub plan: PlanId,
    /// The person who wrote it, if they have an account.
    pub author: Option<AccountId>,
    /// Who said it without an account, if that is so.
    pub speaker: Option<AttributionId>,
    /// Who recorded it for somebody without an account, if that is so and was looked up.
    pub recorder: Option<AccountId>,
    /// What it shows now.
    pub visibility: Visibility,
    /// The version of its text.
    pub version: i32,
    /// Its title, where it has one.
    pub title: Option<Title>,
    /// Its text.
    pub body: Body,
    /// The language that it is written in.
    pub language: Language,
    /// How many people take part in it: comments on a proposal, marks on a comment.
    pub takes_part: u32,
    /// Whether everybody could read it, moderation aside: it was published, and its author has not taken it away.
    pub published: bool,
    /// Whether its author has taken it away.
    pub gone: bool,
}

impl Target {
    /// Whether it was sent and not published: it waits for its review, or went back to its author.
    pub const fn waits(&self) -> bool {
        !self.published && !self.gone
    }

    /// Whether a case can be opened about it: it waits for its review, or everybody reads it.
    pub const fn may_be_opened(&self) -> bool {
        !self.gone && self.visibility.is_readable()
    }

    /// Whether this actor may open a case about it now.
    pub(crate) fn may_be_opened_by(&self, actor: &Actor) -> bool {
        self.may_be_opened() && self.allows(actor, &Open).is_ok()
    }

    /// Whether everybody reads it now.
    pub const fn is_readable(&self) -> bool {
        self.published && self.visibility.is_readable()
    }
}

fn people(count: i32) -> u32 {
    u32::try_from(count).unwrap_or(0)
}

impl From<&Proposal> for Target {
    fn from(proposal: &Proposal) -> Self {
        let (published, gone) = match proposal.text {
            TextState::PendingReview { .. } => (false, false),
            TextState::Published { .. } => (true, false),
            TextState::Withdrawn { .. } => (false, true),
        };
        Self {
            item: Item::Proposal(proposal.id),
            plan: proposal.plan,
            author: proposal.author.account(),
            speaker: proposal.author.attribution(),
            recorder: None,
            visibility: proposal.visibility.clone(),
            version: proposal.version,
            title: Some(proposal.title.clone()),
            body: proposal.body.clone(),
            language: proposal.language.clone(),
            takes_part: people(proposal.comment_count),
            published,
            gone,
        }
    }
}

impl From<&Comment> for Target {
    fn from(comment: &Comment) -> Self {
        let (published, gone) = match comment.text {
            CommentState::PendingReview { .. } => (false, false),
            CommentState::Published { .. } => (true, false),
            CommentState::Deleted { .. } => (false, true),
        };
        Self {
            item: Item::Comment(comment.id),
            plan: comment.plan,
            author: comment.author.account(),
            speaker: comment.author.attribution(),
            recorder: None,
            visibility: comment.visibility.clone(),
            version: comment.version,
            title: None,
            body: comment.body.clone(),
            language: comment.language.clone(),
            takes_part: people(comment.below_count) + people(comment.useful),
            published,
            gone,
        }
    }
}

/// A case with all that says who may work on it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// Its item.
    pub target: Target,
    /// The people who sent its notices.
    pub notifiers: Vec<AccountId>,
    /// The decision in force, where one is.
    pub decision: Option<Decision>,
}

/// A decision that somebody would contest.
#[derive(Debug, Clone, PartialEq)]
pub struct Contestation {
    /// The case.
    pub file: CaseFile,
    /// The notice whose sender contests; none where the author does.
    pub notice: Option<Notice>,
    /// Whether it was shown that the notice is theirs by its receipt, rather than by their account.
    pub by_receipt: bool,
}

impl Contestation {
    /// Which side contests.
    pub const fn side(&self) -> Side {
        match self.notice {
            None => Side::Author,
            Some(_) => Side::Notifier,
        }
    }
}

/// The file of a case at a moment, for what only those may do who hold the case then.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldFile {
    /// The file.
    pub file: CaseFile,
    /// Who has claimed the case, their claim not having expired.
    pub held_by: Option<AccountId>,
}
