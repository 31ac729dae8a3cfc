//! Decisions that are written by one person and published by another: `drafted → published | sent back`.

use super::{Answer, AnswerId, AnswerRefusal, AnswerState, Decision, Reply, Ruling};
use crate::{
    Permitted, Timestamp,
    accounts::AccountId,
    plans::PlanId,
    policy::answers::Give,
    text::{Body, Bounds, Title},
};

/// The number of a deliberation has at most 60 characters.
pub const DELIBERATION: Bounds = Bounds::new(1, 60);

/// A decision as it is written, before it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What is decided.
    pub decision: Decision,
    /// Why, Markdown.
    pub reason: Body,
    /// What it costs, in euro cents.
    pub cost_cents: Option<i64>,
    /// When it will be done, in words; empty when nobody wrote it.
    pub calendar: Body,
    /// The number of the deliberation of the council, where there is one.
    pub deliberation: Option<Title>,
}

/// A decision that waits for a second reader: one an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerDraft {
    /// The answer that it would decide.
    pub answer: AnswerId,
    /// The plan.
    pub plan: PlanId,
    /// What it says.
    pub decided: Decided,
    /// Who wrote it.
    pub written_by: AccountId,
    /// When.
    pub written_at: Timestamp,
    /// Why a second reader sent it back, until it is written anew.
    pub sent_back: Option<SentBack>,
    /// Increases with every change: what was not read is not published.
    pub version: i32,
}

/// What a second reader says of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentBack {
    /// What to change.
    pub note: Body,
    /// When it was said.
    pub at: Timestamp,
}

impl Answer {
    pub(super) const fn waits(&self) -> bool {
        match self.state {
            AnswerState::UnderStudy | AnswerState::Transferred => true,
            AnswerState::Answered(_) | AnswerState::Delivered { .. } | AnswerState::Abandoned { .. } => false,
        }
    }
}

impl Permitted<Give, Reply> {
    /// Writes a decision for a second reader, over the draft that there was; whoever writes last is its author.
    pub fn draft(
        self,
        before: Option<AnswerDraft>,
        decided: Decided,
        written_by: AccountId,
        now: Timestamp,
    ) -> Result<AnswerDraft, AnswerRefusal> {
        let answer = self.subject.answer;
        if !answer.waits() {
            return Err(answer.wrong_state());
        }
        Ok(AnswerDraft {
            answer: answer.id,
            plan: answer.plan,
            decided,
            written_by,
            written_at: now,
            sent_back: None,
            version: before.map_or(1, |before| before.version + 1),
        })
    }

    /// Gives a draft back to its author.
    pub fn send_back(
        self,
        draft: AnswerDraft,
        note: Body,
        now: Timestamp,
    ) -> Result<AnswerDraft, AnswerRefusal> {
        self.must_be_second(&draft)?;
        Ok(AnswerDraft {
            sent_back: Some(SentBack { note, at: now }),
            version: draft.version + 1,
            ..draft
        })
    }

    /// Publishes what somebody else wrote: `under study | transferred → answered`.
    pub fn publish_draft(self, draft: AnswerDraft, now: Timestamp) -> Result<Answer, AnswerRefusal> {
        self.must_be_second(&draft)?;
        self.decide(draft.decided, now)
    }

    fn must_be_second(&self, draft: &AnswerDraft) -> Result<(), AnswerRefusal> {
        if self.by == Some(draft.written_by) {
            return Err(AnswerRefusal::OwnDraft);
        }
        Ok(())
    }

    /// `under study | transferred → answered`, with what it costs and when it will be done.
    pub fn decide(self, decided: Decided, now: Timestamp) -> Result<Answer, AnswerRefusal> {
        let answer = self.subject.answer;
        if !answer.waits() {
            return Err(answer.wrong_state());
        }
        let Decided {
            decision,
            reason,
            cost_cents,
            calendar,
            deliberation,
        } = decided;
        Ok(Answer {
            state: AnswerState::Answered(Ruling {
                decision,
                reason,
                at: now,
            }),
            cost_cents,
            calendar,
            deliberation,
            version: answer.version + 1,
            ..answer
        })
    }
}
