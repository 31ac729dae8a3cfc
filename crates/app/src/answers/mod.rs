//! What the town answers to proposals.

mod advance;
mod draft;
mod owed;
mod queries;
mod study;

pub use advance::{AdvanceAnswer, Step, advance};
pub use draft::{DecisionInput, DraftAnswer, ReturnAnswerDraft, draft, drafts_of, own, return_draft};
pub use owed::owed;
use persistence::answers::Work;
pub use persistence::answers::{Due, Filter};
pub use queries::{PROMISED, WAITING, by_ids, proposals_of, working_on};
pub use study::{StudyProposals, study};

use domain::{EventKind, NewEvent, Timestamp, answers::Answer, proposals::Proposal};
use persistence::Tx;

use crate::Result;

/// Records the new stage of an answer on each proposal that it covers.
async fn record_answered(tx: &Tx, answer: &Answer, covered: &[Proposal], now: Timestamp) -> Result<()> {
    for proposal in covered {
        let mut event = NewEvent::new(EventKind::ProposalAnswered, Some(proposal.plan), proposal.id, now);
        event.data.parent = Some(answer.id.uuid());
        event.data.version = Some(i64::from(answer.version));
        event.data.state = Some(answer.state.stage().as_str().to_owned());
        persistence::outbox::record(tx, event).await?;
    }
    Ok(())
}
