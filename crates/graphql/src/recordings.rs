//! Words that facilitators record for people without an account, and what those people do by their receipt.

use app::recordings::{ByReceipt, RecordInput as Typed, RecordWords, Spoken};
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::recordings;

use crate::{
    Fault,
    comments::{Comment, CommentInput},
    context::Here,
    moderation::Statement,
    problems::{Problem, outcome},
    proposals::{Proposal, ProposalInput},
    scalars::{DateTime, id},
};

/// How words reach the facilitator who records them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "recordings::Medium")]
pub enum RecordingMedium {
    /// On a paper form or in a letter.
    Paper,
    /// On the phone.
    Phone,
    /// Face to face.
    Desk,
    /// At a meeting.
    Meeting,
}

/// A comment as a facilitator types it.
#[derive(Debug, InputObject)]
pub struct RecordedCommentInput {
    /// The proposal that it is about.
    proposal: ID,
    /// The comment.
    input: CommentInput,
}

/// Somebody's words as a facilitator types them: a proposal or a comment.
#[derive(Debug, InputObject)]
pub struct RecordInput {
    /// The plan.
    plan: ID,
    /// How they came.
    medium: RecordingMedium,
    /// Where they were recorded, 2 to 100 characters: «Maison du projet».
    place: String,
    /// The name that the person wants under them, at most 40 characters; none is asked for.
    #[graphql(default)]
    speaker: String,
    /// A proposal; this or `comment`.
    proposal: Option<ProposalInput>,
    /// A comment; this or `proposal`.
    comment: Option<RecordedCommentInput>,
    /// Whether the words were read back to the person: nothing is recorded otherwise.
    read_back: bool,
    /// Whether the person agrees to their publication: nothing is recorded otherwise.
    agreed: bool,
    /// Chosen by the caller, 1 to 200 characters: sent again with the same request within 24 hours, it records nothing a
    /// second time.
    idempotency_key: Option<String>,
}

/// What was recorded, or why it was not.
#[derive(SimpleObject)]
pub struct RecordPayload {
    /// The id of the recording; null when it was refused.
    recording: Option<ID>,
    /// The id of the proposal or comment that it became; null when it was refused.
    item: Option<ID>,
    /// What the person takes home, twelve characters; null when it was refused. It opens their words to whoever holds it.
    receipt: Option<String>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Somebody's words by their receipt, and what became of them.
pub struct RecordedWords(ByReceipt);

#[Object]
impl RecordedWords {
    /// When they were read back and recorded.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recording.at)
    }
    /// Where they were recorded.
    async fn place(&self) -> Option<&str> {
        self.0.speaker.as_ref().map(|speaker| speaker.source.as_str())
    }
    /// The proposal, where it is one.
    async fn proposal(&self) -> Option<Proposal> {
        self.0.proposal.clone().map(Proposal)
    }
    /// The comment, where it is one.
    async fn comment(&self) -> Option<Comment> {
        self.0.comment.clone().map(Comment)
    }
    /// What was decided about them, with how to contest; null where nothing was.
    async fn decision(&self) -> Option<Statement> {
        self.0.decision.clone().map(|(decision, _)| Statement(decision))
    }
    /// What was said against that decision; null where nothing was.
    async fn grounds(&self) -> Option<&str> {
        let (_, complaint) = self.0.decision.as_ref()?;
        complaint.as_ref().map(|complaint| complaint.grounds.as_str())
    }
}

/// Whether it was done, or why not.
#[derive(SimpleObject)]
pub struct WithdrawRecordedPayload {
    /// Whether the words are taken back.
    withdrawn: bool,
    /// Why not; empty when it was done.
    problems: Vec<Problem>,
}

/// Whether it was filed, or why not.
#[derive(SimpleObject)]
pub struct ContestRecordedPayload {
    /// When it will be answered at the latest: 15 working days; null when it was refused.
    due_at: Option<DateTime>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Reading by receipt.
#[derive(Default)]
pub struct RecordingQueries;

#[Object]
impl RecordingQueries {
    /// The words under a receipt, as it is typed by hand, and what became of them; null where there are none. Guesses are
    /// throttled by place: `request.throttled`.
    async fn recorded_words(
        &self,
        ctx: &Context<'_>,
        receipt: String,
    ) -> Result<Option<RecordedWords>, Fault> {
        let cx = ctx.cx()?;
        match app::recordings::by_receipt(cx, &receipt).await {
            Ok(found) => Ok(Some(RecordedWords(found))),
            Err(app::Error::NotFound(_)) => Ok(None),
            Err(error) => Err(Fault::of(cx, &error)),
        }
    }
}

/// Recording, and what is done by receipt.
#[derive(Default)]
pub struct RecordingMutations;

#[Object]
impl RecordingMutations {
    /// Records somebody's words, by a facilitator of the plan: they are read back, the person agrees, and a receipt opens
    /// them afterwards. No account is made, and nobody's vote is cast so. Readable at once, or after review as the plan's
    /// mode says; never for being the first of their author.
    /// Codes: `FIELD_*`, `TEXT_PERSONAL_DATA`, `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`, `PERMISSION_LIMITED`,
    /// `PLAN_NOT_FOUND`, `PHASE_CLOSED`, `REQUEST_KEY_REUSED`; for a comment also those of `postComment`.
    async fn record_words(&self, ctx: &Context<'_>, input: RecordInput) -> Result<RecordPayload, Fault> {
        let cx = ctx.cx()?;
        let spoken = match (input.proposal, input.comment) {
            (Some(proposal), None) => Some(Spoken::Proposal(proposal.typed()?)),
            (None, Some(comment)) => Some(Spoken::Comment(id(&comment.proposal)?, comment.input.typed()?)),
            _ => None,
        };
        let typed = Typed {
            plan: id(&input.plan)?,
            medium: input.medium.into(),
            place: input.place,
            speaker: input.speaker,
            spoken,
            read_back: input.read_back,
            agreed: input.agreed,
            idempotency_key: input.idempotency_key,
        };
        let recorded = match RecordWords::parse(cx, &typed).await {
            Ok(command) => app::recordings::record(cx, command).await,
            Err(error) => Err(error),
        };
        let (recorded, problems) = outcome(cx, recorded)?;
        let (recording, receipt) = recorded.unzip();
        Ok(RecordPayload {
            recording: recording
                .as_ref()
                .map(|recording| recording.id.to_string().into()),
            item: recording
                .as_ref()
                .map(|recording| recording.item.to_string().into()),
            receipt: receipt.map(|receipt| receipt.to_string()),
            problems,
        })
    }

    /// Takes the words under a receipt back, and the name under them: a tombstone stays, as for everybody.
    /// Codes: `RECORDING_NOT_FOUND`, `PROPOSAL_WITHDRAWN`, `COMMENT_DELETED`, `REQUEST_THROTTLED`.
    async fn withdraw_recorded_words(
        &self,
        ctx: &Context<'_>,
        receipt: String,
    ) -> Result<WithdrawRecordedPayload, Fault> {
        let cx = ctx.cx()?;
        let (withdrawn, problems) = outcome(cx, app::recordings::withdraw(cx, &receipt).await)?;
        Ok(WithdrawRecordedPayload {
            withdrawn: withdrawn.is_some(),
            problems,
        })
    }

    /// Contests a decision about the words under a receipt, within six months; another person reviews it. `grounds`: 10 to
    /// 2,000 characters.
    /// Codes: `FIELD_*`, `RECORDING_NOT_FOUND`, and those of `contestDecision`.
    async fn contest_by_receipt(
        &self,
        ctx: &Context<'_>,
        receipt: String,
        decision: ID,
        grounds: String,
    ) -> Result<ContestRecordedPayload, Fault> {
        let cx = ctx.cx()?;
        let contested = app::recordings::contest(cx, &receipt, id(&decision)?, &grounds).await;
        let (contested, problems) = outcome(cx, contested)?;
        Ok(ContestRecordedPayload {
            due_at: contested.map(|contested| DateTime(contested.complaint.due_at)),
            problems,
        })
    }
}
