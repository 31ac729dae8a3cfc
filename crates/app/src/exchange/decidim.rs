//! Decidim's open data: CSV whose header differs from town to town and from version to version.
//!
//! Read from the exporter of Decidim 0.30; the headers of versions before 0.28 are read too.

use super::draft::{Draft, cleaned};
use super::record::{CommentRecord, Place, Position, ProposalRecord, SourceId, Translation};
use super::report::File;
use domain::Language;
use serde_json::Value;
use std::collections::BTreeMap;

/// Columns of proposals that are read or kept, by name or, ending in `/`, by the beginning of the name.
const PROPOSAL_COLUMNS: [&str; 62] = [
    "id",
    "author/",
    "taxonomies/",
    "participatory_space/",
    "component/",
    "title",
    "title/",
    "body",
    "body/",
    "address",
    "latitude",
    "longitude",
    "state",
    "state_published_at",
    "reference",
    "answer",
    "answer/",
    "answered_at",
    "votes",
    "supports",
    "endorsements",
    "endorsements/",
    "comments",
    "attachments",
    "attachments_url",
    "follows_count",
    "followers",
    "published_at",
    "url",
    "meeting_urls",
    "related_proposals",
    "is_amend",
    "original_proposal/",
    "withdrawn",
    "withdrawn_at",
    "created_at",
    "updated_at",
    "created_in_meeting",
    "coauthorships_count",
    "cost",
    "cost/",
    "cost_report",
    "cost_report/",
    "execution_period",
    "execution_period/",
    "category/",
    "scope/",
    "category",
    "scope",
    "subcategory/",
    "collapsed",
    "hidden_at",
    "position",
    "locale",
    "followers_count",
    "user_group/",
    "notes_count",
    "valuators",
    "evaluators",
    "amendable_id",
    "official",
    "geocoded",
];

/// Columns of comments that are read or kept.
const COMMENT_COLUMNS: [&str; 16] = [
    "id",
    "created_at",
    "updated_at",
    "body",
    "body/",
    "locale",
    "author/",
    "alignment",
    "depth",
    "user_group/",
    "commentable_id",
    "commentable_type",
    "root_commentable_url",
    "up_votes_count",
    "down_votes_count",
    "deleted_at",
];

/// Whether a column is one that Decidim has.
pub(super) fn is_known(name: &str, file: File) -> bool {
    let known: &[&str] = match file {
        File::Proposals => &PROPOSAL_COLUMNS,
        File::Comments => &COMMENT_COLUMNS,
    };
    known
        .iter()
        .any(|column| name == *column || (column.ends_with('/') && name.starts_with(column)))
}

/// What is wrong with a header, if the file cannot be one of Decidim's.
pub(super) fn header_problem(names: &[String], file: File) -> Option<&'static str> {
    let has = |wanted: &str| {
        names
            .iter()
            .any(|name| name == wanted || name.starts_with(&format!("{wanted}/")))
    };
    let wanted: &[&str] = match file {
        File::Proposals => &["id", "title"],
        File::Comments => &["id", "body", "commentable_id"],
    };
    let message = match file {
        File::Proposals => "this is not a file of proposals: it needs the columns id and title/<language>",
        File::Comments => "this is not a file of comments: it needs the columns id, body and commentable_id",
    };
    (!wanted.iter().all(|column| has(column))).then_some(message)
}

/// One row, of which known columns are taken out one by one; empty cells are not there.
pub struct Columns(Vec<(String, String)>);

/// Pairs the cells of a row with the header; a row of another width is refused.
pub(super) fn columns(draft: &mut Draft<'_>, header: &[String], cells: Vec<Vec<u8>>) -> Option<Columns> {
    if cells.len() != header.len() {
        let message = format!(
            "the row has {} cells and the header {}",
            cells.len(),
            header.len()
        );
        let first = cells
            .first()
            .map(|cell| String::from_utf8_lossy(cell).into_owned())
            .unwrap_or_default();
        return draft.refused("", &first, "row.width", &message);
    }
    let mut columns = Vec::new();
    for (name, cell) in header.iter().zip(cells) {
        match String::from_utf8(cell) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => columns.push((name.clone(), unguarded(text))),
            Err(error) => {
                let value = String::from_utf8_lossy(error.as_bytes()).into_owned();
                return draft.refused(name, &value, "row.not_utf8", "the cell is not UTF-8");
            }
        }
    }
    Some(Columns(columns))
}

/// A cell without the apostrophe that Decidim puts before what a spreadsheet would run.
fn unguarded(text: String) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => text,
    }
}

impl Columns {
    /// The id of the row, if it has one.
    pub(super) fn peek_id(&self) -> Option<SourceId> {
        self.0
            .iter()
            .find(|(column, _)| column == "id")
            .and_then(|(_, text)| SourceId::parse(text))
    }

    /// The text of a column; empty if there is none.
    fn take(&mut self, name: &str) -> String {
        let place = self.0.iter().position(|(column, _)| column == name);
        place.map(|place| self.0.remove(place).1).unwrap_or_default()
    }

    /// The first of several columns that has a text, with its name.
    fn take_first<'a>(&mut self, names: &[&'a str]) -> (&'a str, String) {
        let first = names.first().copied().unwrap_or_default();
        let taken = names
            .iter()
            .map(|name| (*name, self.take(name)))
            .find(|(_, text)| !text.is_empty());
        taken.unwrap_or((first, String::new()))
    }

    /// The texts of a translated column by language, in the order of the header; no language for the bare column.
    fn take_translated(&mut self, name: &str) -> Vec<(Option<Language>, String, String)> {
        let mut taken = Vec::new();
        let mut left = Vec::with_capacity(self.0.len());
        for (column, text) in self.0.drain(..) {
            let tag = column.strip_prefix(name).and_then(|rest| rest.strip_prefix('/'));
            match tag.and_then(Language::parse) {
                Some(language) => taken.push((Some(language), column, text)),
                None if column == name => taken.push((None, column, text)),
                None => left.push((column, text)),
            }
        }
        self.0 = left;
        taken
    }

    /// The text of a translated column in this language, or else its first; the others are put back.
    fn take_in(&mut self, name: &str, language: Option<&Language>) -> String {
        let mut texts = self.take_translated(name);
        let place = texts
            .iter()
            .position(|(written, ..)| written.as_ref() == language)
            .unwrap_or(0);
        let chosen = if texts.is_empty() {
            String::new()
        } else {
            texts.remove(place).2
        };
        self.0
            .extend(texts.into_iter().map(|(_, column, text)| (column, text)));
        chosen
    }

    fn line(&mut self, draft: &mut Draft<'_>, name: &str) -> Option<String> {
        let text = self.take(name);
        draft.line(name, &text)
    }

    fn time(&mut self, draft: &mut Draft<'_>, name: &str) -> Option<domain::Timestamp> {
        let text = self.take(name);
        draft.time(name, &text)
    }

    fn extra(self) -> BTreeMap<String, Value> {
        self.0
            .into_iter()
            .map(|(name, text)| (name, Value::from(cleaned(&text).0)))
            .collect()
    }

    /// Title and body in the language of the plan, or else in the first there is; the others are translations.
    fn texts(
        &mut self,
        draft: &mut Draft<'_>,
    ) -> (Option<Language>, Option<String>, String, Vec<Translation>) {
        let mut texts: Vec<(Option<Language>, Option<String>, String)> = Vec::new();
        for (language, column, title) in self.take_translated("title") {
            texts.push((language, draft.line(&column, &title), String::new()));
        }
        for (language, column, body) in self.take_translated("body") {
            let body = draft.body(&column, &body);
            match texts.iter_mut().find(|(known, ..)| *known == language) {
                Some((.., place)) => *place = body,
                None => texts.push((language, None, body)),
            }
        }
        let preferred = texts.iter().position(|(language, title, _)| {
            title.is_some() && language.as_ref() == Some(&draft.settings.language)
        });
        let chosen = preferred
            .or_else(|| texts.iter().position(|(_, title, _)| title.is_some()))
            .unwrap_or(0);
        if texts.is_empty() {
            return (None, None, String::new(), Vec::new());
        }
        let (language, title, body) = texts.remove(chosen);
        let others = texts.into_iter().filter_map(|(language, title, body)| {
            Some(Translation {
                language: language?,
                title,
                body,
            })
        });
        (language, title, body, others.collect())
    }

    /// Reads a row of `proposals.csv`.
    pub(super) fn into_proposal(mut self, draft: &mut Draft<'_>) -> Option<ProposalRecord> {
        let id = self.take("id");
        let id = draft.id("id", &id)?;
        let (language, title, body, translations) = self.texts(draft);
        let state = self.take("state").trim().to_owned();
        let place = self.place(draft);
        let (votes_column, votes) = self.take_first(&["votes", "supports"]);
        let category = self.take_in("category/name", language.as_ref());
        let (category_column, category) = if category.is_empty() {
            self.take_first(&["category", "taxonomies/name"])
        } else {
            ("category/name", category)
        };
        let district = self.take_in("scope/name", language.as_ref());
        let answer = self.take_in("answer", language.as_ref());
        let execution_period = self.take_in("execution_period", language.as_ref());
        let cost = self.take_in("cost", None);
        let (answered_column, answered_at) = self.take_first(&["answered_at", "state_published_at"]);
        let published_at = self.time(draft, "published_at");
        let in_meeting = self
            .take("created_in_meeting")
            .trim()
            .eq_ignore_ascii_case("true");
        let is_withdrawn = self.take("withdrawn").trim().eq_ignore_ascii_case("true") || state == "withdrawn";
        let is_answer = !matches!(state.as_str(), "" | "not_answered" | "withdrawn");
        Some(ProposalRecord {
            title: draft.title("title", title, &body)?,
            language,
            body,
            translations,
            author: self.line(draft, "author/id"),
            author_name: self.line(draft, "author/name"),
            source: in_meeting.then(|| "meeting".to_owned()),
            district: draft.line("scope/name", &district),
            category: draft.line(category_column, &category),
            address: self.line(draft, "address"),
            place,
            created_at: self.time(draft, "created_at").or(published_at),
            published_at,
            updated_at: self.time(draft, "updated_at"),
            withdrawn: is_withdrawn,
            withdrawn_at: self.time(draft, "withdrawn_at"),
            status: draft.line("state", &state).filter(|_| is_answer),
            answer: Some(draft.body("answer", &answer)).filter(|answer| !answer.is_empty()),
            answered_at: draft.time(answered_column, &answered_at),
            cost: draft.line("cost", &cost),
            execution_period: draft.line("execution_period", &execution_period),
            votes: draft.count(votes_column, &votes),
            url: self.line(draft, "url"),
            reference: self.line(draft, "reference"),
            extra: self.extra(),
            ..ProposalRecord::new(id, String::new())
        })
    }

    fn place(&mut self, draft: &mut Draft<'_>) -> Option<Place> {
        let (latitude, longitude) = (self.take("latitude"), self.take("longitude"));
        let latitude_e7 = draft.degrees("latitude", &latitude, 90.0);
        let longitude_e7 = draft.degrees("longitude", &longitude, 180.0);
        Some(Place {
            latitude_e7: latitude_e7?,
            longitude_e7: longitude_e7?,
        })
    }

    /// Reads a row of `proposal_comments.csv`.
    pub(super) fn into_comment(mut self, draft: &mut Draft<'_>) -> Option<CommentRecord> {
        let id = self.take("id");
        let id = draft.id("id", &id)?;
        let kind = self.take("commentable_type");
        let about = self.take("commentable_id");
        let about = draft.id("commentable_id", &about)?;
        let url = self.take("root_commentable_url");
        let (proposal, parents) = match kind.trim() {
            "Decidim::Proposals::Proposal" => (about, Vec::new()),
            "Decidim::Comments::Comment" => match last_segment(&url) {
                Some(proposal) => (proposal, vec![about]),
                None => {
                    return draft.refused(
                        "root_commentable_url",
                        &url,
                        "id.missing",
                        "an answer has to name its proposal here",
                    );
                }
            },
            other => {
                return draft.refused(
                    "commentable_type",
                    other,
                    "comment.not_on_proposal",
                    "this is not a comment on a proposal",
                );
            }
        };
        let deleted_at = self.time(draft, "deleted_at");
        let body = self.take_in("body", Some(&draft.settings.language));
        let body = draft.body("body", &body);
        if body.is_empty() && deleted_at.is_none() {
            return draft.refused("body", "", "body.missing", "there is no text");
        }
        let alignment = self.take("alignment");
        let (locale, depth) = (self.take("locale"), self.take("depth"));
        let (likes, dislikes) = (self.take("up_votes_count"), self.take("down_votes_count"));
        let (name_column, name) = self.take_first(&["user_group/name", "author/name"]);
        Some(CommentRecord {
            depth: draft
                .count("depth", &depth)
                .and_then(|depth| u32::try_from(depth).ok()),
            author: self.line(draft, "author/id"),
            author_name: draft.line(name_column, &name),
            language: draft.language("locale", &locale),
            position: draft
                .position("alignment", &alignment)
                .filter(|p| parents.is_empty() || *p != Position::Neither),
            parents,
            created_at: self.time(draft, "created_at"),
            updated_at: self.time(draft, "updated_at"),
            deleted_at,
            likes: draft.count("up_votes_count", &likes),
            dislikes: draft.count("down_votes_count", &dislikes),
            extra: {
                if !url.is_empty() {
                    self.0.push(("root_commentable_url".to_owned(), url));
                }
                self.extra()
            },
            ..CommentRecord::new(id, proposal, body)
        })
    }
}

/// The id at the end of the address of a proposal's page.
fn last_segment(url: &str) -> Option<SourceId> {
    let path = url
        .trim()
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_end_matches('/');
    let (before, id) = path.rsplit_once('/')?;
    (before.ends_with("/proposals") || before.contains("/proposals/"))
        .then(|| SourceId::parse(id))
        .flatten()
}
