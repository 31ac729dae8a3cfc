//! The rules of taking part in a plan, and which of them are frozen when.

use serde::{Deserialize, Serialize};

use crate::{Code, Timestamp, refusal::Fault, refusal::Fields, text::Title, time::days, voting::Tally};

use super::{Plan, PlanRefusal};

/// The rules of taking part in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Who may propose.
    pub propose: Requirement,
    /// Who may comment and mark comments as useful.
    pub comment: Requirement,
    /// Who may vote.
    pub vote: Requirement,
    /// Whether people under 15 may vote.
    pub under_15_vote: bool,
    /// The most characters of a proposal's body, 15 to 10,000.
    pub body_limit: u32,
    /// How votes are cast.
    pub voting: VotingRule,
    /// When totals are shown.
    pub totals: Totals,
    /// What the vote does, written on the ballot before it opens.
    pub effect: VoteEffect,
    /// When contributions are read by a moderator.
    pub moderation: ModerationMode,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            propose: Requirement::Account,
            comment: Requirement::Account,
            vote: Requirement::Account,
            under_15_vote: false,
            body_limit: 2_000,
            voting: VotingRule::Support { limit: 0 },
            totals: Totals::Live,
            effect: VoteEffect::Advisory,
            moderation: ModerationMode::Afterwards,
        }
    }
}

/// What a plan asks of people who take part, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// Anyone with an account.
    Account,
    /// People who declare that they live, work or study there, are rehoused from there, or keep a shop there.
    DeclaredLink,
    /// People whose link was confirmed.
    ConfirmedLink,
}

/// How votes are cast in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VotingRule {
    /// Each person supports at most `limit` proposals; 0 is no limit.
    Support {
        /// The most supports a person.
        limit: u32,
    },
    /// Each person says for, against or neither on each proposal put to the vote.
    ForAgainst,
}

/// When totals are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Totals {
    /// As they grow.
    Live,
    /// To nobody, admins included, until every vote phase of the plan has ended.
    HiddenUntilEnd,
}

/// What a vote does. Frozen when the plan is published, never raised afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoteEffect {
    /// «Avis consultatif».
    Advisory,
    /// From `threshold` votes the town owes a reasoned answer within `days` days.
    Answer {
        /// How many votes; never a ceiling.
        threshold: u32,
        /// Days from the end of the vote.
        days: u16,
    },
    /// The `seats` proposals with most votes are selected.
    Selection {
        /// How many.
        seats: u32,
    },
}

/// An answer that the town owes because votes reached a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    /// The threshold that was reached.
    pub threshold: u32,
    /// Until when; not known while no vote of the plan has an end that is known.
    pub due: Option<Timestamp>,
}

impl Plan {
    /// What the town owes for these votes, by the rule that was frozen when the plan was published: days run from the end
    /// of the plan's last vote.
    pub fn owes(&self, tally: Tally) -> Option<Owed> {
        match self.rules.effect {
            VoteEffect::Answer {
                threshold,
                days: term,
            } if tally.cast() >= u64::from(threshold) => Some(Owed {
                threshold,
                due: self.votes_end_at().map(|end| end + days(term.into())),
            }),
            _ => None,
        }
    }
}

/// When a moderator reads contributions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModerationMode {
    /// After publication.
    Afterwards,
    /// Before publication, until an instant; afterwards from then on.
    Before {
        /// Why, shown on the plan; 3 to 500 characters.
        reason: Title,
        /// Until when.
        #[serde(with = "super::micros")]
        until: Timestamp,
    },
    /// Before publication for a person's first `contributions`.
    BeforeFirst {
        /// How many, 1 to 100; Fabrique's own choice is 2.
        contributions: u16,
    },
}

impl Rules {
    /// Says what is out of range, under the names that forms and the API give the fields. A mode that stays as it is
    /// in `present` may have ended by now.
    pub fn check(&self, present: &Self, fields: &mut Fields, now: Timestamp) {
        let mut range = |field: &'static str, value: u32, min: u32, max: u32| {
            if !(min..=max).contains(&value) {
                let fault = Fault::new(Code::FieldOutOfRange)
                    .with("min", min)
                    .with("max", max);
                fields.refuse(field, fault);
            }
        };
        range("rules.bodyLimit", self.body_limit, 15, 10_000);
        if let VotingRule::Support { limit } = self.voting {
            range("rules.voting.limit", limit, 0, 10_000);
        }
        match self.effect {
            VoteEffect::Advisory => {}
            VoteEffect::Answer { threshold, days } => {
                range("rules.effect.threshold", threshold, 1, 10_000_000);
                range("rules.effect.days", u32::from(days), 1, 365);
            }
            VoteEffect::Selection { seats } => range("rules.effect.seats", seats, 1, 10_000),
        }
        match &self.moderation {
            ModerationMode::Afterwards => {}
            ModerationMode::Before { until, .. } => {
                if *until <= now && self.moderation != present.moderation {
                    fields.refuse("rules.moderation.until", Fault::new(Code::FieldDatesOutOfOrder));
                }
            }
            ModerationMode::BeforeFirst { contributions } => {
                range(
                    "rules.moderation.contributions",
                    u32::from(*contributions),
                    1,
                    100,
                );
            }
        }
    }

    /// Whether these rules may replace `old` in a plan that was published: what the vote does is frozen since then,
    /// and who votes, how, and when totals are shown since the first vote opened.
    pub fn may_replace(&self, old: &Self, vote_has_opened: bool) -> Result<(), PlanRefusal> {
        let same_vote = self.vote == old.vote
            && self.under_15_vote == old.under_15_vote
            && self.voting == old.voting
            && self.totals == old.totals;
        if self.effect == old.effect && (same_vote || !vote_has_opened) {
            Ok(())
        } else {
            Err(PlanRefusal::RulesFrozen)
        }
    }
}
