//! `cargo xtask test`: everything on SQLite, then the whole house on PostgreSQL.

use std::path::PathBuf;

use crate::clusters::Cluster;
use crate::failures::Failure;
use crate::processes::Interrupt;
use crate::programs::Programs;
use crate::runners::{Part, Runner, Tally};

/// Which tests to run, and where.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Leaves PostgreSQL out; without this a missing PostgreSQL is a failure.
    #[arg(long)]
    sqlite_only: bool,
    /// The folder of PostgreSQL's own programs (initdb, postgres), where it is not found by itself.
    #[arg(long, env = "FABRIQUE_PG_BIN")]
    pg_bin: Option<PathBuf>,
    /// More arguments of the test runner, such as the name of a test.
    #[arg(last = true)]
    more: Vec<String>,
}

/// Runs the tests on both databases, prints one line for each, and fails unless all passed on both.
pub(crate) fn run(args: &Args, interrupt: &Interrupt) -> Result<(), Failure> {
    // What is missing is said before the long build rather than after it.
    let programs = if args.sqlite_only {
        None
    } else {
        Some(Programs::find_or_install(args.pg_bin.as_deref(), interrupt)?)
    };
    let runner = Runner::find();
    let mut tallies = Vec::new();

    println!("── tests on SQLite");
    let environment = [("FABRIQUE_TEST_BACKEND", "sqlite")];
    tallies.push((
        "sqlite",
        runner.run(Part::Workspace, &args.more, &environment, interrupt)?,
    ));

    if let Some(programs) = &programs {
        let cluster = Cluster::start(programs, interrupt)?;
        println!(
            "── tests on PostgreSQL {} ({})",
            programs.version(),
            cluster.place()
        );
        let environment = [
            ("FABRIQUE_TEST_BACKEND", "postgres"),
            ("FABRIQUE_TEST_POSTGRES", cluster.url()),
        ];
        tallies.push((
            "postgres",
            runner.run(Part::House, &args.more, &environment, interrupt)?,
        ));
    }
    judge(&tallies, !args.more.is_empty())
}

fn judge(tallies: &[(&str, Tally)], chosen: bool) -> Result<(), Failure> {
    println!("──");
    for (backend, tally) in tallies {
        let words = if tally.success { "" } else { " — FAILED" };
        println!(
            "{backend}: {} passed, {} failed, {} skipped{words}",
            tally.passed, tally.failed, tally.skipped
        );
    }
    // A choice of tests may lie in one part alone; the whole may not be empty anywhere.
    let ran = |tally: &Tally| tally.passed + tally.failed > 0;
    let nothing = !tallies.iter().any(|(_, tally)| ran(tally));
    let failed: Vec<&str> = tallies
        .iter()
        .filter(|(_, tally)| !tally.success || tally.failed > 0 || nothing || !(chosen || ran(tally)))
        .map(|(backend, _)| *backend)
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    let why = if nothing { " (no test ran)" } else { "" };
    Err(Failure::Tests(failed.join(" and ") + why))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64, success: bool) -> Tally {
        Tally {
            passed,
            failed,
            skipped: 0,
            success,
        }
    }

    #[test]
    fn the_result_is_that_of_every_backend() {
        for (sqlite, postgres, chosen, expected) in [
            (tally(3, 0, true), tally(2, 0, true), false, true),
            (tally(3, 0, true), tally(2, 1, false), false, false),
            (tally(3, 0, true), tally(2, 0, false), false, false),
            (tally(3, 0, true), tally(0, 0, true), false, false),
            (tally(3, 0, true), tally(0, 0, true), true, true),
            (tally(0, 0, true), tally(0, 0, true), true, false),
        ] {
            let judged = judge(&[("sqlite", sqlite), ("postgres", postgres)], chosen);
            assert_eq!(judged.is_ok(), expected, "{sqlite:?} {postgres:?} {chosen}");
        }
    }
}
