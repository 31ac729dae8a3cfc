//! The rules of taking part in the API.

use app::plans::{EffectInput, ModerationInput as TypedModeration, RulesInput as Typed, VotingInput};
use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use domain::plans;

use crate::{Fault, context::Here, scalars::DateTime};

/// The rules of taking part in a plan. What the vote does is frozen when the plan is published; who votes, how, and
/// when totals are shown, once a vote has opened.
pub struct Rules(pub plans::Rules);

#[Object(name = "PlanRules")]
impl Rules {
    /// Who may propose.
    async fn propose(&self) -> Requirement {
        self.0.propose.into()
    }
    /// Who may comment and mark comments as useful.
    async fn comment(&self) -> Requirement {
        self.0.comment.into()
    }
    /// Who may vote.
    async fn vote(&self) -> Requirement {
        self.0.vote.into()
    }
    /// Whether people under 15 may vote.
    async fn under_15_vote(&self) -> bool {
        self.0.under_15_vote
    }
    /// The most characters of a proposal's body, 15 to 10,000.
    async fn body_limit(&self) -> u32 {
        self.0.body_limit
    }
    /// How votes are cast.
    async fn voting(&self) -> Voting {
        match self.0.voting {
            plans::VotingRule::Support { limit } => Voting {
                rule: VotingRule::Support,
                limit: Some(limit),
            },
            plans::VotingRule::ForAgainst => Voting {
                rule: VotingRule::ForAgainst,
                limit: None,
            },
        }
    }
    /// When totals are shown.
    async fn totals(&self) -> Totals {
        self.0.totals.into()
    }
    /// What the vote does, as the ballot says it.
    async fn effect(&self) -> VoteEffect {
        let mut effect = VoteEffect {
            kind: EffectKind::Advisory,
            threshold: None,
            days: None,
            seats: None,
        };
        match self.0.effect {
            plans::VoteEffect::Advisory => {}
            plans::VoteEffect::Answer { threshold, days } => {
                effect.kind = EffectKind::Answer;
                effect.threshold = Some(threshold);
                effect.days = Some(days);
            }
            plans::VoteEffect::Selection { seats } => {
                effect.kind = EffectKind::Selection;
                effect.seats = Some(seats);
            }
        }
        effect
    }
    /// When a moderator reads contributions.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn moderation(&self, ctx: &Context<'_>) -> Result<Moderation, Fault> {
        let language = &ctx.cx()?.language;
        let mut moderation = Moderation {
            mode: ModerationMode::Afterwards,
            reason: None,
            until: None,
            contributions: None,
            meaning: app::reviews::meaning(&self.0.moderation, language),
        };
        match &self.0.moderation {
            plans::ModerationMode::Afterwards => {}
            plans::ModerationMode::Before { reason, until } => {
                moderation.mode = ModerationMode::Before;
                moderation.reason = Some(reason.to_string());
                moderation.until = Some(DateTime(*until));
            }
            plans::ModerationMode::BeforeFirst { contributions } => {
                moderation.mode = ModerationMode::BeforeFirst;
                moderation.contributions = Some(*contributions);
            }
        }
        Ok(moderation)
    }
}

/// What a plan asks of people who take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "plans::Requirement")]
pub enum Requirement {
    /// Anyone with an account.
    Account,
    /// People who declare that they live, work or study there, are rehoused from there, or keep a shop there.
    DeclaredLink,
    /// People whose link was confirmed.
    ConfirmedLink,
}

/// How votes are cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum VotingRule {
    /// Each person supports proposals, at most so many.
    Support,
    /// Each person says for, against or neither on each proposal put to the vote.
    ForAgainst,
}

/// How votes are cast in a plan.
#[derive(Debug, SimpleObject)]
pub struct Voting {
    /// The rule.
    rule: VotingRule,
    /// The most supports a person, 0 is no limit; null for the other rule.
    limit: Option<u32>,
}

/// When totals are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "plans::Totals")]
pub enum Totals {
    /// As they grow.
    Live,
    /// To nobody, admins included, until every vote phase of the plan has ended.
    HiddenUntilEnd,
}

/// What a vote does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "VoteEffectKind")]
pub enum EffectKind {
    /// «Avis consultatif».
    Advisory,
    /// From a threshold the town owes a reasoned answer within some days.
    Answer,
    /// The proposals with most votes are selected.
    Selection,
}

/// What a vote does.
#[derive(Debug, SimpleObject)]
pub struct VoteEffect {
    /// Which effect.
    kind: EffectKind,
    /// Votes from which the town owes an answer; never a ceiling. Null for other effects.
    threshold: Option<u32>,
    /// Days from the end of the vote for that answer. Null for other effects.
    days: Option<u16>,
    /// How many proposals are selected. Null for other effects.
    seats: Option<u32>,
}

/// When a moderator reads contributions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ModerationMode {
    /// After publication.
    Afterwards,
    /// Before publication, until an instant; afterwards from then on.
    Before,
    /// Before publication for a person's first contributions.
    BeforeFirst,
}

/// When a moderator reads contributions.
#[derive(Debug, SimpleObject)]
pub struct Moderation {
    /// The mode.
    mode: ModerationMode,
    /// Why contributions are read before; null for other modes.
    reason: Option<String>,
    /// Until when they are; null for other modes.
    until: Option<DateTime>,
    /// How many first contributions of a person to the plan are read before; null for other modes. Those count that were
    /// published and stand as they were written.
    contributions: Option<u16>,
    /// What the mode means for whoever publishes, in the language of the request: show it where the mode is chosen.
    meaning: String,
}

/// Rules as they are typed; what is left out stays as it is, or is Fabrique's choice in a new plan.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "PlanRulesInput")]
pub struct RulesInput {
    /// Who may propose.
    propose: Option<Requirement>,
    /// Who may comment and mark comments as useful.
    comment: Option<Requirement>,
    /// Who may vote; fixed once a vote has opened.
    vote: Option<Requirement>,
    /// Whether people under 15 may vote; fixed once a vote has opened.
    under_15_vote: Option<bool>,
    /// The most characters of a proposal's body, 15 to 10,000.
    body_limit: Option<i32>,
    /// How votes are cast; fixed once a vote has opened.
    voting: Option<VotingRuleInput>,
    /// When totals are shown, hidden until the end in a new plan with for and against; fixed once a vote has opened.
    totals: Option<Totals>,
    /// What the vote does; fixed at publication.
    effect: Option<VoteEffectInput>,
    /// When a moderator reads contributions.
    moderation: Option<ModerationInput>,
}

/// How votes are cast, as it is typed.
#[derive(Debug, InputObject)]
pub struct VotingRuleInput {
    /// The rule.
    rule: VotingRule,
    /// The most supports a person, 0 to 10,000; 0 is no limit.
    #[graphql(default)]
    limit: i32,
}

/// What the vote does, as it is typed.
#[derive(Debug, InputObject)]
pub struct VoteEffectInput {
    /// Which effect.
    kind: EffectKind,
    /// For an answer: votes from which it is owed, 1 to 10,000,000.
    threshold: Option<i32>,
    /// For an answer: days from the end of the vote, 1 to 365.
    days: Option<i32>,
    /// For a selection: how many, 1 to 10,000.
    seats: Option<i32>,
}

/// When a moderator reads contributions, as it is typed.
#[derive(Debug, InputObject)]
pub struct ModerationInput {
    /// The mode. «Before» makes the town the publisher of what it lets through: it asks for a reason and an end.
    mode: ModerationMode,
    /// For «before»: why, 3 to 500 characters, shown on the plan.
    #[graphql(default)]
    reason: String,
    /// For «before»: until when.
    until: Option<DateTime>,
    /// For «before the first»: how many of a person, 1 to 100.
    #[graphql(default = 2)]
    contributions: i32,
}

impl From<RulesInput> for Typed {
    fn from(input: RulesInput) -> Self {
        Self {
            propose: input.propose.map(Into::into),
            comment: input.comment.map(Into::into),
            vote: input.vote.map(Into::into),
            under_15_vote: input.under_15_vote,
            body_limit: input.body_limit,
            voting: input.voting.map(|voting| match voting.rule {
                VotingRule::Support => VotingInput::Support(voting.limit),
                VotingRule::ForAgainst => VotingInput::ForAgainst,
            }),
            totals: input.totals.map(Into::into),
            effect: input.effect.map(|effect| match effect.kind {
                EffectKind::Advisory => EffectInput::Advisory,
                EffectKind::Answer => EffectInput::Answer {
                    threshold: effect.threshold,
                    days: effect.days,
                },
                EffectKind::Selection => EffectInput::Selection { seats: effect.seats },
            }),
            moderation: input.moderation.map(|moderation| match moderation.mode {
                ModerationMode::Afterwards => TypedModeration::Afterwards,
                ModerationMode::Before => TypedModeration::Before {
                    reason: moderation.reason,
                    until: moderation.until.map(|at| at.0),
                },
                ModerationMode::BeforeFirst => TypedModeration::BeforeFirst(moderation.contributions),
            }),
        }
    }
}
