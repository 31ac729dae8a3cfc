//! Writing comments.

use app::comments::{CommentInput as Typed, EditComment, PostComment};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::comments;

use super::{Comment, CommentPosition, CommentReaction};
use crate::{
    Fault,
    context::Here,
    problems::{Problem, outcome},
    scalars::{id, optional_id},
};

/// A comment as it is typed.
#[derive(Debug, InputObject)]
pub struct CommentInput {
    /// The comment to answer; leave it out for the first level.
    parent: Option<ID>,
    /// What it says of the proposal; for the first level only, and only if its author wants to say.
    position: Option<CommentPosition>,
    /// The text, Markdown, 1 to 2,000 characters.
    body: String,
    /// BCP 47 tag; French unless said.
    #[graphql(default)]
    language: String,
    /// Says that telephone numbers, addresses and e-mail addresses in the text are meant to be published: without it they
    /// are pointed out first (`TEXT_PERSONAL_DATA`). With it the text is published, and those who moderate are told.
    #[graphql(default)]
    confirm_personal_data: bool,
    /// The photo or PDF that `POST /files` answered the id of within a day; at most one.
    #[graphql(default, validator(max_items = 10))]
    attachments: Vec<ID>,
    /// A repeated request with the same key has the effect of one, for 24 hours: 1 to 200 characters of your choice.
    idempotency_key: Option<String>,
}

impl CommentInput {
    pub(crate) fn typed(self) -> Result<Typed, Fault> {
        Ok(Typed {
            parent: optional_id(self.parent.as_ref())?,
            position: self.position.map(Into::into),
            body: self.body,
            language: self.language,
            confirm_personal_data: self.confirm_personal_data,
            attachments: self.attachments.iter().map(id).collect::<Result<_, _>>()?,
            idempotency_key: self.idempotency_key,
        })
    }
}

/// A comment, or why it was not changed.
#[derive(SimpleObject)]
pub struct CommentPayload {
    /// The comment after the change; null when it was refused.
    comment: Option<Comment>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn payload(cx: &app::Cx, result: app::Result<comments::Comment>) -> Result<CommentPayload, Fault> {
    let (comment, problems) = outcome(cx, result)?;
    Ok(CommentPayload {
        comment: comment.map(Comment),
        problems,
    })
}

/// Writing comments.
#[derive(Default)]
pub struct CommentMutations;

#[Object]
impl CommentMutations {
    /// Comments a proposal, or answers a comment on it: readable at once, or after review as the plan's mode says. A
    /// deleted comment is not answered; what others said under it can be.
    /// Codes: `FIELD_*`, `TEXT_PERSONAL_DATA`, `AUTH_REQUIRED`, `PERMISSION_*`, `PROPOSAL_NOT_FOUND`, `PROPOSAL_WITHDRAWN`,
    /// `PROPOSAL_NOT_SHOWN`, `PROPOSAL_WRONG_STATE`, `COMMENT_NOT_FOUND`, `COMMENT_DELETED`, `COMMENT_NOT_SHOWN`,
    /// `COMMENT_WRONG_STATE`, `COMMENT_THREAD_LOCKED`, `COMMENT_POSITION_ON_ANSWER`, `PHASE_CLOSED`,
    /// `PLAN_WRONG_STATE`, `ATTACHMENT_TOO_MANY`, `REQUEST_KEY_REUSED`.
    async fn post_comment(
        &self,
        ctx: &Context<'_>,
        proposal: ID,
        input: CommentInput,
    ) -> Result<CommentPayload, Fault> {
        let cx = ctx.cx()?;
        let (proposal, input) = (id(&proposal)?, input.typed()?);
        let posted = match PostComment::parse(proposal, &input, cx.limits()) {
            Ok(command) => app::comments::post(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, posted)
    }

    /// Changes the text of one's comment; `version` is the one that was read. Within ten minutes of posting it is
    /// mended; afterwards it is a version that everybody can compare. Without `language` it stays what it was.
    /// Codes: `FIELD_*`, `TEXT_PERSONAL_DATA`, `AUTH_REQUIRED`, `PERMISSION_NOT_YOURS`, `PERMISSION_LIMITED`, `COMMENT_NOT_FOUND`,
    /// `COMMENT_CHANGED_MEANWHILE`, `COMMENT_DELETED`, `COMMENT_MASKED`, `COMMENT_NOT_SHOWN`, `PROPOSAL_WITHDRAWN`,
    /// `PROPOSAL_NOT_SHOWN`, `PHASE_CLOSED`, `PLAN_WRONG_STATE`.
    async fn edit_comment(
        &self,
        ctx: &Context<'_>,
        comment: ID,
        version: i32,
        body: String,
        language: Option<String>,
        #[graphql(desc = "Says that telephone numbers and addresses in the text are meant to be published.")]
        confirm_personal_data: Option<bool>,
    ) -> Result<CommentPayload, Fault> {
        let cx = ctx.cx()?;
        let command = EditComment::parse(
            id(&comment)?,
            version,
            &body,
            language.as_deref(),
            confirm_personal_data.unwrap_or(false),
            cx.limits(),
        );
        let edited = match command {
            Ok(command) => app::comments::edit(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, edited)
    }

    /// Deletes one's comment: its texts are gone for good, a tombstone says so, and its answers stay. Always open.
    /// Codes: `AUTH_REQUIRED`, `PERMISSION_NOT_YOURS`, `COMMENT_NOT_FOUND`, `COMMENT_DELETED`.
    async fn delete_comment(&self, ctx: &Context<'_>, comment: ID) -> Result<CommentPayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::comments::delete(cx, id(&comment)?).await)
    }

    /// Marks a comment «utile» or «pas utile», instead of what the viewer had marked before: one mark a person and
    /// comment, never one's own. Saying the same twice changes nothing.
    /// Codes: `AUTH_REQUIRED`, `PERMISSION_*`, `COMMENT_NOT_FOUND`, `COMMENT_DELETED`, `COMMENT_NOT_SHOWN`,
    /// `COMMENT_WRONG_STATE`, `PROPOSAL_WITHDRAWN`, `PROPOSAL_NOT_SHOWN`, `PHASE_CLOSED`, `PLAN_WRONG_STATE`.
    async fn react_to_comment(
        &self,
        ctx: &Context<'_>,
        comment: ID,
        reaction: CommentReaction,
    ) -> Result<CommentPayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::comments::react(cx, id(&comment)?, reaction.into()).await)
    }

    /// Takes one's mark back; without one, nothing changes. Always open.
    /// Codes: `AUTH_REQUIRED`, `COMMENT_NOT_FOUND`.
    async fn withdraw_reaction(&self, ctx: &Context<'_>, comment: ID) -> Result<CommentPayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::comments::unreact(cx, id(&comment)?).await)
    }

    /// Publishes a comment that waits for review: the plan's moderators, never the author. `version` is the one that was
    /// read: another one is refused.
    /// Codes: `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`, `PERMISSION_OWN_CONTRIBUTION`, `COMMENT_NOT_FOUND`,
    /// `COMMENT_WRONG_STATE`, `COMMENT_DELETED`, `COMMENT_NOT_SHOWN`, `COMMENT_CHANGED_MEANWHILE`, `MODERATION_CLAIMED_BY_OTHER`.
    async fn publish_comment(
        &self,
        ctx: &Context<'_>,
        comment: ID,
        version: Option<i32>,
    ) -> Result<CommentPayload, Fault> {
        let cx = ctx.cx()?;
        let published = app::comments::publish_reviewed(cx, id(&comment)?, version).await;
        payload(cx, published)
    }
}
