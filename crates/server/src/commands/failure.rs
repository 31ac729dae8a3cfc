//! How a command fails: one line a person can act on, and an exit code.

use std::{error::Error, process::ExitCode};

use domain::{FieldError, Language};

use crate::{compose::ComposeError, config::ConfigError};

/// How a command fails.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The house cannot be opened.
    #[error(transparent)]
    Compose(#[from] ComposeError),
    /// The address is taken or not ours.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Another process serves this file.
    #[error(
        "another process serves {0}: stop it first, since an embedded database has one process; or use PostgreSQL"
    )]
    Locked(String),
    /// The schema cannot be changed.
    #[error("the schema cannot be changed")]
    Migrate(#[from] sea_orm_migration::prelude::DbErr),
    /// Going back would lose data.
    #[error("migrate down throws data away: only a demo database may do that")]
    NotADemo,
    /// The schema cannot be read.
    #[error("the schema of the API cannot be read")]
    Schema(#[from] graphql::transport::UnreadableSchema),
    /// The demo town cannot be filled.
    #[error(transparent)]
    Demo(#[from] crate::demo::DemoError),
    /// A use case failed.
    #[error(transparent)]
    App(#[from] app::Error),
    /// A file that was named cannot be opened.
    #[error("cannot open {0}")]
    File(String, #[source] std::io::Error),
    /// What was typed is wrong, all of it at once.
    #[error("{}", sentences(.0))]
    Typed(Vec<FieldError>),
    /// There is no such plan.
    #[error("there is no plan {0}")]
    NoPlan(String),
    /// Not every row was stored: exit code 3.
    #[error("{0} rows were refused; all others are stored")]
    RowsRefused(u64),
    /// A copy of the public log is not as it was written; each flaw has its exit code.
    #[error("this copy is not the log as it was written: line {line} is the first that is wrong ({flaw})")]
    BadLog {
        /// The first line that is wrong.
        line: u64,
        /// What is wrong with it.
        flaw: app::moderation_log::Flaw,
    },
    /// A rule says no, in its sentence.
    #[error("{0}")]
    Refused(String),
    /// Nothing could be written.
    #[error("cannot write")]
    Output(#[source] std::io::Error),
    /// The server is not ready.
    #[error("not ready: {0}")]
    NotReady(String),
}

impl Failure {
    /// Prints the failure with its causes, and gives the exit code: 3 where rows were refused, 10 to 16 for a copy of
    /// the log that is not whole, otherwise 1.
    #[expect(
        clippy::print_stderr,
        reason = "this is what the person at the terminal reads"
    )]
    pub(crate) fn exit(&self) -> ExitCode {
        let mut line = format!("fabrique: {self}");
        let mut cause = self.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !line.contains(&text) {
                line.push_str(": ");
                line.push_str(&text);
            }
            cause = error.source();
        }
        eprintln!("{line}");
        match self {
            Self::RowsRefused(_) => ExitCode::from(3),
            Self::BadLog { flaw, .. } => ExitCode::from(flaw.exit_code()),
            _ => ExitCode::FAILURE,
        }
    }
}

/// What is wrong with each field.
fn sentences(fields: &[FieldError]) -> String {
    let said = fields.iter().map(|error| {
        let sentence = messages::problem(error.fault.code, &error.fault.facts, &Language::English);
        format!("{}: {sentence}", error.field)
    });
    said.collect::<Vec<_>>().join(" ")
}
