//! Appeals: the person contests a sanction apart from the decision that it came with; another person answers.
//!
//! DSA art. 20(1)(c) and (d): the suspension of an account can be contested as the removal of a text can, for six months,
//! free, and is answered by people, with reasons, in fifteen working days.

use crate::{
    Id, Permitted, Timestamp,
    accounts::AccountId,
    id::Kind,
    moderation::{
        ModerationRefusal, Outcome, Sanction, SanctionId,
        cases::{CONTESTABLE_MONTHS, UNDO},
    },
    plans::PlanId,
    policy::moderation::{AnswerAppeal, ContestSanction},
    refusal::Refusal,
    text::Body,
    time::months_later,
};

/// Somebody contests a sanction on themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Appeal {
    /// Its id.
    pub id: AppealId,
    /// The sanction: one appeal each.
    pub sanction: SanctionId,
    /// The person.
    pub account: AccountId,
    /// The plan of the sanction.
    pub plan: PlanId,
    /// Why.
    pub grounds: Body,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// When it must be answered.
    pub due_at: Timestamp,
    /// The answer; none before.
    pub answer: Option<Answer>,
}

/// The id of an appeal.
pub type AppealId = Id<Appeal>;

impl Kind for Appeal {
    const PREFIX: &'static str = "appeal";
}

/// What another person says of a sanction.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Who: never shown.
    pub by: AccountId,
    /// Whether the sanction stands or is lifted.
    pub outcome: Outcome,
    /// Why, for the person.
    pub reasons: Body,
    /// When.
    pub at: Timestamp,
}

/// A sanction that is contested, with those who may not answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Contested {
    /// The sanction.
    pub sanction: Sanction,
    /// What is said against it.
    pub appeal: Appeal,
    /// The people who sent notices in the case that led to it.
    pub notifiers: Vec<AccountId>,
}

impl Answer {
    /// Until when it can be taken back; the person is told of nothing before.
    pub fn undo_until(&self) -> Timestamp {
        self.at + UNDO
    }
}

impl Appeal {
    /// Whether nobody has answered it in time.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.answer.is_none() && self.due_at < now
    }
}

/// A sanction and what is said against it as the person may know them: an answer that can be taken back is none yet.
pub fn told(sanction: Sanction, appeal: Option<Appeal>, now: Timestamp) -> (Sanction, Option<Appeal>) {
    let interim = |answer: &Answer| now < answer.undo_until();
    let Some(at) = appeal
        .as_ref()
        .and_then(|appeal| appeal.answer.as_ref())
        .filter(|answer| interim(answer))
        .map(|answer| answer.at)
    else {
        return (sanction, appeal);
    };
    let sanction = Sanction {
        undone_at: sanction.undone_at.filter(|undone| *undone != at),
        ..sanction
    };
    let unanswered = appeal.map(|appeal| Appeal {
        answer: None,
        ..appeal
    });
    (sanction, unanswered)
}

impl Sanction {
    /// Until when it can be contested; none before it takes effect.
    pub fn contestable_until(&self) -> Option<Timestamp> {
        Some(months_later(self.effective_at?, CONTESTABLE_MONTHS))
    }
}

impl Permitted<ContestSanction, Sanction> {
    /// Contests it: within six months, and once.
    pub fn appeal(
        self,
        id: AppealId,
        grounds: Body,
        due_at: Timestamp,
        now: Timestamp,
    ) -> Result<Appeal, Refusal> {
        let sanction = self.subject;
        let until = sanction
            .contestable_until()
            .ok_or(ModerationRefusal::NotDecided)?;
        if sanction.undone_at.is_some() {
            return Err(ModerationRefusal::FinallyDecided.into());
        }
        if now >= until {
            return Err(ModerationRefusal::TooLateToContest { until }.into());
        }
        Ok(Appeal {
            id,
            sanction: sanction.id,
            account: sanction.account,
            plan: sanction.plan,
            grounds,
            filed_at: now,
            due_at,
            answer: None,
        })
    }
}

impl Permitted<AnswerAppeal, Contested> {
    /// Answers: the sanction stands, or is lifted. That is final here.
    pub fn answer(
        self,
        reverses: bool,
        reasons: Body,
        now: Timestamp,
    ) -> Result<(Sanction, Appeal), Refusal> {
        let by = self.by.ok_or(ModerationRefusal::PeopleOnly)?;
        let Contested { sanction, appeal, .. } = self.subject;
        if appeal.answer.is_some() || sanction.undone_at.is_some() {
            return Err(ModerationRefusal::FinallyDecided.into());
        }
        let outcome = if reverses {
            Outcome::Reversed
        } else {
            Outcome::Upheld
        };
        let sanction = Sanction {
            undone_at: reverses.then_some(now),
            ..sanction
        };
        let answer = Answer {
            by,
            outcome,
            reasons,
            at: now,
        };
        let appeal = Appeal {
            answer: Some(answer),
            ..appeal
        };
        Ok((sanction, appeal))
    }

    /// Takes one's answer back within ten seconds: the sanction is in effect again if that lifted it.
    pub fn undo(self, now: Timestamp) -> Result<(Sanction, Appeal), Refusal> {
        let Contested { sanction, appeal, .. } = self.subject;
        let answer = appeal.answer.as_ref().ok_or(ModerationRefusal::NotDecided)?;
        if Some(answer.by) != self.by {
            return Err(ModerationRefusal::DecidedByOther.into());
        }
        if answer.undo_until() <= now {
            return Err(ModerationRefusal::TooLateToUndo.into());
        }
        let at = answer.at;
        let sanction = Sanction {
            undone_at: sanction.undone_at.filter(|undone| *undone != at),
            ..sanction
        };
        let appeal = Appeal {
            answer: None,
            ..appeal
        };
        Ok((sanction, appeal))
    }
}
