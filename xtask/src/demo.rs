//! `cargo xtask demo`: the town, filled and served.

use std::process::Command;

use crate::failures::Failure;

/// How to build and serve the demo.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The address to serve on, as `127.0.0.1:8080`.
    #[arg(long)]
    listen: Option<String>,
    /// Builds with optimisations: a longer build, a faster town.
    #[arg(long)]
    release: bool,
    /// More arguments of `fabrique demo`.
    #[arg(last = true)]
    more: Vec<String>,
}

impl Args {
    fn command(&self) -> Command {
        let mut command = Command::new("cargo");
        command
            .current_dir(crate::workspace())
            .args(["run", "--package", "server", "--bin", "fabrique"]);
        if self.release {
            command.arg("--release");
        }
        command.args(["--", "demo"]);
        if let Some(listen) = &self.listen {
            command.args(["--listen", listen]);
        }
        command.args(&self.more);
        command
    }
}

/// Gives this process over to `fabrique demo`, so that Ctrl-C reaches the server and nobody else.
#[cfg(unix)]
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    use std::os::unix::process::CommandExt as _;

    let source = args.command().exec();
    Err(Failure::Start {
        program: "cargo".to_owned(),
        source,
    })
}

/// Runs `fabrique demo` to its end.
#[cfg(not(unix))]
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    match args.command().status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failure::Step {
            what: "fabrique demo".to_owned(),
        }),
        Err(source) => Err(Failure::Start {
            program: "cargo".to_owned(),
            source,
        }),
    }
}
