//! Checking a copy of the public log: needs no database and no key of this house.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    time::Duration,
};

use app::moderation_log::{Known, Remembered, Verdict, check};
use clap::{Args, Subcommand};

use super::{Failure, say};

/// The public log of moderation.
#[derive(Debug, Subcommand)]
pub(super) enum Log {
    /// Checks a copy of a public log, of this site or of any other; docs/MODERATION_LOG.md says how. The exit code tells
    /// what is wrong: 10 changed, 11 missing, 12 out of order, 13 inserted, 14 bad signature, 15 unknown key,
    /// 16 rolled back; 1 when the copy cannot be read.
    Verify(Verify),
}

/// Which copy, and what is known apart from it.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// A file, or the address of a log; the address of a site is enough.
    #[arg(value_name = "FILE|URL")]
    copy: String,
    /// A head that was seen earlier: `n:hash`, or a file whose last line it is (an earlier copy). Tells when an older
    /// log is shown as today's.
    #[arg(long, value_name = "HEAD")]
    since: Option<String>,
    /// The fingerprint of a key of the log, as the town publishes it elsewhere.
    #[arg(long, value_name = "FINGERPRINT")]
    key: Option<String>,
}

/// How long to wait for a connection, and for an answer to begin.
const PATIENCE: Duration = Duration::from_secs(30);

/// Checks the copy, and says in one line what it found.
pub(super) async fn run(command: Log) -> Result<(), Failure> {
    let Log::Verify(verify) = command;
    let checking = tokio::task::spawn_blocking(move || checked(&verify));
    checking
        .await
        .map_err(|panicked| Failure::Output(io::Error::other(panicked)))?
}

fn checked(verify: &Verify) -> Result<(), Failure> {
    let Verify { copy, since, key } = verify;
    let unread = |error| Failure::File(copy.clone(), error);
    let known = Known {
        since: since.as_deref().map(remembered).transpose()?,
        key: key.clone(),
    };
    match check(opened(copy).map_err(unread)?, &known).map_err(unread)? {
        Verdict::Wrong { line, flaw } => {
            say(&format!("line {line}: {flaw}\n"))?;
            Err(Failure::BadLog { line, flaw })
        }
        Verdict::Whole { head, first_key } => {
            let lines = head.n;
            let (hash, at, signer) = (domain::moderation_log::hex(&head.hash), head.at, &head.key);
            say(&format!(
                "whole: {lines} lines, head {lines}:{hash}, signed on {at} by {signer}\n"
            ))?;
            if known.key.is_none() {
                say(&format!("the first key was trusted: {first_key}\n"))?;
            }
            Ok(())
        }
    }
}

/// The head of `n:hash`, or of the last line of a file.
fn remembered(given: &str) -> Result<Remembered, Failure> {
    if let Ok(head) = given.parse() {
        return Ok(head);
    }
    let text = std::fs::read_to_string(given).map_err(|error| Failure::File(given.to_owned(), error))?;
    text.parse().map_err(|()| {
        let why = io::Error::other("its last line is no head of a log");
        Failure::File(given.to_owned(), why)
    })
}

/// The bytes of a copy, as they come.
fn opened(copy: &str) -> io::Result<Box<dyn BufRead>> {
    let is_address = copy.starts_with("http://") || copy.starts_with("https://");
    if !is_address {
        return Ok(Box::new(BufReader::new(File::open(copy)?)));
    }
    let mut address = url::Url::parse(copy).map_err(io::Error::other)?;
    if address.path() == "/" {
        address.set_path("/moderation-log.jsonl");
    }
    let agent = ureq::Agent::config_builder()
        .timeout_connect(Some(PATIENCE))
        .timeout_recv_response(Some(PATIENCE))
        .user_agent(concat!("fabrique/", env!("CARGO_PKG_VERSION")))
        .build()
        .new_agent();
    let answer = agent.get(address.as_str()).call().map_err(io::Error::other)?;
    Ok(Box::new(BufReader::new(answer.into_body().into_reader())))
}
