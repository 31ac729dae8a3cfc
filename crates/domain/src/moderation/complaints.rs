//! Complaints: the author, or whoever sent a notice in vain, contests a decision; another person reviews it.
//!
//! DSA art. 20: free, for at least six months, for both sides; decided by people, with reasons. Due in fifteen working
//! days; what is late is escalated and counted.

use crate::{
    Id, Timestamp,
    id::Kind,
    moderation::{CaseId, DecisionId, NoticeId, notices::words},
    text::{Body, Bounds},
};

/// How long the grounds of a complaint are.
pub const GROUNDS: Bounds = Bounds::new(10, 2_000);

/// Somebody contests a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaint {
    /// Its id.
    pub id: ComplaintId,
    /// The case.
    pub case: CaseId,
    /// The decision that is contested.
    pub decision: DecisionId,
    /// Which side contests.
    pub side: Side,
    /// The notice that was refused, where its sender contests.
    pub notice: Option<NoticeId>,
    /// Why.
    pub grounds: Body,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// When it must be decided.
    pub due_at: Timestamp,
    /// The decision that answers it; none before it is final.
    pub answered_by: Option<DecisionId>,
}

/// The id of a complaint.
pub type ComplaintId = Id<Complaint>;

impl Kind for Complaint {
    const PREFIX: &'static str = "complaint";
}

words! {
    /// Who contests.
    Side {
        /// The author of what was restricted.
        Author = "author",
        /// The sender of a notice that was not followed.
        Notifier = "notifier",
    }
}
