//! Rows in, records out.

use super::decidim::{self, Columns};
use super::draft::{Draft, Format};
use super::input::{LONGEST_ROW, Piece, Rows, next_line, unpacked};
use super::jsonl::{self, Object};
use super::record::{CommentRecord, ProposalRecord, SourceId};
use super::report::{File, Report};
use super::time::Settings;
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};
use std::io::{self, BufRead, Read};
use std::marker::PhantomData;

/// What is said, once a file, of a field that has no place of its own.
const UNKNOWN: &str = "Fabrique does not know this field; it is kept beside the rows that have it";

/// How many different unknown fields are told.
const MOST_TOLD: usize = 1_000;

/// The form that a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Fabrique's interchange form: JSON Lines.
    JsonLines,
    /// Decidim's open data: CSV.
    Decidim,
}

/// A record and the row it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<T> {
    /// The row, as findings count it.
    pub row: u64,
    /// What is in it.
    pub record: T,
}

/// What a file has a row of: [`ProposalRecord`] or [`CommentRecord`].
pub trait Record: Sized + sealed::Parse {
    /// The file that such rows come in.
    const FILE: File;

    /// The id of the row.
    fn id(&self) -> &SourceId;

    /// The fields of the row that have no place of their own.
    fn extra(&self) -> &BTreeMap<String, Value>;
}

pub(super) mod sealed {
    use super::{Columns, Draft, Object};

    /// How a record is read from one row of each form; nothing if the row is refused.
    pub trait Parse: Sized {
        #[doc(hidden)]
        fn from_object(draft: &mut Draft<'_>, object: Object) -> Option<Self>;

        #[doc(hidden)]
        fn from_columns(draft: &mut Draft<'_>, columns: Columns) -> Option<Self>;
    }
}

impl Record for ProposalRecord {
    const FILE: File = File::Proposals;

    fn id(&self) -> &SourceId {
        &self.id
    }

    fn extra(&self) -> &BTreeMap<String, Value> {
        &self.extra
    }
}

impl Record for CommentRecord {
    const FILE: File = File::Comments;

    fn id(&self) -> &SourceId {
        &self.id
    }

    fn extra(&self) -> &BTreeMap<String, Value> {
        &self.extra
    }
}

/// Reads a file row by row; it blocks, and is called from a thread that may.
pub struct Reader<T> {
    source: Source,
    settings: Settings,
    seen: HashSet<SourceId>,
    told: HashSet<String>,
    row: u64,
    record: PhantomData<T>,
}

/// Where rows come from.
enum Source {
    Lines(Box<dyn BufRead>),
    Rows { rows: Box<Rows>, header: Vec<String> },
    Ended,
}

impl<T: Record> Reader<T> {
    /// Opens a file, packed or not. A file that cannot be read at all has a finding, and no rows.
    pub fn new(input: Box<dyn Read>, form: Form, settings: &Settings, report: &mut Report) -> Self {
        let mut reader = Self {
            source: Source::Ended,
            settings: settings.clone(),
            seen: HashSet::new(),
            told: HashSet::new(),
            row: 0,
            record: PhantomData,
        };
        let source = unpacked(input).and_then(|input| match form {
            Form::JsonLines => Ok(Source::Lines(input)),
            Form::Decidim => Ok(Source::Rows {
                rows: Box::new(Rows::new(input)?),
                header: Vec::new(),
            }),
        });
        match source {
            Ok(source) => reader.source = source,
            Err(error) => reader.unreadable(&error, report),
        }
        if form == Form::Decidim {
            reader.read_header(report);
        }
        reader
    }

    /// The next row that is not refused; nothing at the end of the file.
    pub fn next_row(&mut self, report: &mut Report) -> Option<Row<T>> {
        self.next_wanted(report, |_| true)
    }

    /// The next row whose id is wanted; the texts of the others are not looked at.
    pub(super) fn next_wanted(
        &mut self,
        report: &mut Report,
        wanted: impl Fn(&SourceId) -> bool,
    ) -> Option<Row<T>> {
        loop {
            let record = match self.next_piece() {
                Piece::End => return None,
                Piece::Broken(error) => {
                    self.unreadable(&error, report);
                    return None;
                }
                Piece::TooLong => {
                    let message = format!("the row is longer than {LONGEST_ROW} bytes");
                    self.draft(report).refused("", "", "row.too_long", &message)
                }
                Piece::Whole(content) => self.parse(content, report, &wanted),
            };
            let Some(record) = record else { continue };
            if self.seen.insert(T::id(&record).clone()) {
                return Some(Row {
                    row: self.row,
                    record,
                });
            }
            let id = record.id().to_string();
            let _: Option<T> =
                self.draft(report)
                    .refused("id", &id, "id.duplicate", "an earlier row has this id");
        }
    }

    fn next_piece(&mut self) -> Piece<Content> {
        loop {
            let piece = match &mut self.source {
                Source::Ended => return Piece::End,
                Source::Lines(input) => match next_line(input) {
                    Piece::Whole(line) => Piece::Whole(Content::Line(line)),
                    Piece::TooLong => Piece::TooLong,
                    Piece::Broken(error) => Piece::Broken(error),
                    Piece::End => Piece::End,
                },
                Source::Rows { rows, .. } => match rows.next_row() {
                    Piece::Whole(cells) => Piece::Whole(Content::Cells(cells)),
                    Piece::TooLong => Piece::TooLong,
                    Piece::Broken(error) => Piece::Broken(error),
                    Piece::End => Piece::End,
                },
            };
            self.row += 1;
            match &piece {
                Piece::Whole(Content::Line(line)) if line.trim_ascii().is_empty() => {}
                Piece::Whole(Content::Cells(cells))
                    if cells.iter().all(|cell| cell.trim_ascii().is_empty()) => {}
                _ => return piece,
            }
        }
    }

    fn parse(
        &mut self,
        content: Content,
        report: &mut Report,
        wanted: impl Fn(&SourceId) -> bool,
    ) -> Option<T> {
        let Self {
            settings,
            source,
            seen,
            told,
            row,
            ..
        } = self;
        // A row that is passed over still counts as the first with its id.
        let mut is_wanted = |id: Option<SourceId>| match id {
            Some(id) if !wanted(&id) => {
                seen.insert(id);
                false
            }
            _ => true,
        };
        let mut draft = Draft {
            report,
            settings,
            file: T::FILE,
            row: *row,
            format: Format::Seen,
        };
        match content {
            Content::Line(line) => {
                let object = jsonl::object(&mut draft, &line)?;
                if !is_wanted(object.peek_id()) {
                    return None;
                }
                let record = T::from_object(&mut draft, object)?;
                for name in record.extra().keys() {
                    if jsonl::is_ours(name) {
                        continue;
                    }
                    if told.len() < MOST_TOLD && told.insert(name.clone()) {
                        draft.mended(name, "", "field.unknown", UNKNOWN);
                    }
                }
                Some(record)
            }
            Content::Cells(cells) => {
                let Source::Rows { header, .. } = source else {
                    return None;
                };
                let columns = decidim::columns(&mut draft, header, cells)?;
                if !is_wanted(columns.peek_id()) {
                    return None;
                }
                T::from_columns(&mut draft, columns)
            }
        }
    }

    /// Reads the header of a CSV file and tells which of its columns are not known.
    fn read_header(&mut self, report: &mut Report) {
        let header = match self.next_piece() {
            Piece::Whole(Content::Cells(cells)) => cells,
            Piece::Broken(error) => return self.unreadable(&error, report),
            Piece::Whole(Content::Line(_)) | Piece::End | Piece::TooLong => Vec::new(),
        };
        let names: Vec<String> = header
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim().to_lowercase())
            .collect();
        if let Some(problem) = decidim::header_problem(&names, T::FILE) {
            let _: Option<T> = self
                .draft(report)
                .refused("", &names.join(" "), "file.header", problem);
            self.source = Source::Ended;
            return;
        }
        for name in names.iter().filter(|name| !decidim::is_known(name, T::FILE)) {
            self.draft(report).mended(name, "", "field.unknown", UNKNOWN);
        }
        if let Source::Rows { header, .. } = &mut self.source {
            *header = names;
        }
    }

    fn unreadable(&mut self, error: &io::Error, report: &mut Report) {
        self.source = Source::Ended;
        let message = format!("the file cannot be read from here on: {error}");
        let _: Option<T> = self.draft(report).refused("", "", "file.unreadable", &message);
    }

    fn draft<'a>(&'a self, report: &'a mut Report) -> Draft<'a> {
        Draft {
            report,
            settings: &self.settings,
            file: T::FILE,
            row: self.row,
            format: Format::Seen,
        }
    }
}

/// One row as it was read.
enum Content {
    Line(Vec<u8>),
    Cells(Vec<Vec<u8>>),
}

#[cfg(test)]
mod tests {
    use super::super::time::madrid;
    use super::super::{Position, Severity, Version};
    use super::*;
    use domain::{Language, Timestamp};
    use proptest::prelude::*;
    use std::io::Cursor;

    /// Row, field, code and severity of a finding.
    type Told = (u64, String, &'static str, Severity);

    /// The records of a file, and what was told of it.
    fn read<T: Record>(form: Form, text: &[u8]) -> (Vec<Row<T>>, Vec<Told>) {
        let mut report = Report::unwritten();
        let mut reader = Reader::new(Box::new(Cursor::new(text.to_vec())), form, &madrid(), &mut report);
        let mut rows = Vec::new();
        while let Some(row) = reader.next_row(&mut report) {
            rows.push(row);
        }
        let told = report
            .first()
            .iter()
            .map(|f| (f.row, f.field.clone(), f.code, f.severity))
            .collect();
        (rows, told)
    }

    fn told(form: Form, text: &str) -> Vec<(u64, String, &'static str)> {
        read::<ProposalRecord>(form, text.as_bytes())
            .1
            .into_iter()
            .map(|(row, field, code, _)| (row, field, code))
            .collect()
    }

    #[test]
    fn a_refused_line_never_stops_the_reading() {
        let long = format!(r#"{{"id":1,"title":"{}"}}"#, "x".repeat(LONGEST_ROW));
        let mut text = format!(
            "{}\n\n{long}\n[1]\n{{\"id\":1,\n{}\n{}\n{}\n{}\n",
            r#"{"id":1,"title":"a"}"#,
            r#"{"id":-3,"title":"a"}"#,
            r#"{"title":"a"}"#,
            r#"{"id":1,"title":"b"}"#,
            r#"{"id":2,"title":" ","summary":"<p> </p>"}"#,
        )
        .into_bytes();
        text.extend_from_slice(b"{\"id\":3,\"title\":\"\xff\"}\n{\"id\":4,\"title\":\"\xc3\xa9\"}");
        let (rows, told) = read::<ProposalRecord>(Form::JsonLines, &text);
        assert_eq!(
            rows.iter()
                .map(|row| (row.row, row.record.title.as_str()))
                .collect::<Vec<_>>(),
            [(1, "a"), (11, "é")]
        );
        let expected = [
            (3, "", "row.too_long"),
            (4, "", "row.malformed"),
            (5, "", "row.malformed"),
            (6, "id", "id.unreadable"),
            (7, "id", "id.missing"),
            (8, "id", "id.duplicate"),
            (9, "title", "title.missing"),
            (10, "", "row.not_utf8"),
        ];
        assert_eq!(
            told,
            expected.map(|(row, field, code)| (row, field.to_owned(), code, Severity::Refused))
        );
    }

    #[test]
    fn what_is_put_right_is_told_and_the_row_kept() {
        let line = r#"{"id":"7","title":"a\u0000\u202eb","summary":"<p>c<img src=x></p>","votes":-2,"created_at":"01/01/1970",
            "published_at":"bientôt","district":["x"],"latitude":"91","longitude":2,"couleur":"bleu","language":"?"}"#;
        let (rows, told) = read::<ProposalRecord>(Form::JsonLines, line.replace('\n', " ").as_bytes());
        let record = &rows[0].record;
        assert_eq!(
            (record.title.as_str(), record.body.as_str(), record.votes),
            ("ab", "c", None)
        );
        assert_eq!(record.id, SourceId::Number(7));
        assert_eq!(record.extra["couleur"], "bleu");
        let mut codes: Vec<&str> = told.iter().map(|(_, _, code, _)| *code).collect();
        codes.sort_unstable();
        assert_eq!(
            codes,
            [
                "field.type",
                "field.unknown",
                "html.dropped",
                "language.unreadable",
                "number.negative",
                "place.unreadable",
                "text.control",
                "time.absurd",
                "time.unreadable"
            ]
        );
        assert!(
            told.iter()
                .all(|(row, _, _, severity)| *row == 1 && *severity == Severity::Mended)
        );
    }

    #[test]
    fn files_that_cannot_be_read_are_told() {
        let file =
            |codes: &[(u64, String, &'static str)]| codes.iter().map(|(.., code)| *code).collect::<Vec<_>>();
        assert_eq!(file(&told(Form::JsonLines, "")), [""; 0]);
        assert_eq!(file(&told(Form::Decidim, "")), ["file.header"]);
        assert_eq!(file(&told(Form::Decidim, "a;b\n1;2\n")), ["file.header"]);
        let (_, broken) = read::<CommentRecord>(Form::JsonLines, b"\x1f\x8b\x08nothing");
        assert_eq!(
            broken.iter().map(|(.., code, _)| *code).collect::<Vec<_>>(),
            ["file.unreadable"]
        );
    }

    #[test]
    fn decidim_s_new_header_is_read() {
        let text = "id;author/id;author/name;taxonomies/name;title/ca;title/es;body/ca;body/es;state;answer/ca;answered_at;votes;\
            latitude;longitude;withdrawn;created_in_meeting;published_at;url;couleur\n\
            12;5;Ana;Mobilitat;;Un título;;\"Una\nlínea\";not_answered;;;;41.38;2.17;false;true;2016-02-01 11:32:58 UTC;https://x/12;bleu\n\
            13;6;'=Joan;Verd;'+1 arbre;Un árbol;cos;cuerpo;rejected;No;2016-03-01T00:00:00Z;17;;;true;false;2016-02-01 11:32:58 UTC;;\n\
            14;6\n";
        let (rows, told) = read::<ProposalRecord>(Form::Decidim, text.as_bytes());
        let [first, second] = &rows[..] else {
            panic!("{rows:?}")
        };
        assert_eq!(
            (first.row, first.record.title.as_str(), first.record.body.as_str()),
            (2, "Un título", "Una\\\nlínea")
        );
        assert_eq!(first.record.language, Some(Language::Spanish));
        assert_eq!(
            (first.record.status.as_deref(), first.record.source.as_deref()),
            (None, Some("meeting"))
        );
        assert_eq!(first.record.created_at, Timestamp::parse("2016-02-01T11:32:58Z"));
        assert_eq!(first.record.place.unwrap().latitude_e7, 413_800_000);
        assert_eq!(first.record.extra["couleur"], "bleu");
        let second = &second.record;
        assert_eq!(
            (second.title.as_str(), second.author_name.as_deref()),
            ("+1 arbre", Some("=Joan"))
        );
        assert_eq!(
            (
                second.translations[0].body.as_str(),
                &second.translations[0].language
            ),
            ("cuerpo", &Language::Spanish)
        );
        assert_eq!(
            (second.status.as_deref(), second.answer.as_deref(), second.votes),
            (Some("rejected"), Some("No"), Some(17))
        );
        assert!(second.withdrawn);
        let codes: Vec<_> = told
            .iter()
            .map(|(row, field, code, _)| (*row, field.as_str(), *code))
            .collect();
        assert_eq!(codes, [(1, "couleur", "field.unknown"), (4, "", "row.width")]);
    }

    #[test]
    fn decidim_s_old_header_is_read() {
        let text = "id,category/name/ca,category/name/es,scope/name/ca,title/ca,body/ca,state,supports,followers,published_at\n\
            3,Verd,Verde,Gràcia,Títol,<p>cos</p>,withdrawn,9,2,2016-02-01 11:32:58 UTC\n";
        let (rows, told) = read::<ProposalRecord>(Form::Decidim, text.as_bytes());
        let record = &rows[0].record;
        assert_eq!(
            (record.category.as_deref(), record.district.as_deref()),
            (Some("Verd"), Some("Gràcia"))
        );
        assert_eq!(
            (record.votes, record.withdrawn, record.status.as_deref()),
            (Some(9), true, None)
        );
        assert_eq!(record.extra["category/name/es"], "Verde");
        assert_eq!(told, []);
    }

    #[test]
    fn decidim_s_comments_are_read() {
        let text = "id;created_at;body;locale;author/name;alignment;depth;commentable_id;commentable_type;root_commentable_url\n\
            1;2016-02-01 11:32:58 UTC;\"u\ndos\";ca;Ana;-1;0;7;Decidim::Proposals::Proposal;https://x/proposals/7\n\
            2;;oui;fr;;0;1;1;Decidim::Comments::Comment;https://x/proposals/7?a#comment_2\n\
            3;;oui;fr;;0;1;1;Decidim::Comments::Comment;\n\
            4;;oui;fr;;0;0;1;Decidim::Meetings::Meeting;https://x/meetings/7\n\
            5;;;fr;;0;0;7;Decidim::Proposals::Proposal;https://x/proposals/7\n";
        let (rows, told) = read::<CommentRecord>(Form::Decidim, text.as_bytes());
        let [first, second] = &rows[..] else {
            panic!("{rows:?}")
        };
        assert_eq!(
            (first.record.position, first.record.parents.len()),
            (Some(Position::Against), 0)
        );
        assert_eq!(first.record.body, "u\\\ndos");
        assert_eq!(
            (second.record.position, second.record.parent()),
            (None, Some(&SourceId::Number(1)))
        );
        assert_eq!(
            (second.record.proposal.clone(), second.record.depth),
            (SourceId::Number(7), Some(1))
        );
        let codes: Vec<_> = told
            .iter()
            .map(|(row, _, code, severity)| (*row, *code, *severity))
            .collect();
        assert_eq!(
            codes,
            [
                (4, "id.missing", Severity::Refused),
                (5, "comment.not_on_proposal", Severity::Refused),
                (6, "body.missing", Severity::Refused)
            ]
        );
    }

    #[test]
    fn earlier_texts_are_kept() {
        let line = r#"{"id":1,"title":"b","summary":"*c*","format":"markdown","versions":[{"title":"a","body":"_b_","at":"2016-02-01T00:00:00Z"}]}"#;
        let (rows, _) = read::<ProposalRecord>(Form::JsonLines, line.as_bytes());
        let at = Timestamp::parse("2016-02-01T00:00:00Z");
        assert_eq!(rows[0].record.body, "*c*");
        assert_eq!(
            rows[0].record.versions,
            [Version {
                title: Some("a".into()),
                body: "_b_".into(),
                at
            }]
        );
    }

    proptest! {
        #[test]
        fn hostile_files_are_read_to_their_end(
            json in "(\\{|\\}|\"id\":|1|,|\"title\":|\"a\"|\"parents\":|\\[|\\]|null|-|9{30}|\n|\"proposal\":|\"body\":|\"<p>\"){0,40}",
            cells in "(1|;|\n|\"|'|=|a|<p>|Decidim::Comments::Comment|https://x/proposals/1){0,40}",
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let proposals = [b"id;title/fr;body/fr\n", cells.as_bytes()].concat();
            let comments = [b"id;body;commentable_id;commentable_type;root_commentable_url\n", cells.as_bytes()].concat();
            read::<ProposalRecord>(Form::Decidim, &proposals);
            read::<CommentRecord>(Form::Decidim, &comments);
            for form in [Form::JsonLines, Form::Decidim] {
                for text in [json.as_bytes(), &bytes] {
                    read::<ProposalRecord>(form, text);
                    read::<CommentRecord>(form, text);
                }
            }
        }
    }
}
