//! `cargo xtask test`: everything on SQLite, then the whole house on PostgreSQL, then pages in a browser.

use std::path::PathBuf;

use crate::browsers::Browser;
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
    /// Leaves the browser out; without this a missing Chromium or Node is a failure.
    #[arg(long)]
    no_browser: bool,
    /// Runs the tests in a browser alone; what follows `--` goes to Playwright.
    #[arg(long, conflicts_with_all = ["sqlite_only", "no_browser"])]
    browser_only: bool,
    /// The browser, where it is not found by itself.
    #[arg(long, env = "FABRIQUE_CHROMIUM")]
    chromium: Option<PathBuf>,
    /// The folder of PostgreSQL's own programs (initdb, postgres), where it is not found by itself.
    #[arg(long, env = "FABRIQUE_PG_BIN")]
    pg_bin: Option<PathBuf>,
    /// More arguments of the test runner, such as the name of a test.
    #[arg(last = true)]
    more: Vec<String>,
}

/// Runs the tests on both databases, in a browser, prints one line for each, and fails unless all passed.
pub(crate) fn run(args: &Args, interrupt: &Interrupt) -> Result<(), Failure> {
    if args.browser_only {
        let browser = Browser::find_or_install(args.chromium.as_deref(), interrupt)?;
        let tally = browser.test(&args.more, interrupt)?;
        return judge(&[("browser", tally)], !args.more.is_empty());
    }
    // What is missing is said before the long build rather than after it.
    let programs = if args.sqlite_only {
        None
    } else {
        Some(Programs::find_or_install(args.pg_bin.as_deref(), interrupt)?)
    };
    // A choice of tests by name is one among those of Rust.
    let browser = if args.no_browser || !args.more.is_empty() {
        None
    } else {
        Some(Browser::find_or_install(args.chromium.as_deref(), interrupt)?)
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

    if let Some(browser) = &browser {
        tallies.push(("browser", browser.test(&[], interrupt)?));
    }
    judge(&tallies, !args.more.is_empty())
}

fn judge(tallies: &[(&str, Tally)], chosen: bool) -> Result<(), Failure> {
    println!("──");
    for (part, tally) in tallies {
        let words = if tally.success { "" } else { " — FAILED" };
        println!(
            "{part}: {} passed, {} failed, {} skipped{words}",
            tally.passed, tally.failed, tally.skipped
        );
    }
    // A choice of tests may lie in one part alone; the whole may not be empty anywhere.
    let ran = |tally: &Tally| tally.passed + tally.failed > 0;
    let nothing = !tallies.iter().any(|(_, tally)| ran(tally));
    let failed: Vec<&str> = tallies
        .iter()
        .filter(|(_, tally)| !tally.success || tally.failed > 0 || nothing || !(chosen || ran(tally)))
        .map(|(part, _)| *part)
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
