//! Look-ups of identities in the API: logged, and shown to the person.

use app::accounts::{Identity as Found, LookUpIdentity};
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::accounts;

use super::{Account, account};
use crate::{
    Fault,
    context::Here,
    problems::{Problem, outcome},
    scalars::{DateTime, id},
};

/// One look-up of the viewer's identity by somebody of the town.
pub struct IdentityLookup(pub accounts::Lookup);

#[Object]
impl IdentityLookup {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// Who looked; null for the house itself, on a requisition, and for the reviewer of a contested case, whom nobody
    /// names.
    async fn by(&self, ctx: &Context<'_>) -> Result<Option<Account>, Fault> {
        match self.0.by {
            Some(by) => account(ctx, by).await,
            None => Ok(None),
        }
    }
    /// What was looked at: `email`, or `notice` where the reviewer of a contested case learned who had sent one.
    async fn what(&self) -> &str {
        &self.0.what
    }
    /// Why, in the words of who looked.
    async fn reason(&self) -> &str {
        self.0.reason.as_str()
    }
    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// Who is behind a pseudonym.
pub struct Identity(Found);

#[Object]
impl Identity {
    /// The account.
    async fn account(&self) -> Account {
        Account(self.0.account.clone())
    }
    /// Its confirmed address; null when it has none, as once erased and for programs.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_ref().map(domain::text::EmailAddress::canonical)
    }
}

/// Who is behind a pseudonym, or why it was not said.
#[derive(SimpleObject)]
pub struct LookUpIdentityPayload {
    /// The identity; null when it was refused.
    identity: Option<Identity>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Looking identities up.
#[derive(Default)]
pub struct LookupMutations;

#[Object]
impl LookupMutations {
    /// Says which address is behind an account: staff of the whole site and admins. It is a mutation since the person
    /// is shown who looked, when and why. Codes: `FIELD_*`, `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`,
    /// `ACCOUNT_NOT_FOUND`.
    async fn look_up_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] account: ID,
        #[graphql(desc = "Why, 10 to 500 characters: the person reads it.")] reason: String,
    ) -> Result<LookUpIdentityPayload, Fault> {
        let cx = ctx.cx()?;
        let found = match LookUpIdentity::parse(id(&account)?, &reason) {
            Ok(command) => app::accounts::look_up(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        let (found, problems) = outcome(cx, found)?;
        Ok(LookUpIdentityPayload {
            identity: found.map(Identity),
            problems,
        })
    }
}
