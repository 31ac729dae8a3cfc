//! The rules of moderation of a new site.

use app::Cx;
use clap::Subcommand;

use super::{Failure, admin, say};
use crate::{compose::ComposeError, config::Config};

/// What to do with the rules of moderation.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Rules {
    /// Makes the first set of rules, in French and in English; possible while the server runs. What is there stays as
    /// it is, so that running it again after an update adds only what is new.
    Install,
}

/// Runs the command, and says how many rules were made.
pub(super) async fn run(config: &Config, command: Rules) -> Result<(), Failure> {
    let Rules::Install = command;
    let cx = Cx::system(admin::house(config).await?, "rules install");
    let made = app::rules::first_set(&cx).await.map_err(ComposeError::Database)?;
    say(&format!("{made} rules are made\n"))
}
