//! What is possible now, until when, and when it will be: the one computation behind refusals and `plan.allowed`.

use super::{Plan, PlanRefusal, PlanState, Verb};
use crate::Timestamp;

/// Whether a verb is possible in a plan at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// Whether it is possible now.
    pub now: bool,
    /// When it becomes possible next, if it is not possible now.
    pub opens_at: Option<Timestamp>,
    /// When it ends, if it is possible now; when it ended last, if it is not.
    pub closes_at: Option<Timestamp>,
}

impl Plan {
    /// Whether this is possible now, and when it opens or closes. Nothing is outside a published plan.
    pub fn opening(&self, verb: Verb, now: Timestamp) -> Opening {
        let published = matches!(self.state, PlanState::Published { .. });
        let mut phases: Vec<_> = self.phases.iter().filter(|phase| phase.allows(verb)).collect();
        phases.sort_by_key(|phase| phase.starts_at);
        if published && phases.iter().any(|phase| phase.is_open(verb, now)) {
            // Phases that touch or overlap are one opening.
            let end = phases
                .iter()
                .filter(|phase| phase.is_open(verb, now))
                .map(|phase| phase.ends_at)
                .max();
            let end = phases
                .iter()
                .filter(|phase| !phase.suspends(verb))
                .fold(end, |end, phase| {
                    end.map(|end| {
                        if phase.starts_at <= end && phase.ends_at > end {
                            phase.ends_at
                        } else {
                            end
                        }
                    })
                });
            return Opening {
                now: true,
                opens_at: None,
                closes_at: end,
            };
        }
        Opening {
            now: false,
            opens_at: phases
                .iter()
                .map(|phase| phase.starts_at)
                .find(|&start| published && start > now),
            closes_at: phases
                .iter()
                .filter(|phase| !phase.suspends(verb))
                .map(|phase| phase.ends_at)
                .filter(|&end| end <= now)
                .max(),
        }
    }

    /// Whether the phases allow this now; the refusal says which phase does, and when.
    pub fn allows_now(&self, verb: Verb, now: Timestamp) -> Result<(), PlanRefusal> {
        if !matches!(self.state, PlanState::Published { .. }) {
            return Err(PlanRefusal::WrongState {
                state: self.state.as_str(),
            });
        }
        let opening = self.opening(verb, now);
        if opening.now {
            return Ok(());
        }
        let held_back = self
            .phases
            .iter()
            .filter(|phase| phase.allows(verb) && phase.suspends(verb))
            .find_map(|phase| phase.suspended_since);
        if let Some(since) = held_back {
            return Err(PlanRefusal::VoteSuspended { since });
        }
        let named = |phase: &&super::Phase| {
            phase.allows(verb)
                && match opening.opens_at {
                    Some(start) => phase.starts_at == start,
                    None => Some(phase.ends_at) == opening.closes_at,
                }
        };
        Err(PlanRefusal::PhaseClosed {
            verb,
            opens_at: opening.opens_at,
            closed_at: opening.closes_at,
            kind: self.phases.iter().find(named).map(|phase| phase.kind),
        })
    }
}
