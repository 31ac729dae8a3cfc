//! Finding PostgreSQL's server programs where distributions put them, or installing them where that is allowed.

use std::cmp::Reverse;
use std::env;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failures::{Failure, at};
use crate::processes::{self, Interrupt};

/// The oldest version that Fabrique supports.
const OLDEST: u32 = 15;
/// Folders that hold one folder a version, with the path from there to the programs.
const HOMES: [(&str, &str, &str); 8] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/opt", "pgsql-", "bin"),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/usr/local", "pgsql", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
];
const POLICY_FOLDER: &str = "/etc/postgresql-common/createcluster.d";

/// The server programs of one PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Programs {
    folder: PathBuf,
    version: u32,
}

impl Programs {
    /// Finds the newest PostgreSQL of version 15 or more; installs the package where it may; else says what is missing.
    ///
    /// A folder that is given is the only one looked at.
    pub(crate) fn find_or_install(given: Option<&Path>, interrupt: &Interrupt) -> Result<Self, Failure> {
        if let Some(folder) = given {
            return Self::inspect(folder).ok_or_else(|| {
                let folder = folder.display();
                Failure::NoPostgres(format!(
                    "PostgreSQL {OLDEST} or newer is missing: no initdb and postgres in {folder} (--pg-bin, FABRIQUE_PG_BIN)"
                ))
            });
        }
        if let Some(found) = Self::newest() {
            return Ok(found);
        }
        if may_install() {
            install(interrupt)?;
        }
        Self::newest().ok_or_else(|| {
            Failure::NoPostgres(format!(
                "PostgreSQL {OLDEST} or newer is missing: install the server's package (Debian: apt-get install postgresql), \
                 name its folder in FABRIQUE_PG_BIN, or leave it out with --sqlite-only"
            ))
        })
    }

    /// Answers the major version.
    pub(crate) fn version(&self) -> u32 {
        self.version
    }

    /// Answers the path of a program.
    pub(crate) fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }

    /// Finds the newest PostgreSQL that is installed.
    pub(crate) fn newest() -> Option<Self> {
        // The first of equal versions wins: a program on the path was put there on purpose.
        folders()
            .iter()
            .filter_map(|folder| Self::inspect(folder))
            .min_by_key(|found| Reverse(found.version))
    }

    fn inspect(folder: &Path) -> Option<Self> {
        let initdb = fs::canonicalize(folder.join("initdb")).ok()?;
        // A link on the path leads to the folder that has the other programs too.
        let folder = initdb.parent()?.to_path_buf();
        if !folder.join("postgres").is_file() {
            return None;
        }
        let output = Command::new(&initdb).arg("--version").output().ok()?;
        let version = major(&String::from_utf8_lossy(&output.stdout))?;
        (version >= OLDEST).then_some(Self { folder, version })
    }
}

/// The folders of the path.
#[expect(
    clippy::disallowed_methods,
    reason = "programs are looked for on the path of the person at the door"
)]
pub(crate) fn path_folders() -> Vec<PathBuf> {
    env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default()
}

fn folders() -> Vec<PathBuf> {
    let mut folders = path_folders();
    for (home, prefix, below) in HOMES {
        let Ok(entries) = fs::read_dir(home) else { continue };
        let versions = entries
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
        folders.extend(versions.map(|entry| entry.path().join(below)));
    }
    folders
}

/// Reads `initdb (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
fn major(line: &str) -> Option<u32> {
    let (_, version) = line.split_once("(PostgreSQL) ")?;
    version
        .split(|char: char| !char.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// Whether programs may be installed here: by root, with apt-get.
pub(crate) fn may_install() -> bool {
    let root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    root && path_folders()
        .iter()
        .any(|folder| folder.join("apt-get").is_file())
}

fn install(interrupt: &Interrupt) -> Result<(), Failure> {
    println!("── installing PostgreSQL with apt-get");
    let _policy = NoSystemCluster::declare()?;
    apt_get(&["update"], interrupt)?;
    apt_get(
        &["install", "-y", "--no-install-recommends", "postgresql"],
        interrupt,
    )
}

/// Runs apt-get without a question.
pub(crate) fn apt_get(arguments: &[&str], interrupt: &Interrupt) -> Result<(), Failure> {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    if processes::run(&mut command, interrupt)?.success() {
        return Ok(());
    }
    Err(Failure::Step {
        what: format!(
            "`apt-get {}`: install what is missing by hand, or leave it out; it",
            arguments.join(" ")
        ),
    })
}

/// A note to Debian's packaging that it should not make and start a cluster of its own; taken back after installing.
struct NoSystemCluster(PathBuf);

impl NoSystemCluster {
    fn declare() -> Result<Self, Failure> {
        let folder = Path::new(POLICY_FOLDER);
        fs::create_dir_all(folder).map_err(at(folder))?;
        let path = folder.join("fabrique-tests.conf");
        fs::write(&path, "create_main_cluster = false\n").map_err(at(&path))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).map_err(at(&path))?;
        Ok(Self(path))
    }
}

impl Drop for NoSystemCluster {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0) {
            eprintln!("xtask: cannot remove {}: {error}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        for (line, expected) in [
            ("initdb (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n", Some(15)),
            ("initdb (PostgreSQL) 18beta1\n", Some(18)),
            ("initdb: command not found", None),
        ] {
            assert_eq!(major(line), expected, "{line}");
        }
    }

    #[test]
    fn a_folder_without_the_programs_is_refused_in_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let interrupt = Interrupt::listen().unwrap();
        let failure = Programs::find_or_install(Some(folder.path()), &interrupt)
            .unwrap_err()
            .to_string();
        assert!(
            failure.starts_with("PostgreSQL 15 or newer is missing"),
            "{failure}"
        );
        assert_eq!(failure.lines().count(), 1);
    }
}
