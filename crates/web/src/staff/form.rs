//! Forms of staff: groups of fields that come back with what was typed and what is wrong with it.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use http::header;

use crate::{
    Site,
    error::Problems,
    page::Page,
    plans::{map::Map, timeline::Timeline},
    proposals::Choice,
    uploads::{self, File},
};

/// The most bytes of a file with shapes.
pub(crate) const FILE: usize = 1 << 20;
/// The most bytes of the fields of a form with shapes: what two such files become when they are shown to be read again.
const FIELDS: usize = 2 * FILE;
/// The names of the fields that hold files.
const FILES: [&str; 2] = ["file", "perimeterFile"];

/// The most bytes of a request with such a form: files twice too big are still answered with words.
pub(crate) const BODY: usize = FIELDS + 4 * FILE;

/// What was typed, by the name of its field.
#[derive(Debug, Default, Clone)]
pub(crate) struct Typed(BTreeMap<String, String>);

impl Typed {
    /// Reads the body of a form.
    pub(crate) fn read(body: &str) -> Self {
        Self(form_urlencoded::parse(body.as_bytes()).into_owned().collect())
    }

    /// The same with this field alone: nothing else of an address fills a form.
    pub(crate) fn only(mut self, name: &str) -> Self {
        self.0.retain(|field, _| field == name);
        self
    }

    /// The value of a field; empty if nothing was typed.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether the form had this field at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Takes away the fields whose names begin so, each with the rest of its name.
    pub(super) fn take(&mut self, prefix: &str) -> Vec<(String, String)> {
        let named = self.0.extract_if(.., |name, _| name.starts_with(prefix));
        named
            .map(|(name, value)| (name[prefix.len()..].to_owned(), value))
            .collect()
    }

    /// The fields whose names begin so, each with the rest of its name.
    pub(super) fn row<'t>(&'t self, prefix: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
        let fields = self.0.iter();
        fields.filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }

    /// Types something.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what is typed is a word, a number or an id"
    )]
    pub(crate) fn set(&mut self, name: impl Into<String>, value: impl ToString) {
        self.0.insert(name.into(), value.to_string());
    }

    /// The version that was read.
    pub(crate) fn version(&self) -> i64 {
        self.get("version").parse().unwrap_or_default()
    }
}

/// A form that may have files with it, sent either way that browsers send forms.
pub(crate) struct Sent {
    /// What was typed.
    pub(crate) typed: Typed,
    /// The files that are not empty.
    pub(crate) files: Vec<File>,
}

impl FromRequest<Arc<Site>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("multipart/form-data") {
            let body = String::from_request(request, site).await;
            let body = body.map_err(IntoResponse::into_response)?;
            return Ok(Self {
                typed: Typed::read(&body),
                files: Vec::new(),
            });
        }
        let form = uploads::form(request, site).await;
        let form = form.map_err(IntoResponse::into_response)?;
        let (fields, mut files) = uploads::read_files(form, &FILES, FILE, FIELDS)
            .await
            .map_err(IntoResponse::into_response)?;
        files.retain(|file| !file.bytes.is_empty());
        Ok(Self {
            typed: Typed(fields.into_iter().collect()),
            files,
        })
    }
}

/// How a field is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A line.
    Line,
    /// A day.
    Day,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A short text.
    Short,
    /// One of a few.
    Radio,
    /// One of many.
    Select,
    /// Yes or no.
    Check,
    /// A file with shapes.
    File,
}

/// A field.
pub(crate) struct Field {
    /// Its name, which problems and the form know it by.
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) value: String,
    pub(crate) choices: Vec<Choice>,
    pub(crate) optional: bool,
    pub(crate) problem: Option<String>,
}

impl Field {
    /// The word of the kind, for templates.
    pub(crate) const fn input(&self) -> &'static str {
        match self.kind {
            Kind::Line => "text",
            Kind::Day => "date",
            Kind::Number => "number",
            Kind::Text => "area",
            Kind::Short => "short",
            Kind::Radio => "radio",
            Kind::Select => "select",
            Kind::Check => "check",
            Kind::File => "file",
        }
    }

    /// Whether it is described by anything.
    pub(crate) const fn is_described(&self) -> bool {
        self.hint.is_some() || self.problem.is_some()
    }
}

/// Fields that belong together.
pub(crate) struct Group {
    /// What they are about; empty where there is one group alone.
    pub(crate) title: String,
    /// Whether they are folded away until somebody wants them.
    pub(crate) folded: bool,
    pub(crate) hidden: Vec<(String, String)>,
    pub(crate) fields: Vec<Field>,
}

/// A button.
pub(crate) struct Button {
    pub(crate) act: &'static str,
    pub(crate) name: String,
}

/// A form with its page.
#[derive(Template)]
#[template(path = "staff/form.html")]
pub(crate) struct FormPage {
    pub(crate) page: Page,
    /// Where one came from: address and name.
    pub(crate) crumbs: Vec<(String, String)>,
    pub(crate) title: String,
    pub(crate) explained: String,
    pub(crate) action: String,
    pub(crate) version: i64,
    pub(crate) groups: Vec<Group>,
    pub(crate) buttons: Vec<Button>,
    /// What is drawn before it is kept.
    pub(crate) drawing: Option<Map>,
    /// Phases on a line, before they are kept.
    pub(crate) timeline: Option<Timeline>,
    /// What may be wrong, and is kept all the same.
    pub(crate) warnings: Vec<String>,
    /// Whether somebody else has kept another version since this one was read.
    pub(crate) other: bool,
    pub(crate) problems: Problems,
}

impl FormPage {
    /// Offers to keep what was typed over the version that somebody else has kept since.
    pub(crate) fn over(&mut self, version: i64) {
        self.version = version;
        self.other = true;
    }

    /// Whether files can be sent with it.
    fn takes_files(&self) -> bool {
        let mut fields = self.groups.iter().flat_map(|group| &group.fields);
        fields.any(|field| field.kind == Kind::File)
    }
}

/// Makes the fields of a form from what was typed.
pub(crate) struct Fields<'f> {
    page: &'f Page,
    typed: &'f Typed,
    problems: &'f Problems,
    made: Vec<Field>,
}

impl<'f> Fields<'f> {
    /// Nothing yet.
    pub(crate) const fn new(page: &'f Page, typed: &'f Typed, problems: &'f Problems) -> Self {
        Self {
            page,
            typed,
            problems,
            made: Vec::new(),
        }
    }

    /// A field whose label is the sentence of this id, and whose hint that of the same id with «-hint».
    pub(crate) fn add(self, name: &str, label: &str, kind: Kind) -> Self {
        self.choose(name, label, kind, Vec::new())
    }

    /// A field that may be left empty.
    pub(crate) fn may(self, name: &str, label: &str, kind: Kind) -> Self {
        let mut fields = self.add(name, label, kind);
        if let Some(last) = fields.made.last_mut() {
            last.optional = true;
        }
        fields
    }

    /// A field that may be left empty, whose label is this sentence: one of many alike.
    pub(crate) fn may_as(self, name: &str, label: String, kind: Kind) -> Self {
        self.made(name, (label, None), (kind, Vec::new()), true)
    }

    /// A field with something to choose: value and name of each.
    pub(crate) fn choose(self, name: &str, label: &str, kind: Kind, choices: Vec<(String, String)>) -> Self {
        let said = (self.page.t(label), self.page.find(&format!("{label}-hint")));
        self.made(name, said, (kind, choices), false)
    }

    fn made(
        mut self,
        name: &str,
        (label, hint): (String, Option<String>),
        (kind, choices): (Kind, Vec<(String, String)>),
        optional: bool,
    ) -> Self {
        let value = self.typed.get(name).to_owned();
        self.made.push(Field {
            label,
            hint,
            kind,
            choices: choices
                .into_iter()
                .map(|(one, name)| Choice {
                    chosen: one == value,
                    value: one,
                    name,
                })
                .collect(),
            optional,
            problem: self.problems.on(name).map(ToOwned::to_owned),
            name: name.to_owned(),
            value,
        });
        self
    }

    /// The same, each choice a sentence whose id is this beginning and the word.
    pub(crate) fn words(self, name: &str, label: &str, kind: Kind, prefix: &str, words: &[&str]) -> Self {
        let page = self.page;
        let choices = words
            .iter()
            .map(|word| ((*word).to_owned(), page.t(&format!("{prefix}-{word}"))))
            .collect();
        self.choose(name, label, kind, choices)
    }

    /// The problems with the labels of their fields, for the summary.
    pub(crate) fn named(page: &Page, groups: &[Group], problems: Problems) -> Problems {
        problems.called_by(page, |name| {
            let mut fields = groups.iter().flat_map(|group| &group.fields);
            Some(fields.find(|field| field.name == name)?.label.clone())
        })
    }

    /// The fields as a group.
    pub(crate) fn group(self, title: impl Into<String>) -> Group {
        Group {
            title: title.into(),
            folded: false,
            hidden: Vec::new(),
            fields: self.made,
        }
    }
}
