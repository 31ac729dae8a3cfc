//! The steps of an answer: recommended, handed on, decided, delivered or abandoned.

use domain::{
    Code, Permitted, Scope, Timestamp,
    answers::{
        Answer, AnswerDraft, AnswerId, AnswerRefusal, Decided, ORGANISATION, REASON, Recommendation, Reply,
        Transfer,
    },
    policy::answers::Give,
    refusal::Fields,
    text::{Body, Title},
};
use persistence::Tx;

use super::{DecisionInput, record_answered};
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
    notifications,
};

/// One step.
#[derive(Debug, Clone)]
pub enum Step {
    /// A service recommends.
    Recommend {
        /// Which service.
        by: Title,
        /// What it says.
        text: Body,
    },
    /// Handed on to whom it concerns, with a new date.
    Transfer {
        /// To whom.
        to: Title,
        /// Why.
        reason: Body,
        /// When the answer is due there.
        due: Timestamp,
    },
    /// Decided.
    Decide(Decided),
    /// What somebody else wrote is published.
    PublishDraft {
        /// The version of the draft that was read.
        read: i32,
    },
    /// Done.
    Deliver,
    /// Given up.
    Abandon {
        /// Why.
        reason: Body,
    },
}

/// Takes one step with an answer that was read at a version.
#[derive(Debug, Clone)]
pub struct AdvanceAnswer {
    answer: AnswerId,
    read_version: i32,
    step: Step,
}

impl AdvanceAnswer {
    /// What a service recommends, apart from the decision.
    pub fn recommend(answer: AnswerId, read_version: i32, by: &str, text: &str) -> Result<Self> {
        let mut fields = Fields::default();
        let by = fields.take("by", Title::parse(by, ORGANISATION));
        let text = fields.take("text", Body::parse(text, REASON));
        let step = by.zip(text).map(|(by, text)| Step::Recommend { by, text });
        Self::finish(answer, read_version, fields, step)
    }

    /// To whom it is handed on, why, and until when.
    pub fn transfer(
        answer: AnswerId,
        read_version: i32,
        to: &str,
        reason: &str,
        due: Timestamp,
    ) -> Result<Self> {
        let mut fields = Fields::default();
        let to = fields.take("to", Title::parse(to, ORGANISATION));
        let reason = fields.take("reason", Body::parse(reason, REASON));
        let step = to
            .zip(reason)
            .map(|(to, reason)| Step::Transfer { to, reason, due });
        Self::finish(answer, read_version, fields, step)
    }

    /// What is decided.
    pub fn decide(answer: AnswerId, read_version: i32, input: &DecisionInput) -> Result<Self> {
        Ok(Self {
            answer,
            read_version,
            step: Step::Decide(input.parse()?),
        })
    }

    /// What somebody else wrote, as it was read at a version, is published.
    pub const fn publish_draft(answer: AnswerId, read_version: i32, read: i32) -> Self {
        Self {
            answer,
            read_version,
            step: Step::PublishDraft { read },
        }
    }

    /// What was promised is done.
    pub const fn deliver(answer: AnswerId, read_version: i32) -> Self {
        Self {
            answer,
            read_version,
            step: Step::Deliver,
        }
    }

    /// Why what was promised is given up.
    pub fn abandon(answer: AnswerId, read_version: i32, reason: &str) -> Result<Self> {
        let mut fields = Fields::default();
        let reason = fields.take("reason", Body::parse(reason, REASON));
        let step = reason.map(|reason| Step::Abandon { reason });
        Self::finish(answer, read_version, fields, step)
    }

    fn finish(answer: AnswerId, read_version: i32, fields: Fields, step: Option<Step>) -> Result<Self> {
        let command = step.map(|step| Self {
            answer,
            read_version,
            step,
        });
        Ok(fields.finish(command)?)
    }
}

/// Takes one step with an answer.
#[tracing::instrument(name = "answers.advance", skip_all, fields(answer.id = %command.answer))]
pub async fn advance(cx: &Cx, command: AdvanceAnswer) -> Result<Answer> {
    cx.write(|tx| advance_in(cx, tx, &command)).await
}

async fn advance_in(cx: &Cx, tx: Tx, command: &AdvanceAnswer) -> Result<Answer> {
    let scope = cx.scope();
    let answer = persistence::answers::lock(&tx, &scope, command.answer)
        .await?
        .or_not_found(Code::AnswerNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let (version, before) = (answer.version, answer.state.stage());
    let covered = persistence::proposals::answered_by(&tx, &Scope::system(), &[answer.id]).await?;
    let reply = Reply {
        answer,
        proposals: covered.clone(),
    };
    let permitted = cx.actor.may(Give, reply).or_hidden(Code::AnswerNotFound)?;
    if version != command.read_version {
        return Err(AnswerRefusal::ChangedMeanwhile.into());
    }
    let draft = match command.step {
        Step::Decide(_) | Step::PublishDraft { .. } => {
            persistence::answers::lock_draft(&tx, command.answer).await?
        }
        Step::Recommend { .. } | Step::Transfer { .. } | Step::Deliver | Step::Abandon { .. } => None,
    };
    let drafted = draft.is_some();
    let answer = step(permitted, command.step.clone(), draft, now)?;
    if drafted {
        persistence::answers::drop_draft(&tx, answer.id).await?;
    }
    persistence::answers::save(&tx, &answer, version).await??;
    record_answered(&tx, &answer, &covered, now).await?;
    // A recommendation changes no state: the town has not spoken yet.
    if answer.state.stage() != before {
        notifications::tell_of_answer(cx, &tx, &answer, &covered, now).await?;
    }
    Ok(answer)
}

fn step(
    permitted: Permitted<Give, Reply>,
    step: Step,
    draft: Option<AnswerDraft>,
    now: Timestamp,
) -> Result<Answer, AnswerRefusal> {
    match step {
        Step::Recommend { by, text } => permitted.recommend(Recommendation { by, text, at: now }),
        Step::Transfer { to, reason, due } => permitted.transfer(Transfer {
            to,
            reason,
            due,
            at: now,
        }),
        Step::Decide(decided) => permitted.decide(decided, now),
        Step::PublishDraft { read } => {
            let read = draft.filter(|draft| draft.version == read);
            permitted.publish_draft(read.ok_or(AnswerRefusal::ChangedMeanwhile)?, now)
        }
        Step::Deliver => permitted.deliver(now),
        Step::Abandon { reason } => permitted.abandon(reason, now),
    }
}
