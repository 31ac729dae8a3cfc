//! Figures of moderation in the API: how much, how long, how often it was wrong. Numbers of decisions, never of people.

use app::moderation::{self as moderation, Figures};
use async_graphql::{
    Context, ID, InputValueError, InputValueResult, Object, Scalar, ScalarType, SimpleObject, Value,
};
use domain::{
    moderation::figures::{Period, Times},
    moderation_log,
    refusal::Fields,
};

use super::{ModerationAction, NoticeKind};
use crate::{
    Fault,
    context::Here,
    scalars::{DateTime, optional_id},
};

/// A day in Paris: `2026-11-23`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub moderation_log::Day);

#[Scalar]
impl ScalarType for Day {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => text
                .parse()
                .map(Self)
                .map_err(|_other| InputValueError::custom("expected a day as 2026-11-23")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// How many notices of a kind.
#[derive(Debug, SimpleObject)]
pub struct NoticeCount {
    /// What they say is wrong.
    kind: NoticeKind,
    /// How many were received.
    count: u64,
}

/// How many decisions of a kind.
#[derive(Debug, SimpleObject)]
pub struct DecisionCount {
    /// What was done.
    action: ModerationAction,
    /// How many became final.
    count: u64,
}

/// How long something takes.
#[derive(Debug, SimpleObject)]
pub struct ModerationTimes {
    /// Half take no longer, in hours.
    median_hours: f64,
    /// Nine in ten take no longer, in hours (nearest rank).
    p90_hours: f64,
}

impl From<Times> for ModerationTimes {
    fn from(times: Times) -> Self {
        Self {
            median_hours: hours(times.median),
            p90_hours: hours(times.p90),
        }
    }
}

fn hours(micros: u64) -> f64 {
    std::time::Duration::from_micros(micros).as_secs_f64() / 3_600.0
}

/// What moderation did in a period, and what waits now. Numbers of decisions are exact; of people nothing is told, but
/// the monthly numbers of the public log.
pub struct ModerationFigures(Figures);

#[Object]
impl ModerationFigures {
    /// Notices received in the period, every kind once.
    async fn notices(&self) -> Vec<NoticeCount> {
        let notices = self.0.notices.iter();
        notices
            .map(|(kind, count)| NoticeCount {
                kind: (*kind).into(),
                count: *count,
            })
            .collect()
    }
    /// Decisions that became final in the period, every action once; reviews are counted apart.
    async fn decisions(&self) -> Vec<DecisionCount> {
        [
            ModerationAction::Keep,
            ModerationAction::Publish,
            ModerationAction::Return,
            ModerationAction::Mask,
            ModerationAction::Lock,
            ModerationAction::Hide,
            ModerationAction::Remove,
            ModerationAction::RemoveWave,
        ]
        .into_iter()
        .map(|action| {
            let word = action.with(Vec::new(), Vec::new());
            let alike = self.0.decisions.iter().filter(|(it, _)| it == word.word());
            DecisionCount {
                action,
                count: alike.map(|(_, count)| count).sum(),
            }
        })
        .collect()
    }
    /// From a notice to its acknowledgement, which is the answer that takes it in; null without a notice.
    async fn acknowledge(&self) -> Option<ModerationTimes> {
        self.0.acknowledge.map(Into::into)
    }
    /// From the opening of a case to its decision; null without a decision.
    async fn decide(&self) -> Option<ModerationTimes> {
        self.0.decide.map(Into::into)
    }
    /// From a complaint to its review; null without a review.
    async fn review(&self) -> Option<ModerationTimes> {
        self.0.review.map(Into::into)
    }
    /// Reviews that became final in the period.
    async fn reviews(&self) -> u64 {
        self.0.reviews
    }
    /// Those of them that let the decision fall.
    async fn reversals(&self) -> u64 {
        self.0.reversals
    }
    /// The share of reviews that let the decision fall, 0 to 1; null without a review.
    async fn reversal_share(&self) -> Option<f64> {
        let number = |count: u64| u32::try_from(count).map_or(f64::MAX, f64::from);
        (self.0.reviews > 0).then(|| number(self.0.reversals) / number(self.0.reviews))
    }
    /// Decisions of the period on which two moderators gave their opinion.
    async fn double_reviewed(&self) -> u64 {
        self.0.double_reviewed
    }
    /// How often those two agree, but for chance (Cohen's kappa): 1 always, 0 as often as chance, below less. Null under
    /// 10 double-reviewed decisions, and where one action alone was ever named.
    async fn kappa(&self) -> Option<f64> {
        self.0.kappa
    }
    /// Cases that nobody has decided, now.
    async fn backlog(&self) -> u64 {
        self.0.open
    }
    /// How long the oldest of them has waited, in hours; null where none waits.
    async fn backlog_oldest_hours(&self) -> Option<f64> {
        let oldest = self.0.oldest?;
        Some(self.0.at.since(oldest).as_secs_f64() / 3_600.0)
    }
    /// Cases and complaints, those against sanctions too, whose term has passed, now.
    async fn overdue(&self) -> u64 {
        self.0.overdue
    }
    /// When «now» is.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// Reading figures of moderation.
#[derive(Default)]
pub struct ModerationFiguresQueries;

#[Object]
impl ModerationFiguresQueries {
    /// What moderation did from a day to another, the last included, in Paris: of one plan, or of the whole site. For
    /// everybody. Null where the viewer sees no such plan. Fails with `field.dates_out_of_order`.
    async fn moderation_figures(
        &self,
        ctx: &Context<'_>,
        from: Day,
        to: Day,
        plan: Option<ID>,
    ) -> Result<Option<ModerationFigures>, Fault> {
        let cx = ctx.cx()?;
        let plan = optional_id(plan.as_ref())?;
        let mut fields = Fields::default();
        let period = fields.take("to", Period::new(from.0, to.0));
        let figures = async { moderation::figures(cx, fields.finish(period)?, plan).await };
        let figures = figures.await.map_err(|error| Fault::of(cx, &error))?;
        Ok(figures.map(ModerationFigures))
    }
}
