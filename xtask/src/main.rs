//! The front door of the workspace: `cargo xtask demo`, `test`, `schema` and `lint`.

mod browsers;
mod clusters;
mod demo;
mod failures;
mod fonts;
mod lints;
mod measures;
mod processes;
mod programs;
mod runners;
mod schemas;
mod screenshots;
mod suites;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failures::Failure;
use processes::Interrupt;

#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "The front door of the workspace"
)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Builds the server, fills a town and serves it; prints the address and the sign-ins.
    Demo(demo::Args),
    /// Runs every test on SQLite, then those of the whole house on PostgreSQL, then those in a browser.
    Test(suites::Args),
    /// Writes `schema.graphql`.
    Schema(schemas::Args),
    /// Takes pictures of the main pages, at a desk and on a phone.
    Screenshots(screenshots::Args),
    /// Measures how soon pages are seen on a slow telephone, and asks Lighthouse; nothing depends on the times.
    Measure(measures::Args),
    /// Checks format, lints, documentation, licences and unused dependencies.
    Lint,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            failure.exit_code()
        }
    }
}

fn run(task: Task) -> Result<(), Failure> {
    match task {
        Task::Demo(args) => {
            fonts::install();
            demo::run(&args)
        }
        Task::Test(args) => {
            fonts::install();
            suites::run(&args, &Interrupt::listen()?)
        }
        Task::Schema(args) => schemas::run(&args, &Interrupt::listen()?),
        Task::Screenshots(args) => {
            fonts::install();
            screenshots::run(&args, &Interrupt::listen()?)
        }
        Task::Measure(args) => {
            fonts::install();
            measures::run(&args, &Interrupt::listen()?)
        }
        Task::Lint => lints::run(&Interrupt::listen()?),
    }
}

/// Answers the folder of the workspace: where Cargo runs this from. Builds may be kept between clones, so that the folder
/// that it was built in may be gone.
#[expect(
    clippy::disallowed_methods,
    reason = "Cargo says it in the environment; it is no setting"
)]
fn workspace() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let here = PathBuf::from(here);
    here.parent().unwrap_or(&here).to_path_buf()
}
