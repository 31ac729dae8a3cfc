//! What a comment was and became.

use async_graphql::{Context, Object, SimpleObject};
use domain::proposals::difference;

use crate::{
    Fault,
    context::load,
    loaders::CommentVersionAt,
    proposals::{TextChange, changes},
    scalars::DateTime,
};

/// One text that a comment has had.
pub struct CommentVersion {
    pub(super) version: app::comments::Version,
    pub(super) shown: bool,
}

#[Object]
impl CommentVersion {
    /// Its number, increasing; the first one need not be 1.
    async fn number(&self) -> i32 {
        self.version.number
    }
    /// When it was written.
    async fn at(&self) -> DateTime {
        DateTime(self.version.at)
    }
    /// Its text, Markdown; null when the comment is not shown whole.
    async fn body(&self) -> Option<&str> {
        self.shown.then(|| self.version.body.as_str())
    }
    /// BCP 47 tag of the language it is written in.
    async fn language(&self) -> &str {
        self.version.language.tag()
    }
    /// What changed since an earlier version, `since` its number, the one just before unless said; null when there is
    /// none, or the comment is not shown whole. Pieces are plain text, never HTML.
    async fn difference(
        &self,
        ctx: &Context<'_>,
        since: Option<i32>,
    ) -> Result<Option<CommentDifference>, Fault> {
        if !self.shown {
            return Ok(None);
        }
        let number = since.unwrap_or(self.version.number.saturating_sub(1));
        let older = load(ctx, CommentVersionAt(self.version.comment, number)).await?;
        Ok(older.map(|older| CommentDifference {
            since: older.number,
            body: changes(difference(older.body.as_str(), self.version.body.as_str())),
        }))
    }
}

/// What changed from one version of a comment to another, word by word.
#[derive(SimpleObject)]
pub struct CommentDifference {
    /// The number of the version compared with.
    since: i32,
    /// The pieces of the text, in order.
    body: Vec<TextChange>,
}
