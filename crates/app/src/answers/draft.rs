//! A decision that one person writes and another publishes.

use std::collections::HashMap;

use domain::{
    Code, Denied, FieldError, Permitted, Scope, Timestamp,
    answers::{
        Answer, AnswerDraft, AnswerId, AnswerRefusal, CALENDAR, DELIBERATION, Decided, Decision,
        MAX_COST_CENTS, REASON, Reply,
    },
    policy::answers::Give,
    refusal::{Fault, Fields},
    text::{Body, Title},
};
use persistence::Tx;

use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
};

/// A decision as it is typed.
#[derive(Debug, Clone)]
pub struct DecisionInput {
    /// What is decided.
    pub decision: Decision,
    /// Why, 15 to 5,000 characters.
    pub reason: String,
    /// What it costs, in cents.
    pub cost_cents: Option<i64>,
    /// When it will be done, at most 2,000 characters.
    pub calendar: String,
    /// The number of the deliberation, at most 60 characters; empty for none.
    pub deliberation: String,
}

impl DecisionInput {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(&self) -> Result<Decided, Vec<FieldError>> {
        let mut fields = Fields::default();
        let reason = fields.take("reason", Body::parse(&self.reason, REASON));
        let calendar = fields.take("calendar", Body::parse(&self.calendar, CALENDAR));
        if self
            .cost_cents
            .is_some_and(|cents| !(0..=MAX_COST_CENTS).contains(&cents))
        {
            fields.refuse("cost", Fault::new(Code::FieldOutOfRange));
        }
        let deliberation = match self.deliberation.trim() {
            "" => Some(None),
            number => fields.take("deliberation", Title::parse(number, DELIBERATION).map(Some)),
        };
        let decided = reason
            .zip(calendar)
            .zip(deliberation)
            .map(|((reason, calendar), deliberation)| Decided {
                decision: self.decision,
                reason,
                cost_cents: self.cost_cents,
                calendar,
                deliberation,
            });
        fields.finish(decided)
    }
}

/// Writes a decision for a second reader.
#[derive(Debug, Clone)]
pub struct DraftAnswer {
    answer: AnswerId,
    read_version: i32,
    decided: Decided,
}

impl DraftAnswer {
    /// Reads what was typed about an answer that was read at a version.
    pub fn parse(answer: AnswerId, read_version: i32, input: &DecisionInput) -> Result<Self> {
        Ok(Self {
            answer,
            read_version,
            decided: input.parse()?,
        })
    }
}

/// Keeps a decision until a second reader publishes it or sends it back; nobody else sees it.
#[tracing::instrument(name = "answers.draft", skip_all, fields(answer.id = %command.answer))]
pub async fn draft(cx: &Cx, command: DraftAnswer) -> Result<Answer> {
    cx.write(|tx| draft_in(cx, tx, &command)).await
}

async fn draft_in(cx: &Cx, tx: Tx, command: &DraftAnswer) -> Result<Answer> {
    let (permitted, now) = permitted(cx, &tx, command.answer).await?;
    let answer = permitted.subject().answer.clone();
    if answer.version != command.read_version {
        return Err(AnswerRefusal::ChangedMeanwhile.into());
    }
    let before = persistence::answers::lock_draft(&tx, command.answer).await?;
    let by = cx.actor.account().ok_or(Denied::RoleRequired)?;
    let draft = permitted.draft(before, command.decided.clone(), by, now)?;
    persistence::answers::keep_draft(&tx, &draft).await?;
    Ok(answer)
}

/// Sends a draft back to its author.
#[derive(Debug, Clone)]
pub struct ReturnAnswerDraft {
    answer: AnswerId,
    read: i32,
    note: Body,
}

impl ReturnAnswerDraft {
    /// What to change in a draft that was read at a version, 15 to 5,000 characters.
    pub fn parse(answer: AnswerId, read: i32, note: &str) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let note = fields.take("note", Body::parse(note, REASON));
        fields.finish(note.map(|note| Self { answer, read, note }))
    }
}

/// Sends a draft back to its author, with what to change.
#[tracing::instrument(name = "answers.return_draft", skip_all, fields(answer.id = %command.answer))]
pub async fn return_draft(cx: &Cx, command: ReturnAnswerDraft) -> Result<Answer> {
    cx.write(|tx| return_in(cx, tx, &command)).await
}

async fn return_in(cx: &Cx, tx: Tx, command: &ReturnAnswerDraft) -> Result<Answer> {
    let (permitted, now) = permitted(cx, &tx, command.answer).await?;
    let answer = permitted.subject().answer.clone();
    let draft = persistence::answers::lock_draft(&tx, command.answer).await?;
    let draft = draft.filter(|draft| draft.version == command.read);
    let draft = draft.ok_or(AnswerRefusal::ChangedMeanwhile)?;
    let draft = permitted.send_back(draft, command.note.clone(), now)?;
    persistence::answers::keep_draft(&tx, &draft).await?;
    Ok(answer)
}

/// The answer, locked, with the permission to go on with it.
async fn permitted(cx: &Cx, tx: &Tx, id: AnswerId) -> Result<(Permitted<Give, Reply>, Timestamp)> {
    let answer = persistence::answers::lock(tx, &cx.scope(), id)
        .await?
        .or_not_found(Code::AnswerNotFound)?;
    let now = cx.decided_at(tx).await?;
    let proposals = persistence::proposals::answered_by(tx, &Scope::system(), &[id]).await?;
    let reply = Reply { answer, proposals };
    let permitted = cx.actor.may(Give, reply).or_hidden(Code::AnswerNotFound)?;
    Ok((permitted, now))
}

/// Those of these answers that the actor may go on with.
pub async fn own(cx: &Cx, ids: &[AnswerId]) -> Result<Vec<AnswerId>> {
    if cx.actor.account().is_none() || ids.is_empty() {
        return Ok(Vec::new());
    }
    let answers = persistence::answers::by_ids(cx.db(), &cx.scope(), ids).await?;
    let covered = persistence::proposals::answered_by(cx.db(), &Scope::system(), ids).await?;
    Ok(answers
        .into_iter()
        .filter_map(|answer| {
            let id = answer.id;
            let proposals = covered.iter().filter(|one| one.answer == Some(id)).cloned();
            let reply = Reply {
                answer,
                proposals: proposals.collect(),
            };
            cx.actor.may(Give, reply).is_ok().then_some(id)
        })
        .collect())
}

/// The drafts of these answers, for whoever may go on with them: three statements, however many.
pub async fn drafts_of(cx: &Cx, ids: &[AnswerId]) -> Result<HashMap<AnswerId, AnswerDraft>> {
    let own = own(cx, ids).await?;
    if own.is_empty() {
        return Ok(HashMap::new());
    }
    let drafts = persistence::answers::drafts_of(cx.db(), &own).await?;
    Ok(drafts.into_iter().map(|draft| (draft.answer, draft)).collect())
}
