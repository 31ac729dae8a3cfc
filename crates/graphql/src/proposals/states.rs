//! The closed lists of a proposal, and what the viewer may do with it.

use app::proposals::Sort;
use async_graphql::{Enum, SimpleObject};
use domain::{Visibility, policy::proposals::ViewerCan, proposals};

/// The state of a proposal's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "proposals::TextStage")]
pub enum ProposalState {
    /// Sent; a moderator reads it first.
    PendingReview,
    /// Readable.
    Published,
    /// Taken back by its author.
    Withdrawn,
}

/// Whether a contribution is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum VisibilityState {
    /// Everybody reads it.
    Shown,
    /// Everybody reads it; nobody answers.
    Locked,
    /// Everybody reads it but for some passages.
    Masked,
    /// Not shown while somebody decides.
    Held,
    /// Given back to its author before publication, who may change it and send it again. Seen by its author and by
    /// moderators.
    Returned,
    /// Not shown after a decision.
    Hidden,
    /// Gone after a decision.
    Removed,
}

impl From<&Visibility> for VisibilityState {
    fn from(visibility: &Visibility) -> Self {
        match visibility {
            Visibility::Shown => Self::Shown,
            Visibility::Locked => Self::Locked,
            Visibility::Masked { .. } => Self::Masked,
            Visibility::Held { .. } => Self::Held,
            Visibility::Returned => Self::Returned,
            Visibility::Hidden => Self::Hidden,
            Visibility::Removed => Self::Removed,
        }
    }
}

/// How a proposal reached the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "proposals::Origin")]
pub enum ProposalOrigin {
    /// Somebody wrote it here.
    Participant,
    /// An organisation wrote it.
    Organisation,
    /// The town.
    Town,
    /// It was said at a meeting.
    Meeting,
    /// It came on paper.
    Paper,
    /// It was taken over from an earlier platform.
    Import,
}

/// The order of a list of proposals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ProposalSort {
    /// Newest publication first.
    Newest,
    /// Oldest publication first.
    Oldest,
    /// Most comments first.
    MostDiscussed,
    /// Most supporters first, at most a second old; people of a group count once. What is of a plan that hides
    /// its totals comes last, as in `RANDOM`.
    MostSupported,
    /// A fixed shuffle from the place that `seed` picks, and around: each proposal once over all pages.
    Random,
}

impl ProposalSort {
    /// The order, with its starting point where it has one.
    pub(super) const fn with(self, seed: i32) -> Sort {
        match self {
            Self::Newest => Sort::Newest,
            Self::Oldest => Sort::Oldest,
            Self::MostDiscussed => Sort::MostDiscussed,
            Self::MostSupported => Sort::MostSupported { shown: Vec::new() },
            Self::Random => Sort::Random { seed },
        }
    }
}

/// What the viewer may do with a proposal now: the same rules decide when it is done.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct ProposalViewerCan {
    /// Change its text.
    revise: bool,
    /// Take it back.
    withdraw: bool,
    /// Add a precision to its frozen text.
    add_precision: bool,
    /// Comment.
    comment: bool,
    /// Vote.
    vote: bool,
    /// Propose a merge.
    merge: bool,
    /// Leave the group it was merged into.
    leave: bool,
    /// Publish it after review.
    publish: bool,
    /// Open a case about it.
    open_case: bool,
    /// Answer it for the town.
    answer: bool,
    /// Follow it.
    follow: bool,
}

impl From<ViewerCan> for ProposalViewerCan {
    fn from(can: ViewerCan) -> Self {
        let ViewerCan {
            revise,
            withdraw,
            precise,
            comment,
            vote,
            merge,
            leave,
            publish,
            open_case,
            answer,
            follow,
        } = can;
        Self {
            revise,
            withdraw,
            add_precision: precise,
            comment,
            vote,
            merge,
            leave,
            publish,
            open_case,
            answer,
            follow,
        }
    }
}
