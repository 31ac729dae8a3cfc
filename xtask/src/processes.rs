//! Running other programs so that Ctrl-C always comes back here first: whoever started a cluster must still be alive
//! to stop it.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::failures::Failure;

const TICK: Duration = Duration::from_millis(20);
/// How many ticks a program has to end by itself after Ctrl-C, which the terminal sends to it too (3 s).
const GRACE: u32 = 150;
/// How many ticks it has after a polite request to end (10 s).
const PATIENCE: u32 = 500;

/// Whether a person or the machine asked the task to stop.
#[derive(Debug, Clone)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Takes over SIGINT, SIGTERM and SIGHUP: from here on they are noted rather than fatal.
    pub(crate) fn listen() -> Result<Self, Failure> {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signal_hook::flag::register(signal, Arc::clone(&flag)).map_err(|source| Failure::Start {
                program: "the signal handler".to_owned(),
                source,
            })?;
        }
        Ok(Self(flag))
    }

    /// Fails once a stop was asked.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.0.load(Ordering::Relaxed) {
            Err(Failure::Interrupted)
        } else {
            Ok(())
        }
    }

    /// Waits a moment, or fails once a stop was asked.
    pub(crate) fn pause(&self) -> Result<(), Failure> {
        self.check()?;
        thread::sleep(TICK);
        self.check()
    }
}

/// Starts a program.
pub(crate) fn start(command: &mut Command) -> Result<Child, Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    command
        .spawn()
        .map_err(|source| Failure::Start { program, source })
}

/// Runs a program to its end with the terminal as it is.
pub(crate) fn run(command: &mut Command, interrupt: &Interrupt) -> Result<ExitStatus, Failure> {
    interrupt.check()?;
    wait(&mut start(command)?, interrupt)
}

/// Runs a program to its end, shows what it prints and answers it line by line.
pub(crate) fn run_and_read(
    command: &mut Command,
    interrupt: &Interrupt,
) -> Result<(ExitStatus, Vec<String>), Failure> {
    interrupt.check()?;
    let mut child = start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let readers = [
        child
            .stdout
            .take()
            .map(|pipe| copy(pipe, std::io::stdout(), Arc::clone(&lines))),
        child
            .stderr
            .take()
            .map(|pipe| copy(pipe, std::io::stderr(), Arc::clone(&lines))),
    ];
    let status = wait(&mut child, interrupt)?;
    // A process that a test left behind may hold the pipe open: what it prints later is nobody's result.
    for _ in 0..PATIENCE {
        if readers.iter().flatten().all(thread::JoinHandle::is_finished) {
            break;
        }
        interrupt.pause()?;
    }
    let lines = std::mem::take(&mut *lines.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((status, lines))
}

/// Runs a program to its end and answers what it printed, line by line, without showing it; its errors are shown.
pub(crate) fn read(
    command: &mut Command,
    interrupt: &Interrupt,
) -> Result<(ExitStatus, Vec<String>), Failure> {
    interrupt.check()?;
    let mut child = start(command.stdout(Stdio::piped()))?;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let reader = child
        .stdout
        .take()
        .map(|pipe| copy(pipe, std::io::sink(), Arc::clone(&lines)));
    let status = wait(&mut child, interrupt)?;
    // The program has ended and left nobody behind: its pipe ends too.
    let _ = reader.map(thread::JoinHandle::join);
    let lines = std::mem::take(&mut *lines.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((status, lines))
}

/// Asks a process to end, by a signal that the shell sends.
pub(crate) fn signal(child: &Child, name: &str) {
    let sent = Command::new("/bin/sh")
        .args(["-c", "kill -s \"$1\" \"$2\"", "sh", name, &child.id().to_string()])
        .status();
    if let Err(error) = sent {
        eprintln!("xtask: cannot send {name} to process {}: {error}", child.id());
    }
}

/// Waits for an end within a number of ticks.
pub(crate) fn ends_within(child: &mut Child, ticks: u32) -> bool {
    for _ in 0..ticks {
        if !matches!(child.try_wait(), Ok(None)) {
            return true;
        }
        thread::sleep(TICK);
    }
    false
}

/// Ends a process that was started here: politely, then for certain.
pub(crate) fn end(child: &mut Child, name: &str) {
    if matches!(child.try_wait(), Ok(None)) {
        signal(child, name);
        if !ends_within(child, PATIENCE) {
            // The process may have ended in between: then there is nothing to do.
            let _ = child.kill();
        }
    }
    let _ = child.wait();
}

fn wait(child: &mut Child, interrupt: &Interrupt) -> Result<ExitStatus, Failure> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => {
                interrupt.check()?;
                return Ok(status);
            }
            Ok(None) => {}
            Err(source) => {
                return Err(Failure::Start {
                    program: "a program".to_owned(),
                    source,
                });
            }
        }
        if let Err(stop) = interrupt.pause() {
            if !ends_within(child, GRACE) {
                end(child, "TERM");
            }
            return Err(stop);
        }
    }
}

fn copy<R, W>(from: R, mut to: W, lines: Arc<Mutex<Vec<String>>>) -> thread::JoinHandle<()>
where
    R: Read + Send + 'static,
    W: Write + Send + 'static,
{
    thread::spawn(move || {
        let mut reader = BufReader::new(from);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            // A closed terminal does not stop the count.
            let _ = to.write_all(&line).and_then(|()| to.flush());
            let text = plain(&String::from_utf8_lossy(&line));
            lines.lock().unwrap_or_else(PoisonError::into_inner).push(text);
            line.clear();
        }
    })
}

/// Takes colours and the end of line away.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut chars = line.trim_end().chars();
    while let Some(char) = chars.next() {
        if char == '\u{1b}' {
            // A sequence ends with its first letter.
            for next in chars.by_ref() {
                if next.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            text.push(char);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_away() {
        assert_eq!(
            plain("\u{1b}[1m\u{1b}[32m  Summary\u{1b}[0m [ 0.1s] 2 passed\r\n"),
            "  Summary [ 0.1s] 2 passed"
        );
    }

    #[test]
    fn both_streams_and_the_status_are_read() {
        let interrupt = Interrupt(Arc::new(AtomicBool::new(false)));
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "echo out; echo err >&2; exit 3"]);
        let (status, mut lines) = run_and_read(&mut command, &interrupt).unwrap();
        lines.sort();
        assert_eq!(
            (status.code(), lines),
            (Some(3), vec!["err".to_owned(), "out".to_owned()])
        );
    }

    #[test]
    fn a_stop_ends_the_program_that_runs() {
        let interrupt = Interrupt(Arc::new(AtomicBool::new(false)));
        let flag = interrupt.clone();
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", "echo ready; exec sleep 600"])
            .stdout(Stdio::piped());
        let mut child = start(&mut command).unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut ready)
            .unwrap();
        flag.0.store(true, Ordering::Relaxed);
        assert!(matches!(wait(&mut child, &interrupt), Err(Failure::Interrupted)));
        assert!(child.try_wait().unwrap().is_some(), "the program is gone");
    }
}
