//! The tables of a package and their columns.

use super::{Edition, Format};

/// What a package may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// Proposals, tombstones without their texts included.
    Proposals,
    /// Comments on them.
    Comments,
    /// Photos and documents that are shown on either.
    Attachments,
    /// Totals of votes, where the plan shows them.
    Votes,
    /// The town's answers, a row a proposal.
    Answers,
    /// How many people wrote, never fewer than eleven.
    Participation,
    /// What moderation did, in numbers of acts.
    Moderation,
    /// The zones of the plan.
    Zones,
    /// The operations of the plan.
    Operations,
}

/// What a column holds, in the words of Table Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Whole,
    Decimal,
    Instant,
    Shape,
}

impl Kind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Whole => "integer",
            Self::Decimal => "number",
            Self::Instant => "datetime",
            Self::Shape => "geojson",
        }
    }
}

/// A column.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Whether it is for staff alone.
    internal: bool,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        internal: false,
    }
}

const fn text(name: &'static str) -> Column {
    column(name, Kind::Text)
}

const fn whole(name: &'static str) -> Column {
    column(name, Kind::Whole)
}

const fn instant(name: &'static str) -> Column {
    column(name, Kind::Instant)
}

const fn internal(name: &'static str) -> Column {
    Column {
        name,
        kind: Kind::Text,
        internal: true,
    }
}

const PROPOSALS: &[Column] = &[
    text("id"),
    whole("number"),
    text("url"),
    text("title"),
    text("body"),
    text("precisions"),
    text("language"),
    text("state"),
    text("visibility"),
    text("origin"),
    text("author"),
    internal("author_id"),
    internal("author_name"),
    text("theme"),
    text("zone"),
    column("latitude", Kind::Decimal),
    column("longitude", Kind::Decimal),
    instant("published_at"),
    whole("version"),
    text("merged_into"),
    whole("comments"),
    text("answer_state"),
];

const COMMENTS: &[Column] = &[
    text("id"),
    text("proposal_id"),
    whole("proposal_number"),
    text("parent_id"),
    whole("depth"),
    text("position"),
    text("body"),
    text("language"),
    text("state"),
    text("visibility"),
    text("origin"),
    text("author"),
    internal("author_id"),
    internal("author_name"),
    instant("published_at"),
    instant("edited_at"),
    whole("useful"),
    whole("useful_taken_over"),
];

const ATTACHMENTS: &[Column] = &[
    text("id"),
    text("proposal_id"),
    whole("proposal_number"),
    text("comment_id"),
    text("kind"),
    text("description"),
    whole("width"),
    whole("height"),
    whole("bytes"),
    text("url"),
];

const VOTES: &[Column] = &[
    text("proposal_id"),
    whole("proposal_number"),
    whole("in_favour"),
    whole("against"),
    whole("neither"),
    whole("paper_in_favour"),
    whole("paper_against"),
    whole("paper_neither"),
    whole("taken_over"),
];

const ANSWERS: &[Column] = &[
    text("proposal_id"),
    whole("proposal_number"),
    text("answer_id"),
    text("state"),
    text("decision"),
    text("organisation"),
    instant("studied_since"),
    instant("due_at"),
    instant("answered_at"),
    text("reason"),
    column("cost_euros", Kind::Decimal),
    text("calendar"),
    text("deliberation"),
    text("transferred_to"),
    text("transfer_reason"),
];

const COUNTS: &[Column] = &[text("measure"), text("of"), whole("value")];

const ZONES: &[Column] = &[
    text("id"),
    text("title"),
    whole("position"),
    column("geometry", Kind::Shape),
];

const OPERATIONS: &[Column] = &[
    text("id"),
    text("kind"),
    text("title"),
    text("description"),
    text("organisation"),
    instant("starts_at"),
    instant("ends_at"),
    column("geometry", Kind::Shape),
];

impl Table {
    /// Every table.
    pub const ALL: [Self; 9] = [
        Self::Proposals,
        Self::Comments,
        Self::Attachments,
        Self::Votes,
        Self::Answers,
        Self::Participation,
        Self::Moderation,
        Self::Zones,
        Self::Operations,
    ];

    /// The word in addresses, which is the name of the file too.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposals => "proposals",
            Self::Comments => "comments",
            Self::Attachments => "attachments",
            Self::Votes => "votes",
            Self::Answers => "answers",
            Self::Participation => "participation",
            Self::Moderation => "moderation",
            Self::Zones => "zones",
            Self::Operations => "operations",
        }
    }

    /// The table of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.as_str() == word)
    }

    /// Whether its rows have places, and may be written as features.
    pub const fn is_placed(self) -> bool {
        matches!(self, Self::Proposals | Self::Zones | Self::Operations)
    }

    /// The columns of this edition, in order.
    pub(super) fn columns(self, edition: Edition) -> Vec<&'static Column> {
        let all = match self {
            Self::Proposals => PROPOSALS,
            Self::Comments => COMMENTS,
            Self::Attachments => ATTACHMENTS,
            Self::Votes => VOTES,
            Self::Answers => ANSWERS,
            Self::Participation | Self::Moderation => COUNTS,
            Self::Zones => ZONES,
            Self::Operations => OPERATIONS,
        };
        all.iter()
            .filter(|column| !column.internal || edition == Edition::Internal)
            .collect()
    }

    /// The columns that name a row; none where rows are measures.
    pub(super) const fn key(self) -> &'static [&'static str] {
        match self {
            Self::Proposals | Self::Comments | Self::Attachments | Self::Zones | Self::Operations => &["id"],
            Self::Votes | Self::Answers => &["proposal_id"],
            Self::Participation | Self::Moderation => &["measure", "of"],
        }
    }
}

/// The name of a table's file.
pub(super) fn path(table: Table, format: Format) -> String {
    format!("{}.{}", table.as_str(), format.as_str())
}
