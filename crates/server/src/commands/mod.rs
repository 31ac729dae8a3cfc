//! The commands of `fabrique`.

mod admin;
mod demo;
mod export;
mod failure;
mod healthcheck;
mod import;
mod log;
mod mail;
mod migrate;
mod progress;
mod requisition;
mod rules;
mod search;
mod serve;

use std::{io::Write, process::ExitCode};

use clap::{Args, Parser, Subcommand};

pub use demo::start as start_demo;
pub use failure::Failure;
pub use serve::{Running, start};

use crate::{config::Config, telemetry};

/// A civic participation platform in one binary.
#[derive(Debug, Parser)]
#[command(name = "fabrique", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves pages and the API, and works through what is due.
    Serve(ServeArgs),
    /// Works through what is due, and serves nothing: for further machines.
    Worker,
    /// Fills a town that does not exist, and serves it: to look at Fabrique.
    Demo(demo::DemoArgs),
    /// Changes the schema of the database.
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    /// Takes over the debate of an earlier platform.
    #[command(subcommand)]
    Import(import::Import),
    /// Writes a plan's debate to files.
    #[command(subcommand)]
    Export(export::Export),
    /// Keeps the index of words by which contributions are found.
    #[command(subcommand)]
    Search(search::Search),
    /// Makes the rules of moderation that a new site begins with.
    #[command(subcommand)]
    Rules(rules::Rules),
    /// Checks copies of the public log of moderation.
    #[command(subcommand)]
    Log(log::Log),
    /// Appoints people.
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Rotates keys.
    #[command(subcommand)]
    Keys(admin::Keys),
    /// Takes in what the mail server brings back.
    #[command(subcommand)]
    Mail(mail::Mail),
    /// Opens what the law obliges us to keep of an erased account, on a requisition; stop an embedded server first.
    Requisition(requisition::Requisition),
    /// Prints the GraphQL schema.
    Schema,
    /// Looks at the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Asks the server of this configuration whether it is ready; exit 0 when it is.
    Healthcheck,
}

/// How to serve.
#[derive(Debug, Clone, Copy, Default, Args)]
struct ServeArgs {
    /// Leaves what is due to other processes.
    #[arg(long)]
    no_worker: bool,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum ConfigCommand {
    /// Reads the configuration, says what is wrong with it, and prints it without secrets.
    Check,
}

impl Cli {
    /// Runs the command; what went wrong is printed in one line, with what to do.
    pub async fn run(self) -> ExitCode {
        let config = match Config::load() {
            Ok(config) => config,
            Err(error) => return Failure::from(error).exit(),
        };
        telemetry::log(&config.log);
        let outcome = match self.command {
            Command::Serve(args) => serve::serve(&config, !args.no_worker).await,
            Command::Worker => serve::worker(&config).await,
            Command::Demo(args) => demo::run(&config, &args).await,
            Command::Migrate(command) => migrate::run(&config, command).await,
            Command::Import(command) => import::run(&config, command).await,
            Command::Export(command) => export::run(&config, command).await,
            Command::Search(command) => search::run(&config, command).await,
            Command::Rules(command) => rules::run(&config, command).await,
            Command::Log(command) => log::run(command).await,
            Command::Admin(command) => admin::run(&config, command).await,
            Command::Keys(command) => admin::keys(&config, command).await,
            Command::Mail(command) => mail::run(&config, command).await,
            Command::Requisition(command) => requisition::run(&config, command).await,
            Command::Schema => say(&graphql::sdl()),
            Command::Config(ConfigCommand::Check) => say(&config.redacted()),
            Command::Healthcheck => healthcheck::run(&config),
        };
        match outcome {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.exit(),
        }
    }
}

/// Writes to standard output; a reader that went away is no failure.
pub(crate) fn say(text: &str) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}
