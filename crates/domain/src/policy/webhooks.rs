//! Who may keep webhooks.

use crate::{
    Actor, Denied,
    accounts::ApiScope,
    actor::Allows,
    plans::PlanId,
    webhooks::{Wanted, Webhook},
};

/// Making, reading, changing and deleting a webhook, and looking at its deliveries.
#[derive(Debug, Clone, Copy)]
pub struct Keep;

/// Staff of the plan, where it tells of one plan; otherwise staff of the whole site and admins. Programs need the scope
/// `export`: a webhook carries what happens out of the house.
fn keeps(actor: &Actor, plan: Option<PlanId>) -> Result<(), Denied> {
    match plan {
        Some(plan) => actor.must_staff_by(plan, ApiScope::Export),
        None => actor.must_staff_site(ApiScope::Export),
    }
}

impl Allows<Keep> for &Wanted {
    fn allows(&self, actor: &Actor, _: &Keep) -> Result<(), Denied> {
        keeps(actor, self.plan)
    }
}

impl Allows<Keep> for Webhook {
    /// Whoever does not keep it does not know of it.
    fn allows(&self, actor: &Actor, _: &Keep) -> Result<(), Denied> {
        keeps(actor, self.wanted.plan).map_err(|denied| match denied {
            Denied::SignInRequired | Denied::ScopeRequired => denied,
            _ => Denied::Invisible,
        })
    }
}
