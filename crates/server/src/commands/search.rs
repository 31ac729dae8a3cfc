//! The index of words.

use app::Cx;
use clap::Subcommand;

use super::{Failure, say, serve};
use crate::{compose::ComposeError, config::Config};

/// What to do with the index of words.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Search {
    /// Writes the words of every text anew: after a version that reads texts otherwise, or when the index was lost. On
    /// PostgreSQL servers may run meanwhile; an embedded database has one process.
    Reindex,
}

/// Runs the command, and says how many texts there are.
pub(super) async fn run(config: &Config, command: Search) -> Result<(), Failure> {
    let Search::Reindex = command;
    let (_lock, house) = serve::open(config).await?;
    let cx = Cx::system(house, "search reindex");
    let done = app::search::reindex(&cx, |done| tracing::info!(done, "texts are indexed"))
        .await
        .map_err(ComposeError::Database)?;
    say(&format!("{done} texts are indexed\n"))
}
