//! Changing the rules of taking part, but for what is frozen.

use domain::{
    Code, FieldError, Timestamp,
    plans::{
        ActKind, ModerationMode, Plan, PlanId, REASON, Requirement, Rules, Totals, VoteEffect, VotingRule,
    },
    policy::plans::Govern,
    refusal::{Fault, Fields},
    text::Title,
};
use persistence::Tx;
use serde_json::{Value, json};

use super::amendments::{self, Amendment, Change};
use crate::{Cx, Result, error::OrNotFound};

/// Rules as they are typed; what is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct RulesInput {
    /// Who may propose.
    pub propose: Option<Requirement>,
    /// Who may comment.
    pub comment: Option<Requirement>,
    /// Who may vote.
    pub vote: Option<Requirement>,
    /// Whether people under 15 may vote.
    pub under_15_vote: Option<bool>,
    /// The most characters of a proposal's body.
    pub body_limit: Option<i32>,
    /// How votes are cast.
    pub voting: Option<VotingInput>,
    /// When totals are shown.
    pub totals: Option<Totals>,
    /// What the vote does.
    pub effect: Option<EffectInput>,
    /// When contributions are read by a moderator.
    pub moderation: Option<ModerationInput>,
}

/// How votes are cast, as it is typed.
#[derive(Debug, Clone, Copy)]
pub enum VotingInput {
    /// Supports, at most so many a person; 0 is no limit.
    Support(i32),
    /// For, against or neither.
    ForAgainst,
}

/// What the vote does, as it is typed.
#[derive(Debug, Clone, Copy)]
pub enum EffectInput {
    /// Advice.
    Advisory,
    /// A reasoned answer.
    Answer {
        /// From so many votes.
        threshold: Option<i32>,
        /// Within so many days.
        days: Option<i32>,
    },
    /// A selection.
    Selection {
        /// Of so many proposals.
        seats: Option<i32>,
    },
}

/// When contributions are read, as it is typed.
#[derive(Debug, Clone)]
pub enum ModerationInput {
    /// After publication.
    Afterwards,
    /// Before publication.
    Before {
        /// Why.
        reason: String,
        /// Until when.
        until: Option<Timestamp>,
    },
    /// Before publication for a person's first so many.
    BeforeFirst(i32),
}

/// A number that is there, and no less than nothing; out of every range otherwise.
fn number(fields: &mut Fields, field: &'static str, typed: Option<i32>) -> Option<u32> {
    let there = typed.ok_or_else(|| Fault::new(Code::FieldRequired));
    fields
        .take(field, there)
        .map(|number| u32::try_from(number).unwrap_or(u32::MAX))
}

fn small(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

impl RulesInput {
    /// The rules after the change, noting what is wrong. `present` is what they are now.
    pub(super) fn read(&self, present: &Rules, now: Timestamp, fields: &mut Fields) -> Option<Rules> {
        let voting = match self.voting {
            None => Some(present.voting),
            Some(VotingInput::ForAgainst) => Some(VotingRule::ForAgainst),
            Some(VotingInput::Support(limit)) => {
                number(fields, "rules.voting.limit", Some(limit)).map(|limit| VotingRule::Support { limit })
            }
        };
        let effect = match self.effect {
            None => Some(present.effect),
            Some(EffectInput::Advisory) => Some(VoteEffect::Advisory),
            Some(EffectInput::Answer { threshold, days }) => {
                let threshold = number(fields, "rules.effect.threshold", threshold);
                let days = number(fields, "rules.effect.days", days).map(small);
                threshold
                    .zip(days)
                    .map(|(threshold, days)| VoteEffect::Answer { threshold, days })
            }
            Some(EffectInput::Selection { seats }) => {
                number(fields, "rules.effect.seats", seats).map(|seats| VoteEffect::Selection { seats })
            }
        };
        let moderation = match &self.moderation {
            None => Some(present.moderation.clone()),
            Some(ModerationInput::Afterwards) => Some(ModerationMode::Afterwards),
            Some(ModerationInput::Before { reason, until }) => {
                let reason = fields.take("rules.moderation.reason", Title::parse(reason, REASON));
                let until = until.ok_or_else(|| Fault::new(Code::FieldRequired));
                let until = fields.take("rules.moderation.until", until);
                reason
                    .zip(until)
                    .map(|(reason, until)| ModerationMode::Before { reason, until })
            }
            Some(ModerationInput::BeforeFirst(contributions)) => {
                number(fields, "rules.moderation.contributions", Some(*contributions)).map(|contributions| {
                    ModerationMode::BeforeFirst {
                        contributions: small(contributions),
                    }
                })
            }
        };
        let body_limit = self.body_limit.map_or(present.body_limit, |limit| {
            u32::try_from(limit).unwrap_or(u32::MAX)
        });
        let rules = Rules {
            propose: self.propose.unwrap_or(present.propose),
            comment: self.comment.unwrap_or(present.comment),
            vote: self.vote.unwrap_or(present.vote),
            under_15_vote: self.under_15_vote.unwrap_or(present.under_15_vote),
            body_limit,
            voting: voting?,
            totals: self.totals.unwrap_or(present.totals),
            effect: effect?,
            moderation: moderation?,
        };
        rules.check(present, fields, now);
        Some(rules)
    }
}

/// Gives a plan that was read at a version other rules.
#[derive(Debug, Clone)]
pub struct ChangeRules {
    amendment: Amendment,
    rules: Rules,
}

impl ChangeRules {
    /// Reads what was typed, or says all that is wrong with it. A reason is needed once the plan is published.
    pub async fn parse(
        cx: &Cx,
        id: PlanId,
        read_version: i64,
        input: &RulesInput,
        reason: &str,
    ) -> Result<Self> {
        let plan = super::by_id(cx, id).await?.or_not_found(Code::PlanNotFound)?;
        let mut fields = Fields::default();
        let rules = input.read(&plan.rules, cx.now(), &mut fields);
        let amendment = Amendment::read(id, read_version, reason, &mut fields);
        let command = amendment
            .zip(rules)
            .map(|(amendment, rules)| Self { amendment, rules });
        fields.finish(command).map_err(Vec::<FieldError>::into)
    }
}

/// Changes the rules; since publication the change is an act that everybody reads.
#[tracing::instrument(name = "plans.change_rules", skip_all, fields(plan.id = %command.amendment.plan))]
pub async fn change_rules(cx: &Cx, command: ChangeRules) -> Result<Plan> {
    cx.write(|tx| change_rules_in(cx, tx, &command)).await
}

async fn change_rules_in(cx: &Cx, tx: Tx, command: &ChangeRules) -> Result<Plan> {
    let (permitted, now) = amendments::open(cx, &tx, &command.amendment, Govern).await?;
    let before = facts(&permitted.subject().rules);
    let plan = permitted.change_rules(command.rules.clone(), now)?;
    let change = Change {
        kind: ActKind::Rules,
        before,
        after: facts(&plan.rules),
        at: now,
    };
    amendments::keep(cx, &tx, &command.amendment, plan, change).await
}

/// Rules as an act shows them.
fn facts(rules: &Rules) -> Value {
    let Rules {
        propose,
        comment,
        vote,
        under_15_vote,
        body_limit,
        voting,
        totals,
        effect,
        moderation,
    } = rules;
    json!({
        "propose": propose,
        "comment": comment,
        "vote": vote,
        "under15Vote": under_15_vote,
        "bodyLimit": body_limit,
        "voting": voting,
        "totals": totals,
        "effect": effect,
        "moderation": match moderation {
            ModerationMode::Afterwards => json!({ "mode": "afterwards" }),
            ModerationMode::Before { reason, until } => {
                json!({ "mode": "before", "reason": reason, "until": until.to_string() })
            }
            ModerationMode::BeforeFirst { contributions } => {
                json!({ "mode": "before_first", "contributions": contributions })
            }
        },
    })
}
