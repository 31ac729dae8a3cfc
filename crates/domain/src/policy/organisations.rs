//! Who may do what with organisations, and who may answer in their name.

use crate::{
    Actor, Denied,
    accounts::ApiScope,
    actor::Allows,
    organisations::{AnsweringGrant, Organisation},
    plans::Plan,
    policy::plans::{self, Site},
};

/// Reading an organisation.
#[derive(Debug, Clone, Copy)]
pub struct See;
/// Writing one down; the subject is [`Site`].
#[derive(Debug, Clone, Copy)]
pub struct Register;
/// Changing its kind, name or number.
#[derive(Debug, Clone, Copy)]
pub struct Edit;
/// Comparing its number with the public register.
#[derive(Debug, Clone, Copy)]
pub struct Check;
/// Giving somebody the right to answer in its name; the subject is the plan.
#[derive(Debug, Clone, Copy)]
pub struct Entrust;
/// Ending such a right.
#[derive(Debug, Clone, Copy)]
pub struct End;

impl Allows<See> for Organisation {
    /// Everybody sees an organisation that was checked; one that waits for it is seen by those who check.
    fn allows(&self, actor: &Actor, _: &See) -> Result<(), Denied> {
        match self.checked_at {
            Some(_) => Ok(()),
            None => actor
                .must_staff_site(ApiScope::Read)
                .map_err(|_denied| Denied::Invisible),
        }
    }
}

impl Allows<Register> for Site {
    fn allows(&self, actor: &Actor, _: &Register) -> Result<(), Denied> {
        actor.must_staff_site(ApiScope::Write)
    }
}

impl Allows<Edit> for Organisation {
    fn allows(&self, actor: &Actor, _: &Edit) -> Result<(), Denied> {
        self.allows(actor, &See)?;
        actor.must_staff_site(ApiScope::Write)
    }
}

impl Allows<Check> for Organisation {
    fn allows(&self, actor: &Actor, _: &Check) -> Result<(), Denied> {
        self.allows(actor, &See)?;
        actor.must_staff_site(ApiScope::Write)
    }
}

impl Allows<Entrust> for Plan {
    /// Grants are given by admins.
    fn allows(&self, actor: &Actor, _: &Entrust) -> Result<(), Denied> {
        self.allows(actor, &plans::See)?;
        actor.must_administer()
    }
}

impl Allows<End> for &AnsweringGrant {
    fn allows(&self, actor: &Actor, _: &End) -> Result<(), Denied> {
        actor.must_administer()
    }
}
