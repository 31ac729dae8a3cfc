//! Sanctions as the person reads and contests them, and what waits for another person's answer.

use app::moderation::{AnswerAppeal, ContestSanction};
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::moderation;

use super::words::{ReviewOutcome, SanctionKind};
use crate::{
    Fault,
    context::{Here, load},
    loaders::RuleVersionAt,
    problems::{Problem, outcome},
    rules::ModerationRuleVersion,
    scalars::{DateTime, id},
};

async fn rule(
    ctx: &Context<'_>,
    sanction: &moderation::Sanction,
) -> Result<Option<ModerationRuleVersion>, Fault> {
    let at = RuleVersionAt(sanction.rule.rule, sanction.rule.version);
    Ok(load(ctx, at).await?.map(ModerationRuleVersion))
}

/// What was decided about the viewer.
pub struct OwnSanction(pub moderation::Sanction, pub Option<moderation::Appeal>);

#[Object]
impl OwnSanction {
    /// Its id: what `contestSanction` takes.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// What was decided.
    async fn kind(&self) -> SanctionKind {
        self.0.kind.into()
    }
    /// The rule as it was then.
    async fn rule(&self, ctx: &Context<'_>) -> Result<Option<ModerationRuleVersion>, Fault> {
        rule(ctx, &self.0).await
    }
    /// What happened, in the words of whoever decided.
    async fn facts(&self) -> &str {
        self.0.facts.as_str()
    }
    /// When it took effect.
    async fn since(&self) -> Option<DateTime> {
        self.0.effective_at.map(DateTime)
    }
    /// Until when it keeps the viewer from writing; null for a warning.
    async fn until(&self) -> Option<DateTime> {
        self.0.until().map(DateTime)
    }
    /// When it was lifted; null where it was not.
    async fn lifted_at(&self) -> Option<DateTime> {
        self.0.undone_at.map(DateTime)
    }
    /// Until when it can be contested by itself; null once it was contested or lifted.
    async fn contestable_until(&self) -> Option<DateTime> {
        let open = self.1.is_none() && self.0.undone_at.is_none();
        self.0.contestable_until().filter(|_| open).map(DateTime)
    }
    /// What the viewer said against it; null where they did not.
    async fn appeal(&self) -> Option<OwnAppeal> {
        self.1.clone().map(OwnAppeal::from)
    }
}

/// What somebody said against a sanction, and the answer.
#[derive(SimpleObject)]
pub struct OwnAppeal {
    /// Its id.
    id: ID,
    /// Why.
    grounds: String,
    /// When it was filed.
    filed_at: DateTime,
    /// When it must be answered.
    due_at: DateTime,
    /// Whether the sanction stands or is lifted; null before the answer.
    outcome: Option<ReviewOutcome>,
    /// Why; null before the answer.
    reasons: Option<String>,
}

impl From<moderation::Appeal> for OwnAppeal {
    fn from(appeal: moderation::Appeal) -> Self {
        let (outcome, reasons) = appeal
            .answer
            .map(|answer| (answer.outcome.into(), answer.reasons.as_str().to_owned()))
            .unzip();
        Self {
            id: appeal.id.to_string().into(),
            grounds: appeal.grounds.as_str().to_owned(),
            filed_at: DateTime(appeal.filed_at),
            due_at: DateTime(appeal.due_at),
            outcome,
            reasons,
        }
    }
}

/// A sanction that is contested and waits for another person's answer.
pub struct OpenAppeal(pub moderation::Appeal, pub moderation::Sanction);

#[Object]
impl OpenAppeal {
    /// Its id: what `answerAppeal` takes.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// The case that led to the sanction.
    async fn case(&self) -> ID {
        self.1.case.to_string().into()
    }
    /// What was decided.
    async fn kind(&self) -> SanctionKind {
        self.1.kind.into()
    }
    /// The rule as it was then.
    async fn rule(&self, ctx: &Context<'_>) -> Result<Option<ModerationRuleVersion>, Fault> {
        rule(ctx, &self.1).await
    }
    /// What the person was told.
    async fn facts(&self) -> &str {
        self.1.facts.as_str()
    }
    /// Until when it keeps the person from writing; null for a warning.
    async fn until(&self) -> Option<DateTime> {
        self.1.until().map(DateTime)
    }
    /// What the person says against it.
    async fn grounds(&self) -> &str {
        self.0.grounds.as_str()
    }
    /// When they said it.
    async fn filed_at(&self) -> DateTime {
        DateTime(self.0.filed_at)
    }
    /// When it must be answered.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due_at)
    }
    /// Whether nobody has answered it in time. The figures of moderation count it, for everybody.
    #[expect(clippy::unused_async, reason = "the form that resolvers have")]
    async fn overdue(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        Ok(self.0.is_overdue(ctx.cx()?.now()))
    }
    /// Whether the viewer imposed it: then somebody else answers.
    #[expect(clippy::unused_async, reason = "the form that resolvers have")]
    async fn by_viewer(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        Ok(ctx.cx()?.actor.account() == Some(self.1.by))
    }
}

/// An appeal, or why it was not taken.
#[derive(SimpleObject)]
pub struct AppealPayload {
    /// The appeal; null when it was refused.
    appeal: Option<OwnAppeal>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn payload(cx: &app::Cx, result: app::Result<moderation::Appeal>) -> Result<AppealPayload, Fault> {
    let (appeal, problems) = outcome(cx, result)?;
    Ok(AppealPayload {
        appeal: appeal.map(OwnAppeal::from),
        problems,
    })
}

/// Reading sanctions.
#[derive(Default)]
pub struct AppealQueries;

#[Object]
impl AppealQueries {
    /// What was decided about the viewer, newest first, at most a hundred. Fails with `auth.required`.
    async fn my_sanctions(&self, ctx: &Context<'_>) -> Result<Vec<OwnSanction>, Fault> {
        let cx = ctx.cx()?;
        let sanctions = app::moderation::sanctions_of_mine(cx).await;
        let sanctions = sanctions.map_err(|error| Fault::of(cx, &error))?;
        Ok(sanctions
            .into_iter()
            .map(|(sanction, appeal)| OwnSanction(sanction, appeal))
            .collect())
    }

    /// Sanctions that are contested and wait for an answer, in the plans that the viewer moderates or reviews, what is due
    /// first at the top; at most a hundred. Empty for everybody else.
    async fn open_appeals(&self, ctx: &Context<'_>) -> Result<Vec<OpenAppeal>, Fault> {
        let cx = ctx.cx()?;
        let appeals = app::moderation::open_appeals(cx).await;
        let appeals = appeals.map_err(|error| Fault::of(cx, &error))?;
        Ok(appeals
            .into_iter()
            .map(|(appeal, sanction)| OpenAppeal(appeal, sanction))
            .collect())
    }
}

/// Contesting sanctions, and answering that.
#[derive(Default)]
pub struct AppealMutations;

#[Object]
impl AppealMutations {
    /// Contests a sanction on oneself, apart from the decision that it came with, within six months and once; another
    /// person answers within 15 working days, and until then it stays. `grounds`: 10 to 2,000 characters.
    /// Codes: `FIELD_*`, `AUTH_REQUIRED`, `MODERATION_NOT_FOUND`, `MODERATION_NOT_DECIDED`,
    /// `MODERATION_ALREADY_CONTESTED`, `MODERATION_TOO_LATE_TO_CONTEST`, `MODERATION_FINALLY_DECIDED`,
    /// `REQUEST_THROTTLED`.
    async fn contest_sanction(
        &self,
        ctx: &Context<'_>,
        sanction: ID,
        grounds: String,
    ) -> Result<AppealPayload, Fault> {
        let cx = ctx.cx()?;
        let contested = match ContestSanction::parse(id(&sanction)?, &grounds) {
            Ok(command) => app::moderation::contest_sanction(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, contested)
    }

    /// Answers whoever contests a sanction: with `reverse` it is lifted at once, else it stands. By a moderator or reviewer
    /// of the plan who did not impose it. `reasons`, 10 to 2,000 characters, are for the person, who reads
    /// them ten seconds later unless `undoAppealAnswer` takes them back. Final here.
    /// Codes: `FIELD_*`, `AUTH_REQUIRED`, `MODERATION_NOT_FOUND`, `MODERATION_FINALLY_DECIDED`,
    /// `PERMISSION_CONFLICT_OF_INTEREST`, `PERMISSION_LIMITED`.
    async fn answer_appeal(
        &self,
        ctx: &Context<'_>,
        appeal: ID,
        reverse: bool,
        reasons: String,
    ) -> Result<AppealPayload, Fault> {
        let cx = ctx.cx()?;
        let answered = match AnswerAppeal::parse(id(&appeal)?, reverse, &reasons) {
            Ok(command) => app::moderation::answer_appeal(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, answered)
    }

    /// Takes one's answer back within ten seconds: what it lifted is in effect again, and the person is told nothing.
    /// Codes: `AUTH_REQUIRED`, `MODERATION_NOT_FOUND`, `MODERATION_NOT_DECIDED`, `MODERATION_DECIDED_BY_OTHER`,
    /// `MODERATION_TOO_LATE_TO_UNDO`, `PERMISSION_CONFLICT_OF_INTEREST`, `PERMISSION_LIMITED`.
    async fn undo_appeal_answer(&self, ctx: &Context<'_>, appeal: ID) -> Result<AppealPayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::moderation::undo_appeal_answer(cx, id(&appeal)?).await)
    }
}
