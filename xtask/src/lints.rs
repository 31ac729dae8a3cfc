//! `cargo xtask lint`: what must hold before a change is looked at.

use std::io::IsTerminal as _;
use std::process::{Command, Stdio};

use crate::failures::Failure;
use crate::processes::{self, Interrupt};
use crate::workspace;

/// Runs every check, cheapest first, and stops at the first that fails.
pub(crate) fn run(interrupt: &Interrupt) -> Result<(), Failure> {
    needed("cargo-deny", "deny", "cargo install --locked cargo-deny")?;
    needed("cargo-machete", "machete", "cargo install --locked cargo-machete")?;
    step(
        "cargo fmt",
        &mut cargo(&["fmt", "--all", "--", "--check"]),
        interrupt,
    )?;
    step("cargo machete", &mut cargo(&["machete"]), interrupt)?;
    step(
        "cargo deny",
        &mut cargo(&["deny", "--all-features", "check", "bans", "licenses", "sources"]),
        interrupt,
    )?;
    advisories(interrupt)?;
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    quiet_step("cargo clippy", &mut cargo(&clippy), interrupt)?;
    let mut doc = cargo(&["doc", "--workspace", "--no-deps"]);
    quiet_step("cargo doc", doc.env("RUSTDOCFLAGS", "-D warnings"), interrupt)?;
    println!("lint: everything holds");
    Ok(())
}

/// Checks known vulnerabilities where the advisory database can be fetched, and says so where it cannot.
fn advisories(interrupt: &Interrupt) -> Result<(), Failure> {
    let mut fetch = cargo(&["deny", "fetch", "db"]);
    fetch.stdout(Stdio::null()).stderr(Stdio::null());
    if processes::run(&mut fetch, interrupt)?.success() {
        return step(
            "cargo deny (advisories)",
            &mut cargo(&["deny", "--all-features", "check", "--disable-fetch", "advisories"]),
            interrupt,
        );
    }
    println!(
        "── cargo deny: checked bans, licenses, sources; advisories not, their database cannot be reached"
    );
    Ok(())
}

fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    // `cargo run` names its own package to its program; cargo-machete would take that for «not started by cargo» and
    // read its own name as a folder.
    command
        .current_dir(workspace())
        .args(args)
        .env_remove("CARGO_PKG_NAME");
    command
}

fn needed(tool: &'static str, verb: &str, cure: &'static str) -> Result<(), Failure> {
    let found = cargo(&[verb, "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if found.is_ok_and(|status| status.success()) {
        Ok(())
    } else {
        Err(Failure::Missing { tool, cure })
    }
}

fn step(what: &str, command: &mut Command, interrupt: &Interrupt) -> Result<(), Failure> {
    println!("── {what}");
    if processes::run(command, interrupt)?.success() {
        Ok(())
    } else {
        Err(Failure::Step {
            what: what.to_owned(),
        })
    }
}

/// Runs a step that may not warn: cargo's own warnings, and those about `clippy.toml`, are beyond `-D warnings`.
fn quiet_step(what: &str, command: &mut Command, interrupt: &Interrupt) -> Result<(), Failure> {
    println!("── {what}");
    if std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let (status, lines) = processes::run_and_read(command, interrupt)?;
    if !status.success() {
        return Err(Failure::Step {
            what: what.to_owned(),
        });
    }
    if lines.iter().any(|line| is_warning(line)) {
        return Err(Failure::Warned {
            what: what.to_owned(),
        });
    }
    Ok(())
}

fn is_warning(line: &str) -> bool {
    line.starts_with("warning") && !line.contains("spurious network error")
}

#[cfg(test)]
mod tests {
    use super::is_warning;

    #[test]
    fn a_warning_is_told_from_the_network() {
        assert!(is_warning(
            "warning: `std::gone` does not refer to a reachable function"
        ));
        assert!(!is_warning("warning: spurious network error (3 tries remaining)"));
        assert!(!is_warning("    Checking warnings v1.0.0"));
    }
}
