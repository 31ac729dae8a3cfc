//! The steps of an answer: recommended, handed on, decided, delivered or abandoned.

use domain::{
    Code, Permitted, Scope, Timestamp,
    answers::{
        Answer, AnswerId, AnswerRefusal, CALENDAR, Decision, MAX_COST_CENTS, ORGANISATION, REASON,
        Recommendation, Reply, Ruling, Transfer,
    },
    policy::answers::Give,
    refusal::{Fault, Fields},
    text::{Body, Title},
};
use persistence::Tx;

use super::record_answered;
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
    Decide {
        /// What.
        decision: Decision,
        /// Why.
        reason: Body,
        /// Euro cents.
        cost_cents: Option<i64>,
        /// When it will be done, in words.
        calendar: Body,
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

    /// What is decided, why, what it costs in cents, and when it will be done.
    pub fn decide(
        answer: AnswerId,
        read_version: i32,
        decision: Decision,
        reason: &str,
        cost_cents: Option<i64>,
        calendar: &str,
    ) -> Result<Self> {
        let mut fields = Fields::default();
        let reason = fields.take("reason", Body::parse(reason, REASON));
        let calendar = fields.take("calendar", Body::parse(calendar, CALENDAR));
        if cost_cents.is_some_and(|cents| !(0..=MAX_COST_CENTS).contains(&cents)) {
            fields.refuse("cost", Fault::new(Code::FieldOutOfRange));
        }
        let step = reason.zip(calendar).map(|(reason, calendar)| Step::Decide {
            decision,
            reason,
            cost_cents,
            calendar,
        });
        Self::finish(answer, read_version, fields, step)
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
    let answer = step(permitted, command.step.clone(), now)?;
    persistence::answers::save(&tx, &answer, version).await??;
    record_answered(&tx, &answer, &covered, now).await?;
    // A recommendation changes no state: the town has not spoken yet.
    if answer.state.stage() != before {
        notifications::tell_of_answer(cx, &tx, &answer, &covered, now).await?;
    }
    Ok(answer)
}

fn step(permitted: Permitted<Give, Reply>, step: Step, now: Timestamp) -> Result<Answer, AnswerRefusal> {
    match step {
        Step::Recommend { by, text } => permitted.recommend(Recommendation { by, text, at: now }),
        Step::Transfer { to, reason, due } => permitted.transfer(Transfer {
            to,
            reason,
            due,
            at: now,
        }),
        Step::Decide {
            decision,
            reason,
            cost_cents,
            calendar,
        } => {
            let ruling = Ruling {
                decision,
                reason,
                at: now,
            };
            permitted.decide(ruling, cost_cents, calendar)
        }
        Step::Deliver => permitted.deliver(now),
        Step::Abandon { reason } => permitted.abandon(reason, now),
    }
}
