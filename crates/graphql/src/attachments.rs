//! Photos and PDFs on texts in the API. They are sent to `POST /files`, which answers the id that a text is sent with.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::{
    Visibility,
    attachments::{self, AttachmentKind, Size},
    moderation::Item,
    plans::PlanId,
};

use crate::{
    Fault,
    context::{Here, load},
    loaders::AttachmentsOn,
    problems::{Problem, outcome},
    scalars::{DateTime, id},
};

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "AttachmentKind")]
pub enum Kind {
    /// A photo, or another picture: JPEG.
    Photo,
    /// A document.
    Pdf,
}

/// A photo or a PDF on a proposal or a comment, shown as long as that is.
pub struct Attachment(pub attachments::Attachment);

fn url(ctx: &Context<'_>, attachment: &attachments::Attachment, size: Size) -> Result<String, Fault> {
    let issuer = &ctx.cx()?.house().site.issuer;
    Ok(format!("{issuer}/files/{}/{}", attachment.id, size.as_str()))
}

#[Object]
impl Attachment {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// What it is.
    async fn kind(&self) -> Kind {
        match self.0.kind {
            AttachmentKind::Photo { .. } => Kind::Photo,
            AttachmentKind::Pdf => Kind::Pdf,
        }
    }
    /// Its address: of a photo at most 1,600 pixels wide or high.
    #[expect(clippy::unused_async, reason = "resolvers are")]
    async fn url(&self, ctx: &Context<'_>) -> Result<String, Fault> {
        let size = self.0.kind.sizes().last().copied().unwrap_or(Size::Whole);
        url(ctx, &self.0, size)
    }
    /// The address of a photo's small size, at most 480 pixels wide or high and 30,000 bytes; null for a PDF.
    #[expect(clippy::unused_async, reason = "resolvers are")]
    async fn small_url(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        match self.0.kind {
            AttachmentKind::Photo { .. } => url(ctx, &self.0, Size::Small).map(Some),
            AttachmentKind::Pdf => Ok(None),
        }
    }
    /// Pixels from left to right at `url`; null for a PDF.
    async fn width(&self) -> Option<u32> {
        match self.0.kind {
            AttachmentKind::Photo { width, .. } => Some(width),
            AttachmentKind::Pdf => None,
        }
    }
    /// Pixels from top to bottom at `url`; null for a PDF.
    async fn height(&self) -> Option<u32> {
        match self.0.kind {
            AttachmentKind::Photo { height, .. } => Some(height),
            AttachmentKind::Pdf => None,
        }
    }
    /// How many bytes lie at `url`.
    async fn bytes(&self) -> u64 {
        self.0.bytes
    }
    /// What it shows, in words, 3 to 200 characters.
    async fn description(&self) -> &str {
        self.0.description.as_str()
    }
    /// When it was sent.
    async fn added_at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// What is attached to an item that is shown: what the reader sees of it, and the ids of what a decision hides by itself.
pub(crate) async fn on(
    ctx: &Context<'_>,
    item: Item,
    plan: PlanId,
    shows: &Visibility,
) -> Result<(Vec<Attachment>, Vec<ID>), Fault> {
    let scope = ctx.cx()?.scope();
    let found = load(ctx, AttachmentsOn(item)).await?.unwrap_or_default();
    let hidden = found.iter().filter(|one| shows.hides(one.id));
    let hidden = hidden.map(|one| one.id.to_string().into()).collect();
    let seen = found
        .into_iter()
        .filter(|one| !one.is_kept_from(&scope, plan, shows));
    Ok((seen.map(Attachment).collect(), hidden))
}

/// An attachment, or why it was not changed.
#[derive(SimpleObject)]
pub struct AttachmentPayload {
    /// The attachment after the change, or as it was before it went; null when it was refused.
    attachment: Option<Attachment>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn payload(cx: &app::Cx, result: app::Result<attachments::Attachment>) -> Result<AttachmentPayload, Fault> {
    let (attachment, problems) = outcome(cx, result)?;
    Ok(AttachmentPayload {
        attachment: attachment.map(Attachment),
        problems,
    })
}

/// Changing attachments.
#[derive(Default)]
pub struct AttachmentMutations;

#[Object]
impl AttachmentMutations {
    /// Takes one's attachment away, for good: from a text, or before it is on one. Always open.
    /// Codes: `AUTH_REQUIRED`, `PERMISSION_NOT_YOURS`, `ATTACHMENT_NOT_FOUND`.
    async fn remove_attachment(&self, ctx: &Context<'_>, attachment: ID) -> Result<AttachmentPayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::attachments::remove(cx, id(&attachment)?).await)
    }

    /// Describes one's attachment in other words, 3 to 200 characters, one line. Always open.
    /// Codes: `FIELD_*`, `AUTH_REQUIRED`, `PERMISSION_NOT_YOURS`, `ATTACHMENT_NOT_FOUND`.
    async fn describe_attachment(
        &self,
        ctx: &Context<'_>,
        attachment: ID,
        description: String,
    ) -> Result<AttachmentPayload, Fault> {
        let cx = ctx.cx()?;
        payload(
            cx,
            app::attachments::describe(cx, id(&attachment)?, &description).await,
        )
    }
}
