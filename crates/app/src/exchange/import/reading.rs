//! The thread that reads the files, a batch at a time.

use std::{collections::HashSet, io};

use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::{Files, ImportDebate, Purpose, Reports};
use crate::{
    Error, Result,
    exchange::{
        Form, OrderedComments, PlacedComment, ProposalRecord, Reader, Report, Settings, SourceId, Writer,
    },
};

/// Rows a batch: a transaction of some hundred rows.
const ROWS: usize = 500;

/// How many proposals are looked at for the address of the platform.
const LOOKED_AT: usize = 100;

/// A row that is ready to be stored.
pub(super) struct Ready<T> {
    /// The row, as findings count it.
    pub(super) row: u64,
    /// Its id where it comes from.
    pub(super) external_id: String,
    /// What tells whether it has changed.
    pub(super) hash: Vec<u8>,
    /// What is in it.
    pub(super) record: T,
}

/// Some rows.
pub(super) enum Batch {
    Proposals(Vec<Ready<ProposalRecord>>),
    Comments(Vec<Ready<PlacedComment>>),
}

/// What the earlier platform is called.
pub(super) async fn source(
    command: &ImportDebate,
    form: Form,
    settings: &Settings,
    mut files: Files,
) -> Result<(String, Files)> {
    if let Some(source) = &command.source {
        return Ok((source.clone(), files));
    }
    let settings = settings.clone();
    let (host, files) = tokio::task::spawn_blocking(move || {
        let mut silent = Report::unwritten();
        let opened = (files.proposals)(Purpose::Look)?;
        let mut reader = Reader::<ProposalRecord>::new(opened, form, &settings, &mut silent);
        let mut rows = std::iter::from_fn(|| reader.next_row(&mut silent)).take(LOOKED_AT);
        let host = rows.find_map(|row| host(row.record.url.as_deref()?));
        io::Result::Ok((host, files))
    })
    .await
    .map_err(Error::internal)?
    .map_err(Error::internal)?;
    Ok((host.unwrap_or_else(|| command.slug.to_string()), files))
}

/// The host of an address.
fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let is_host = host.contains('.')
        && host.len() <= 100
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    is_host.then(|| host.to_ascii_lowercase())
}

/// Reads both files, in an order in which nothing comes before what it needs. `known` are the proposals that were
/// taken over before.
pub(super) fn read(
    files: &mut Files,
    form: Form,
    settings: &Settings,
    mut known: HashSet<SourceId>,
    reports: &Reports,
    batches: &mpsc::Sender<Batch>,
) -> io::Result<()> {
    let hash = |line: io::Result<Vec<u8>>| line.map(|line| hash(settings, &line));
    let opened = (files.proposals)(Purpose::Proposals)?;
    let mut reader = Reader::<ProposalRecord>::new(opened, form, settings, &mut reports.lock());
    let mut ready = Vec::with_capacity(ROWS);
    loop {
        let row = reader.next_row(&mut reports.lock());
        let is_last = row.is_none();
        if let Some(row) = row {
            let line = Writer::line_of(|writer| writer.proposal(&row.record));
            known.insert(row.record.id.clone());
            ready.push(Ready {
                row: row.row,
                external_id: row.record.id.to_string(),
                hash: hash(line)?,
                record: row.record,
            });
        }
        if ready.len() == ROWS || (is_last && !ready.is_empty()) {
            let batch = std::mem::replace(&mut ready, Vec::with_capacity(ROWS));
            if batches.blocking_send(Batch::Proposals(batch)).is_err() {
                // Storing failed, and says why.
                return Ok(());
            }
        }
        if is_last {
            break;
        }
    }
    let Some(open) = &mut files.comments else {
        return Ok(());
    };
    let mut is_survey = true;
    let open = || {
        let purpose = if is_survey {
            Purpose::Threads
        } else {
            Purpose::Comments
        };
        is_survey = false;
        open(purpose)
    };
    let is_known = |id: &SourceId| known.contains(id);
    let mut comments = OrderedComments::survey(open, form, settings, is_known, &mut reports.lock())?;
    while comments.remaining() > 0 {
        let mut ready = Vec::with_capacity(ROWS);
        while ready.len() < ROWS
            && let Some(placed) = comments.next_placed()?
        {
            let line = Writer::line_of(|writer| writer.comment(&placed.record));
            ready.push(Ready {
                row: placed.row,
                external_id: placed.record.id.to_string(),
                hash: hash(line)?,
                record: placed,
            });
        }
        if batches.blocking_send(Batch::Comments(ready)).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// What tells whether a row has changed: its line in the interchange form, and the language it is taken to be in.
fn hash(settings: &Settings, line: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(settings.language.tag());
    hash.update([0]);
    hash.update(line);
    hash.finalize().to_vec()
}
