//! The interchange form: JSON Lines.
//!
//! A row has the fields that [`ProposalRecord`] and [`CommentRecord`] document, and `format`: `markdown` where its
//! bodies are Markdown, as Fabrique writes them; otherwise they are HTML or plain text, as each looks.

use super::draft::{Draft, Format};
use super::reader::sealed::Parse;
use super::record::{
    CommentRecord, Moderated, Place, Position, ProposalRecord, SourceId, Translation, Version,
};
use serde_json::{Map, Value};

/// Fields that exports write and no record has a place for: they say more of an answer and of votes.
const OURS: [&str; 5] = [
    "answered_by",
    "decision",
    "transferred_to",
    "votes_against",
    "votes_neither",
];

/// Whether a field that no record has a place for is one that exports write.
pub(super) fn is_ours(name: &str) -> bool {
    OURS.contains(&name)
}

/// One line, of which known fields are taken out one by one; what is left is unknown.
pub struct Object(Map<String, Value>);

/// Reads one line as an object.
pub(super) fn object(draft: &mut Draft<'_>, line: &[u8]) -> Option<Object> {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    let Ok(text) = std::str::from_utf8(line) else {
        return draft.refused(
            "",
            &String::from_utf8_lossy(line),
            "row.not_utf8",
            "the line is not UTF-8",
        );
    };
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Some(Object(fields)),
        Ok(_) => draft.refused("", text, "row.malformed", "the line is not a JSON object"),
        Err(error) => draft.refused(
            "",
            text,
            "row.malformed",
            &format!("the line is not JSON: {error}"),
        ),
    }
}

impl Object {
    /// The id of the row, if it has one.
    pub(super) fn peek_id(&self) -> Option<SourceId> {
        self.0.get("id").and_then(SourceId::from_json)
    }

    /// A text, number or boolean, as text; empty where there is none.
    fn scalar(&mut self, draft: &mut Draft<'_>, field: &str) -> String {
        match self.0.remove(field) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text,
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
            Some(value @ (Value::Array(_) | Value::Object(_))) => {
                draft.mended(
                    field,
                    &value.to_string(),
                    "field.type",
                    "a single value is expected; the row is kept without it",
                );
                String::new()
            }
        }
    }

    fn line(&mut self, draft: &mut Draft<'_>, field: &str) -> Option<String> {
        let text = self.scalar(draft, field);
        draft.line(field, &text)
    }

    fn body(&mut self, draft: &mut Draft<'_>, field: &str) -> String {
        let text = self.scalar(draft, field);
        draft.body(field, &text)
    }

    fn time(&mut self, draft: &mut Draft<'_>, field: &str) -> Option<domain::Timestamp> {
        let text = self.scalar(draft, field);
        draft.time(field, &text)
    }

    fn count(&mut self, draft: &mut Draft<'_>, field: &str) -> Option<u64> {
        let text = self.scalar(draft, field);
        draft.count(field, &text)
    }

    fn id(&mut self, draft: &mut Draft<'_>, field: &str) -> Option<SourceId> {
        let text = self.scalar(draft, field);
        draft.id(field, &text)
    }

    fn language(&mut self, draft: &mut Draft<'_>, field: &str) -> Option<domain::Language> {
        let text = self.scalar(draft, field);
        draft.language(field, &text)
    }

    fn place(&mut self, draft: &mut Draft<'_>) -> Option<Place> {
        let latitude = self.scalar(draft, "latitude");
        let longitude = self.scalar(draft, "longitude");
        let latitude_e7 = draft.degrees("latitude", &latitude, 90.0);
        let longitude_e7 = draft.degrees("longitude", &longitude, 180.0);
        Some(Place {
            latitude_e7: latitude_e7?,
            longitude_e7: longitude_e7?,
        })
    }

    /// A list of objects; whatever else stands there is told and left out.
    fn list(&mut self, draft: &mut Draft<'_>, field: &str) -> Vec<Object> {
        let values = match self.0.remove(field) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(values)) => values,
            Some(value) => vec![value],
        };
        let mut objects = Vec::with_capacity(values.len());
        for value in values {
            match value {
                Value::Object(fields) => objects.push(Object(fields)),
                value => draft.mended(
                    field,
                    &value.to_string(),
                    "field.type",
                    "a list of objects is expected",
                ),
            }
        }
        objects
    }

    fn versions(&mut self, draft: &mut Draft<'_>) -> Vec<Version> {
        let list = self.list(draft, "versions");
        let version = |mut object: Object| Version {
            title: object.line(draft, "title"),
            body: object.body(draft, "body"),
            at: object.time(draft, "at"),
        };
        list.into_iter().map(version).collect()
    }

    fn translations(&mut self, draft: &mut Draft<'_>) -> Vec<Translation> {
        let mut translations = Vec::new();
        for mut object in self.list(draft, "translations") {
            let (title, body) = (object.line(draft, "title"), object.body(draft, "body"));
            match object.language(draft, "language") {
                Some(language) => translations.push(Translation {
                    language,
                    title,
                    body,
                }),
                None => draft.mended(
                    "translations",
                    &body,
                    "language.missing",
                    "a translation needs a language; it was left out",
                ),
            }
        }
        translations
    }

    /// The ids of a list, or of one value; nothing if one of them is no id.
    fn parents(&mut self, draft: &mut Draft<'_>) -> Option<Vec<SourceId>> {
        let (field, value) = match self.0.remove("parents") {
            Some(value) if !value.is_null() => ("parents", value),
            _ => ("parent", self.0.remove("parent").unwrap_or_default()),
        };
        let values = match value {
            Value::Array(values) => values,
            Value::Null => Vec::new(),
            value => vec![value],
        };
        let ids: Option<Vec<_>> = values.iter().map(SourceId::from_json).collect();
        if ids.is_none() {
            return draft.refused(
                field,
                &Value::Array(values).to_string(),
                "id.unreadable",
                "one of these is not an id",
            );
        }
        ids
    }

    fn position(&mut self, draft: &mut Draft<'_>) -> Option<Position> {
        let alignment = self.scalar(draft, "alignment");
        let position = self.scalar(draft, "position");
        let (field, value) = if position.is_empty() {
            ("alignment", alignment)
        } else {
            ("position", position)
        };
        draft.position(field, &value)
    }

    fn moderated(&mut self, draft: &mut Draft<'_>) -> Option<Moderated> {
        let word = self.scalar(draft, "visibility");
        let moderated = Moderated::parse(&word);
        if moderated.is_none() && !matches!(&*word, "" | "shown") {
            draft.mended(
                "visibility",
                &word,
                "visibility.unknown",
                "this is no way in which moderation leaves a text; the row is shown",
            );
        }
        moderated
    }

    fn read_format(&mut self, draft: &mut Draft<'_>) {
        draft.format = match self.scalar(draft, "format").as_str() {
            "markdown" => Format::Markdown,
            "text" => Format::Plain,
            _ => Format::Seen,
        };
    }

    fn extra(self) -> std::collections::BTreeMap<String, Value> {
        self.0.into_iter().filter(|(_, value)| !value.is_null()).collect()
    }
}

impl Draft<'_> {
    /// A position, by Decidim's number or Fabrique's word.
    pub(super) fn position(&mut self, field: &str, value: &str) -> Option<Position> {
        match value.trim() {
            "1" | "for" => Some(Position::For),
            "-1" | "against" => Some(Position::Against),
            "0" | "neither" => Some(Position::Neither),
            "question" => Some(Position::Question),
            "" => None,
            value => {
                self.mended(
                    field,
                    value,
                    "position.unreadable",
                    "this is no position; the row is kept without it",
                );
                None
            }
        }
    }
}

impl Parse for ProposalRecord {
    fn from_object(draft: &mut Draft<'_>, mut object: Object) -> Option<Self> {
        object.read_format(draft);
        let id = object.id(draft, "id")?;
        let body = object.body(draft, "summary");
        let title = object.line(draft, "title");
        let withdrawn = object.scalar(draft, "withdrawn") == "true";
        let visibility = object.moderated(draft);
        let is_textless = withdrawn || visibility.is_some_and(Moderated::is_textless);
        let title = match title {
            None if is_textless && body.is_empty() => String::new(),
            title => draft.title("title", title, &body)?,
        };
        Some(Self {
            title,
            visibility,
            withdrawn,
            id,
            number: object.count(draft, "number"),
            language: object.language(draft, "language"),
            body,
            translations: object.translations(draft),
            author: object.line(draft, "author"),
            author_name: object.line(draft, "author_name"),
            source: object.line(draft, "source"),
            scope: object.line(draft, "scope"),
            district: object.line(draft, "district"),
            category: object.line(draft, "category"),
            subcategory: object.line(draft, "subcategory"),
            address: object.line(draft, "address"),
            place: object.place(draft),
            created_at: object.time(draft, "created_at"),
            published_at: object.time(draft, "published_at"),
            updated_at: object.time(draft, "updated_at"),
            withdrawn_at: object.time(draft, "withdrawn_at"),
            status: object.line(draft, "status"),
            answer: Some(object.body(draft, "answer")).filter(|answer| !answer.is_empty()),
            answered_at: object.time(draft, "answered_at"),
            answer_due_at: object.time(draft, "answer_due_at"),
            cost: object.line(draft, "cost"),
            execution_period: object.line(draft, "execution_period"),
            votes: object.count(draft, "votes"),
            votes_taken_over: object.count(draft, "votes_taken_over"),
            url: object.line(draft, "url"),
            reference: object.line(draft, "reference"),
            versions: object.versions(draft),
            extra: object.extra(),
        })
    }

    fn from_columns(draft: &mut Draft<'_>, columns: super::decidim::Columns) -> Option<Self> {
        columns.into_proposal(draft)
    }
}

impl Parse for CommentRecord {
    fn from_object(draft: &mut Draft<'_>, mut object: Object) -> Option<Self> {
        object.read_format(draft);
        let id = object.id(draft, "id")?;
        let proposal = object.id(draft, "proposal")?;
        let parents = object.parents(draft)?;
        let deleted_at = object.time(draft, "deleted_at");
        let visibility = object.moderated(draft);
        let body = object.body(draft, "body");
        let is_textless = deleted_at.is_some() || visibility.is_some_and(Moderated::is_textless);
        if body.is_empty() && !is_textless {
            return draft.refused("body", "", "body.missing", "there is no text");
        }
        Some(Self {
            id,
            proposal,
            depth: object
                .count(draft, "depth")
                .and_then(|depth| u32::try_from(depth).ok()),
            author: object.line(draft, "author"),
            author_name: object.line(draft, "author_name"),
            language: object.language(draft, "language"),
            position: object
                .position(draft)
                .filter(|p| parents.is_empty() || *p != Position::Neither),
            parents,
            body,
            created_at: object.time(draft, "created_at"),
            updated_at: object.time(draft, "updated_at"),
            visibility,
            deleted_at,
            likes: object.count(draft, "likes"),
            dislikes: object.count(draft, "dislikes"),
            url: object.line(draft, "url"),
            versions: object.versions(draft),
            extra: object.extra(),
        })
    }

    fn from_columns(draft: &mut Draft<'_>, columns: super::decidim::Columns) -> Option<Self> {
        columns.into_comment(draft)
    }
}
