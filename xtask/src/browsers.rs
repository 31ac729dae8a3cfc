//! The third part of the tests: the demo town in a browser. Node and its packages drive the Chromium of the
//! distribution; no browser is downloaded.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::failures::{Failure, at};
use crate::processes::{self, Interrupt};
use crate::programs::{apt_get, may_install, path_folders};
use crate::runners::Tally;
use crate::workspace;

/// Names of Chromium on the path, the distribution's own first.
const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
/// Where it lies without being on the path.
const PLACES: [&str; 4] = [
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
/// The oldest Node that the packages run on.
const OLDEST_NODE: u32 = 20;
/// How many ticks of 20 ms the demo may take to open (2 min).
const OPENING: u32 = 6_000;
/// What the demo says before its address.
const OPEN: &str = "ouverte : ";

/// What drives pages: a browser, and Node with the packages that the lock file names.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    chromium: PathBuf,
}

impl Browser {
    /// Finds Chromium and Node, installs what is missing where that is allowed, and the packages of the tests.
    pub(crate) fn find_or_install(given: Option<&Path>, interrupt: &Interrupt) -> Result<Self, Failure> {
        if let Some(path) = given
            && !path.is_file()
        {
            let path = path.display();
            return Err(Failure::NoBrowser(format!(
                "there is no browser at {path} (--chromium, FABRIQUE_CHROMIUM)"
            )));
        }
        let find = || given.map(Path::to_path_buf).or_else(chromium);
        let mut missing = Vec::new();
        if find().is_none() {
            missing.push("chromium");
        }
        if node().is_none() {
            missing.push("nodejs");
        }
        if !answers("npm") {
            missing.push("npm");
        }
        if !missing.is_empty() && may_install() {
            println!("── installing {} with apt-get", missing.join(", "));
            apt_get(&["update"], interrupt)?;
            let packages = ["install", "-y", "--no-install-recommends"];
            apt_get(&[&packages[..], &missing[..]].concat(), interrupt)?;
        }
        let Some(chromium) = find() else {
            return Err(Failure::NoBrowser(
                "Chromium is missing: install it (Debian: apt-get install chromium), name it in FABRIQUE_CHROMIUM, or \
                 leave the browser out with --no-browser"
                    .to_owned(),
            ));
        };
        if node().is_none_or(|version| version < OLDEST_NODE) || !answers("npm") {
            return Err(Failure::NoBrowser(format!(
                "Node {OLDEST_NODE} or newer with npm is missing: install it (https://nodejs.org), or leave the browser \
                 out with --no-browser"
            )));
        }
        packages(&folder(), interrupt)?;
        Ok(Self { chromium })
    }

    /// Runs the tests of `tests/browser` against a town of their own.
    pub(crate) fn test(&self, more: &[String], interrupt: &Interrupt) -> Result<Tally, Failure> {
        let town = Town::open(interrupt)?;
        println!("── tests in a browser ({})", town.place());
        let mut command = self.node(&town, &folder().join("test-results"));
        command
            .arg("node_modules/@playwright/test/cli.js")
            .arg("test")
            .args(more);
        let (status, lines) = processes::run_and_read(&mut command, interrupt)?;
        Ok(tally(&lines, status.success()))
    }

    /// Measures the main pages of a town of their own, and has Lighthouse judge them.
    pub(crate) fn measure(&self, interrupt: &Interrupt) -> Result<(), Failure> {
        packages(&folder().join("lighthouse"), interrupt)?;
        let town = Town::open(interrupt)?;
        for script in ["support/measure.js", "lighthouse/judge.js"] {
            let mut command = self.node(&town, &folder().join("test-results"));
            command.arg(script);
            if !processes::run(&mut command, interrupt)?.success() {
                return Err(Failure::Step {
                    what: format!("tests/browser/{script}"),
                });
            }
        }
        Ok(())
    }

    /// Writes pictures of the main pages into a folder.
    pub(crate) fn screenshots(&self, into: &Path, interrupt: &Interrupt) -> Result<(), Failure> {
        let town = Town::open(interrupt)?;
        let mut command = self.node(&town, into);
        command.arg("support/screenshots.js");
        if processes::run(&mut command, interrupt)?.success() {
            println!("wrote pictures of the main pages to {}", into.display());
            return Ok(());
        }
        Err(Failure::Step {
            what: "taking pictures".to_owned(),
        })
    }

    fn node(&self, town: &Town, output: &Path) -> Command {
        let mut command = Command::new("node");
        command
            .current_dir(folder())
            .env("FABRIQUE_BROWSER_SITE", &town.address)
            .env("FABRIQUE_BROWSER_OUTPUT", output)
            .env("FABRIQUE_CHROMIUM", &self.chromium)
            .stdin(Stdio::null());
        command
    }
}

/// The demo town, served for one run; dropping it stops the server and removes its folder.
#[derive(Debug)]
struct Town {
    // Declared before the folder: the server ends first.
    server: Server,
    folder: TempDir,
    address: String,
}

#[derive(Debug)]
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        processes::end(&mut self.0, "TERM");
    }
}

impl Town {
    /// Builds the server, fills the town on a free port, and waits until it says that it is open.
    fn open(interrupt: &Interrupt) -> Result<Self, Failure> {
        let program = build(interrupt)?;
        let folder = tempfile::Builder::new()
            .prefix("fabrique-town-")
            .tempdir()
            .map_err(at("a temporary folder"))?;
        let said = folder.path().join("said");
        let log = folder.path().join("log");
        let mut command = Command::new(program);
        for (name, _) in fabrique_settings() {
            command.env_remove(name);
        }
        command
            .args(["demo", "--listen", "127.0.0.1:0"])
            .current_dir(folder.path())
            .env("FABRIQUE_DATA_DIR", folder.path())
            .env("FABRIQUE_HTTP__METRICS", "127.0.0.1:0")
            // Tests say where they come from, as a proxy would.
            .env("FABRIQUE_HTTP__TRUSTED_PROXIES", "[\"127.0.0.1\"]")
            .stdin(Stdio::null())
            .stdout(File::create(&said).map_err(at(&said))?)
            .stderr(File::create(&log).map_err(at(&log))?);
        let mut server = Server(processes::start(&mut command)?);
        for _ in 0..OPENING {
            if let Some(address) = address(&fs::read_to_string(&said).unwrap_or_default()) {
                return Ok(Self {
                    server,
                    folder,
                    address,
                });
            }
            if !matches!(server.0.try_wait(), Ok(None)) {
                break;
            }
            interrupt.pause()?;
        }
        let log = fs::read_to_string(&log).unwrap_or_default();
        let last = log.lines().next_back().unwrap_or("it said nothing");
        Err(Failure::Town(last.to_owned()))
    }

    /// Says which process it is and where its files are, for whoever wants to look while it runs.
    fn place(&self) -> String {
        format!(
            "{}, process {} in {}",
            self.address,
            self.server.0.id(),
            self.folder.path().display()
        )
    }
}

/// The folder of the tests.
fn folder() -> PathBuf {
    workspace().join("tests/browser")
}

/// Builds the server as the tests before built it, and answers where it is.
fn build(interrupt: &Interrupt) -> Result<PathBuf, Failure> {
    let mut command = Command::new("cargo");
    command.current_dir(workspace()).args([
        "build",
        "--workspace",
        "--bin",
        "fabrique",
        "--message-format=json-render-diagnostics",
    ]);
    let (status, lines) = processes::read(&mut command, interrupt)?;
    let program = lines.iter().rev().find_map(|line| executable(line));
    program.filter(|_| status.success()).ok_or_else(|| Failure::Step {
        what: "building fabrique".to_owned(),
    })
}

/// Reads where cargo put the server from a line of its messages.
fn executable(line: &str) -> Option<PathBuf> {
    let (_, rest) = line.split_once("\"executable\":\"")?;
    let path = Path::new(rest.split('"').next()?);
    (path.file_stem()? == "fabrique").then(|| path.to_path_buf())
}

/// Reads the address from what the demo says once it is open.
fn address(said: &str) -> Option<String> {
    let (_, rest) = said.split_once(OPEN)?;
    let (address, _) = rest.split_once('\n')?;
    Some(address.trim().to_owned())
}

/// Installs what the lock file of a folder names, unless that very lock is installed.
fn packages(folder: &Path, interrupt: &Interrupt) -> Result<(), Failure> {
    let (lock, mark) = (
        folder.join("package-lock.json"),
        folder.join("node_modules/.fabrique-lock"),
    );
    let wanted = fs::read(&lock).map_err(at(&lock))?;
    if fs::read(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("── packages of {}, from npm by their lock file", folder.display());
    let mut command = Command::new("npm");
    command
        .current_dir(folder)
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .stdin(Stdio::null());
    if !processes::run(&mut command, interrupt)?.success() {
        return Err(Failure::NoBrowser(
            "npm could not install the packages of tests/browser: mend the network, or leave the browser out with \
             --no-browser"
                .to_owned(),
        ));
    }
    fs::write(&mark, wanted).map_err(at(&mark))
}

fn chromium() -> Option<PathBuf> {
    let on_path = NAMES
        .iter()
        .flat_map(|name| path_folders().into_iter().map(move |folder| folder.join(name)));
    on_path
        .chain(PLACES.iter().map(PathBuf::from))
        .find(|path| path.is_file())
}

/// Answers the major version of Node.
fn node() -> Option<u32> {
    let output = Command::new("node").arg("--version").output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn answers(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the town of the tests is not the one that the person at the door may have configured"
)]
fn fabrique_settings() -> impl Iterator<Item = (OsString, OsString)> {
    env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FABRIQUE_"))
}

/// Reads Playwright's own result: `12 passed (30.1s)`, `1 failed`, `2 skipped`, `3 did not run`, each on a line.
fn tally(lines: &[String], success: bool) -> Tally {
    let mut tally = Tally {
        success,
        ..Tally::default()
    };
    for line in lines {
        let mut words = line.split_whitespace();
        let Some(number) = words.next().and_then(|word| word.parse::<u64>().ok()) else {
            continue;
        };
        match (words.next(), words.next()) {
            (Some("passed"), _) => tally.passed += number,
            (Some("failed" | "flaky" | "interrupted"), None) => tally.failed += number,
            (Some("skipped"), None) | (Some("did"), Some("not")) => tally.skipped += number,
            _ => {}
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_of_playwright_is_read() {
        let lines = [
            "  ✓  1 [phone] › vote.spec.js:5:1 › 3 passed by (1.2s)",
            "  1 failed",
            "    [pages] › states.spec.js:11:3 › home",
            "  2 skipped",
            "  3 did not run",
            "  12 passed (1.4m)",
        ]
        .map(ToOwned::to_owned);
        let expected = Tally {
            passed: 12,
            failed: 1,
            skipped: 5,
            success: false,
        };
        assert_eq!(tally(&lines, false), expected);
    }

    #[test]
    fn the_server_and_its_address_are_read() {
        let line = r#"{"reason":"compiler-artifact","executable":"/t/debug/fabrique","fresh":true}"#;
        assert_eq!(executable(line), Some(PathBuf::from("/t/debug/fabrique")));
        assert_eq!(executable(r#"{"executable":null}"#), None);
        let said = "La ville d'essai se remplit…\n\nSaint-Exemple est ouverte : http://127.0.0.1:41\n\n";
        assert_eq!(address(said).as_deref(), Some("http://127.0.0.1:41"));
        assert_eq!(address("Saint-Exemple est ouverte : http://127.0"), None);
    }

    #[test]
    fn a_browser_that_is_not_there_is_refused_in_one_line() {
        let interrupt = Interrupt::listen().unwrap();
        let failure = Browser::find_or_install(Some(Path::new("/nowhere/chromium")), &interrupt)
            .unwrap_err()
            .to_string();
        assert!(failure.starts_with("there is no browser at"), "{failure}");
        assert_eq!(failure.lines().count(), 1);
    }
}
