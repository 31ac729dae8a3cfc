//! `cargo xtask measure`: what somebody with a slow telephone waits for, and what Lighthouse says.

use std::path::PathBuf;

use crate::browsers::Browser;
use crate::failures::Failure;
use crate::processes::Interrupt;

/// Which browser measures.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Chromium, where it is not where distributions put it.
    #[arg(long, env = "FABRIQUE_CHROMIUM")]
    chromium: Option<PathBuf>,
}

/// Prints the times, and fails where Lighthouse gives less than 100 for accessibility or best practices.
pub(crate) fn run(args: &Args, interrupt: &Interrupt) -> Result<(), Failure> {
    Browser::find_or_install(args.chromium.as_deref(), interrupt)?.measure(interrupt)
}
