//! A plan's debate as a data package: tables of a few forms in one ZIP, with the dictionary that explains them.
//!
//! Nothing is held longer than a page: whoever takes the bytes has the next page read. The first one is read before
//! anything is answered, and a failure on the way ends the stream with an error, never as if it were whole.
//!
//! Open data is what a visitor reads, without names; what is for staff alone is another file, with another name.

mod dictionary;
mod read;
mod tables;
mod write;

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use domain::{
    Actor, Code, Page, PageRequest,
    moderation_log::Day,
    page::MAX_PAGE,
    plans::{Plan, PlanId},
    policy::exchange::Export,
    proposals::Proposal,
    refusal::{Fault, Fields},
};
use futures::Stream;
use zip::{ZipWriter, write::SimpleFileOptions};

use self::{read::Reading, write::Sheet};
use crate::{
    Cx, Error, Result,
    error::OrHidden,
    proposals::{self, Filter, Sort},
    throttle::{self, What},
};

pub use tables::Table;

/// Whom a package is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edition {
    /// Everybody: what a visitor reads, authors under pseudonyms.
    Open,
    /// The staff of the plan: what they read, authors by the names they chose.
    Internal,
}

impl Edition {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Internal => "internal",
        }
    }
}

/// The form of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Comma-separated values, UTF-8 with its mark, cells that a spreadsheet would compute made harmless.
    Csv,
    /// A workbook a table.
    Xlsx,
    /// A JSON object a line.
    JsonLines,
    /// What has a place, as collections of features.
    GeoJson,
}

impl Format {
    /// Every form.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Xlsx, Self::JsonLines, Self::GeoJson];

    /// The word in addresses, which is the end of files' names too.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::JsonLines => "jsonl",
            Self::GeoJson => "geojson",
        }
    }

    /// The form of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::JsonLines => "application/jsonl",
            Self::GeoJson => "application/geo+json",
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Of which plan.
    pub plan: PlanId,
    /// Whom it is for.
    pub edition: Edition,
    /// In which form.
    pub format: Format,
    /// Which tables; none for all that the form can hold.
    pub tables: Vec<Table>,
    /// Which proposals, and what hangs on them; the plan is added.
    pub filter: Filter,
}

/// A package whose first page is read.
pub struct Package {
    /// The name of the file: letters, digits, hyphens and a point.
    pub name: String,
    run: Run,
    tables: Vec<Table>,
    first: Page<Proposal>,
}

/// What an export knows while it runs.
struct Run {
    /// Who reads: a visitor, where the data is open.
    reader: Cx,
    plan: Plan,
    edition: Edition,
    format: Format,
    filter: Filter,
}

/// Opens a package: who may have it is decided here, and its first page is read.
#[tracing::instrument(name = "exchange.package", skip_all, fields(plan.id = %wanted.plan, edition = wanted.edition.as_str()))]
pub async fn package(cx: &Cx, wanted: Wanted) -> Result<Package> {
    let Wanted {
        plan,
        edition,
        format,
        mut tables,
        mut filter,
    } = wanted;
    let reader = match edition {
        Edition::Open => cx.acting(Actor::Visitor, None),
        Edition::Internal => cx.clone(),
    };
    let plan = crate::plans::by_id(&reader, plan)
        .await?
        .ok_or(Error::NotFound(Code::PlanNotFound))?;
    let plan = match edition {
        Edition::Open => plan,
        Edition::Internal => {
            let permitted = cx.actor.may(Export, plan).or_hidden(Code::PlanNotFound)?;
            permitted.subject().clone()
        }
    };
    let holds = |table: &Table| format != Format::GeoJson || table.is_placed();
    if tables.is_empty() {
        tables.extend(Table::ALL.iter().copied().filter(holds));
    } else if !tables.iter().all(holds) {
        let mut fields = Fields::default();
        fields.refuse("tables", Fault::new(Code::FieldUnknown));
        fields.finish::<()>(None)?;
    }
    throttle::pass(cx, What::Export, None).await?;
    filter.plan = Some(plan.id);
    let is_part = filter
        != Filter {
            plan: filter.plan,
            ..Filter::default()
        };
    let run = Run {
        reader,
        plan,
        edition,
        format,
        filter,
    };
    let first = run.page(None).await?;
    Ok(Package {
        name: run.name(is_part),
        run,
        tables,
        first,
    })
}

impl Run {
    /// The proposals after a cursor, oldest first.
    async fn page(&self, after: Option<String>) -> Result<Page<Proposal>> {
        let request = PageRequest {
            cursor: after,
            ..PageRequest::first(MAX_PAGE)
        };
        proposals::list(&self.reader, &self.filter, Sort::Oldest, &request).await
    }

    fn name(&self, is_part: bool) -> String {
        let what = dictionary::said(
            &format!("export-name-{}", self.edition.as_str()),
            &self.reader.language,
        );
        let part = if is_part {
            dictionary::said("export-name-part", &self.reader.language)
        } else {
            String::new()
        };
        format!(
            "{}-{what}{part}-{}.zip",
            self.plan.slug,
            Day::of(self.reader.now())
        )
    }
}

/// Where the ZIP is written, and from where it is taken away.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Pipe {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Package {
    /// The bytes of the ZIP. An error is the last item, and what came before it is no ZIP.
    pub fn stream(self) -> impl Stream<Item = io::Result<Vec<u8>>> + Send + 'static {
        let Self {
            run, tables, first, ..
        } = self;
        let mut first = Some(first);
        async_stream::try_stream! {
            let cut = |error: Error| cut(&run, &error);
            let pipe = Pipe::default();
            let mut zip = ZipWriter::new_stream(pipe.clone());
            let options = SimpleFileOptions::default();
            for (name, text) in dictionary::readmes(&run) {
                zip.start_file(name, options).map_err(Error::internal).map_err(cut)?;
                zip.write_all(text.as_bytes())?;
            }
            let mut counted = Vec::new();
            for table in &tables {
                zip.start_file(tables::path(*table, run.format), options)
                    .map_err(Error::internal)
                    .map_err(cut)?;
                let mut sheet = Sheet::begin(run.format, *table, run.edition, &mut zip).map_err(cut)?;
                let mut reading = Reading::of(*table, first.take());
                while let Some(rows) = reading.next(&run).await.map_err(cut)? {
                    for row in &rows {
                        sheet.row(row, &mut zip).map_err(cut)?;
                    }
                    // What is packed goes out page by page, so that the line never falls silent.
                    zip.flush()?;
                    let bytes = pipe.take();
                    if !bytes.is_empty() {
                        yield bytes;
                    }
                }
                let (rows, mut saved) = sheet.end(&mut zip).await.map_err(cut)?;
                while let Some(part) = saved.next_part().map_err(Error::internal).map_err(cut)? {
                    zip.write_all(&part)?;
                    let bytes = pipe.take();
                    if !bytes.is_empty() {
                        yield bytes;
                    }
                }
                counted.push((*table, rows));
            }
            zip.start_file("datapackage.json", options).map_err(Error::internal).map_err(cut)?;
            zip.write_all(dictionary::descriptor(&run, &counted).as_bytes())?;
            zip.finish().map_err(Error::internal).map_err(cut)?;
            yield pipe.take();
        }
    }
}

/// The end of a stream that is not whole: logged here, since nobody is answered any more.
fn cut(run: &Run, error: &Error) -> io::Error {
    tracing::error!(error = ?error, trace.id = %run.reader.trace_id, "an export was cut");
    io::Error::other("the export was cut")
}
