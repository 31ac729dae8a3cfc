//! Precisions («précisions»): what an author adds to a text that may not change any more.

use super::{Proposal, ProposalId, ProposalRefusal, TextState};
use crate::{
    Id, Permitted, Refusal, Timestamp,
    id::Kind,
    plans::{Plan, PlanRefusal, PlanState},
    policy::proposals::Precise,
    text::{Body, Bounds},
};

/// A precision has 1 to 2,000 characters.
pub const PRECISION: Bounds = Bounds::new(1, 2_000);
/// A proposal has at most this many precisions.
pub const PRECISIONS: u32 = 20;

/// What an author adds to a frozen text: dated, shown under it, never a version of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precision {
    /// Its id.
    pub id: PrecisionId,
    /// The proposal.
    pub proposal: ProposalId,
    /// Its text, Markdown.
    pub body: Body,
    /// When it was added.
    pub at: Timestamp,
}

/// The id of a precision.
pub type PrecisionId = Id<Precision>;

impl Kind for Precision {
    const PREFIX: &'static str = "precision";
}

impl Permitted<Precise, Proposal> {
    /// Adds a precision to a published text that is frozen; `already` is how many it has.
    pub fn add(
        &self,
        id: PrecisionId,
        body: Body,
        plan: &Plan,
        already: u64,
        now: Timestamp,
    ) -> Result<Precision, Refusal> {
        let proposal = &self.subject;
        match proposal.text {
            TextState::Published { .. } if proposal.visibility.takes_answers() => {}
            TextState::Published { .. } => return Err(ProposalRefusal::NotShown.into()),
            TextState::Withdrawn { .. } => return Err(ProposalRefusal::Withdrawn.into()),
            TextState::PendingReview { .. } => {
                return Err(ProposalRefusal::WrongState {
                    state: proposal.text.as_str(),
                }
                .into());
            }
        }
        match plan.state {
            PlanState::Published { .. } => {}
            PlanState::Draft | PlanState::Closed { .. } | PlanState::Archived { .. } => {
                return Err(PlanRefusal::WrongState {
                    state: plan.state.as_str(),
                }
                .into());
            }
        }
        if proposal.frozen_since(plan, now).is_none() {
            return Err(ProposalRefusal::NotFrozen.into());
        }
        if already >= u64::from(PRECISIONS) {
            return Err(ProposalRefusal::TooManyPrecisions { limit: PRECISIONS }.into());
        }
        Ok(Precision {
            id,
            proposal: proposal.id,
            body,
            at: now,
        })
    }
}
