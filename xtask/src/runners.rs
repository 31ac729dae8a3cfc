//! The two test runners: cargo-nextest where it is installed, else what comes with Rust.

use std::io::IsTerminal as _;
use std::process::{Command, Stdio};

use crate::failures::Failure;
use crate::processes::{self, Interrupt};
use crate::workspace;

/// A program that runs tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runner {
    Nextest,
    Cargo,
}

/// Which tests to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Every test of every crate.
    Workspace,
    /// The black-box tests of the whole house alone.
    House,
}

/// What a run of tests came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
    /// Whether the runner itself was content.
    pub(crate) success: bool,
}

impl Runner {
    /// Finds the runner of this machine.
    pub(crate) fn find() -> Self {
        let nextest = Command::new("cargo")
            .args(["nextest", "--version"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if nextest { Self::Nextest } else { Self::Cargo }
    }

    /// Runs a part of the tests with more arguments and more environment.
    pub(crate) fn run(
        self,
        part: Part,
        more: &[String],
        environment: &[(&str, &str)],
        interrupt: &Interrupt,
    ) -> Result<Tally, Failure> {
        let mut command = Command::new("cargo");
        command
            .current_dir(workspace())
            .env_remove("FABRIQUE_TEST_POSTGRES");
        command
            .args(self.arguments(part))
            .args(more)
            .envs(environment.iter().copied());
        if std::io::stderr().is_terminal() {
            command.env("CARGO_TERM_COLOR", "always");
        }
        let (status, lines) = processes::run_and_read(&mut command, interrupt)?;
        let tally = lines
            .iter()
            .filter_map(|line| self.read(line))
            .fold(Tally::default(), |sum, one| Tally {
                passed: sum.passed + one.passed,
                failed: sum.failed + one.failed,
                skipped: sum.skipped + one.skipped,
                success: false,
            });
        Ok(Tally {
            success: status.success(),
            ..tally
        })
    }

    fn arguments(self, part: Part) -> Vec<&'static str> {
        let mut arguments = match self {
            // Whether nothing ran is judged over both databases, in `suites`.
            Self::Nextest => vec!["nextest", "run", "--no-tests", "pass", "--workspace"],
            Self::Cargo => vec!["test", "--no-fail-fast", "--workspace"],
        };
        if part == Part::House {
            // `--workspace` stays, so that nothing is built a second time with other features.
            arguments.extend(["--test", "it"]);
        }
        arguments
    }

    /// Reads a line of the runner's own result.
    fn read(self, line: &str) -> Option<Tally> {
        let counts = match self {
            Self::Nextest => line.trim_start().strip_prefix("Summary [")?.split_once(':')?.1,
            Self::Cargo => line.strip_prefix("test result: ")?,
        };
        let mut tally = Tally::default();
        for count in counts.split([',', ';', '.', ':', '(', ')']) {
            let mut words = count.split_whitespace();
            let (Some(number), Some(what)) = (words.next(), words.next()) else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match what {
                "passed" => tally.passed += number,
                "failed" | "exec" | "timed" => tally.failed += number,
                "skipped" | "ignored" => tally.skipped += number,
                _ => {}
            }
        }
        Some(tally)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_from_both_runners() {
        for (runner, line, expected) in [
            (
                Runner::Nextest,
                "     Summary [   0.123s] 12 tests run: 12 passed, 3 skipped",
                Some((12, 0, 3)),
            ),
            (
                Runner::Nextest,
                "     Summary [   9.1s] 12 tests run: 8 passed (1 slow), 2 failed, 1 exec failed, 1 timed out, 0 skipped",
                Some((8, 4, 0)),
            ),
            (
                Runner::Nextest,
                "        PASS [   0.005s] tests::it votes::summary",
                None,
            ),
            (
                Runner::Cargo,
                "test result: FAILED. 4 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s",
                Some((4, 1, 2)),
            ),
            (Runner::Cargo, "running 5 tests", None),
        ] {
            let read = runner
                .read(line)
                .map(|tally| (tally.passed, tally.failed, tally.skipped));
            assert_eq!(read, expected, "{line}");
        }
    }
}
