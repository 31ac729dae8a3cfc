//! Comments: what people say about a proposal, and about what others said.
//!
//! Threads may be of any depth. Three independent axes: the author's text, moderation's [`Visibility`], and what others
//! think of it (the marks «utile» and «pas utile», of which only «utile» is shown).

use std::time::Duration;

use crate::{
    Code, Id, Language, Permitted, Refusal, Timestamp, Visibility,
    id::Kind,
    plans::{Plan, PlanId, Verb},
    policy::comments::{Delete, Edit, Post, PublishReviewed, React, Unreact},
    proposals::{Author, Origin, Proposal, ProposalId, ProposalRefusal, TextState},
    refusal::Facts,
    text::Body,
    time::minutes,
};

mod usefulness;

pub use usefulness::{HALF_LIFE, NEW_PLACE, PLACES, lower_bound, usefulness};

/// For this long after it was posted, a comment that was readable at once is mended without a version.
pub const MENDING: Duration = minutes(10);

/// A comment on a proposal, or an answer to another comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// The plan of its proposal.
    pub plan: PlanId,
    /// The proposal it is about.
    pub proposal: ProposalId,
    /// The comment that it answers; none on the first level.
    pub parent: Option<CommentId>,
    /// The first-level comment of its thread: itself on the first level.
    pub root: CommentId,
    /// How deep it stands: 0 on the first level.
    pub depth: i32,
    /// Who speaks; not shown once it is deleted.
    pub author: Author,
    /// What it says of the proposal; on the first level only, and only if the author chose to say.
    pub position: Option<Position>,
    /// Its text, Markdown; empty once it is deleted.
    pub body: Body,
    /// The language it is written in.
    pub language: Language,
    /// How it reached the platform.
    pub origin: Origin,
    /// The author's axis.
    pub text: CommentState,
    /// Moderation's axis.
    pub visibility: Visibility,
    /// The number of its present version: it grows with every change, mended ones included.
    pub version: i32,
    /// When it was last changed after the ten minutes of mending: readers are told.
    pub edited_at: Option<Timestamp>,
    /// How many people marked it «utile».
    pub useful: i32,
    /// How many people marked it «pas utile»: for its place in the order, never shown.
    pub not_useful: i32,
    /// «Utile» of an earlier platform, never summed with marks made here.
    pub useful_taken_over: Option<i32>,
    /// «Pas utile» of an earlier platform, never summed and never shown.
    pub not_useful_taken_over: Option<i32>,
    /// Direct answers that are listed, tombstones included.
    pub answer_count: i32,
    /// On the first level, answers at any depth that are listed; deeper, the direct ones.
    pub below_count: i32,
    /// When it was sent.
    pub created_at: Timestamp,
}

/// The id of a comment.
pub type CommentId = Id<Comment>;

impl Kind for Comment {
    const PREFIX: &'static str = "comment";
}

/// What a first-level comment says of its proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Position {
    /// «Pour».
    For,
    /// «Contre».
    Against,
    /// «Ni pour ni contre».
    Neither,
    /// A question.
    Question,
}

impl Position {
    /// Every position.
    pub const ALL: &'static [Self] = &[Self::For, Self::Against, Self::Neither, Self::Question];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Neither => "neither",
            Self::Question => "question",
        }
    }

    /// The position of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|position| position.as_str() == word)
    }
}

/// `(pending review →) published → deleted`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CommentState {
    /// Sent; a moderator reads it first. Seen by its author and by moderators.
    PendingReview {
        /// When it was sent: what counts as on time.
        since: Timestamp,
    },
    /// Readable.
    Published {
        /// Since when.
        at: Timestamp,
    },
    /// Deleted by its author: a tombstone says so, its answers stay.
    Deleted {
        /// When it had been published, if it had.
        published_at: Option<Timestamp>,
        /// When.
        at: Timestamp,
    },
}

impl CommentState {
    /// The state in one word.
    pub const fn stage(self) -> CommentStage {
        match self {
            Self::PendingReview { .. } => CommentStage::PendingReview,
            Self::Published { .. } => CommentStage::Published,
            Self::Deleted { .. } => CommentStage::Deleted,
        }
    }

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        self.stage().as_str()
    }

    /// When it was published, if it was.
    pub const fn published_at(self) -> Option<Timestamp> {
        match self {
            Self::PendingReview { .. } => None,
            Self::Published { at } => Some(at),
            Self::Deleted { published_at, .. } => published_at,
        }
    }
}

/// The author's axis in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CommentStage {
    /// Sent; a moderator reads it first.
    PendingReview,
    /// Readable.
    Published,
    /// Deleted by its author.
    Deleted,
}

impl CommentStage {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PendingReview => "pending_review",
            Self::Published => "published",
            Self::Deleted => "deleted",
        }
    }
}

/// What a person thinks of a comment: one mark a person and comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// «Utile».
    Useful,
    /// «Pas utile».
    NotUseful,
}

/// What a person sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    /// What it says of the proposal; on the first level only.
    pub position: Option<Position>,
    /// The text.
    pub body: Body,
    /// Its language.
    pub language: Language,
}

/// Where a comment goes: a proposal, or a comment on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Thread {
    /// The plan.
    pub plan: Plan,
    /// The proposal.
    pub proposal: Proposal,
    /// The comment to be answered; none for the first level.
    pub parent: Option<Comment>,
    /// The first-level comment of that thread.
    pub root: Option<Comment>,
}

/// A comment where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The plan.
    pub plan: Plan,
    /// The proposal.
    pub proposal: Proposal,
    /// The comment.
    pub comment: Comment,
}

impl Permitted<Post, Thread> {
    /// A new comment, readable at once or after review as the plan's mode says.
    ///
    /// A tombstone is not answered: there is nobody to answer, and what is said under it can be. `earlier` is how many
    /// contributions of this person to this plan were accepted before, `signalled` whether a signal asks for a review; `id` is fresh.
    pub fn post(
        self,
        id: CommentId,
        words: NewComment,
        earlier: u64,
        signalled: bool,
        now: Timestamp,
    ) -> Result<Comment, Refusal> {
        let Some(author) = self.by else {
            return Err(CommentRefusal::WrongState { state: "unsigned" }.into());
        };
        let review_first = self.subject.plan.rules.moderation.review(earlier, signalled, now);
        let signed = (Author::Account(author), Origin::Participant);
        self.subject.said(id, words, signed, review_first.is_some(), now)
    }
}

impl Thread {
    /// The comment that these words become here, readable at once or after review; or why nothing is said here now.
    pub(crate) fn said(
        self,
        id: CommentId,
        words: NewComment,
        (author, origin): (Author, Origin),
        review_first: bool,
        now: Timestamp,
    ) -> Result<Comment, Refusal> {
        let Self {
            plan,
            proposal,
            parent,
            root,
        } = self;
        takes_comments(&proposal)?;
        for above in parent.iter().chain(&root) {
            if matches!(above.visibility, Visibility::Locked) {
                return Err(CommentRefusal::ThreadLocked.into());
            }
        }
        if let Some(parent) = &parent {
            parent.is_there()?;
            if words.position.is_some() {
                return Err(CommentRefusal::PositionOnAnswer.into());
            }
        }
        plan.allows_now(Verb::Comment, now)?;
        let NewComment {
            position,
            body,
            language,
        } = words;
        Ok(Comment {
            id,
            plan: plan.id,
            proposal: proposal.id,
            root: parent.as_ref().map_or(id, |parent| parent.root),
            depth: parent.as_ref().map_or(0, |parent| parent.depth.saturating_add(1)),
            parent: parent.map(|parent| parent.id),
            author,
            position,
            body,
            language,
            origin,
            text: if review_first {
                CommentState::PendingReview { since: now }
            } else {
                CommentState::Published { at: now }
            },
            visibility: Visibility::Shown,
            version: 1,
            edited_at: None,
            useful: 0,
            not_useful: 0,
            useful_taken_over: None,
            not_useful_taken_over: None,
            answer_count: 0,
            below_count: 0,
            created_at: now,
        })
    }
}

/// Whether a proposal may be commented now, phases aside.
fn takes_comments(proposal: &Proposal) -> Result<(), Refusal> {
    match proposal.text {
        TextState::Withdrawn { .. } => return Err(ProposalRefusal::Withdrawn.into()),
        TextState::PendingReview { .. } => {
            return Err(ProposalRefusal::WrongState {
                state: proposal.text.as_str(),
            }
            .into());
        }
        TextState::Published { .. } => {}
    }
    match proposal.visibility {
        Visibility::Shown | Visibility::Masked { .. } => Ok(()),
        Visibility::Locked => Err(CommentRefusal::ThreadLocked.into()),
        Visibility::Held { .. } | Visibility::Returned | Visibility::Hidden | Visibility::Removed => {
            Err(ProposalRefusal::NotShown.into())
        }
    }
}

/// What an edit did with the text before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is gone: the text was mended, or nobody had read it.
    Nothing,
    /// It stays as a version that everybody can compare.
    Version,
}

impl Permitted<Edit, Placed> {
    /// Changes the text. Within [`MENDING`] of a comment that was readable at once, and before a review, the new text
    /// replaces the old one; afterwards it is a version. What a moderator read first is never replaced unseen.
    pub fn edit(self, body: Body, language: Language, now: Timestamp) -> Result<(Comment, Kept), Refusal> {
        let Placed {
            plan,
            proposal,
            comment,
        } = self.subject;
        comment.editable()?;
        let kept = match comment.text {
            CommentState::Published { at } if at != comment.created_at || now >= at + MENDING => {
                Kept::Version
            }
            CommentState::PendingReview { .. }
            | CommentState::Published { .. }
            | CommentState::Deleted { .. } => Kept::Nothing,
        };
        match takes_comments(&proposal) {
            // A lock stops answers; one's own words may still be mended.
            Ok(()) | Err(Refusal::Comment(CommentRefusal::ThreadLocked)) => {}
            Err(refusal) => return Err(refusal),
        }
        plan.allows_now(Verb::Comment, now)?;
        let sent_again = comment.visibility == Visibility::Returned;
        let edited_at = match kept {
            Kept::Nothing => comment.edited_at,
            Kept::Version => Some(now),
        };
        let comment = Comment {
            body,
            language,
            edited_at,
            version: comment.version + 1,
            text: if sent_again {
                CommentState::PendingReview { since: now }
            } else {
                comment.text
            },
            visibility: if sent_again {
                Visibility::Shown
            } else {
                comment.visibility
            },
            ..comment
        };
        Ok((comment, kept))
    }
}

impl Permitted<Delete, Comment> {
    /// `pending review | published → deleted`: always open to the author. The text is gone; answers stay.
    pub fn delete(self, now: Timestamp) -> Result<Comment, CommentRefusal> {
        let comment = self.subject;
        let published_at = match comment.text {
            CommentState::Deleted { .. } => return Err(CommentRefusal::Deleted),
            CommentState::PendingReview { .. } => None,
            CommentState::Published { at } => Some(at),
        };
        Ok(Comment {
            text: CommentState::Deleted {
                published_at,
                at: now,
            },
            body: Body::default(),
            version: comment.version + 1,
            ..comment
        })
    }
}

impl Permitted<PublishReviewed, Comment> {
    /// `pending review → published`. What was sent in time counts as on time, so that no phase is asked.
    pub fn publish_reviewed(self, now: Timestamp) -> Result<Comment, CommentRefusal> {
        let comment = self.subject;
        match comment.text {
            CommentState::PendingReview { .. } if !comment.visibility.is_readable() => {
                Err(CommentRefusal::NotShown)
            }
            CommentState::PendingReview { .. } => Ok(Comment {
                text: CommentState::Published { at: now },
                ..comment
            }),
            CommentState::Published { .. } => Err(CommentRefusal::WrongState {
                state: comment.text.as_str(),
            }),
            CommentState::Deleted { .. } => Err(CommentRefusal::Deleted),
        }
    }
}

impl Permitted<React, Placed> {
    /// Marks the comment; `before` is this person's mark until now. Saying the same twice changes nothing.
    pub fn react(self, before: Option<Mark>, mark: Mark, now: Timestamp) -> Result<Comment, Refusal> {
        let Placed {
            plan,
            proposal,
            comment,
        } = self.subject;
        comment.is_there()?;
        match takes_comments(&proposal) {
            Ok(()) | Err(Refusal::Comment(CommentRefusal::ThreadLocked)) => {}
            Err(refusal) => return Err(refusal),
        }
        plan.allows_now(Verb::React, now)?;
        Ok(comment.marked(before, Some(mark)))
    }
}

impl Permitted<Unreact, Comment> {
    /// Takes one's mark back: always open. Without a mark, nothing changes.
    pub fn withdraw_mark(self, before: Option<Mark>) -> Comment {
        self.subject.marked(before, None)
    }
}

impl Comment {
    /// Whether the text is there for others to read and to mark.
    fn is_there(&self) -> Result<(), CommentRefusal> {
        match self.text {
            CommentState::Deleted { .. } => Err(CommentRefusal::Deleted),
            CommentState::PendingReview { .. } => Err(CommentRefusal::WrongState {
                state: self.text.as_str(),
            }),
            CommentState::Published { .. } if !self.visibility.is_readable() => Err(CommentRefusal::NotShown),
            CommentState::Published { .. } => Ok(()),
        }
    }

    /// Whether the author's text may change, phases aside: not after a moderator masked a part of it.
    fn editable(&self) -> Result<(), CommentRefusal> {
        match self.text {
            CommentState::Deleted { .. } => return Err(CommentRefusal::Deleted),
            CommentState::PendingReview { .. } | CommentState::Published { .. } => {}
        }
        match self.visibility {
            Visibility::Masked { .. } if self.visibility.masks_words() => Err(CommentRefusal::Masked),
            Visibility::Shown | Visibility::Locked | Visibility::Returned | Visibility::Masked { .. } => {
                Ok(())
            }
            Visibility::Held { .. } | Visibility::Hidden | Visibility::Removed => {
                Err(CommentRefusal::NotShown)
            }
        }
    }

    /// Whether the author's text may change, phases aside.
    pub(crate) fn may_be_edited(&self) -> bool {
        self.editable().is_ok()
    }

    /// The same with one person's mark changed.
    fn marked(self, before: Option<Mark>, after: Option<Mark>) -> Self {
        let change = |mark| i32::from(after == Some(mark)) - i32::from(before == Some(mark));
        Self {
            useful: self.useful + change(Mark::Useful),
            not_useful: self.not_useful + change(Mark::NotUseful),
            ..self
        }
    }

    /// Whether it counts among the comments that are shown on its proposal: published, and neither deleted nor hidden.
    pub fn is_shown(&self) -> bool {
        self.is_there().is_ok()
    }

    /// Whether lists have it: everything that was ever published, tombstones included.
    pub const fn is_listed(&self) -> bool {
        self.text.published_at().is_some()
    }

    /// When lists place it: its publication, or its sending before that.
    pub fn listed_at(&self) -> Timestamp {
        self.text.published_at().unwrap_or(self.created_at)
    }

    /// Its place in the order «most useful»; see [`usefulness()`].
    pub fn usefulness(&self) -> i64 {
        let here = lower_bound(self.useful, self.not_useful);
        let taken_over = lower_bound(
            self.useful_taken_over.unwrap_or(0),
            self.not_useful_taken_over.unwrap_or(0),
        );
        usefulness(here.max(taken_over), self.listed_at())
    }

    /// Whether nobody has said yet what they think of it, here or on an earlier platform: one place in five of the
    /// order «most useful» is kept for such a comment.
    pub const fn is_new(&self) -> bool {
        self.useful == 0
            && self.not_useful == 0
            && self.useful_taken_over.is_none()
            && self.not_useful_taken_over.is_none()
    }
}

/// Why a rule about comments says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommentRefusal {
    /// Its author deleted it.
    #[error("deleted")]
    Deleted,
    /// It is held, hidden or removed.
    #[error("not shown")]
    NotShown,
    /// Its text is in another state.
    #[error("the comment is {state}")]
    WrongState {
        /// The state.
        state: &'static str,
    },
    /// The proposal, the comment or its thread takes no answers.
    #[error("the thread is locked")]
    ThreadLocked,
    /// A moderator masked a passage: the text stays as it is.
    #[error("a passage is masked")]
    Masked,
    /// Only first-level comments take a position.
    #[error("an answer takes no position")]
    PositionOnAnswer,
    /// Somebody else was faster.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
}

impl CommentRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::Deleted => Code::CommentDeleted,
            Self::NotShown => Code::CommentNotShown,
            Self::WrongState { .. } => Code::CommentWrongState,
            Self::ThreadLocked => Code::CommentThreadLocked,
            Self::Masked => Code::CommentMasked,
            Self::PositionOnAnswer => Code::CommentPositionOnAnswer,
            Self::ChangedMeanwhile => Code::CommentChangedMeanwhile,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::WrongState { state } => vec![("state", (*state).into())],
            Self::Deleted
            | Self::NotShown
            | Self::ThreadLocked
            | Self::Masked
            | Self::PositionOnAnswer
            | Self::ChangedMeanwhile => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
