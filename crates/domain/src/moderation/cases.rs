//! Cases: what is decided about an item. One case at a time is open for an item; further notices join it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    Id, Permitted, Timestamp, Visibility,
    accounts::AccountId,
    id::Kind,
    moderation::{
        Action, CaseFile, ComplaintId, Contestation, Decision, DecisionId, Item, ModerationRefusal,
        notices::{NoticeOutcome, words},
        priority::Priority,
    },
    plans::PlanId,
    policy::moderation::{AskSecond, Claim, Contest, Release, Undo},
    refusal::Refusal,
    time::minutes,
};

mod deciding;

pub use deciding::Decided;

/// How long a case is reserved for the moderator who took it.
pub const CLAIM: Duration = minutes(30);
/// How long a decision can be taken back before anybody is told of it.
pub const UNDO: Duration = Duration::from_secs(10);
/// How long a decision can be contested, in calendar months (DSA art. 20(1): at least six).
pub const CONTESTABLE_MONTHS: i32 = 6;

/// What is decided about an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// What it is about.
    pub item: Item,
    /// The plan of the item.
    pub plan: PlanId,
    /// Where it stands.
    pub state: CaseState,
    /// Who works on it, and until when nobody else may.
    pub claim: Option<ClaimedBy>,
    /// A moderator asked for a second opinion before anything is decided.
    pub second: Option<SecondOpinion>,
    /// Why it stands where it stands in the queue.
    pub priority: Priority,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it must be decided, or its complaint be answered.
    pub due_at: Timestamp,
    /// When it was escalated, because a hold or a term ended without a decision.
    pub escalated_at: Option<Timestamp>,
    /// How many notices it has.
    pub notices: i32,
    /// It grows with every transition: a late one is refused, never merged.
    pub version: i32,
}

/// The id of a case.
pub type CaseId = Id<Case>;

impl Kind for Case {
    const PREFIX: &'static str = "case";
}

/// Who works on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimedBy {
    /// Who.
    pub by: AccountId,
    /// Until when.
    pub until: Timestamp,
}

/// What a moderator would decide, who asked somebody else to decide it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondOpinion {
    /// Who asked.
    pub by: AccountId,
    /// What they would do.
    pub action: Action,
    /// What they say to the other; never shown to anybody else.
    pub note: String,
}

/// `open → decided → told → contested → reviewed → final`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseState {
    /// Nobody has decided.
    Open,
    /// Decided; it can be taken back until then, and nobody is told before.
    Decided {
        /// The decision.
        decision: DecisionId,
        /// Until when it can be taken back.
        undo_until: Timestamp,
    },
    /// Those concerned are told, and may contest.
    Told {
        /// The decision in force.
        decision: DecisionId,
        /// Until when it can be contested.
        contestable_until: Timestamp,
    },
    /// Somebody contests it.
    Contested {
        /// The decision in force.
        decision: DecisionId,
        /// What is said against it.
        complaint: ComplaintId,
    },
    /// Another person has reviewed it; that can be taken back until then, and nobody is told before.
    Reviewed {
        /// The decision that was contested.
        decision: DecisionId,
        /// What is said against it.
        complaint: ComplaintId,
        /// What was decided about that.
        review: DecisionId,
        /// Until when it can be taken back.
        undo_until: Timestamp,
    },
    /// Nothing more is decided here; courts and the Défenseur des droits remain.
    Final {
        /// The decision in force.
        decision: DecisionId,
    },
}

words! {
    /// Where a case stands, in one word.
    CaseStage {
        /// Nobody has decided.
        Open = "open",
        /// Decided, and told to nobody yet.
        Decided = "decided",
        /// Told, and contestable.
        Told = "told",
        /// Contested.
        Contested = "contested",
        /// The complaint is decided, and told to nobody yet.
        Reviewed = "reviewed",
        /// Nothing more is decided here.
        Final = "final",
    }
}

words! {
    /// What happens to a case.
    CaseVerb {
        /// A notice joins it.
        Attach = "attach",
        /// A moderator takes it for a while.
        Claim = "claim",
        /// They give it back.
        Release = "release",
        /// They ask somebody else to decide.
        AskSecond = "ask_second",
        /// It is decided, or its complaint is.
        Decide = "decide",
        /// It is decided, and its item passed on to an authority.
        Transmit = "transmit",
        /// The decision is taken back.
        Undo = "undo",
        /// Those concerned are told.
        Tell = "tell",
        /// One of them contests.
        Contest = "contest",
        /// The time to contest has passed.
        Close = "close",
    }
}

/// Every transition; whatever is not here is refused.
pub const TRANSITIONS: &[(CaseStage, CaseVerb, CaseStage)] = &[
    (CaseStage::Open, CaseVerb::Attach, CaseStage::Open),
    (CaseStage::Open, CaseVerb::Claim, CaseStage::Open),
    (CaseStage::Open, CaseVerb::Release, CaseStage::Open),
    (CaseStage::Open, CaseVerb::AskSecond, CaseStage::Open),
    (CaseStage::Open, CaseVerb::Decide, CaseStage::Decided),
    (CaseStage::Open, CaseVerb::Transmit, CaseStage::Decided),
    (CaseStage::Decided, CaseVerb::Attach, CaseStage::Decided),
    (CaseStage::Decided, CaseVerb::Undo, CaseStage::Open),
    (CaseStage::Decided, CaseVerb::Tell, CaseStage::Told),
    (CaseStage::Told, CaseVerb::Contest, CaseStage::Contested),
    (CaseStage::Told, CaseVerb::Close, CaseStage::Final),
    (CaseStage::Contested, CaseVerb::Claim, CaseStage::Contested),
    (CaseStage::Contested, CaseVerb::Release, CaseStage::Contested),
    (CaseStage::Contested, CaseVerb::Decide, CaseStage::Reviewed),
    (CaseStage::Reviewed, CaseVerb::Undo, CaseStage::Contested),
    (CaseStage::Reviewed, CaseVerb::Tell, CaseStage::Final),
];

impl CaseStage {
    /// The stage after this, or that the verb has no place here.
    pub fn after(self, verb: CaseVerb) -> Result<Self, ModerationRefusal> {
        TRANSITIONS
            .iter()
            .find(|(from, by, _)| (*from, *by) == (self, verb))
            .map(|(_, _, to)| *to)
            .ok_or(match self {
                Self::Open => ModerationRefusal::NotDecided,
                Self::Decided | Self::Told | Self::Reviewed | Self::Final => {
                    ModerationRefusal::AlreadyDecided { stage: self.as_str() }
                }
                Self::Contested => ModerationRefusal::WrongStage { stage: self.as_str() },
            })
    }

    /// Whether the case is the one of its item that further notices join.
    pub const fn takes_notices(self) -> bool {
        matches!(self, Self::Open | Self::Decided)
    }

    /// Whether somebody must decide.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Open | Self::Contested)
    }
}

impl CaseState {
    /// The state in one word.
    pub const fn stage(self) -> CaseStage {
        match self {
            Self::Open => CaseStage::Open,
            Self::Decided { .. } => CaseStage::Decided,
            Self::Told { .. } => CaseStage::Told,
            Self::Contested { .. } => CaseStage::Contested,
            Self::Reviewed { .. } => CaseStage::Reviewed,
            Self::Final { .. } => CaseStage::Final,
        }
    }

    /// The decision that stands, or that is contested.
    pub const fn decision(self) -> Option<DecisionId> {
        match self {
            Self::Open => None,
            Self::Decided { decision, .. }
            | Self::Told { decision, .. }
            | Self::Contested { decision, .. }
            | Self::Reviewed { decision, .. }
            | Self::Final { decision } => Some(decision),
        }
    }

    /// The decision that can still be taken back, and until when.
    pub const fn interim(self) -> Option<(DecisionId, Timestamp)> {
        match self {
            Self::Decided { decision, undo_until } => Some((decision, undo_until)),
            Self::Reviewed {
                review, undo_until, ..
            } => Some((review, undo_until)),
            Self::Open | Self::Told { .. } | Self::Contested { .. } | Self::Final { .. } => None,
        }
    }

    /// The complaint, where there is one that is not answered.
    pub const fn complaint(self) -> Option<ComplaintId> {
        match self {
            Self::Contested { complaint, .. } | Self::Reviewed { complaint, .. } => Some(complaint),
            Self::Open | Self::Decided { .. } | Self::Told { .. } | Self::Final { .. } => None,
        }
    }
}

impl Case {
    /// A case that is opened by its first notice.
    pub fn open(id: CaseId, item: Item, plan: PlanId, now: Timestamp, due_at: Timestamp) -> Self {
        Self {
            id,
            item,
            plan,
            state: CaseState::Open,
            claim: None,
            second: None,
            priority: Priority::default(),
            opened_at: now,
            due_at,
            escalated_at: None,
            notices: 0,
            version: 1,
        }
    }

    /// Its place in the queue: earlier comes first; what is escalated comes before all that is not.
    pub fn rank(&self) -> Timestamp {
        let rank = self.priority.rank(self.opened_at);
        match self.escalated_at {
            None => rank,
            Some(_) => rank - crate::time::days(3_650),
        }
    }

    /// Whether it waits and is past its term.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.state.stage().waits() && self.due_at < now
    }

    /// Who works on it now, their claim not having expired.
    pub fn claimed(&self, now: Timestamp) -> Option<ClaimedBy> {
        self.claim.filter(|claim| claim.until > now)
    }

    /// The same after one more notice.
    pub fn attach(self, priority: Priority) -> Result<Self, ModerationRefusal> {
        self.state.stage().after(CaseVerb::Attach)?;
        Ok(Self {
            priority,
            notices: self.notices.saturating_add(1),
            ..self
        })
    }

    /// The same, escalated: a hold or a term ended without a decision.
    #[must_use]
    pub fn escalate(self, now: Timestamp) -> Self {
        Self {
            escalated_at: self.escalated_at.or(Some(now)),
            ..self
        }
    }

    /// The same once those concerned are told; the decision can be contested until then.
    pub fn tell(self, contestable_until: Timestamp) -> Result<Self, ModerationRefusal> {
        self.state.stage().after(CaseVerb::Tell)?;
        let state = match self.state {
            CaseState::Decided { decision, .. } => CaseState::Told {
                decision,
                contestable_until,
            },
            CaseState::Reviewed { review, .. } => CaseState::Final { decision: review },
            other @ (CaseState::Open
            | CaseState::Told { .. }
            | CaseState::Contested { .. }
            | CaseState::Final { .. }) => other,
        };
        Ok(self.moved(state))
    }

    /// The same once nobody may contest it any more.
    pub fn close(self, now: Timestamp) -> Result<Self, ModerationRefusal> {
        self.state.stage().after(CaseVerb::Close)?;
        match self.state {
            CaseState::Told {
                decision,
                contestable_until,
            } if contestable_until <= now => Ok(self.moved(CaseState::Final { decision })),
            state => Err(ModerationRefusal::WrongStage {
                stage: state.stage().as_str(),
            }),
        }
    }

    /// The same, open again: the decision that it had joined was taken back.
    pub fn part(self) -> Result<Self, ModerationRefusal> {
        self.state.stage().after(CaseVerb::Undo)?;
        Ok(self.moved(CaseState::Open))
    }

    /// The same, closed: the decision that it had joined was contested, and this says finally whether it stands.
    pub fn settle(self, review: DecisionId) -> Result<Self, ModerationRefusal> {
        self.state.stage().after(CaseVerb::Close)?;
        Ok(self.moved(CaseState::Final { decision: review }))
    }

    fn moved(self, state: CaseState) -> Self {
        Self {
            state,
            version: self.version.saturating_add(1),
            ..self
        }
    }

    fn must_be(&self, version: i32) -> Result<(), ModerationRefusal> {
        if self.version == version {
            Ok(())
        } else {
            Err(ModerationRefusal::ChangedMeanwhile)
        }
    }

    /// Refuses while somebody else than this person works on it.
    pub fn must_be_free(&self, by: Option<AccountId>, now: Timestamp) -> Result<(), ModerationRefusal> {
        match self.claimed(now) {
            Some(claim) if Some(claim.by) != by => {
                Err(ModerationRefusal::ClaimedByOther { until: claim.until })
            }
            _ => Ok(()),
        }
    }
}

/// The person who acts: cases are worked on by people.
pub(super) fn person(by: Option<AccountId>) -> Result<AccountId, Refusal> {
    by.ok_or_else(|| ModerationRefusal::PeopleOnly.into())
}

impl Permitted<Claim, CaseFile> {
    /// Reserves it for half an hour; again for whoever has it.
    pub fn claim(self, now: Timestamp) -> Result<Case, Refusal> {
        let by = person(self.by)?;
        let case = self.subject.case;
        case.state.stage().after(CaseVerb::Claim)?;
        case.must_be_free(Some(by), now)?;
        let until = now + CLAIM;
        let state = case.state;
        Ok(Case {
            claim: Some(ClaimedBy { by, until }),
            ..case.moved(state)
        })
    }
}

impl Permitted<Release, CaseFile> {
    /// Gives it back.
    pub fn release(self, now: Timestamp) -> Result<Case, Refusal> {
        let case = self.subject.case;
        case.state.stage().after(CaseVerb::Release)?;
        case.must_be_free(self.by, now)?;
        let state = case.state;
        Ok(Case {
            claim: None,
            ..case.moved(state)
        })
    }
}

impl Permitted<AskSecond, CaseFile> {
    /// Says what one would do, and leaves it to another moderator.
    pub fn ask_second(
        self,
        version: i32,
        action: Action,
        note: String,
        now: Timestamp,
    ) -> Result<Case, Refusal> {
        let by = person(self.by)?;
        let file = self.subject;
        file.case.state.stage().after(CaseVerb::AskSecond)?;
        file.case.must_be(version)?;
        file.case.must_be_free(Some(by), now)?;
        if file.case.second.is_some() {
            return Err(ModerationRefusal::SecondOpinionAsked.into());
        }
        action.fits(&file.target)?;
        let case = file.case;
        let state = case.state;
        Ok(Case {
            claim: None,
            second: Some(SecondOpinion { by, action, note }),
            ..case.moved(state)
        })
    }
}

impl Permitted<Undo, CaseFile> {
    /// Takes one's decision back before anybody is told: the item shows what it showed.
    pub fn undo(self, decision: Decision, now: Timestamp) -> Result<Decided, Refusal> {
        let file = self.subject;
        let Some((interim, until)) = file.case.state.interim() else {
            return Err(ModerationRefusal::TooLateToUndo.into());
        };
        if until <= now {
            return Err(ModerationRefusal::TooLateToUndo.into());
        }
        if interim != decision.id || Some(decision.by) != self.by {
            return Err(ModerationRefusal::DecidedByOther.into());
        }
        file.case.state.stage().after(CaseVerb::Undo)?;
        let state = match file.case.state {
            CaseState::Reviewed {
                decision, complaint, ..
            } => CaseState::Contested { decision, complaint },
            CaseState::Open
            | CaseState::Decided { .. }
            | CaseState::Told { .. }
            | CaseState::Contested { .. }
            | CaseState::Final { .. } => CaseState::Open,
        };
        // What was published meanwhile is not given back any more.
        let given_back = decision.before == Visibility::Returned && file.target.published;
        let visibility = if file.target.visibility == decision.after && !given_back {
            decision.before.clone()
        } else {
            file.target.visibility
        };
        let claim = self.by.map(|by| ClaimedBy {
            by,
            until: now + CLAIM,
        });
        Ok(Decided {
            case: Case {
                claim,
                ..file.case.moved(state)
            },
            decision: Decision {
                undone_at: Some(now),
                ..decision
            },
            visibility,
        })
    }
}

impl Permitted<Contest, Contestation> {
    /// Contests the decision in force: another person will review it, by then.
    pub fn contest(self, complaint: ComplaintId, due_at: Timestamp, now: Timestamp) -> Result<Case, Refusal> {
        let Contestation { file, notice, .. } = self.subject;
        let case = file.case;
        if notice.is_some_and(|notice| notice.outcome == Some(NoticeOutcome::Acted)) {
            return Err(ModerationRefusal::NoticeFollowed.into());
        }
        let CaseState::Told {
            decision,
            contestable_until,
        } = case.state
        else {
            return Err(match case.state.stage() {
                CaseStage::Contested | CaseStage::Reviewed => ModerationRefusal::AlreadyContested,
                CaseStage::Final => ModerationRefusal::FinallyDecided,
                CaseStage::Open | CaseStage::Decided | CaseStage::Told => ModerationRefusal::NotDecided,
            }
            .into());
        };
        if contestable_until <= now {
            return Err(ModerationRefusal::TooLateToContest {
                until: contestable_until,
            }
            .into());
        }
        case.state.stage().after(CaseVerb::Contest)?;
        Ok(Case {
            due_at,
            claim: None,
            second: None,
            ..case.moved(CaseState::Contested { decision, complaint })
        })
    }
}
