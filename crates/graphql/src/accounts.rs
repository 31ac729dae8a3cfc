//! Accounts in the API.

use async_graphql::{Context, ID, MergedObject, Object};
use domain::accounts::{self, AccountId, Standing};

use crate::{Fault, context::Here};

pub mod grants;
pub mod leaving;
pub mod links;
pub mod lookups;
pub mod programs;

/// Reading whom the town trusts with what.
#[derive(MergedObject, Default)]
pub struct TrustQueries(grants::GrantQueries, programs::ProgramQueries);

/// Saying whom the town trusts with what.
#[derive(MergedObject, Default)]
pub struct TrustMutations(
    links::LinkMutations,
    grants::GrantMutations,
    programs::ProgramMutations,
    lookups::LookupMutations,
    leaving::LeavingMutations,
);
mod me;
mod profile;
mod sessions;

pub use me::{Me, MeQueries};
pub use profile::{ProfileInput, ProfileMutations};
pub use sessions::{
    AgeBand, CarriedOut, CodePayload, MePayload, RefreshPayload, Session, SessionChannel, SessionMutations,
    SessionPayload, SignInPayload, Tokens,
};

/// A person, or a program of the town, as everybody sees them: never an address, never more than a name.
pub struct Account(pub accounts::Account);

#[Object]
impl Account {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// The name it shows, a pseudonym if the person likes; null once erased, when pages write «compte supprimé».
    async fn display_name(&self) -> Option<&str> {
        match self.0.standing {
            Standing::Erased { .. } => None,
            Standing::Active | Standing::Limited { .. } => Some(self.0.display_name.as_str()),
        }
    }
}

/// The account of this id, one statement for all that a selection asks for: what other objects call `author`.
pub async fn account(ctx: &Context<'_>, id: AccountId) -> Result<Option<Account>, Fault> {
    let loaded = ctx.loader()?.load_one(id).await;
    let account = loaded.map_err(|error| ctx.cx().map_or_else(|fault| fault, |cx| Fault::of(cx, &error)))?;
    Ok(account.map(Account))
}
