//! What the mail server brings back.

use std::io::Read;

use app::{Cx, notifications};
use clap::Subcommand;

use super::{Failure, admin, say};
use crate::{config::Config, mail::bounced::Report};

/// The largest report that is read, in bytes.
const LONGEST: u64 = 10 << 20;

/// What to do with mail.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Mail {
    /// Reads one report that a mail could not be delivered (RFC 3464) from standard input, and records it: for a pipe
    /// of the mail server, at the address that our mails are sent from. After three failures for good, notifications
    /// are mailed to the address no more. Runs beside a server.
    Bounced,
}

/// Runs the command, and says what became of the report.
pub(super) async fn run(config: &Config, command: Mail) -> Result<(), Failure> {
    let Mail::Bounced = command;
    let mut mail = Vec::new();
    std::io::stdin()
        .lock()
        .take(LONGEST)
        .read_to_end(&mut mail)
        .map_err(|error| Failure::File("standard input".to_owned(), error))?;
    let Some(report) = Report::read(&mail) else {
        return say("no report of a failure for good: nothing to record\n");
    };
    let house = admin::house(config).await?;
    let cx = Cx::system(house, "mail bounced");
    if notifications::bounced(&cx, &report.message_ids, &report.status).await? {
        say("recorded\n")
    } else {
        say("about none of our notifications: nothing to record\n")
    }
}
