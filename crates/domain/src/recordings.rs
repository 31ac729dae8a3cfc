//! Words that a facilitator records for somebody without an account: on paper, by phone, at the desk, at a meeting.
//!
//! No account is made and no identity is taken over: the words are read back, the person agrees to their publication, and
//! a receipt opens them afterwards, to follow them, to contest a decision, to take them back. A facilitator never votes on
//! somebody's word.

use crate::{
    Id, Permitted, Timestamp,
    accounts::AccountId,
    comments::{Comment, CommentId, NewComment, Thread},
    id::Kind,
    moderation::{Item, notices::words},
    plans::{Plan, PlanId, Verb},
    policy::recordings::Record,
    proposals::{AttributionId, Author, NewText, Origin, Proposal, ProposalId},
    refusal::Refusal,
    text::Bounds,
};

/// Where words are recorded has 2 to 100 characters: «Maison du projet».
pub const PLACE: Bounds = Bounds::new(2, 100);
/// The name that a person wants under their words has at most 40 characters; none is asked for.
pub const SPEAKER: Bounds = Bounds::new(0, 40);

words! {
    /// How words reach the facilitator who records them.
    Medium {
        /// On a paper form or in a letter.
        Paper = "paper",
        /// On the phone.
        Phone = "phone",
        /// Face to face.
        Desk = "desk",
        /// At a meeting.
        Meeting = "meeting",
    }
}

impl Medium {
    /// The origin of what reached the platform so.
    pub const fn origin(self) -> Origin {
        match self {
            Self::Paper | Self::Phone | Self::Desk => Origin::Paper,
            Self::Meeting => Origin::Meeting,
        }
    }
}

/// What was recorded, for whom, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// Its id.
    pub id: RecordingId,
    /// The plan.
    pub plan: PlanId,
    /// What it became.
    pub item: Item,
    /// Who said it: an attribution of its own each time.
    pub speaker: AttributionId,
    /// The facilitator: never shown to anybody else.
    pub by: AccountId,
    /// When the words were read back and the person agreed.
    pub at: Timestamp,
}

/// The id of a recording.
pub type RecordingId = Id<Recording>;

impl Kind for Recording {
    const PREFIX: &'static str = "recording";
}

impl Permitted<Record, Plan> {
    /// The facilitator who records.
    pub fn facilitator(&self) -> Option<AccountId> {
        self.by
    }

    /// A proposal in somebody's words. Their first ones are not reviewed for being first: a named person has listened.
    pub fn proposal(
        &self,
        (id, shuffle): (ProposalId, i32),
        text: NewText,
        (speaker, medium): (AttributionId, Medium),
        signalled: bool,
        now: Timestamp,
    ) -> Result<Proposal, Refusal> {
        let plan = &self.subject;
        plan.allows_now(Verb::Propose, now)?;
        let review_first = plan.rules.moderation.review(u64::MAX, signalled, now).is_some();
        let signed = (Author::Attribution(speaker), medium.origin());
        Ok(text.proposed(plan.id, id, shuffle, signed, review_first, now))
    }

    /// A comment in somebody's words.
    pub fn comment(
        &self,
        id: CommentId,
        thread: Thread,
        words: NewComment,
        (speaker, medium): (AttributionId, Medium),
        signalled: bool,
        now: Timestamp,
    ) -> Result<Comment, Refusal> {
        let mode = &self.subject.rules.moderation;
        let review_first = mode.review(u64::MAX, signalled, now).is_some();
        let signed = (Author::Attribution(speaker), medium.origin());
        thread.said(id, words, signed, review_first, now)
    }
}
