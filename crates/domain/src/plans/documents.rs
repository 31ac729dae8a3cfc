//! Documents of a plan, each with its versions.

use super::PlanId;
use crate::{
    Id, Timestamp,
    id::Kind,
    text::{Body, Bounds, Title, WebAddress},
};

/// The most documents of a plan.
pub const MAX_DOCUMENTS: usize = 200;
/// A text has 1 to 20,000 characters.
pub const DOCUMENT_TEXT: Bounds = Bounds::new(1, 20_000);

/// A document of a plan, in its present version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// The plan.
    pub plan: PlanId,
    /// Its place in the plan's list.
    pub position: i32,
    /// What it says now.
    pub present: DocumentVersion,
}

/// The id of a document.
pub type DocumentId = Id<Document>;

impl Kind for Document {
    const PREFIX: &'static str = "document";
}

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentVersion {
    /// Its number, from 1.
    pub number: i32,
    /// Its title, 3 to 150 characters.
    pub title: Title,
    /// What it holds.
    pub content: Content,
    /// When it was made.
    pub at: Timestamp,
}

/// What a document holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A page or a file elsewhere.
    Link(WebAddress),
    /// A text, Markdown, 1 to 20,000 characters.
    Text(Body),
}

impl Document {
    /// The document with a new version of its title and content.
    #[must_use]
    pub fn revise(self, title: Title, content: Content, now: Timestamp) -> Self {
        Self {
            present: DocumentVersion {
                number: self.present.number + 1,
                title,
                content,
                at: now,
            },
            ..self
        }
    }
}
