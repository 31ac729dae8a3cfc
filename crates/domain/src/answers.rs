//! What the town answers to proposals: `none → under study → answered → delivered | abandoned`.
//!
//! A recommendation by a service is kept apart from the decision. One answer may cover a group of proposals. Past its
//! due date it is publicly overdue: [`Answer::is_overdue`] computes it, nobody sets it.

use crate::{
    Code, Id, Permitted, Refusal, Timestamp,
    id::Kind,
    plans::{Plan, PlanId},
    policy::answers::Give,
    proposals::{Proposal, ProposalRefusal, TextState},
    refusal::Facts,
    text::{Body, Bounds, Title},
};

mod drafts;

pub use drafts::{AnswerDraft, DELIBERATION, Decided, SentBack};

/// The name of who studies has 2 to 150 characters.
pub const ORGANISATION: Bounds = Bounds::new(2, 150);
/// Reasons and recommendations have 15 to 5,000 characters.
pub const REASON: Bounds = Bounds::new(15, 5_000);
/// A calendar has at most 2,000 characters.
pub const CALENDAR: Bounds = Bounds::new(0, 2_000);
/// A cost is at most ten thousand million euros, in cents.
pub const MAX_COST_CENTS: i64 = 1_000_000_000_000;
/// An answer covers at most this many proposals.
pub const MAX_COVERED: usize = 50;

/// The town's answer to one proposal or to a group of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its id.
    pub id: AnswerId,
    /// The plan.
    pub plan: PlanId,
    /// Who studies, until when.
    pub study: Study,
    /// What a service recommends, apart from what is decided.
    pub recommendation: Option<Recommendation>,
    /// To whom it was handed on, where it was out of remit.
    pub transfer: Option<Transfer>,
    /// How far it has come.
    pub state: AnswerState,
    /// What it costs, in euro cents.
    pub cost_cents: Option<i64>,
    /// When it will be done, in words; empty when nobody wrote it.
    pub calendar: Body,
    /// The number of the deliberation of the council, where there is one.
    pub deliberation: Option<Title>,
    /// Increases with every change: a late change is refused, not merged.
    pub version: i32,
}

/// The id of an answer.
pub type AnswerId = Id<Answer>;

impl Kind for Answer {
    const PREFIX: &'static str = "answer";
}

/// Who studies, until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Study {
    /// The organisation or service; none for what was taken over from an earlier platform, which names nobody.
    pub organisation: Option<Title>,
    /// When the answer is due; when it was given, for one taken over without a date.
    pub due: Timestamp,
    /// Since when it is studied; when it was given, for one taken over.
    pub since: Timestamp,
}

/// What a service recommends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommendation {
    /// The service.
    pub by: Title,
    /// What it says, Markdown.
    pub text: Body,
    /// When.
    pub at: Timestamp,
}

/// Handed on to whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// To whom.
    pub to: Title,
    /// Why, Markdown.
    pub reason: Body,
    /// When the answer is due there.
    pub due: Timestamp,
    /// When it was handed on.
    pub at: Timestamp,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Decision {
    /// «Retenue».
    Accepted,
    /// «Retenue en partie».
    Partly,
    /// «Non retenue».
    Refused,
}

impl Decision {
    /// Every decision.
    pub const ALL: &'static [Self] = &[Self::Accepted, Self::Partly, Self::Refused];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Partly => "partly",
            Self::Refused => "refused",
        }
    }

    /// The decision of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|decision| decision.as_str() == word)
    }
}

/// A decision with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// What was decided.
    pub decision: Decision,
    /// Why, Markdown; empty where an earlier platform gave no reason.
    pub reason: Body,
    /// When; the time of the import, where an earlier platform gave no date.
    pub at: Timestamp,
}

/// How far an answer has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerState {
    /// Somebody studies it.
    UnderStudy,
    /// Out of remit: handed on, with a new date. [`Answer::transfer`] says to whom.
    Transferred,
    /// Decided.
    Answered(Ruling),
    /// Decided and done.
    Delivered {
        /// What had been decided.
        ruling: Ruling,
        /// When it was done.
        at: Timestamp,
    },
    /// Decided, then given up.
    Abandoned {
        /// What had been decided.
        ruling: Ruling,
        /// Why it was given up, Markdown.
        reason: Body,
        /// When.
        at: Timestamp,
    },
}

/// How far, in one word, as lists are filtered by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnswerStage {
    /// Somebody studies it.
    UnderStudy,
    /// «Transmise».
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

impl AnswerStage {
    /// Every stage.
    pub const ALL: &'static [Self] = &[
        Self::UnderStudy,
        Self::Transferred,
        Self::Accepted,
        Self::Partly,
        Self::Refused,
        Self::Delivered,
        Self::Abandoned,
    ];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnderStudy => "under_study",
            Self::Transferred => "transferred",
            Self::Accepted => "accepted",
            Self::Partly => "partly",
            Self::Refused => "refused",
            Self::Delivered => "delivered",
            Self::Abandoned => "abandoned",
        }
    }
}

impl AnswerState {
    /// How far, in one word.
    pub const fn stage(&self) -> AnswerStage {
        match self {
            Self::UnderStudy => AnswerStage::UnderStudy,
            Self::Transferred => AnswerStage::Transferred,
            Self::Answered(ruling) => match ruling.decision {
                Decision::Accepted => AnswerStage::Accepted,
                Decision::Partly => AnswerStage::Partly,
                Decision::Refused => AnswerStage::Refused,
            },
            Self::Delivered { .. } => AnswerStage::Delivered,
            Self::Abandoned { .. } => AnswerStage::Abandoned,
        }
    }

    /// What was decided, if anything was.
    pub const fn ruling(&self) -> Option<&Ruling> {
        match self {
            Self::UnderStudy | Self::Transferred => None,
            Self::Answered(ruling) | Self::Delivered { ruling, .. } | Self::Abandoned { ruling, .. } => {
                Some(ruling)
            }
        }
    }
}

impl Answer {
    /// When the answer is due: the transfer's date once it was handed on.
    pub fn due(&self) -> Timestamp {
        match (&self.state, &self.transfer) {
            (AnswerState::Transferred, Some(transfer)) => transfer.due,
            _ => self.study.due,
        }
    }

    /// In whose name it is given: of whom it was handed on to, once it was.
    pub fn in_whose_name(&self) -> Option<&Title> {
        let handed_on = self.transfer.as_ref().map(|transfer| &transfer.to);
        handed_on.or(self.study.organisation.as_ref())
    }

    /// Whether it should have been decided by now and was not. What was taken over names nobody who promised a date.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        match self.state {
            AnswerState::UnderStudy => self.study.organisation.is_some() && self.due() < now,
            AnswerState::Transferred => self.due() < now,
            AnswerState::Answered(_) | AnswerState::Delivered { .. } | AnswerState::Abandoned { .. } => false,
        }
    }

    fn wrong_state(&self) -> AnswerRefusal {
        AnswerRefusal::WrongState {
            state: self.state.stage().as_str(),
        }
    }
}

/// Proposals of a plan that shall be answered together, in an organisation's name.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The plan.
    pub plan: Plan,
    /// In whose name: an organisation, or a service of the town.
    pub organisation: Title,
    /// The proposals.
    pub proposals: Vec<Proposal>,
}

/// An answer with the proposals that it covers, hidden ones too.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The answer.
    pub answer: Answer,
    /// The proposals.
    pub proposals: Vec<Proposal>,
}

impl Permitted<Give, Asked> {
    /// `none → under study` for these proposals of the plan together, in the name that was permitted.
    pub fn study(&self, id: AnswerId, due: Timestamp, since: Timestamp) -> Result<Answer, Refusal> {
        let Asked {
            plan,
            organisation,
            proposals,
        } = &self.subject;
        for proposal in proposals {
            if proposal.plan != plan.id {
                return Err(AnswerRefusal::OtherPlan.into());
            }
            match proposal.text {
                TextState::Published { .. } if proposal.visibility.is_readable() => {}
                TextState::Published { .. } => return Err(ProposalRefusal::NotShown.into()),
                TextState::Withdrawn { .. } => return Err(ProposalRefusal::Withdrawn.into()),
                TextState::PendingReview { .. } => {
                    return Err(ProposalRefusal::WrongState {
                        state: proposal.text.as_str(),
                    }
                    .into());
                }
            }
            if proposal.answer.is_some() {
                return Err(AnswerRefusal::Exists.into());
            }
        }
        Ok(Answer {
            id,
            plan: plan.id,
            study: Study {
                organisation: Some(organisation.clone()),
                due,
                since,
            },
            recommendation: None,
            transfer: None,
            state: AnswerState::UnderStudy,
            cost_cents: None,
            calendar: Body::default(),
            deliberation: None,
            version: 1,
        })
    }
}

impl Permitted<Give, Reply> {
    /// Keeps what a service recommends, while nothing is decided.
    pub fn recommend(self, recommendation: Recommendation) -> Result<Answer, AnswerRefusal> {
        let answer = self.subject.answer;
        match answer.state {
            AnswerState::UnderStudy | AnswerState::Transferred => Ok(Answer {
                recommendation: Some(recommendation),
                version: answer.version + 1,
                ..answer
            }),
            AnswerState::Answered(_) | AnswerState::Delivered { .. } | AnswerState::Abandoned { .. } => {
                Err(answer.wrong_state())
            }
        }
    }

    /// `under study → transferred`: out of remit.
    pub fn transfer(self, transfer: Transfer) -> Result<Answer, AnswerRefusal> {
        let answer = self.subject.answer;
        match answer.state {
            AnswerState::UnderStudy => Ok(Answer {
                transfer: Some(transfer),
                state: AnswerState::Transferred,
                version: answer.version + 1,
                ..answer
            }),
            AnswerState::Transferred
            | AnswerState::Answered(_)
            | AnswerState::Delivered { .. }
            | AnswerState::Abandoned { .. } => Err(answer.wrong_state()),
        }
    }

    /// `answered (accepted | partly) → delivered`.
    pub fn deliver(self, now: Timestamp) -> Result<Answer, AnswerRefusal> {
        let answer = self.subject.answer;
        let ruling = promised(&answer)?;
        Ok(Answer {
            state: AnswerState::Delivered { ruling, at: now },
            version: answer.version + 1,
            ..answer
        })
    }

    /// `answered (accepted | partly) → abandoned`.
    pub fn abandon(self, reason: Body, now: Timestamp) -> Result<Answer, AnswerRefusal> {
        let answer = self.subject.answer;
        let ruling = promised(&answer)?;
        Ok(Answer {
            state: AnswerState::Abandoned {
                ruling,
                reason,
                at: now,
            },
            version: answer.version + 1,
            ..answer
        })
    }
}

/// The ruling of an answer that promises something still to be done.
fn promised(answer: &Answer) -> Result<Ruling, AnswerRefusal> {
    match &answer.state {
        AnswerState::Answered(ruling) => match ruling.decision {
            Decision::Accepted | Decision::Partly => Ok(ruling.clone()),
            Decision::Refused => Err(answer.wrong_state()),
        },
        AnswerState::UnderStudy
        | AnswerState::Transferred
        | AnswerState::Delivered { .. }
        | AnswerState::Abandoned { .. } => Err(answer.wrong_state()),
    }
}

/// Why a rule about answers says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRefusal {
    /// It is not in the state that this needs.
    #[error("the answer is {state}")]
    WrongState {
        /// The stage it is in.
        state: &'static str,
    },
    /// A proposal has an answer already.
    #[error("there is an answer")]
    Exists,
    /// A proposal is of another plan.
    #[error("a proposal is of another plan")]
    OtherPlan,
    /// Somebody else was faster.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The second reader is the author.
    #[error("one's own draft")]
    OwnDraft,
}

impl AnswerRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::WrongState { .. } => Code::AnswerWrongState,
            Self::Exists => Code::AnswerExists,
            Self::OtherPlan => Code::ProposalNotFound,
            Self::ChangedMeanwhile => Code::AnswerChangedMeanwhile,
            Self::OwnDraft => Code::AnswerOwnDraft,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::WrongState { state } => vec![("state", (*state).into())],
            Self::Exists | Self::OtherPlan | Self::ChangedMeanwhile | Self::OwnDraft => Vec::new(),
        }
    }
}
