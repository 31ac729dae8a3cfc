//! Deciding a case, or the complaint about it.

use super::{Case, CaseState, CaseVerb, UNDO, person};
use crate::{
    Permitted, Timestamp, Visibility,
    accounts::AccountId,
    moderation::{
        Action, CaseFile, Decision, DecisionId, ModerationRefusal, Outcome,
        decisions::{Judgement, Review},
    },
    moderation_log::LogReference,
    policy::moderation::Decide,
    refusal::Refusal,
};

impl Permitted<Decide, CaseFile> {
    /// Decides the case, or the complaint about it: what the item shows changes at once, and can be taken back for ten
    /// seconds. `id` and `reference` are fresh.
    pub fn decide(
        self,
        id: DecisionId,
        reference: LogReference,
        version: i32,
        judgement: Judgement,
        now: Timestamp,
    ) -> Result<Decided, Refusal> {
        let by = person(self.by)?;
        self.subject
            .decided(by, CaseVerb::Decide, (id, reference), version, judgement, now)
    }
}

impl CaseFile {
    /// The case after a decision of this person, whom the policy allows it.
    pub(in crate::moderation) fn decided(
        self,
        by: AccountId,
        verb: CaseVerb,
        (id, reference): (DecisionId, LogReference),
        version: i32,
        judgement: Judgement,
        now: Timestamp,
    ) -> Result<Decided, Refusal> {
        let file = self;
        let case = &file.case;
        case.state.stage().after(verb)?;
        case.must_be(version)?;
        case.must_be_free(Some(by), now)?;
        let first = case.second.as_ref().map(|second| second.by);
        if first == Some(by) {
            return Err(ModerationRefusal::SecondOpinionAsked.into());
        }
        judgement.is_complete()?;
        let undo_until = now + UNDO;
        let before = file.target.visibility.clone();
        let (state, review, after) = match case.state {
            CaseState::Contested { decision, complaint } => {
                let contested = file
                    .decision
                    .as_ref()
                    .ok_or(ModerationRefusal::ChangedMeanwhile)?;
                let outcome = contested.outcome_of(&judgement.action);
                let waves = contested.action.is_wave() || judgement.action.is_wave();
                if waves && matches!(outcome, Outcome::Modified) {
                    return Err(ModerationRefusal::WaveIsWhole.into());
                }
                // What stands needs nothing of the item, and what falls restores it.
                if matches!(outcome, Outcome::Modified) {
                    judgement.action.fits(&file.target)?;
                }
                let after = contested.reviewed(&judgement.action, outcome, &before);
                let state = CaseState::Reviewed {
                    decision,
                    complaint,
                    review: id,
                    undo_until,
                };
                let review = Review {
                    complaint,
                    of: decision,
                    outcome,
                };
                (state, Some(review), after)
            }
            CaseState::Open => {
                // What is passed on and left as it is may wait for its review.
                if verb != CaseVerb::Transmit || judgement.action != Action::Keep {
                    judgement.action.fits(&file.target)?;
                }
                let state = CaseState::Decided {
                    decision: id,
                    undo_until,
                };
                let after = judgement.action.applied_to(&before);
                (state, None, after)
            }
            state @ (CaseState::Decided { .. }
            | CaseState::Told { .. }
            | CaseState::Reviewed { .. }
            | CaseState::Final { .. }) => {
                return Err(ModerationRefusal::AlreadyDecided {
                    stage: state.stage().as_str(),
                }
                .into());
            }
        };
        let Judgement {
            action,
            rule,
            facts,
            source,
            automated_detection,
        } = judgement;
        let decision = Decision {
            id,
            reference,
            case: case.id,
            item: case.item,
            plan: case.plan,
            review,
            agreed: case
                .second
                .as_ref()
                .map(|second| second.action.word() == action.word()),
            action,
            rule,
            facts,
            source,
            automated_detection,
            by,
            first,
            before,
            after: after.clone(),
            item_version: file.target.version,
            at: now,
            final_at: None,
            undone_at: None,
        };
        let case = Case {
            claim: None,
            ..file.case.moved(state)
        };
        Ok(Decided {
            case,
            decision,
            visibility: after,
        })
    }
}

impl Permitted<Decide, CaseFile> {
    /// Decides the case by a decision about another item of its author. A claim of somebody else does not keep it open;
    /// whoever asked for a second opinion here does not decide it.
    pub fn join(self, decision: DecisionId, undo_until: Timestamp) -> Result<Case, Refusal> {
        let by = person(self.by)?;
        let case = self.subject.case;
        case.state.stage().after(CaseVerb::Decide)?;
        if case.second.as_ref().is_some_and(|second| second.by == by) {
            return Err(ModerationRefusal::SecondOpinionAsked.into());
        }
        Ok(Case {
            claim: None,
            ..case.moved(CaseState::Decided { decision, undo_until })
        })
    }
}

/// What a decision changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// The case, decided.
    pub case: Case,
    /// The decision.
    pub decision: Decision,
    /// What the item shows from now on.
    pub visibility: Visibility,
}
