//! Opening what the law obliges a host to keep of an erased account.

use app::{Cx, accounts};
use clap::Args;
use domain::accounts::AccountId;

use super::{Failure, say, serve};
use crate::config::Config;

/// Which account, and why.
#[derive(Debug, Args)]
pub(super) struct Requisition {
    /// The erased account, by its id (`account_…`): that of the author of a contribution.
    account: AccountId,
    /// The reference of the requisition (art. 60-1, 77-1-1 or 99-3 CPP, or a judge's order): it is logged.
    #[arg(long)]
    reference: String,
}

/// Prints what is sealed of an account as JSON, or says that nothing is any more.
pub(super) async fn run(config: &Config, command: Requisition) -> Result<(), Failure> {
    let (_lock, house) = serve::open(config).await?;
    let cx = Cx::system(house, "requisition");
    let Requisition { account, reference } = command;
    match accounts::open_sealed(&cx, account, &reference).await? {
        Some(identity) => say(&format!("{identity:#}\n")),
        None => say("nothing is sealed of this account, or its time is over\n"),
    }
}
