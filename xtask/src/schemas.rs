//! `cargo xtask schema`: the published schema of the API, written by the program itself.

use std::fs;
use std::process::{Command, Stdio};

use crate::failures::{Failure, at};
use crate::processes::{self, Interrupt};
use crate::workspace;

/// What to do with the schema.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Compares instead of writing, and fails where they differ.
    #[arg(long)]
    check: bool,
}

/// Writes `schema.graphql`, or compares it.
pub(crate) fn run(args: &Args, interrupt: &Interrupt) -> Result<(), Failure> {
    let mut build = Command::new("cargo");
    build
        .current_dir(workspace())
        .args(["build", "--quiet", "--package", "server", "--bin", "fabrique"]);
    if !processes::run(&mut build, interrupt)?.success() {
        return Err(Failure::Step {
            what: "building fabrique".to_owned(),
        });
    }
    let output = Command::new("cargo")
        .current_dir(workspace())
        .args([
            "run",
            "--quiet",
            "--package",
            "server",
            "--bin",
            "fabrique",
            "--",
            "schema",
        ])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| Failure::Start {
            program: "fabrique schema".to_owned(),
            source,
        })?;
    let printed = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || printed.trim().is_empty() {
        return Err(Failure::Step {
            what: "fabrique schema".to_owned(),
        });
    }
    let path = workspace().join("schema.graphql");
    if !args.check {
        fs::write(&path, printed.as_bytes()).map_err(at(&path))?;
        println!("wrote {} lines to schema.graphql", printed.lines().count());
        return Ok(());
    }
    let kept = fs::read_to_string(&path).map_err(at(&path))?;
    match first_difference(&kept, &printed) {
        None => Ok(()),
        Some(line) => Err(Failure::SchemaDiffers { line }),
    }
}

/// Answers the number, from 1, of the first line that differs.
fn first_difference(left: &str, right: &str) -> Option<usize> {
    if left == right {
        return None;
    }
    let same = left
        .split('\n')
        .zip(right.split('\n'))
        .take_while(|(left, right)| left == right)
        .count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_line_that_differs_is_named() {
        for (left, right, expected) in [
            ("a\nb\n", "a\nb\n", None),
            ("a\nb\n", "a\nc\n", Some(2)),
            ("a\n", "a\nb\n", Some(2)),
            ("a\nb", "a\nb\n", Some(3)),
        ] {
            assert_eq!(first_difference(left, right), expected, "{left:?} {right:?}");
        }
    }
}
