//! What a row has beyond what Fabrique stores of it: kept beside it, and written back by an export.

use domain::{
    comments::Comment,
    proposals::{Place, Proposal},
};
use serde_json::{Map, Value};

use super::{CommentRecord, ProposalRecord, Writer};

/// Fields that are stored in places of their own, or that the row is known by.
const STORED: [&str; 14] = [
    "id",
    "number",
    "title",
    "summary",
    "format",
    "language",
    "author",
    "author_name",
    "created_at",
    "published_at",
    "visibility",
    "withdrawn",
    "withdrawn_at",
    "versions",
];

/// Fields of a comment that are stored in places of their own, or that it is known by.
const COMMENT_STORED: [&str; 13] = [
    "id",
    "proposal",
    "parents",
    "depth",
    "author",
    "author_name",
    "body",
    "format",
    "language",
    "created_at",
    "visibility",
    "deleted_at",
    "versions",
];

/// Fields of an answer, kept only where it was not understood.
const ANSWERED: [&str; 5] = [
    "status",
    "answer",
    "answered_at",
    "answer_due_at",
    "execution_period",
];

/// The rest of a proposal's row as JSON; empty if there is none.
pub(super) fn of_proposal(record: &ProposalRecord, stored: &Proposal) -> String {
    let mut left = fields(|writer| writer.proposal(record));
    let mut drop = |field: &str, is_stored: bool| {
        if is_stored {
            left.remove(field);
        }
    };
    for field in STORED {
        drop(field, true);
    }
    for field in ANSWERED {
        drop(field, stored.answer.is_some());
    }
    drop("category", stored.theme.is_some());
    drop("district", matches!(stored.place, Place::Zone(_)));
    let is_point = matches!(stored.place, Place::Point { .. });
    drop("latitude", is_point);
    drop("longitude", is_point);
    let shown = stored
        .votes_taken_over
        .and_then(|votes| u64::try_from(votes).ok());
    drop("votes", shown.is_some());
    drop(
        "votes_taken_over",
        shown.is_some() && record.votes_taken_over == shown,
    );
    json(left)
}

/// The rest of a comment's row as JSON; empty if there is none.
pub(super) fn of_comment(record: &CommentRecord, stored: &Comment) -> String {
    let mut left = fields(|writer| writer.comment(record));
    for field in COMMENT_STORED {
        left.remove(field);
    }
    let is_positioned = stored.position.is_some() || record.position.is_none();
    for (field, is_stored) in [
        ("alignment", is_positioned),
        ("position", is_positioned),
        ("likes", stored.useful_taken_over.is_some()),
        ("dislikes", stored.not_useful_taken_over.is_some()),
    ] {
        if is_stored {
            left.remove(field);
        }
    }
    json(left)
}

/// Fields as they are kept.
fn json(mut fields: Map<String, Value>) -> String {
    fields.retain(|_, value| !value.is_null());
    if fields.is_empty() {
        String::new()
    } else {
        Value::Object(fields).to_string()
    }
}

/// The fields that a writer writes.
pub(super) fn fields(write: impl FnOnce(&mut Writer<Vec<u8>>) -> std::io::Result<()>) -> Map<String, Value> {
    let line = Writer::line_of(write).unwrap_or_default();
    serde_json::from_slice(&line).unwrap_or_default()
}
