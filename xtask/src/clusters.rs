//! A throw-away PostgreSQL cluster: made for one run of the tests, gone after it whatever happens.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::failures::{Failure, at};
use crate::processes::{self, Interrupt};
use crate::programs::Programs;

/// Speed before safety: what these databases hold is worth nothing after the run.
const SETTINGS: &str = "
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB
checkpoint_timeout = 30min
jit = off
max_connections = 200
timezone = 'UTC'
log_timezone = 'UTC'
listen_addresses = '127.0.0.1'
";
/// How many ticks of 20 ms a start may take (60 s).
const START: u32 = 3_000;
/// Another program may take a free port before PostgreSQL does.
const TRIES: u32 = 3;

/// A user of this machine who may run PostgreSQL, which refuses to run as root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Account {
    uid: u32,
    gid: u32,
}

/// A running cluster; dropping it stops the server and removes its folder.
#[derive(Debug)]
pub(crate) struct Cluster {
    // Declared before the folder: the server ends first.
    server: Server,
    folder: TempDir,
    url: String,
}

#[derive(Debug)]
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // SIGQUIT is PostgreSQL's immediate shutdown: nothing here is worth a checkpoint.
        processes::end(&mut self.0, "QUIT");
    }
}

impl Cluster {
    /// Makes and starts a cluster, and waits until it answers.
    pub(crate) fn start(programs: &Programs, interrupt: &Interrupt) -> Result<Self, Failure> {
        let folder = tempfile::Builder::new()
            .prefix("fabrique-pg-")
            .tempdir()
            .map_err(at("a temporary folder"))?;
        let account = unprivileged(folder.path())?;
        let password = password()?;
        create(programs, folder.path(), account, &password, interrupt)?;
        let mut tries = 1;
        loop {
            let port = free_port()?;
            let mut server = launch(programs, folder.path(), account, port)?;
            match wait_until_ready(&mut server, folder.path(), interrupt) {
                Ok(()) => {
                    let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
                    return Ok(Self { server, folder, url });
                }
                Err(Failure::Cluster(_)) if tries < TRIES => tries += 1,
                Err(failure) => return Err(failure),
            }
        }
    }

    /// Answers the address of the superuser's database.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Says which process it is and where its files are, for whoever wants to look while it runs.
    pub(crate) fn place(&self) -> String {
        format!(
            "process {} in {}",
            self.server.0.id(),
            self.folder.path().display()
        )
    }
}

fn create(
    programs: &Programs,
    folder: &Path,
    account: Option<Account>,
    password: &str,
    interrupt: &Interrupt,
) -> Result<(), Failure> {
    let data = folder.join("data");
    let secret = folder.join("password");
    fs::write(&secret, password).map_err(at(&secret))?;
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).map_err(at(&secret))?;
    if let Some(account) = account {
        for path in [&secret, folder] as [&Path; 2] {
            chown(path, Some(account.uid), Some(account.gid)).map_err(at(path))?;
        }
    }
    let mut initdb = program(programs, "initdb", folder, account)?;
    initdb
        .arg("--pgdata")
        .arg(&data)
        .arg("--pwfile")
        .arg(&secret)
        .args([
            "--username=postgres",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]);
    if !processes::run(&mut initdb, interrupt)?.success() {
        return Err(Failure::Cluster(last_line(folder)));
    }
    fs::remove_file(&secret).map_err(at(&secret))?;
    let path = data.join("postgresql.conf");
    let mut settings = fs::read_to_string(&path).map_err(at(&path))?;
    settings.push_str(SETTINGS);
    // Tests open connections by the thousand; the password protects a minute of made-up data.
    if programs.version() >= 16 {
        settings.push_str("scram_iterations = 1\n");
    }
    fs::write(&path, settings).map_err(at(&path))
}

fn launch(
    programs: &Programs,
    folder: &Path,
    account: Option<Account>,
    port: u16,
) -> Result<Server, Failure> {
    let mut postgres = program(programs, "postgres", folder, account)?;
    postgres
        .arg("-D")
        .arg(folder.join("data"))
        .arg("-k")
        .arg(folder)
        .args(["-p", &port.to_string()]);
    // Ctrl-C in a terminal reaches its whole process group: the server outlives the tests that use it.
    postgres.process_group(0);
    processes::start(&mut postgres).map(Server)
}

/// Waits for the word that the server writes on the eighth line of its pid file.
fn wait_until_ready(server: &mut Server, folder: &Path, interrupt: &Interrupt) -> Result<(), Failure> {
    let note = folder.join("data/postmaster.pid");
    let own = server.0.id().to_string();
    for _ in 0..START {
        if !matches!(server.0.try_wait(), Ok(None)) {
            return Err(Failure::Cluster(last_line(folder)));
        }
        let text = fs::read_to_string(&note).unwrap_or_default();
        let mut lines = text.lines();
        if lines.next() == Some(own.as_str()) && lines.nth(6).is_some_and(|line| line.starts_with("ready")) {
            return Ok(());
        }
        interrupt.pause()?;
    }
    Err(Failure::Cluster(format!(
        "not ready after a minute; {}",
        last_line(folder)
    )))
}

/// Prepares one of the server's programs: unprivileged, in plain C, with its words in a file.
fn program(
    programs: &Programs,
    name: &str,
    folder: &Path,
    account: Option<Account>,
) -> Result<Command, Failure> {
    let log = folder.join("log");
    let open = || {
        File::options()
            .create(true)
            .append(true)
            .open(&log)
            .map_err(at(&log))
    };
    let mut command = Command::new(programs.path(name));
    command
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env_remove("PGDATA")
        .env_remove("PGPORT");
    command.stdin(Stdio::null()).stdout(open()?).stderr(open()?);
    if let Some(account) = account {
        command.uid(account.uid).gid(account.gid);
    }
    Ok(command)
}

/// Answers the account to step down to when this process is root, known by what it owns; else none.
fn unprivileged(own: &Path) -> Result<Option<Account>, Failure> {
    if fs::metadata(own).map_err(at(own))?.uid() != 0 {
        return Ok(None);
    }
    let path = Path::new("/etc/passwd");
    let accounts = fs::read_to_string(path).map_err(at(path))?;
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| find_account(&accounts, name))
        .map(Some)
        .ok_or_else(|| {
            Failure::Cluster(
                "PostgreSQL does not run as root, and neither postgres nor nobody is a user here".to_owned(),
            )
        })
}

fn find_account(accounts: &str, name: &str) -> Option<Account> {
    let line = accounts
        .lines()
        .find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    let (uid, gid) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    (uid != 0).then_some(Account { uid, gid })
}

fn password() -> Result<String, Failure> {
    let source = Path::new("/dev/urandom");
    let mut bytes = [0_u8; 16];
    File::open(source)
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(at(source))?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

fn free_port() -> Result<u16, Failure> {
    let bound = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    bound.map(|address| address.port()).map_err(at("a free port"))
}

fn last_line(folder: &Path) -> String {
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    let said = log
        .lines()
        .rev()
        .find(|line| line.contains("FATAL") || line.contains("error:"));
    said.or_else(|| log.lines().next_back())
        .unwrap_or("it said nothing")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_read_and_root_is_never_one() {
        let accounts = "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65533:nobody:/:/sbin/nologin\npostgres:x:0:0::/:/bin/sh\n";
        assert_eq!(
            find_account(accounts, "nobody"),
            Some(Account {
                uid: 65534,
                gid: 65533
            })
        );
        assert_eq!(find_account(accounts, "postgres"), None);
        assert_eq!(find_account(accounts, "nobod"), None);
    }

    #[test]
    fn a_cluster_starts_answers_and_leaves_nothing_behind() {
        let interrupt = Interrupt::listen().unwrap();
        // Only where PostgreSQL is at hand: `cargo xtask test` itself fails where it is not.
        let Some(programs) = Programs::newest() else {
            return;
        };
        let cluster = Cluster::start(&programs, &interrupt).unwrap();
        let folder = cluster.folder.path().to_path_buf();
        let process = Path::new("/proc").join(cluster.server.0.id().to_string());
        let address = cluster.url().split(['@', '/']).nth(3).unwrap().to_owned();
        assert!(std::net::TcpStream::connect(&address).is_ok(), "{address}");
        assert!(folder.join("data/PG_VERSION").is_file());
        drop(cluster);
        assert!(std::net::TcpStream::connect(&address).is_err());
        assert!(!folder.exists() && !process.exists());
    }

    #[test]
    fn a_panic_stops_the_cluster_too() {
        let interrupt = Interrupt::listen().unwrap();
        let Some(programs) = Programs::newest() else {
            return;
        };
        let cluster = Cluster::start(&programs, &interrupt).unwrap();
        let folder = cluster.folder.path().to_path_buf();
        let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
            let _held = cluster;
            panic!("on purpose");
        }));
        assert!(died.is_err() && !folder.exists());
    }
}
