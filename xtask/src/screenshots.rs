//! `cargo xtask screenshots`: pictures of the main pages of the demo town.

use std::path::{Path, PathBuf};

use crate::browsers::Browser;
use crate::failures::Failure;
use crate::processes::Interrupt;
use crate::workspace;

/// Where pictures go.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder that they are written to.
    #[arg(long, default_value = "target/screenshots")]
    folder: PathBuf,
    /// The browser, where it is not found by itself.
    #[arg(long, env = "FABRIQUE_CHROMIUM")]
    chromium: Option<PathBuf>,
}

/// Opens a town, takes the pictures, and closes it.
pub(crate) fn run(args: &Args, interrupt: &Interrupt) -> Result<(), Failure> {
    let browser = Browser::find_or_install(args.chromium.as_deref(), interrupt)?;
    let folder: &Path = &args.folder;
    browser.screenshots(&workspace().join(folder), interrupt)
}
