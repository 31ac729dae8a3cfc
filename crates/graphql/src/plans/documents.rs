//! Documents in the API.

use app::plans::DocumentInput as Typed;
use async_graphql::{Context, ID, InputObject, Object};
use domain::plans::{self, Content};

use super::Plan;
use crate::{
    Fault,
    context::load,
    loaders::VersionsOf,
    relay::{self, List},
    scalars::DateTime,
};

/// A document of a plan: a link or a text, in versions that all stay readable.
pub struct Document(pub plans::Document);

#[Object]
impl Document {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// The plan.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        Ok(load(ctx, self.0.plan).await?.map(Plan))
    }
    /// What it says now.
    async fn present(&self) -> DocumentVersion {
        DocumentVersion(self.0.present.clone())
    }
    /// Every version, the present one included, newest first. At most 100 at once, 20 unless said.
    async fn versions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<DocumentVersion>, Fault> {
        let page = relay::page(ctx, (first, after), (last, before))?;
        let versions = load(ctx, VersionsOf(self.0.id, page)).await?.unwrap_or_default();
        Ok(relay::list(versions, DocumentVersion))
    }
}

/// A version of a document.
pub struct DocumentVersion(plans::DocumentVersion);

#[Object]
impl DocumentVersion {
    /// Its number, from 1.
    async fn number(&self) -> i32 {
        self.0.number
    }
    /// Its title, 3 to 150 characters.
    async fn title(&self) -> &str {
        self.0.title.as_str()
    }
    /// The address of a page or a file elsewhere; null for a text.
    async fn link(&self) -> Option<&str> {
        match &self.0.content {
            Content::Link(address) => Some(address.as_str()),
            Content::Text(_) => None,
        }
    }
    /// The text, Markdown, at most 20,000 characters; null for a link.
    async fn text(&self) -> Option<&str> {
        match &self.0.content {
            Content::Link(_) => None,
            Content::Text(text) => Some(text.as_str()),
        }
    }
    /// When it was made.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// A document as it is typed: a link or a text, not both.
#[derive(Debug, InputObject)]
pub struct DocumentInput {
    /// The title, 3 to 150 characters.
    title: String,
    /// The address of a page or a file elsewhere: http or https, at most 2,000 bytes.
    link: Option<String>,
    /// The text, Markdown, 1 to 20,000 characters.
    text: Option<String>,
}

impl From<DocumentInput> for Typed {
    fn from(input: DocumentInput) -> Self {
        Self {
            title: input.title,
            link: input.link,
            text: input.text,
        }
    }
}
