//! Plans (plans de renouvellement): what is open to debate, in which phases, by which rules.

use std::time::Duration;

use crate::{
    Id, Language, Permitted, Timestamp,
    geo::Shape,
    id::Kind,
    policy::plans::{Edit, Govern},
    text::{Body, Bounds, Slug, Title},
};

mod acts;
mod documents;
mod micros;
mod openings;
mod operations;
mod parts;
mod phases;
mod refusals;
mod rules;

pub use acts::{Act, ActKind};
pub use documents::{Content, DOCUMENT_TEXT, Document, DocumentId, DocumentVersion, MAX_DOCUMENTS};
pub use openings::Opening;
pub use operations::{DESCRIPTION, MAX_OPERATIONS, Operation, OperationId, OperationKind};
pub use parts::{MAX_THEMES, MAX_ZONES, Theme, ThemeId, Zone, ZoneId};
pub use phases::{MAX_PHASES, Override, Phase, PhaseId, PhaseKind, Verb, vote_dates_may_change};
pub use refusals::PlanRefusal;
pub use rules::{ModerationMode, Owed, Requirement, Rules, Totals, VoteEffect, VotingRule};

/// A title has 3 to 150 characters.
pub const TITLE: Bounds = Bounds::new(3, 150);
/// A summary has at most 600 characters.
pub const SUMMARY: Bounds = Bounds::new(0, 600);
/// An easy-to-read summary has at most 2,000 characters.
pub const EASY_SUMMARY: Bounds = Bounds::new(0, 2_000);
/// The whole text has at most 20,000 characters.
pub const BODY: Bounds = Bounds::new(0, 20_000);
/// What is decided, and what is open, have at most 5,000 characters each.
pub const SECTION: Bounds = Bounds::new(0, 5_000);
/// The name of a theme, a zone, a phase has 1 to 100 characters.
pub const NAME: Bounds = Bounds::new(1, 100);
/// The reason of a change after publication has 3 to 500 characters.
pub const REASON: Bounds = Bounds::new(3, 500);

/// A renewal plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// Its name in addresses.
    pub slug: Slug,
    /// Its title, 3 to 150 characters.
    pub title: Title,
    /// Three sentences, at most 600 characters.
    pub summary: Body,
    /// The easy-to-read summary (FALC), at most 2,000 characters; empty when nobody wrote one.
    pub easy_summary: Body,
    /// The whole text, Markdown, at most 20,000 characters.
    pub body: Body,
    /// What is already decided.
    pub decided: Body,
    /// What is open to debate.
    pub open_to_debate: Body,
    /// The perimeter, if it was drawn.
    pub perimeter: Option<Shape>,
    /// The language of the texts.
    pub language: Language,
    /// The plan's own state.
    pub state: PlanState,
    /// The rules of taking part; frozen at publication.
    pub rules: Rules,
    /// The phases, by start.
    pub phases: Vec<Phase>,
    /// Increases with every change: a late change is refused, not merged.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The id of a plan.
pub type PlanId = Id<Plan>;

impl Kind for Plan {
    const PREFIX: &'static str = "plan";
}

/// `draft → published → closed → archived`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlanState {
    /// Seen by its staff alone.
    Draft,
    /// Open to everybody.
    Published {
        /// Since when.
        at: Timestamp,
    },
    /// Nothing more can be written; everything can be read.
    Closed {
        /// When it was published.
        published_at: Timestamp,
        /// Since when.
        at: Timestamp,
    },
    /// Closed, and out of the lists of current plans.
    Archived {
        /// When it was published.
        published_at: Timestamp,
        /// Since when.
        at: Timestamp,
    },
}

impl PlanState {
    /// The word stored and shown in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published { .. } => "published",
            Self::Closed { .. } => "closed",
            Self::Archived { .. } => "archived",
        }
    }

    /// When it was published, if it was.
    pub const fn published_at(self) -> Option<Timestamp> {
        match self {
            Self::Draft => None,
            Self::Published { at } => Some(at),
            Self::Closed { published_at, .. } | Self::Archived { published_at, .. } => Some(published_at),
        }
    }

    /// When it came into its present state, but for a draft.
    pub const fn since(self) -> Option<Timestamp> {
        match self {
            Self::Draft => None,
            Self::Published { at } | Self::Closed { at, .. } | Self::Archived { at, .. } => Some(at),
        }
    }
}

/// The texts of a plan, which change together.
#[derive(Debug, Clone, PartialEq)]
pub struct Texts {
    /// Its title.
    pub title: Title,
    /// Three sentences.
    pub summary: Body,
    /// The easy-to-read summary.
    pub easy_summary: Body,
    /// The whole text.
    pub body: Body,
    /// What is already decided.
    pub decided: Body,
    /// What is open to debate.
    pub open_to_debate: Body,
    /// The perimeter.
    pub perimeter: Option<Shape>,
    /// The language of the texts.
    pub language: Language,
}

/// Who stands ready to moderate a plan: people in good standing who do not answer its proposals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Duty {
    /// Moderators of the plan or of the site.
    pub moderators: u32,
    /// Reviewers from outside.
    pub reviewers: u32,
}

impl Duty {
    /// Two moderators, or a reviewer from outside.
    pub const fn suffices(self) -> bool {
        self.moderators >= 2 || self.reviewers >= 1
    }
}

impl Plan {
    /// When the last vote of the plan ends. None where it has no vote, and while a vote is suspended: its end is
    /// not known then.
    pub fn votes_end_at(&self) -> Option<Timestamp> {
        let mut votes = self.phases.iter().filter(|phase| phase.allows(Verb::Vote));
        if votes.clone().any(|phase| phase.suspended_since.is_some()) {
            return None;
        }
        votes.by_ref().map(|phase| phase.ends_at).max()
    }

    /// Since when a vote of the plan is suspended, if one is.
    pub fn vote_suspended_since(&self) -> Option<Timestamp> {
        self.phases.iter().find_map(|phase| phase.suspended_since)
    }

    /// Whether a vote of the plan has ever opened.
    pub fn vote_has_opened(&self, now: Timestamp) -> bool {
        self.state != PlanState::Draft
            && self
                .phases
                .iter()
                .any(|phase| phase.allows(Verb::Vote) && phase.starts_at <= now)
    }

    /// Whether totals may be shown to anybody at all now. The one function that decides it, for every role.
    pub fn totals_visible(&self, now: Timestamp) -> bool {
        match self.rules.totals {
            Totals::Live => true,
            Totals::HiddenUntilEnd => self.votes_end_at().is_some_and(|end| end <= now),
        }
    }

    /// Whether a change needs a reason, which everybody reads: any change since publication does.
    pub const fn asks_for_reasons(&self) -> bool {
        !matches!(self.state, PlanState::Draft)
    }

    /// The texts.
    pub fn texts(&self) -> Texts {
        Texts {
            title: self.title.clone(),
            summary: self.summary.clone(),
            easy_summary: self.easy_summary.clone(),
            body: self.body.clone(),
            decided: self.decided.clone(),
            open_to_debate: self.open_to_debate.clone(),
            perimeter: self.perimeter.clone(),
            language: self.language.clone(),
        }
    }

    /// The refusal of whatever this state does not allow.
    const fn in_wrong_state(&self) -> PlanRefusal {
        PlanRefusal::WrongState {
            state: self.state.as_str(),
        }
    }
}

impl Permitted<Edit, Plan> {
    /// The plan after a change of what lies beside it: themes, zones, operations, documents. An archived plan stays
    /// as it is.
    pub fn amend(self) -> Result<Plan, PlanRefusal> {
        let plan = self.subject;
        match plan.state {
            PlanState::Draft | PlanState::Published { .. } | PlanState::Closed { .. } => Ok(Plan {
                version: plan.version + 1,
                ..plan
            }),
            PlanState::Archived { .. } => Err(plan.in_wrong_state()),
        }
    }

    /// The plan with other texts. A published plan keeps a summary.
    pub fn rewrite(self, texts: Texts) -> Result<Plan, PlanRefusal> {
        let plan = self.amend()?;
        if plan.asks_for_reasons() && texts.summary.as_str().is_empty() {
            return Err(PlanRefusal::Incomplete { missing: "summary" });
        }
        let Texts {
            title,
            summary,
            easy_summary,
            body,
            decided,
            open_to_debate,
            perimeter,
            language,
        } = texts;
        Ok(Plan {
            title,
            summary,
            easy_summary,
            body,
            decided,
            open_to_debate,
            perimeter,
            language,
            ..plan
        })
    }
}

impl Permitted<Govern, Plan> {
    /// The plan, in a state in which phases and rules still change.
    fn open(self) -> Result<Plan, PlanRefusal> {
        let plan = self.subject;
        match plan.state {
            PlanState::Draft | PlanState::Published { .. } => Ok(Plan {
                version: plan.version + 1,
                ..plan
            }),
            PlanState::Closed { .. } | PlanState::Archived { .. } => Err(plan.in_wrong_state()),
        }
    }

    /// The plan with other phases, by start. Since publication it keeps one, and the dates of its votes as
    /// [`vote_dates_may_change`] says.
    pub fn reschedule(self, mut phases: Vec<Phase>, now: Timestamp) -> Result<Plan, PlanRefusal> {
        let plan = self.open()?;
        if plan.asks_for_reasons() {
            if phases.is_empty() {
                return Err(PlanRefusal::Incomplete { missing: "phases" });
            }
            let live = plan.rules.totals == Totals::Live;
            vote_dates_may_change(&plan.phases, &phases, live, now)?;
        }
        phases.sort_by_key(|phase| (phase.starts_at, phase.ends_at));
        Ok(Plan { phases, ..plan })
    }

    /// The plan with other rules, but for what is frozen.
    pub fn change_rules(self, rules: Rules, now: Timestamp) -> Result<Plan, PlanRefusal> {
        let plan = self.open()?;
        if plan.asks_for_reasons() {
            rules.may_replace(&plan.rules, plan.vote_has_opened(now))?;
        }
        Ok(Plan { rules, ..plan })
    }

    /// Suspends the vote of a phase, in which it is open.
    pub fn suspend_vote(self, phase: PhaseId, now: Timestamp) -> Result<Plan, PlanRefusal> {
        self.change_phase(phase, |phase| phase.suspend(now))
    }

    /// Ends the suspension of a vote; the phase ends later by as long as it took.
    pub fn resume_vote(self, phase: PhaseId, now: Timestamp) -> Result<Plan, PlanRefusal> {
        self.change_phase(phase, |phase| phase.resume(now))
    }

    fn change_phase(
        self,
        id: PhaseId,
        change: impl Fn(Phase) -> Result<Phase, PlanRefusal>,
    ) -> Result<Plan, PlanRefusal> {
        let plan = self.open()?;
        if plan.state == PlanState::Draft {
            return Err(plan.in_wrong_state());
        }
        if !plan.phases.iter().any(|phase| phase.id == id) {
            return Err(PlanRefusal::VoteNotOpen);
        }
        let phases = plan
            .phases
            .iter()
            .map(|phase| {
                if phase.id == id {
                    change(phase.clone())
                } else {
                    Ok(phase.clone())
                }
            })
            .collect::<Result<_, _>>()?;
        Ok(Plan { phases, ..plan })
    }

    /// `draft → published`: from here what the vote does is frozen. Somebody must be on duty, so that every decision
    /// can be reviewed by another person than the one who took it.
    pub fn publish(self, duty: Duty, now: Timestamp) -> Result<Plan, PlanRefusal> {
        let plan = self.subject;
        match plan.state {
            PlanState::Draft if plan.phases.is_empty() => Err(PlanRefusal::Incomplete { missing: "phases" }),
            PlanState::Draft if plan.summary.as_str().is_empty() => {
                Err(PlanRefusal::Incomplete { missing: "summary" })
            }
            PlanState::Draft if !duty.suffices() => Err(PlanRefusal::NobodyOnDuty {
                moderators: duty.moderators,
            }),
            PlanState::Draft => Ok(Plan {
                state: PlanState::Published { at: now },
                version: plan.version + 1,
                ..plan
            }),
            state @ (PlanState::Published { .. } | PlanState::Closed { .. } | PlanState::Archived { .. }) => {
                Err(PlanRefusal::WrongState {
                    state: state.as_str(),
                })
            }
        }
    }

    /// `published → closed`: nothing more can be written. A vote that has opened ends first, since closing would
    /// shorten it.
    pub fn close(self, now: Timestamp) -> Result<Plan, PlanRefusal> {
        let plan = self.subject;
        let voting = plan.phases.iter().any(|phase| phase.vote_goes_on(now));
        match plan.state {
            PlanState::Published { .. } if voting => Err(PlanRefusal::VoteDatesFrozen),
            PlanState::Published { at } => Ok(Plan {
                state: PlanState::Closed {
                    published_at: at,
                    at: now,
                },
                version: plan.version + 1,
                ..plan
            }),
            state @ (PlanState::Draft | PlanState::Closed { .. } | PlanState::Archived { .. }) => {
                Err(PlanRefusal::WrongState {
                    state: state.as_str(),
                })
            }
        }
    }

    /// `closed → archived`.
    pub fn archive(self, now: Timestamp) -> Result<Plan, PlanRefusal> {
        let plan = self.subject;
        match plan.state {
            PlanState::Closed { published_at, .. } => Ok(Plan {
                state: PlanState::Archived {
                    published_at,
                    at: now,
                },
                version: plan.version + 1,
                ..plan
            }),
            state @ (PlanState::Draft | PlanState::Published { .. } | PlanState::Archived { .. }) => {
                Err(PlanRefusal::WrongState {
                    state: state.as_str(),
                })
            }
        }
    }
}

/// Days as a duration, for terms written in plans.
pub const fn term(days: u16) -> Duration {
    crate::time::days(days as u64)
}

#[cfg(test)]
mod tests;
