//! The town's answers in the API.

use app::{
    answers::{AdvanceAnswer, DecisionInput, DraftAnswer, Due, ReturnAnswerDraft, StudyProposals},
    proposals::AnswerFilter,
};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::answers;

use crate::{
    Fault,
    context::{Here, load},
    loaders::{CoveredBy, DraftOf},
    problems::{Problem, outcome},
    proposals::Proposal,
    relay::{self, List},
    scalars::{DateTime, Money, id, optional_id},
};

/// What the town answers to a proposal or to a group of them: under study, then answered, then delivered or abandoned.
pub struct Answer(pub answers::Answer);

#[Object]
impl Answer {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// How far it has come.
    async fn stage(&self) -> AnswerStage {
        AnswerFilter::At(self.0.state.stage()).into()
    }
    /// The number of its present version: give it back when you take a step.
    async fn version(&self) -> i32 {
        self.0.version
    }
    /// Who studies it; null for an answer taken over from an earlier platform, which names nobody.
    async fn organisation(&self) -> Option<&str> {
        self.0
            .study
            .organisation
            .as_ref()
            .map(domain::text::Title::as_str)
    }
    /// Since when it is studied; when it was given, for an answer taken over from an earlier platform.
    async fn studied_since(&self) -> DateTime {
        DateTime(self.0.study.since)
    }
    /// When it is due: the new date once it was handed on.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due())
    }
    /// Whether it should have been decided by now and was not.
    #[expect(clippy::unused_async, reason = "the form that resolvers have")]
    async fn overdue(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        Ok(self.0.is_overdue(ctx.cx()?.now()))
    }
    /// What a service recommends, apart from the decision; null when none did.
    async fn recommendation(&self) -> Option<Recommendation> {
        self.0.recommendation.clone().map(Recommendation)
    }
    /// To whom it was handed on, where it was out of remit; null when it was not.
    async fn transfer(&self) -> Option<Transfer> {
        self.0.transfer.clone().map(Transfer)
    }
    /// What was decided, and why; null until then.
    async fn ruling(&self) -> Option<Ruling> {
        self.0.state.ruling().cloned().map(Ruling)
    }
    /// Why what was promised was given up, Markdown; null unless it was.
    async fn abandon_reason(&self) -> Option<&str> {
        match &self.0.state {
            answers::AnswerState::Abandoned { reason, .. } => Some(reason.as_str()),
            answers::AnswerState::UnderStudy
            | answers::AnswerState::Transferred
            | answers::AnswerState::Answered(_)
            | answers::AnswerState::Delivered { .. } => None,
        }
    }
    /// When it was delivered or abandoned; null before.
    async fn ended_at(&self) -> Option<DateTime> {
        match &self.0.state {
            answers::AnswerState::Delivered { at, .. } | answers::AnswerState::Abandoned { at, .. } => {
                Some(DateTime(*at))
            }
            answers::AnswerState::UnderStudy
            | answers::AnswerState::Transferred
            | answers::AnswerState::Answered(_) => None,
        }
    }
    /// What it costs, in euros; null when nobody said.
    async fn cost(&self) -> Option<Money> {
        self.0.cost_cents.map(Money)
    }
    /// When it will be done, in words, Markdown, at most 2,000 characters; empty when nobody said.
    async fn calendar(&self) -> &str {
        self.0.calendar.as_str()
    }
    /// The number of the deliberation of the council; null where there is none.
    async fn deliberation(&self) -> Option<&str> {
        self.0.deliberation.as_ref().map(domain::text::Title::as_str)
    }
    /// A decision that waits for a second reader; null when there is none, and for whoever does not give this answer.
    async fn draft(&self, ctx: &Context<'_>) -> Result<Option<AnswerDraft>, Fault> {
        Ok(load(ctx, DraftOf(self.0.id)).await?.map(AnswerDraft))
    }
    /// The proposals that it covers, by number, at most 50.
    async fn proposals(&self, ctx: &Context<'_>) -> Result<Vec<Proposal>, Fault> {
        let covered = load(ctx, CoveredBy(self.0.id)).await?.unwrap_or_default();
        Ok(covered.into_iter().map(Proposal).collect())
    }
}

/// A decision that one person wrote and another publishes or sends back.
pub struct AnswerDraft(answers::AnswerDraft);

#[Object]
impl AnswerDraft {
    /// What would be decided.
    async fn decision(&self) -> Decision {
        self.0.decided.decision.into()
    }
    /// Why, Markdown, 15 to 5,000 characters.
    async fn reason(&self) -> &str {
        self.0.decided.reason.as_str()
    }
    /// What it would cost, in euros; null when nobody said.
    async fn cost(&self) -> Option<Money> {
        self.0.decided.cost_cents.map(Money)
    }
    /// When it would be done, in words, at most 2,000 characters; empty when nobody said.
    async fn calendar(&self) -> &str {
        self.0.decided.calendar.as_str()
    }
    /// The number of the deliberation of the council; null where there is none.
    async fn deliberation(&self) -> Option<&str> {
        self.0
            .decided
            .deliberation
            .as_ref()
            .map(domain::text::Title::as_str)
    }
    /// Whether the viewer wrote it: then somebody else reads it.
    #[expect(clippy::unused_async, reason = "the form that resolvers have")]
    async fn viewer_wrote(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        Ok(ctx.cx()?.actor.account() == Some(self.0.written_by))
    }
    /// When it was written.
    async fn written_at(&self) -> DateTime {
        DateTime(self.0.written_at)
    }
    /// What the second reader wants changed; null unless it was sent back.
    async fn note(&self) -> Option<&str> {
        self.0.sent_back.as_ref().map(|back| back.note.as_str())
    }
    /// The number of its present version: give it back when you publish it or send it back.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// What a service recommends, apart from the decision.
pub struct Recommendation(answers::Recommendation);

#[Object]
impl Recommendation {
    /// The service.
    async fn by(&self) -> &str {
        self.0.by.as_str()
    }
    /// What it says, Markdown, at most 5,000 characters.
    async fn text(&self) -> &str {
        self.0.text.as_str()
    }
    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// Handed on to whom it concerns.
pub struct Transfer(answers::Transfer);

#[Object]
impl Transfer {
    /// To whom.
    async fn to(&self) -> &str {
        self.0.to.as_str()
    }
    /// Why, Markdown, at most 5,000 characters.
    async fn reason(&self) -> &str {
        self.0.reason.as_str()
    }
    /// When the answer is due there.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due)
    }
    /// When it was handed on.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// A decision with its reasons.
pub struct Ruling(answers::Ruling);

#[Object]
impl Ruling {
    /// What was decided.
    async fn decision(&self) -> Decision {
        self.0.decision.into()
    }
    /// Why, Markdown, 15 to 5,000 characters; empty where an earlier platform gave no reason.
    async fn reason(&self) -> &str {
        self.0.reason.as_str()
    }
    /// When; the time of the import, where an earlier platform gave no date.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "answers::Decision")]
pub enum Decision {
    /// «Retenue».
    Accepted,
    /// «Retenue en partie».
    Partly,
    /// «Non retenue».
    Refused,
}

/// How far the town's answer to a proposal has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum AnswerStage {
    /// Nobody studies it yet.
    None,
    /// Somebody studies it.
    UnderStudy,
    /// «Transmise»: handed on to whom it concerns.
    Transferred,
    /// «Retenue».
    Accepted,
    /// «Retenue en partie».
    Partly,
    /// «Non retenue».
    Refused,
    /// «Réalisée».
    Delivered,
    /// «Abandonnée».
    Abandoned,
}

impl From<AnswerFilter> for AnswerStage {
    fn from(filter: AnswerFilter) -> Self {
        let AnswerFilter::At(stage) = filter else {
            return Self::None;
        };
        match stage {
            answers::AnswerStage::UnderStudy => Self::UnderStudy,
            answers::AnswerStage::Transferred => Self::Transferred,
            answers::AnswerStage::Accepted => Self::Accepted,
            answers::AnswerStage::Partly => Self::Partly,
            answers::AnswerStage::Refused => Self::Refused,
            answers::AnswerStage::Delivered => Self::Delivered,
            answers::AnswerStage::Abandoned => Self::Abandoned,
        }
    }
}

impl From<AnswerStage> for AnswerFilter {
    fn from(stage: AnswerStage) -> Self {
        Self::At(match stage {
            AnswerStage::None => return Self::None,
            AnswerStage::UnderStudy => answers::AnswerStage::UnderStudy,
            AnswerStage::Transferred => answers::AnswerStage::Transferred,
            AnswerStage::Accepted => answers::AnswerStage::Accepted,
            AnswerStage::Partly => answers::AnswerStage::Partly,
            AnswerStage::Refused => answers::AnswerStage::Refused,
            AnswerStage::Delivered => answers::AnswerStage::Delivered,
            AnswerStage::Abandoned => answers::AnswerStage::Abandoned,
        })
    }
}

/// Reading the answers that somebody works on.
#[derive(Default)]
pub struct AnswerQueries;

#[Object]
impl AnswerQueries {
    /// The answers that the viewer works on: of the plans that they staff, and in whose name they answer; those due first
    /// at the beginning, so what is late comes before the rest. Without `stages`, those that wait for their decision. Empty
    /// for everybody else. At most 100 at once, 20 unless said.
    #[expect(clippy::too_many_arguments, reason = "the filters of one list")]
    async fn due_answers(
        &self,
        ctx: &Context<'_>,
        plan: Option<ID>,
        #[graphql(default, validator(max_items = 8))] stages: Vec<AnswerStage>,
        #[graphql(desc = "Due at this instant or later.")] due_from: Option<DateTime>,
        #[graphql(desc = "Due before this instant.")] due_before: Option<DateTime>,
        #[graphql(default, validator(max_items = 20))] themes: Vec<ID>,
        #[graphql(default, validator(max_items = 20))] zones: Vec<ID>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Answer>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let at = |stage: AnswerStage| match stage.into() {
            AnswerFilter::At(stage) => Some(stage),
            AnswerFilter::None => None,
        };
        let stages = if stages.is_empty() {
            app::answers::WAITING.to_vec()
        } else {
            stages.into_iter().filter_map(at).collect()
        };
        if stages.is_empty() {
            return Ok(relay::list(domain::Page::default(), Answer));
        }
        let filter = app::answers::Filter {
            plan: optional_id(plan.as_ref())?,
            stages,
            due: match (due_from, due_before) {
                (Some(from), Some(until)) => Some(Due::Between(from.0, until.0)),
                (Some(from), None) => Some(Due::From(from.0)),
                (None, Some(until)) => Some(Due::Before(until.0)),
                (None, None) => None,
            },
            themes: themes.iter().map(id).collect::<Result<_, _>>()?,
            zones: zones.iter().map(id).collect::<Result<_, _>>()?,
            ..app::answers::Filter::default()
        };
        let found = app::answers::working_on(cx, filter, &page).await;
        Ok(relay::list(found.map_err(|error| Fault::of(cx, &error))?, Answer))
    }
}

/// An answer, or why it was not changed.
#[derive(SimpleObject)]
pub struct AnswerPayload {
    /// The answer after the change; null when it was refused.
    answer: Option<Answer>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

async fn step(ctx: &Context<'_>, command: app::Result<AdvanceAnswer>) -> Result<AnswerPayload, Fault> {
    let cx = ctx.cx()?;
    let advanced = match command {
        Ok(command) => app::answers::advance(cx, command).await,
        Err(error) => Err(error),
    };
    payload(cx, advanced)
}

fn payload(cx: &app::Cx, result: app::Result<answers::Answer>) -> Result<AnswerPayload, Fault> {
    let (answer, problems) = outcome(cx, result)?;
    Ok(AnswerPayload {
        answer: answer.map(Answer),
        problems,
    })
}

/// Answering: staff of the plan, and people with grants for answering that cover each of the proposals, in the name of
/// their organisation alone; never somebody who moderates the plan. Each step gives back the `version` that
/// was read, and a late one is refused.
#[derive(Default)]
pub struct AnswerMutations;

#[Object]
impl AnswerMutations {
    /// Takes 1 to 50 published proposals of a plan under study together, by an organisation (2 to 150 characters; by
    /// a grant for answering its name as it was checked, `PERMISSION_ROLE_REQUIRED` otherwise), until a date past which
    /// the answer is publicly overdue. Codes: `FIELD_*`, `PLAN_NOT_FOUND`,
    /// `PROPOSAL_NOT_FOUND`, `PROPOSAL_WRONG_STATE`, `PROPOSAL_WITHDRAWN`, `PROPOSAL_NOT_SHOWN`, `ANSWER_EXISTS`,
    /// `AUTH_REQUIRED`, `PERMISSION_*`.
    async fn study_proposals(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        #[graphql(validator(max_items = 50))] proposals: Vec<ID>,
        organisation: String,
        due_at: DateTime,
    ) -> Result<AnswerPayload, Fault> {
        let cx = ctx.cx()?;
        let proposals: Vec<_> = proposals.iter().map(id).collect::<Result<_, _>>()?;
        let studied = match StudyProposals::parse(id(&plan)?, &proposals, &organisation, due_at.0) {
            Ok(command) => app::answers::study(cx, command).await,
            Err(error) => Err(error),
        };
        payload(cx, studied)
    }

    /// Keeps what a service (2 to 150 characters) recommends (15 to 5,000 characters), apart from the decision, while
    /// nothing is decided. Codes: `FIELD_*`, `ANSWER_NOT_FOUND`, `ANSWER_WRONG_STATE`, `ANSWER_CHANGED_MEANWHILE`,
    /// `AUTH_REQUIRED`, `PERMISSION_*`.
    async fn recommend_answer(
        &self,
        ctx: &Context<'_>,
        answer: ID,
        version: i32,
        by: String,
        text: String,
    ) -> Result<AnswerPayload, Fault> {
        step(ctx, AdvanceAnswer::recommend(id(&answer)?, version, &by, &text)).await
    }

    /// Hands what is out of remit on, with a reason (15 to 5,000 characters) and a new date. Codes: `FIELD_*`,
    /// `ANSWER_NOT_FOUND`, `ANSWER_WRONG_STATE`, `ANSWER_CHANGED_MEANWHILE`, `AUTH_REQUIRED`, `PERMISSION_*`.
    async fn transfer_answer(
        &self,
        ctx: &Context<'_>,
        answer: ID,
        version: i32,
        to: String,
        reason: String,
        due_at: DateTime,
    ) -> Result<AnswerPayload, Fault> {
        let command = AdvanceAnswer::transfer(id(&answer)?, version, &to, &reason, due_at.0);
        step(ctx, command).await
    }

    /// Decides, with a reason (15 to 5,000 characters), the cost where there is one, the calendar in words and the number
    /// of the deliberation (at most 60 characters). A draft that there was goes. Codes: `FIELD_*`, `ANSWER_NOT_FOUND`,
    /// `ANSWER_WRONG_STATE`, `ANSWER_CHANGED_MEANWHILE`, `AUTH_REQUIRED`, `PERMISSION_*`.
    #[expect(clippy::too_many_arguments, reason = "GraphQL names each of them")]
    async fn decide_answer(
        &self,
        ctx: &Context<'_>,
        answer: ID,
        version: i32,
        decision: Decision,
        reason: String,
        cost: Option<Money>,
        #[graphql(default)] calendar: String,
        #[graphql(default)] deliberation: String,
    ) -> Result<AnswerPayload, Fault> {
        let input = DecisionInput {
            decision: decision.into(),
            reason,
            cost_cents: cost.map(|cost| cost.0),
            calendar,
            deliberation,
        };
        step(ctx, AdvanceAnswer::decide(id(&answer)?, version, &input)).await
    }

    /// Writes a decision, as `decideAnswer` takes it, for a second reader; it replaces the draft that there was, and
    /// nobody else sees it. Codes: `FIELD_*`, `ANSWER_NOT_FOUND`, `ANSWER_WRONG_STATE`, `ANSWER_CHANGED_MEANWHILE`,
    /// `AUTH_REQUIRED`, `PERMISSION_*`.
    #[expect(clippy::too_many_arguments, reason = "GraphQL names each of them")]
    async fn draft_answer(
        &self,
        ctx: &Context<'_>,
        answer: ID,
        version: i32,
        decision: Decision,
        reason: String,
        cost: Option<Money>,
        #[graphql(default)] calendar: String,
        #[graphql(default)] deliberation: String,
    ) -> Result<AnswerPayload, Fault> {
        let input = DecisionInput {
            decision: decision.into(),
            reason,
            cost_cents: cost.map(|cost| cost.0),
            calendar,
            deliberation,
        };
        let cx = ctx.cx()?;
        let drafted = match DraftAnswer::parse(id(&answer)?, version, &input) {
            Ok(command) => app::answers::draft(cx, command).await,
            Err(error) => Err(error),
        };
        payload(cx, drafted)
    }

    /// Publishes a draft that somebody else wrote, once. Codes: `ANSWER_NOT_FOUND`, `ANSWER_WRONG_STATE`,
    /// `ANSWER_CHANGED_MEANWHILE`, `ANSWER_OWN_DRAFT`, `AUTH_REQUIRED`, `PERMISSION_*`.
    async fn publish_answer_draft(
        &self,
        ctx: &Context<'_>,
        answer: ID,
        version: i32,
        draft: i32,
    ) -> Result<AnswerPayload, Fault> {
        let command = AdvanceAnswer::publish_draft(id(&answer)?, version, draft);
        step(ctx, Ok(command)).await
    }

    /// Sends a draft that somebody else wrote back to them, with what to change (15 to 5,000 characters). Codes:
    /// `FIELD_*`, `ANSWER_NOT_FOUND`, `ANSWER_CHANGED_MEANWHILE`, `ANSWER_OWN_DRAFT`, `AUTH_REQUIRED`, `PERMISSION_*`.
    async fn return_answer_draft(
        &self,
        ctx: &Context<'_>,
        answer: ID,
        draft: i32,
        note: String,
    ) -> Result<AnswerPayload, Fault> {
        let cx = ctx.cx()?;
        let returned = match ReturnAnswerDraft::parse(id(&answer)?, draft, &note) {
            Ok(command) => app::answers::return_draft(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, returned)
    }

    /// Says that what was accepted, wholly or in part, is done. Codes: `ANSWER_NOT_FOUND`, `ANSWER_WRONG_STATE`,
    /// `ANSWER_CHANGED_MEANWHILE`, `AUTH_REQUIRED`, `PERMISSION_*`.
    async fn deliver_answer(
        &self,
        ctx: &Context<'_>,
        answer: ID,
        version: i32,
    ) -> Result<AnswerPayload, Fault> {
        step(ctx, Ok(AdvanceAnswer::deliver(id(&answer)?, version))).await
    }

    /// Says that what was accepted is given up, and why (15 to 5,000 characters). Codes: `FIELD_*`,
    /// `ANSWER_NOT_FOUND`, `ANSWER_WRONG_STATE`, `ANSWER_CHANGED_MEANWHILE`, `AUTH_REQUIRED`, `PERMISSION_*`.
    async fn abandon_answer(
        &self,
        ctx: &Context<'_>,
        answer: ID,
        version: i32,
        reason: String,
    ) -> Result<AnswerPayload, Fault> {
        step(ctx, AdvanceAnswer::abandon(id(&answer)?, version, &reason)).await
    }
}
