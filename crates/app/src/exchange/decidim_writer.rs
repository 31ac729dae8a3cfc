//! A plan of the interchange form written as Decidim would export it: for tests alone.

use super::time::Settings;
use serde_json::Value;
use std::collections::HashMap;
use std::io::{self, BufRead, Write};

/// Writes `proposals.csv` with the header of Decidim 0.30 (`votes`), or of before 0.28 (`supports`).
pub fn proposals(input: impl BufRead, out: impl Write, settings: &Settings, is_old: bool) -> io::Result<()> {
    let votes = if is_old { "supports" } else { "votes" };
    let mut csv = csv::WriterBuilder::new().delimiter(b';').from_writer(out);
    let category = if is_old {
        "category/name/ca"
    } else {
        "taxonomies/name"
    };
    csv.write_record([
        "id",
        "author/id",
        "author/name",
        category,
        "scope/name/ca",
        "title/ca",
        "title/es",
        "body/ca",
        "body/es",
        "state",
        votes,
        "created_in_meeting",
        "published_at",
        "created_at",
        "url",
    ])?;
    for line in input.lines() {
        let row: HashMap<String, Value> = serde_json::from_str(&line?)?;
        let at = utc(&text(&row, "created_at"), settings);
        let id = text(&row, "id");
        csv.write_record(
            [
                id.clone(),
                text(&row, "author"),
                text(&row, "author_name"),
                text(&row, "category"),
                text(&row, "district"),
                text(&row, "title"),
                String::new(),
                text(&row, "summary"),
                String::new(),
                text(&row, "status"),
                text(&row, "votes"),
                (text(&row, "source") == "meeting").to_string(),
                at.clone(),
                at,
                page(&id),
            ]
            .map(|cell| guarded(&cell)),
        )?;
    }
    csv.flush()
}

/// Writes `proposal_comments.csv`, last row first, so that answers stand before what they answer.
pub fn comments(input: impl BufRead, out: impl Write, settings: &Settings) -> io::Result<()> {
    let mut csv = csv::WriterBuilder::new().delimiter(b';').from_writer(out);
    csv.write_record([
        "id",
        "created_at",
        "body",
        "locale",
        "author/id",
        "author/name",
        "alignment",
        "depth",
        "commentable_id",
        "commentable_type",
        "root_commentable_url",
    ])?;
    let lines: Vec<String> = input.lines().collect::<io::Result<_>>()?;
    for line in lines.iter().rev() {
        let row: HashMap<String, Value> = serde_json::from_str(line)?;
        let parents = row
            .get("parents")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let (about, kind) = match parents.last() {
            Some(parent) => (parent.to_string(), "Decidim::Comments::Comment"),
            None => (text(&row, "proposal"), "Decidim::Proposals::Proposal"),
        };
        let alignment = text(&row, "alignment");
        csv.write_record(
            [
                text(&row, "id"),
                utc(&text(&row, "created_at"), settings),
                text(&row, "body"),
                "ca".to_owned(),
                text(&row, "author"),
                text(&row, "author_name"),
                if alignment.is_empty() {
                    "0".to_owned()
                } else {
                    alignment
                },
                parents.len().to_string(),
                about,
                kind.to_owned(),
                page(&text(&row, "proposal")),
            ]
            .map(|cell| guarded(&cell)),
        )?;
    }
    csv.flush()
}

/// A cell as Decidim guards it.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn page(id: &str) -> String {
    format!("https://decidim.exemple.cat/processes/pam/f/1/proposals/{id}")
}

fn utc(time: &str, settings: &Settings) -> String {
    let at = settings.parse_time(time).unwrap_or_default().to_string();
    format!("{} UTC", at.trim_end_matches('Z').replace('T', " "))
}

fn text(row: &HashMap<String, Value>, field: &str) -> String {
    match row.get(field) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    }
}
