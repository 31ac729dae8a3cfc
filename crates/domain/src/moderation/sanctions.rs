//! Sanctions on people: a ladder, each step a decision with its own statement.
//!
//! `warning → limit (30 days at most) → suspension (a year at most)`. DSA art. 23: nobody is suspended who was not
//! warned before. A sanction keeps a person from writing; it never touches a vote, nor reading, downloading or contesting.

use std::time::Duration;

use crate::{
    Id, Permitted, Timestamp,
    accounts::AccountId,
    id::Kind,
    moderation::{
        CaseFile, CaseId, CaseStage, ModerationRefusal, cases::UNDO, decisions::AppliedRule, notices::words,
    },
    plans::PlanId,
    policy::moderation::Sanction as Impose,
    refusal::Refusal,
    text::Body,
    time::days,
};

/// The longest limit.
pub const LONGEST_LIMIT: Duration = days(30);
/// The longest suspension.
pub const LONGEST_SUSPENSION: Duration = days(365);
/// For so long a warning is one that was given before.
pub const WARNED_FOR: Duration = days(730);

/// What was decided about a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Sanction {
    /// Its id.
    pub id: SanctionId,
    /// The person.
    pub account: AccountId,
    /// The case that led to it.
    pub case: CaseId,
    /// The plan of that case.
    pub plan: PlanId,
    /// Which step of the ladder.
    pub kind: SanctionKind,
    /// The rule, and its version when it was applied.
    pub rule: AppliedRule,
    /// What happened, in plain words, for the person.
    pub facts: Body,
    /// Who decided: never shown.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// How long it lasts from the moment on at which it takes effect; none for a warning.
    pub lasts: Option<Duration>,
    /// When it took effect, ten seconds later; none before.
    pub effective_at: Option<Timestamp>,
    /// When it was taken back, in those ten seconds.
    pub undone_at: Option<Timestamp>,
}

/// The id of a sanction.
pub type SanctionId = Id<Sanction>;

impl Kind for Sanction {
    const PREFIX: &'static str = "sanction";
}

words! {
    /// The steps of the ladder.
    SanctionKind {
        /// The person is told, and nothing else changes.
        Warning = "warning",
        /// The person writes nothing for a while, 30 days at most.
        Limit = "limit",
        /// The person writes nothing for longer, a year at most; only after a warning or a limit.
        Suspension = "suspension",
    }
}

impl SanctionKind {
    /// The longest that it may last; none for what does not last.
    pub const fn longest(self) -> Option<Duration> {
        match self {
            Self::Warning => None,
            Self::Limit => Some(LONGEST_LIMIT),
            Self::Suspension => Some(LONGEST_SUSPENSION),
        }
    }
}

impl Sanction {
    /// Until when the person writes nothing; none for a warning, and before it takes effect.
    pub fn until(&self) -> Option<Timestamp> {
        Some(self.effective_at? + self.lasts?)
    }

    /// Whether it can still be taken back.
    pub fn may_be_undone(&self, now: Timestamp) -> bool {
        self.effective_at.is_none() && self.undone_at.is_none() && now < self.at + UNDO
    }
}

/// What a moderator decides about the author of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Which step.
    pub kind: SanctionKind,
    /// How long it lasts.
    pub lasts: Option<Duration>,
    /// By which rule.
    pub rule: AppliedRule,
    /// On which facts.
    pub facts: Body,
}

impl Permitted<Impose, CaseFile> {
    /// Decides about the author of a case whose item was restricted, once a case. `warned` says whether the person was
    /// warned or limited in the two years before.
    pub fn sanction(
        self,
        id: SanctionId,
        step: Step,
        warned: bool,
        now: Timestamp,
    ) -> Result<Sanction, Refusal> {
        let by = self.by.ok_or(ModerationRefusal::PeopleOnly)?;
        let file = self.subject;
        let account = file.target.author.ok_or(ModerationRefusal::NobodyToSanction)?;
        let restricted = file
            .decision
            .as_ref()
            // What a wave decided by the way is followed in the case that led to it.
            .is_some_and(|decision| decision.action.restricts() && decision.case == file.case.id);
        match file.case.state.stage() {
            CaseStage::Decided | CaseStage::Told if restricted => {}
            CaseStage::Open | CaseStage::Decided | CaseStage::Told => {
                return Err(ModerationRefusal::NotDecided.into());
            }
            stage @ (CaseStage::Contested | CaseStage::Reviewed | CaseStage::Final) => {
                return Err(ModerationRefusal::WrongStage {
                    stage: stage.as_str(),
                }
                .into());
            }
        }
        let fits = match (step.kind.longest(), step.lasts) {
            (None, None) => true,
            (Some(longest), Some(lasts)) => lasts >= days(1) && lasts <= longest,
            (None, Some(_)) | (Some(_), None) => false,
        };
        if !fits {
            return Err(ModerationRefusal::BadTerm.into());
        }
        if step.kind == SanctionKind::Suspension && !warned {
            return Err(ModerationRefusal::WarningFirst.into());
        }
        let Step {
            kind,
            lasts,
            rule,
            facts,
        } = step;
        Ok(Sanction {
            id,
            account,
            case: file.case.id,
            plan: file.case.plan,
            kind,
            rule,
            facts,
            by,
            at: now,
            lasts,
            effective_at: None,
            undone_at: None,
        })
    }
}
