//! What a proposal was and became, and what its author added.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::proposals::{self, Change, Chunk, difference};

use crate::{Fault, context::load, loaders::VersionAt, scalars::DateTime};

/// One text that a published proposal has had.
pub struct ProposalVersion {
    pub(super) version: app::proposals::Version,
    pub(super) shown: bool,
}

#[Object]
impl ProposalVersion {
    /// Its number, increasing; the first that was public need not be 1.
    async fn number(&self) -> i32 {
        self.version.number
    }
    /// When it was written.
    async fn at(&self) -> DateTime {
        DateTime(self.version.at)
    }
    /// Its title; null when the proposal is not shown whole.
    async fn title(&self) -> Option<&str> {
        self.shown.then(|| self.version.title.as_str())
    }
    /// Its text, Markdown; null when the proposal is not shown whole.
    async fn body(&self) -> Option<&str> {
        self.shown.then(|| self.version.body.as_str())
    }
    /// BCP 47 tag of the language it is written in.
    async fn language(&self) -> &str {
        self.version.language.tag()
    }
    /// What changed since an earlier version, `since` its number, the one just before unless said; null when there is
    /// none, or the proposal is not shown whole. Pieces are plain text, never HTML.
    async fn difference(
        &self,
        ctx: &Context<'_>,
        since: Option<i32>,
    ) -> Result<Option<TextDifference>, Fault> {
        if !self.shown {
            return Ok(None);
        }
        let number = since.unwrap_or(self.version.number.saturating_sub(1));
        let older = load(ctx, VersionAt(self.version.proposal, number)).await?;
        Ok(older.map(|older| TextDifference {
            since: older.number,
            title: changes(difference(older.title.as_str(), self.version.title.as_str())),
            body: changes(difference(older.body.as_str(), self.version.body.as_str())),
        }))
    }
}

/// What changed from one version to another, word by word.
#[derive(SimpleObject)]
pub struct TextDifference {
    /// The number of the version compared with.
    since: i32,
    /// The pieces of the title, in order.
    title: Vec<TextChange>,
    /// The pieces of the text, in order.
    body: Vec<TextChange>,
}

/// A piece of text and what happened to it. Kept and removed pieces joined are the older text, kept and added ones the
/// newer.
#[derive(SimpleObject)]
pub struct TextChange {
    /// What happened.
    kind: ChangeKind,
    /// The piece, plain text.
    text: String,
}

/// What happened to a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Change")]
pub enum ChangeKind {
    /// It is in both texts.
    Kept,
    /// It was in the older text alone.
    Removed,
    /// It is in the newer text alone.
    Added,
}

/// Pieces of a difference as objects.
pub(crate) fn changes(chunks: Vec<Chunk>) -> Vec<TextChange> {
    chunks
        .into_iter()
        .map(|Chunk { change, text }| TextChange {
            kind: change.into(),
            text,
        })
        .collect()
}

/// What an author added to a frozen text («précision»): dated, and no version of it.
pub struct Precision(pub proposals::Precision);

#[Object]
impl Precision {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// Its text, Markdown, 1 to 2,000 characters.
    async fn body(&self) -> &str {
        self.0.body.as_str()
    }
    /// When it was added.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}
