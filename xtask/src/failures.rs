//! What can stop a task, each in one line.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// The reason why a task did not succeed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("cannot start {program}: {source}")]
    Start { program: String, source: io::Error },
    #[error("{what} failed")]
    Step { what: String },
    #[error("{what} warned, and warnings are errors")]
    Warned { what: String },
    #[error("{tool} is missing: {cure}")]
    Missing { tool: &'static str, cure: &'static str },
    #[error("{0}")]
    NoPostgres(String),
    #[error("{0}")]
    NoBrowser(String),
    #[error("the town for the browser tests did not open: {0}")]
    Town(String),
    #[error("PostgreSQL did not start: {0}")]
    Cluster(String),
    #[error("{what}: {source}")]
    File { what: PathBuf, source: io::Error },
    #[error("schema.graphql differs from the program at line {line}: run `cargo xtask schema`")]
    SchemaDiffers { line: usize },
    #[error("tests failed on {0}")]
    Tests(String),
    #[error("interrupted")]
    Interrupted,
}

impl Failure {
    /// Answers the exit code: 130 when a person stopped the task, as shells do, else 1.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Interrupted => ExitCode::from(130),
            _ => ExitCode::FAILURE,
        }
    }
}

/// Turns an I/O error on a path into a failure that names the path.
pub(crate) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Failure {
    let what = path.into();
    move |source| Failure::File { what, source }
}
