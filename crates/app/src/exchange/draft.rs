//! One row being read: its values are cleaned, and whatever is put right is told.

use super::html;
use super::record::SourceId;
use super::report::{File, Finding, Report, Severity};
use super::time::Settings;
use domain::{Language, Timestamp};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// How the bodies of a row are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// HTML or plain text, as each looks.
    Seen,
    /// Plain text, whatever it looks like.
    Plain,
    /// Markdown already.
    Markdown,
}

/// One row being read.
pub struct Draft<'a> {
    pub(super) report: &'a mut Report,
    pub(super) settings: &'a Settings,
    pub(super) file: File,
    pub(super) row: u64,
    pub(super) format: Format,
}

impl Draft<'_> {
    /// Tells what was put right in a field.
    pub(super) fn mended(&mut self, field: &str, value: &str, code: &'static str, message: &str) {
        self.tell(field, value, code, message, Severity::Mended);
    }

    /// Tells why the row is refused; always nothing, so that it can end the reading of the row.
    pub(super) fn refused<T>(
        &mut self,
        field: &str,
        value: &str,
        code: &'static str,
        message: &str,
    ) -> Option<T> {
        self.tell(field, value, code, message, Severity::Refused);
        None
    }

    fn tell(&mut self, field: &str, value: &str, code: &'static str, message: &str, severity: Severity) {
        let (file, row) = (self.file, self.row);
        let value = value.chars().take(100).collect();
        self.report.add(Finding {
            file,
            row,
            field: field.to_owned(),
            value,
            code,
            message: message.to_owned(),
            severity,
        });
    }

    /// A text in NFC with `\n` line ends, without control characters or overrides of its direction.
    fn clean(&mut self, field: &str, text: &str) -> String {
        let cleaned = cleaned(text);
        if cleaned.1 {
            self.mended(field, text, "text.control", "control characters were left out");
        }
        cleaned.0
    }

    /// A text on one line, its blanks as they are but for those around it; nothing if it is empty.
    pub(super) fn line(&mut self, field: &str, text: &str) -> Option<String> {
        let line = self.clean(field, text).replace(['\n', '\t'], " ");
        let line = line.trim();
        (!line.is_empty()).then(|| line.to_owned())
    }

    /// A body, as Markdown; empty if there is nothing in it.
    pub(super) fn body(&mut self, field: &str, text: &str) -> String {
        let text = self.clean(field, text);
        let converted = match self.format {
            Format::Markdown => return text.trim().to_owned(),
            Format::Plain => return html::from_plain(&text),
            Format::Seen => html::to_markdown(&text),
        };
        if let Some((code, message)) = converted.loss {
            self.mended(field, &text, code, message);
        }
        cleaned(&converted.markdown).0
    }

    /// A time from 1990 until now, or nothing.
    pub(super) fn time(&mut self, field: &str, text: &str) -> Option<Timestamp> {
        if text.trim().is_empty() {
            return None;
        }
        let Some(at) = self.settings.parse_time(text) else {
            self.mended(
                field,
                text,
                "time.unreadable",
                "this is not a time; the row is kept without it",
            );
            return None;
        };
        if !self.settings.is_plausible(at) {
            self.mended(
                field,
                text,
                "time.absurd",
                "before 1990 or in the future; the row is kept without it",
            );
            return None;
        }
        Some(at)
    }

    /// A count, or nothing.
    pub(super) fn count(&mut self, field: &str, text: &str) -> Option<u64> {
        let text = text.trim();
        match text.parse::<u64>() {
            _ if text.is_empty() => None,
            Ok(count) if i64::try_from(count).is_ok() => Some(count),
            _ => {
                let negative = text
                    .strip_prefix('-')
                    .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
                let code = if negative {
                    "number.negative"
                } else {
                    "number.unreadable"
                };
                self.mended(
                    field,
                    text,
                    code,
                    "this is not a count; the row is kept without it",
                );
                None
            }
        }
    }

    /// A language tag, or nothing.
    pub(super) fn language(&mut self, field: &str, text: &str) -> Option<Language> {
        let language = Language::parse(text);
        if language.is_none() && !text.trim().is_empty() {
            self.mended(
                field,
                text,
                "language.unreadable",
                "this is not a language tag; the row is kept without it",
            );
        }
        language
    }

    /// Degrees times ten million, or nothing; `most` is 90 or 180.
    pub(super) fn degrees(&mut self, field: &str, text: &str, most: f64) -> Option<i32> {
        if text.trim().is_empty() {
            return None;
        }
        let degrees = text
            .trim()
            .parse::<f64>()
            .ok()
            .filter(|degrees| (-most..=most).contains(degrees));
        if degrees.is_none() {
            self.mended(
                field,
                text,
                "place.unreadable",
                "these are not degrees; the row is kept without them",
            );
        }
        // 1,800,000,000 at most, which an `i32` holds.
        #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
        degrees.map(|degrees| (degrees * 1e7).round() as i32)
    }

    /// The id of the row or of one that it names; a row without one is refused.
    pub(super) fn id(&mut self, field: &str, text: &str) -> Option<SourceId> {
        match SourceId::parse(text) {
            None if text.trim().is_empty() => {
                self.refused(field, text, "id.missing", "the row has no id here")
            }
            None => self.refused(field, text, "id.unreadable", "this is not an id"),
            id => id,
        }
    }

    /// The title, or the beginning of the body where there is none; a row without either is refused.
    pub(super) fn title(&mut self, field: &str, title: Option<String>, body: &str) -> Option<String> {
        if title.is_some() {
            return title;
        }
        let beginning = crate::markdown::excerpt(body, 80);
        if beginning.is_empty() {
            return self.refused(field, "", "title.missing", "there is neither a title nor a text");
        }
        self.mended(
            field,
            &beginning,
            "title.missing",
            "there is no title; the beginning of the text stands in for it",
        );
        Some(beginning)
    }
}

/// A text in NFC with `\n` line ends, and whether characters that no text has were left out.
pub(super) fn cleaned(text: &str) -> (String, bool) {
    let is_override = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let is_wrong = |c: char| is_override(c) || (c.is_control() && !matches!(c, '\n' | '\t'));
    let unix = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}', '\u{0B}', '\u{0C}'], "\n");
    let unix = unix.trim_start_matches('\u{FEFF}');
    let has_wrong = unix.contains(is_wrong);
    let right: String = if has_wrong {
        unix.chars().filter(|c| !is_wrong(*c)).collect()
    } else {
        unix.to_owned()
    };
    (
        if is_nfc(&right) {
            right
        } else {
            right.nfc().collect()
        },
        has_wrong,
    )
}
