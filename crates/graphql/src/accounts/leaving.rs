//! Leaving, in the API.

use app::accounts::EraseAccount;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::accounts;

use crate::{
    Fault,
    context::Here,
    problems::{Problem, outcome},
    scalars::DateTime,
};

/// What becomes of what an erased account contributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "accounts::Contributions")]
pub enum Contributions {
    /// They stay, under «compte supprimé».
    Keep,
    /// They go: tombstones keep numbers, replies and totals, the words are forgotten.
    Remove,
}

/// What was erased, or why it was not.
#[derive(SimpleObject)]
pub struct EraseAccountPayload {
    /// The id of the account, which names nobody any more; null when it was refused.
    account: Option<ID>,
    /// The law obliges a host to keep what was given at sign-up for a while (LCEN, decree 2021-1362). It is encrypted,
    /// opened on requisition alone, and goes on this day. Null when the erasure was refused.
    sealed_until: Option<DateTime>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Leaving.
#[derive(Default)]
pub struct LeavingMutations;

#[Object]
impl LeavingMutations {
    /// Erases the viewer's account, now and for good: name, address, password, sessions, links, drafts and follows go;
    /// contributions and votes as chosen. `GET /account/download` with the same token gives everything before. Asked
    /// within 15 minutes of signing in. Codes: `AUTH_REQUIRED`, `ACCOUNT_SIGN_IN_AGAIN`, `ACCOUNT_ERASED`,
    /// `ACCOUNT_LAST_ADMIN`.
    async fn erase_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whether contributions stay or go.")] contributions: Contributions,
        #[graphql(
            desc = "Whether votes that can still be withdrawn are; otherwise they stay counted, and no new account \
                    of the same person votes there again."
        )]
        withdraw_votes: bool,
    ) -> Result<EraseAccountPayload, Fault> {
        let cx = ctx.cx()?;
        let command = EraseAccount {
            contributions: contributions.into(),
            withdraw_votes,
        };
        let (erased, problems) = outcome(cx, app::accounts::erase(cx, command).await)?;
        Ok(EraseAccountPayload {
            account: erased.map(|erased| erased.account.to_string().into()),
            sealed_until: erased.map(|erased| DateTime(erased.sealed_until)),
            problems,
        })
    }
}
