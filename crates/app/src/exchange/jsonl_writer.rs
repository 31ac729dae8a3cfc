//! Writing the interchange form, so that what is read back is what was written.

use super::record::{CommentRecord, Moderated, Position, ProposalRecord, SourceId, Translation, Version};
use serde::Serializer;
use serde::ser::SerializeMap;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

/// Writes records as JSON Lines, one a line, fields in the order of the documentation; empty fields are left out,
/// save those that the form always has.
pub struct Writer<W> {
    out: W,
}

impl Writer<Vec<u8>> {
    /// The one line that `write` writes.
    pub(super) fn line_of(write: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<Vec<u8>> {
        let mut writer = Self::new(Vec::new());
        write(&mut writer)?;
        writer.finish()
    }
}

impl<W: Write> Writer<W> {
    /// A writer of either file.
    pub fn new(out: W) -> Self {
        Self { out }
    }

    /// Writes one proposal.
    pub fn proposal(&mut self, record: &ProposalRecord) -> io::Result<()> {
        let ProposalRecord {
            id,
            number,
            language,
            title,
            body,
            translations,
            author,
            author_name,
            source,
            scope,
            district,
            category,
            subcategory,
            address,
            place,
            created_at,
            published_at,
            updated_at,
            visibility,
            withdrawn,
            withdrawn_at,
            status,
            answer,
            answered_at,
            answer_due_at,
            cost,
            execution_period,
            votes,
            votes_taken_over,
            url,
            reference,
            versions,
            extra,
        } = record;
        let fields = vec![
            ("id", id.to_json()),
            ("number", json!(number)),
            ("title", json!(title)),
            ("summary", json!(body)),
            ("format", json!("markdown")),
            ("language", json!(language.as_ref().map(domain::Language::tag))),
            ("translations", list(translations.iter().map(translation))),
            ("author", json!(author)),
            ("author_name", json!(author_name)),
            ("source", json!(source)),
            ("scope", json!(scope)),
            ("district", json!(district)),
            ("category", json!(category)),
            ("subcategory", json!(subcategory)),
            ("address", json!(address)),
            (
                "latitude",
                json!(place.map(|place| f64::from(place.latitude_e7) / 1e7)),
            ),
            (
                "longitude",
                json!(place.map(|place| f64::from(place.longitude_e7) / 1e7)),
            ),
            ("created_at", time(*created_at)),
            ("published_at", time(*published_at)),
            ("updated_at", time(*updated_at)),
            ("visibility", json!(visibility.map(Moderated::as_str))),
            ("withdrawn", json!(withdrawn.then_some(true))),
            ("withdrawn_at", time(*withdrawn_at)),
            ("status", json!(status)),
            ("answer", json!(answer)),
            ("answered_at", time(*answered_at)),
            ("answer_due_at", time(*answer_due_at)),
            ("cost", json!(cost)),
            ("execution_period", json!(execution_period)),
            ("votes", json!(votes)),
            ("votes_taken_over", json!(votes_taken_over)),
            ("url", json!(url)),
            ("reference", json!(reference)),
            ("versions", list(versions.iter().map(version))),
        ];
        self.line(fields, extra)
    }

    /// Writes one comment.
    pub fn comment(&mut self, record: &CommentRecord) -> io::Result<()> {
        let CommentRecord {
            id,
            proposal,
            parents,
            depth,
            author,
            author_name,
            language,
            position,
            body,
            created_at,
            updated_at,
            visibility,
            deleted_at,
            likes,
            dislikes,
            url,
            versions,
            extra,
        } = record;
        let alignment = match position {
            Some(Position::For) => json!(1),
            Some(Position::Against) => json!(-1),
            Some(Position::Neither) => json!(0),
            Some(Position::Question) | None => Value::Null,
        };
        let fields = vec![
            ("id", id.to_json()),
            ("proposal", proposal.to_json()),
            (
                "parents",
                Value::Array(parents.iter().map(SourceId::to_json).collect()),
            ),
            ("depth", json!(depth)),
            ("author", json!(author)),
            ("author_name", json!(author_name)),
            ("alignment", alignment),
            (
                "position",
                json!((*position == Some(Position::Question)).then_some("question")),
            ),
            ("body", json!(body)),
            ("format", json!("markdown")),
            ("language", json!(language.as_ref().map(domain::Language::tag))),
            ("created_at", time(*created_at)),
            ("updated_at", time(*updated_at)),
            ("visibility", json!(visibility.map(Moderated::as_str))),
            ("deleted_at", time(*deleted_at)),
            ("likes", json!(likes)),
            ("dislikes", json!(dislikes)),
            ("url", json!(url)),
            ("versions", list(versions.iter().map(version))),
        ];
        self.line(fields, extra)
    }

    /// Ends the file; an error if any of it could not be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    /// Writes a line; what is kept beside a row never overrules what is known of it now.
    fn line(&mut self, fields: Vec<(&str, Value)>, extra: &BTreeMap<String, Value>) -> io::Result<()> {
        const ALWAYS: [&str; 6] = [
            "author",
            "district",
            "alignment",
            "created_at",
            "title",
            "summary",
        ];
        let mut serializer = serde_json::Serializer::new(&mut self.out);
        let mut map = serializer.serialize_map(None)?;
        let mut written = HashSet::new();
        for (name, value) in fields {
            let value = match extra.get(name) {
                Some(kept) if value.is_null() => kept,
                _ => &value,
            };
            if !value.is_null() || ALWAYS.contains(&name) {
                map.serialize_entry(name, value)?;
                written.insert(name);
            }
        }
        for (name, value) in extra {
            if !written.contains(name.as_str()) {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()?;
        self.out.write_all(b"\n")
    }
}

/// RFC 3339 in UTC.
fn time(at: Option<domain::Timestamp>) -> Value {
    json!(at.map(|at| at.to_string()))
}

/// A list, or nothing if it is empty.
fn list(values: impl Iterator<Item = Value>) -> Value {
    let values: Vec<Value> = values.collect();
    if values.is_empty() {
        Value::Null
    } else {
        Value::Array(values)
    }
}

fn version(version: &Version) -> Value {
    json!({ "title": version.title, "body": version.body, "at": time(version.at) })
}

fn translation(translation: &Translation) -> Value {
    json!({ "language": translation.language.tag(), "title": translation.title, "body": translation.body })
}

#[cfg(test)]
mod tests {
    use super::super::draft::cleaned;
    use super::super::time::madrid;
    use super::super::{Form, Place, Reader, Record, Report};
    use super::*;
    use domain::{Language, Timestamp};
    use proptest::collection::{btree_map, vec};
    use proptest::option::of;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn line() -> impl Strategy<Value = String> {
        "\\PC{1,30}"
            .prop_map(|text| cleaned(&text).0.split_whitespace().collect::<Vec<_>>().join(" "))
            .prop_filter("empty", |t| !t.is_empty())
    }

    fn body() -> impl Strategy<Value = String> {
        "(\\PC|\n|<p>|</p>|&amp;){1,40}"
            .prop_map(|text| cleaned(&text).0.trim().to_owned())
            .prop_filter("empty", |t| !t.is_empty())
    }

    fn at() -> impl Strategy<Value = Timestamp> {
        (631_152_000_000_000_i64..1_790_000_000_000_000).prop_map(Timestamp::from_micros)
    }

    fn id() -> impl Strategy<Value = SourceId> {
        prop_oneof![
            any::<u64>().prop_map(SourceId::Number),
            "[a-zA-Z0-9][a-zA-Z0-9_.:-]{0,63}".prop_map(|text| SourceId::parse(&text).unwrap())
        ]
    }

    fn language() -> impl Strategy<Value = Language> {
        "fr|en|es|ca|pt-br|ta".prop_map(|tag| Language::parse(&tag).unwrap())
    }

    fn versions() -> impl Strategy<Value = Vec<Version>> {
        vec(
            (of(line()), body(), of(at())).prop_map(|(title, body, at)| Version { title, body, at }),
            0..3,
        )
    }

    fn visibility() -> impl Strategy<Value = Option<Moderated>> {
        of(prop_oneof![
            Just(Moderated::Locked),
            Just(Moderated::Hidden),
            Just(Moderated::Removed)
        ])
    }

    fn count() -> impl Strategy<Value = Option<u64>> {
        of(0_u64..=9_223_372_036_854_775_807)
    }

    fn extra() -> impl Strategy<Value = std::collections::BTreeMap<String, Value>> {
        let value = prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            "(.|\n){0,20}".prop_map(Value::from),
            vec("[a-z]{0,5}", 0..3).prop_map(Value::from),
        ];
        btree_map("x_[a-z]{1,8}", value, 0..3)
    }

    prop_compose! {
        fn proposal()(
            first in (id(), line(), body(), of(language()), versions(), extra()),
            names in vec(of(line()), 12),
            times in vec(of(at()), 6),
            counts in (count(), count(), count()),
            answer in of(body()),
            translations in vec((language(), of(line()), body()), 0..2),
            place in of((-900_000_000..=900_000_000_i32, -1_800_000_000..=1_800_000_000_i32)),
            withdrawn in any::<bool>(),
            visibility in visibility(),
        ) -> ProposalRecord {
            let (id, title, body, language, versions, extra) = first;
            let mut names = names.into_iter();
            let mut name = || names.next().flatten();
            let mut times = times.into_iter();
            let mut time = || times.next().flatten();
            ProposalRecord {
                id, title, body, language, versions, extra, answer, withdrawn, visibility,
                number: counts.0, votes: counts.1, votes_taken_over: counts.2,
                translations: translations.into_iter().map(|(language, title, body)| Translation { language, title, body }).collect(),
                author: name(), author_name: name(), source: name(), scope: name(), district: name(), category: name(),
                subcategory: name(), address: name(), status: name(), cost: name(), execution_period: name(), url: name(),
                reference: Some("BCN-PAM-1".to_owned()),
                place: place.map(|(latitude_e7, longitude_e7)| Place { latitude_e7, longitude_e7 }),
                created_at: time(), published_at: time(), updated_at: time(), withdrawn_at: time(), answered_at: time(),
                answer_due_at: time(),
            }
        }
    }

    prop_compose! {
        fn comment()(
            first in (id(), id(), vec(id(), 0..4), body(), versions(), extra()),
            names in vec(of(line()), 3),
            times in vec(of(at()), 3),
            counts in (count(), count(), of(0_u32..200)),
            language in of(language()),
            visibility in visibility(),
            position in of(prop_oneof![Just(Position::For), Just(Position::Against), Just(Position::Question), Just(Position::Neither)]),
        ) -> CommentRecord {
            let (id, proposal, parents, body, versions, extra) = first;
            let mut names = names.into_iter();
            let mut name = || names.next().flatten();
            let mut times = times.into_iter();
            let mut time = || times.next().flatten();
            CommentRecord {
                id, proposal, body, versions, extra, language, visibility,
                position: position.filter(|p| parents.is_empty() || *p != Position::Neither),
                parents,
                likes: counts.0, dislikes: counts.1, depth: counts.2,
                author: name(), author_name: name(), url: name(),
                created_at: time(), updated_at: time(), deleted_at: time(),
            }
        }
    }

    fn read_back<T: Record>(written: Vec<u8>) -> Vec<T> {
        let mut report = Report::unwritten();
        let mut reader = Reader::<T>::new(
            Box::new(Cursor::new(written)),
            Form::JsonLines,
            &madrid(),
            &mut report,
        );
        let mut records = Vec::new();
        while let Some(row) = reader.next_row(&mut report) {
            records.push(row.record);
        }
        assert_eq!(report.summary().refused, 0, "{:?}", report.first());
        assert!(
            report
                .first()
                .iter()
                .all(|finding| finding.code == "field.unknown"),
            "{:?}",
            report.first()
        );
        records
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(proposal in proposal(), comment in comment()) {
            let mut writer = Writer::new(Vec::new());
            writer.proposal(&proposal).unwrap();
            prop_assert_eq!(read_back::<ProposalRecord>(writer.finish().unwrap()), [proposal]);
            let mut writer = Writer::new(Vec::new());
            writer.comment(&comment).unwrap();
            prop_assert_eq!(read_back::<CommentRecord>(writer.finish().unwrap()), [comment]);
        }
    }

    #[test]
    fn the_documented_fields_come_first_and_empty_ones_are_left_out() {
        let mut record = ProposalRecord::new(SourceId::Number(3), "Un titre".to_owned());
        record.votes = Some(17);
        let mut writer = Writer::new(Vec::new());
        writer.proposal(&record).unwrap();
        assert_eq!(
            String::from_utf8(writer.finish().unwrap()).unwrap(),
            "{\"id\":3,\"title\":\"Un titre\",\"summary\":\"\",\"format\":\"markdown\",\"author\":null,\"district\":null,\"created_at\":null,\"votes\":17}\n"
        );
    }
}
