//! Acts: what was changed in a plan since its publication, and why. Everybody reads them, without the person.

use crate::{Timestamp, text::Title};

/// A change of a published plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The version of the plan that it made.
    pub version: i64,
    /// What was changed.
    pub kind: ActKind,
    /// Why, 3 to 500 characters.
    pub reason: Title,
    /// The former value as JSON.
    pub before: String,
    /// The new value as JSON.
    pub after: String,
    /// When.
    pub at: Timestamp,
}

/// What an act changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActKind {
    /// Title, summaries, body, what is decided and open, perimeter, language.
    Texts,
    /// Phases and their dates.
    Phases,
    /// The vote was suspended.
    Suspension,
    /// The vote goes on.
    Resumption,
    /// The rules of taking part.
    Rules,
    /// Themes.
    Themes,
    /// Zones.
    Zones,
    /// Operations.
    Operations,
    /// Documents.
    Documents,
}

impl ActKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Texts,
        Self::Phases,
        Self::Suspension,
        Self::Resumption,
        Self::Rules,
        Self::Themes,
        Self::Zones,
        Self::Operations,
        Self::Documents,
    ];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Texts => "texts",
            Self::Phases => "phases",
            Self::Suspension => "suspension",
            Self::Resumption => "resumption",
            Self::Rules => "rules",
            Self::Themes => "themes",
            Self::Zones => "zones",
            Self::Operations => "operations",
            Self::Documents => "documents",
        }
    }

    /// The kind of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }
}
