//! Plans carried in and out of Fabrique as files.
//!
//! Two forms are read, both plain or gzipped: the interchange form, JSON Lines with one proposal or comment a line,
//! which Fabrique also writes; and the CSV files of Decidim's open data. Both become the same [`ProposalRecord`] and
//! [`CommentRecord`], whole: limits bind new writing and not history. Whatever is put right or left out on the way is
//! a [`Finding`] of the [`Report`]; a refused row never stops the reading.
//!
//! Files are read as streams and no text is held longer than its row. [`OrderedComments`] gives comments so that an
//! answered comment always comes before its answers, whatever the order of the file, and holds ids alone for that.
//!
//! [`import`] stores them, and says what becomes of rows that come again; [`export`] writes a plan back. [`package`] is what
//! people download: tables for spreadsheets and maps, which nothing reads back.

mod decidim;
#[cfg(any(test, feature = "test-writers"))]
pub mod decidim_writer;
mod draft;
mod export;
mod files;
mod html;
mod import;
mod input;
mod jsonl;
mod jsonl_writer;
mod kept;
pub mod package;
mod reader;
mod record;
mod report;
mod threads;
mod time;

#[cfg(test)]
mod real_data;

pub use export::{Exported, export};
pub use files::{NewFile, WholeFile};
pub use import::{Files, ImportDebate, ImportInput, Opener, Outcome, Purpose, Tally, import};
pub use input::unpacked;
pub use jsonl_writer::Writer;
pub use reader::{Form, Reader, Record, Row};
pub use record::{CommentRecord, Moderated, Place, Position, ProposalRecord, SourceId, Translation, Version};
pub use report::{File, Finding, Report, Severity, Summary};
pub use threads::{DEEPEST, OrderedComments, PlacedComment};
pub use time::{Settings, UnknownZone};
