//! What moderators work with: one queue, a page a case, decisions that can be taken back for ten seconds.

pub(crate) mod appeals;
pub(crate) mod case;
pub(crate) mod decide;
mod keys;
pub(crate) mod notifier;
mod passages;
pub(crate) mod pending;
pub(crate) mod queue;
pub(crate) mod sanctions;
pub(crate) mod signals;
mod text;
pub(crate) mod transmissions;
pub(crate) mod transmit;
mod undo;

pub(crate) use undo::undo;

use app::moderation::{Queue, View};
use domain::{Code, Denied, plans::PlanId, scope::PlanSet};

use crate::{error::Failed, visit::Visit};

/// Whether the visitor works on any queue.
pub(crate) fn works(visit: &Visit) -> bool {
    let scope = visit.cx.scope();
    visit.is_signed_in() && (scope.moderates != PlanSet::None || scope.reviews != PlanSet::None)
}

/// Nothing but a request to sign in for visitors, and nothing at all for people without such a role.
fn must_work(visit: &Visit) -> Result<(), Failed> {
    if works(visit) {
        return Ok(());
    }
    Err(if visit.is_signed_in() {
        Failed::not_found(visit, Code::ModerationNotFound)
    } else {
        Failed::new(visit, Denied::SignInRequired)
    })
}

/// A part of the queue.
fn part(plan: Option<PlanId>, view: View) -> Queue {
    Queue {
        plan,
        view,
        free_at: None,
        overdue_at: None,
        claimed: None,
        kind: None,
        item: None,
    }
}
