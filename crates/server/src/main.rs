//! `fabrique`: the command line.

// The roots of the schema are merged from many nouns, one inside the other.
#![recursion_limit = "256"]

use std::process::ExitCode;

use clap::Parser;
use server::commands::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    Cli::parse().run().await
}
