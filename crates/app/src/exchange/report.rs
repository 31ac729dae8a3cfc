//! What was put right and what was refused, row by row.

use std::collections::BTreeMap;
use std::io::{self, Write};

/// The longest part of a value that a finding shows, in characters.
const LONGEST_VALUE: usize = 80;

/// How many findings are kept to be shown at once; the report itself has all of them.
const MOST_KEPT: usize = 200;

/// Which of the two files a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum File {
    /// The file of proposals.
    Proposals,
    /// The file of comments.
    Comments,
}

impl File {
    /// Its name in the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposals => "proposals",
            Self::Comments => "comments",
        }
    }
}

/// What became of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The row is stored, with what the finding says put right.
    Mended,
    /// The row is not stored.
    Refused,
}

impl Severity {
    /// Its name in the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mended => "mended",
            Self::Refused => "refused",
        }
    }
}

/// One thing found in one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub file: File,
    /// The row: the line of a JSON Lines file from 1, the row of a CSV file as a spreadsheet counts it (the header is 1);
    /// 0 for the file as a whole.
    pub row: u64,
    /// The field, by its name in the file; empty for the row as a whole.
    pub field: String,
    /// What was there, 80 characters at most.
    pub value: String,
    /// The stable code.
    pub code: &'static str,
    /// What it means, in English.
    pub message: String,
    /// What became of the row.
    pub severity: Severity,
}

/// How much was put right and refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many findings put something right.
    pub mended: u64,
    /// How many findings refused a row or a file.
    pub refused: u64,
    /// How many findings there are of each code.
    pub by_code: BTreeMap<&'static str, u64>,
}

/// Writes findings as CSV while they come, and counts them.
///
/// The columns are `row, field, value, code, message`, then `file` and `severity`. A cell that a spreadsheet would take
/// for a formula has an apostrophe before it.
pub struct Report {
    out: csv::Writer<Box<dyn Write + Send>>,
    failure: Option<io::Error>,
    summary: Summary,
    first: Vec<Finding>,
}

impl Report {
    /// A report written to `out`; a failure to write is kept until [`Report::finish`].
    pub fn new(out: impl Write + Send + 'static) -> Self {
        let mut report = Self {
            out: csv::Writer::from_writer(Box::new(out)),
            failure: None,
            summary: Summary::default(),
            first: Vec::new(),
        };
        report.write(["row", "field", "value", "code", "message", "file", "severity"].map(String::from));
        report
    }

    /// A report that only counts.
    pub fn unwritten() -> Self {
        Self::new(io::sink())
    }

    /// Adds a finding, its value cut to 80 characters.
    pub fn add(&mut self, mut finding: Finding) {
        if let Some((end, _)) = finding.value.char_indices().nth(LONGEST_VALUE) {
            finding.value.truncate(end);
        }
        *self.summary.by_code.entry(finding.code).or_default() += 1;
        match finding.severity {
            Severity::Mended => self.summary.mended += 1,
            Severity::Refused => self.summary.refused += 1,
        }
        self.write([
            finding.row.to_string(),
            guarded(&finding.field),
            guarded(&finding.value),
            finding.code.to_owned(),
            guarded(&finding.message),
            finding.file.name().to_owned(),
            finding.severity.name().to_owned(),
        ]);
        if self.first.len() < MOST_KEPT {
            self.first.push(finding);
        }
    }

    /// How much was found so far.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The first 200 findings.
    pub fn first(&self) -> &[Finding] {
        &self.first
    }

    /// Ends the report; an error if any line of it could not be written.
    pub fn finish(mut self) -> io::Result<Summary> {
        match self.failure {
            Some(failure) => Err(failure),
            None => self.out.flush().map(|()| self.summary),
        }
    }

    fn write(&mut self, line: [String; 7]) {
        if let Err(failure) = self.out.write_record(line) {
            self.failure.get_or_insert(failure.into());
        }
    }
}

/// A cell that no spreadsheet runs.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_written_counted_and_cut() {
        let path = std::env::temp_dir().join(format!("fabrique-report-{}", std::process::id()));
        let mut report = Report::new(std::fs::File::create(&path).unwrap());
        for (value, severity) in [("=1+1", Severity::Mended), (&*"é".repeat(90), Severity::Refused)] {
            report.add(Finding {
                file: File::Comments,
                row: 7,
                field: "body".into(),
                value: value.into(),
                code: "text.control",
                message: "a, \"b\"".into(),
                severity,
            });
        }
        let summary = report.finish().unwrap();
        let written = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let cut = "é".repeat(80);
        assert_eq!(
            written,
            format!(
                "row,field,value,code,message,file,severity\n\
                 7,body,'=1+1,text.control,\"a, \"\"b\"\"\",comments,mended\n\
                 7,body,{cut},text.control,\"a, \"\"b\"\"\",comments,refused\n"
            )
        );
        assert_eq!(
            (summary.mended, summary.refused, summary.by_code["text.control"]),
            (1, 1, 2)
        );
    }

    #[test]
    fn a_report_that_cannot_be_written_says_so() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        assert_eq!(
            Report::new(Full).finish().unwrap_err().kind(),
            io::ErrorKind::StorageFull
        );
    }
}
