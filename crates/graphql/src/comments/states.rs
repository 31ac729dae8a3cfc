//! The closed lists of a comment, and what the viewer may do with it.

use app::comments::Order;
use async_graphql::{Enum, SimpleObject};
use domain::{comments, policy::comments::ViewerCan};

/// What a first-level comment says of its proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "comments::Position")]
pub enum CommentPosition {
    /// «Pour».
    For,
    /// «Contre».
    Against,
    /// «Ni pour ni contre».
    Neither,
    /// A question.
    Question,
}

/// The state of a comment's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "comments::CommentStage")]
pub enum CommentStage {
    /// Sent; a moderator reads it first.
    PendingReview,
    /// Readable.
    Published,
    /// Deleted by its author: a tombstone, whose answers stay.
    Deleted,
}

/// What a person thinks of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "comments::Mark")]
pub enum CommentReaction {
    /// «Utile».
    Useful,
    /// «Pas utile»: for the order alone, never shown to others.
    NotUseful,
}

/// The order of a list of comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Order")]
pub enum CommentOrder {
    /// Newest first.
    Newest,
    /// Oldest first.
    Oldest,
    /// Most useful first: by the lower bound of the 95 % Wilson interval of «utile» among all marks, halved every 14
    /// days of age; one place in five is kept for a comment that nobody has marked yet, newest first.
    MostUseful,
    /// Most answers first: at any depth on the first level, direct ones below.
    MostDiscussed,
}

/// What the viewer may do with a comment now: the same rules decide when it is done.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct CommentViewerCan {
    /// Answer it.
    answer: bool,
    /// Change its text.
    edit: bool,
    /// Delete it.
    delete: bool,
    /// Mark it «utile» or «pas utile».
    react: bool,
    /// Publish it after review.
    publish: bool,
    /// Open a case about it.
    open_case: bool,
}

impl From<ViewerCan> for CommentViewerCan {
    fn from(can: ViewerCan) -> Self {
        let ViewerCan {
            answer,
            edit,
            delete,
            react,
            publish,
            open_case,
        } = can;
        Self {
            answer,
            edit,
            delete,
            react,
            publish,
            open_case,
        }
    }
}
