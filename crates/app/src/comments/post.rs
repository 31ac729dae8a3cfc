//! Commenting a proposal, or answering a comment.

use domain::{
    Code, EventKind, FieldError, Language, NewEvent, Timestamp,
    attachments::AttachmentId,
    comments::{Comment, CommentId, CommentState, NewComment, Position, Thread},
    moderation::Item,
    policy::comments::Post,
    proposals::{ProposalId, ProposalRefusal},
    refusal::{Fault, Fields},
    reviews::{Review, Why},
    text::Body,
};
use persistence::Tx;

use crate::{
    Cx, Error, Limits, Result, attachments,
    error::{OrHidden, OrNotFound},
    idempotency::{Key, Once},
    notifications, reviews,
    signals::{self, Seen},
};

/// A comment as it is typed.
#[derive(Debug, Clone, Default)]
pub struct CommentInput {
    /// The comment to answer; none for the first level.
    pub parent: Option<CommentId>,
    /// What it says of the proposal; on the first level only.
    pub position: Option<Position>,
    /// The text, Markdown.
    pub body: String,
    /// BCP 47 tag; empty is French.
    pub language: String,
    /// Whether passages by which somebody can be reached are meant to be published.
    pub confirm_personal_data: bool,
    /// Photos and PDFs that were sent before.
    pub attachments: Vec<AttachmentId>,
    /// What makes a repeated request have the effect of one.
    pub idempotency_key: Option<String>,
}

/// Posts a comment.
#[derive(Debug, Clone)]
pub struct PostComment {
    proposal: ProposalId,
    parent: Option<CommentId>,
    words: NewComment,
    attachments: Vec<AttachmentId>,
    key: Option<Key>,
}

impl CommentInput {
    /// Reads what was typed, adding all that is wrong with it.
    pub(crate) fn words(&self, limits: &Limits, fields: &mut Fields) -> Option<NewComment> {
        let body = fields.take("body", Body::parse(&self.body, limits.comment));
        signals::point_out("body", &self.body, self.confirm_personal_data, fields);
        let language = fields.take("language", language(&self.language));
        if self.parent.is_some() && self.position.is_some() {
            fields.refuse("position", Fault::new(Code::CommentPositionOnAnswer));
        }
        Some(NewComment {
            position: self.position,
            body: body?,
            language: language?,
        })
    }
}

impl PostComment {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(
        proposal: ProposalId,
        input: &CommentInput,
        limits: &Limits,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let words = input.words(limits, &mut fields);
        let key = fields.take("idempotencyKey", Key::parse(input.idempotency_key.as_deref()));
        let command = words.zip(key).map(|(words, key)| Self {
            proposal,
            parent: input.parent,
            words,
            attachments: input.attachments.clone(),
            key,
        });
        fields.finish(command)
    }
}

/// The language of a tag; French where there is none.
pub(super) fn language(tag: &str) -> Result<Language, Fault> {
    if tag.is_empty() {
        return Ok(Language::French);
    }
    Language::parse(tag).ok_or_else(|| Fault::new(Code::FieldMalformed))
}

/// Posts a comment: readable at once, or after review as the plan's mode says.
#[tracing::instrument(name = "comments.post", skip_all, fields(proposal.id = %command.proposal))]
pub async fn post(cx: &Cx, command: PostComment) -> Result<Comment> {
    let once = Once::new(cx, command.key.as_ref(), "PostComment", &command);
    cx.write(|tx| {
        once.run(
            cx,
            tx,
            |tx| post_in(cx, tx, &command),
            |comment| comment.id.uuid(),
            |tx, id| again_in(cx, tx, CommentId::new(id)),
        )
    })
    .await
}

/// What a repeated request is answered with: the comment as it is now.
async fn again_in(cx: &Cx, tx: Tx, id: CommentId) -> Result<Comment> {
    persistence::comments::by_id(&tx, &cx.scope(), id)
        .await?
        .or_not_found(Code::CommentNotFound)
}

async fn post_in(cx: &Cx, tx: Tx, command: &PostComment) -> Result<Comment> {
    // Nothing is locked while it is decided: the statement that counts the comment asks again whether the proposal
    // takes it, so that those who comment one proposal wait for each other no longer than a commit takes.
    let thread = thread(cx, &tx, command.proposal, command.parent).await?;
    let earlier = match cx.actor.account() {
        Some(account) => persistence::proposals::accepted_count(&tx, account, thread.plan.id).await?,
        None => 0,
    };
    let now = cx.decided_at(&tx).await?;
    let seen = signals::seen(cx, &tx, ("", command.words.body.as_str()), earlier, now).await?;
    let why = thread.plan.rules.moderation.review(earlier, seen.holds(), now);
    let id = cx.new_id();
    let holds = seen.holds();
    let decide = |thread| -> Result<Comment> {
        let permitted = cx.actor.may(Post, thread).or_hidden(Code::ProposalNotFound)?;
        is_of_its_proposal(permitted.subject())?;
        Ok(permitted.post(id, command.words.clone(), earlier, holds, now)?)
    };
    let comment = decide(thread)?;
    if !keep(cx, &tx, &comment, (why, seen), now).await? {
        decide(self::thread(cx, &tx, command.proposal, command.parent).await?)?;
        return Err(ProposalRefusal::ChangedMeanwhile.into());
    }
    attachments::place(cx, &tx, &command.attachments, Item::Comment(id)).await?;
    Ok(comment)
}

/// What is answered must be said on the same proposal.
pub(crate) fn is_of_its_proposal(Thread { proposal, parent, .. }: &Thread) -> Result<()> {
    let mut fields = Fields::default();
    if parent
        .as_ref()
        .is_some_and(|parent| parent.proposal != proposal.id)
    {
        fields.refuse("parent", Fault::new(Code::FieldUnknown));
    }
    fields.finish(Some(())).map_err(Error::from)
}

/// Keeps a comment that was just sent; not, if the proposal has stopped taking comments meanwhile.
pub(crate) async fn keep(
    cx: &Cx,
    tx: &Tx,
    comment: &Comment,
    (why, seen): (Option<Why>, Seen),
    now: Timestamp,
) -> Result<bool> {
    match comment.text {
        CommentState::Published { .. } => {
            record(tx, EventKind::CommentPosted, comment, now).await?;
        }
        CommentState::PendingReview { since } => {
            let why = why.unwrap_or(Why::Before);
            reviews::begin(cx, tx, &Review::begin(comment.id, comment.plan, why, since)).await?;
        }
        CommentState::Deleted { .. } => {}
    }
    if comment.text.published_at().is_some() {
        notifications::tell_of_reply(cx, tx, comment, now).await?;
    }
    seen.keep(tx, comment.id.into(), comment.plan, now).await?;
    // Last, since it writes what those who comment the same proposal share.
    Ok(persistence::comments::insert(tx, comment).await?)
}

/// What the comment would stand in, as the actor sees it.
pub(crate) async fn thread(
    cx: &Cx,
    tx: &Tx,
    proposal: ProposalId,
    parent: Option<CommentId>,
) -> Result<Thread> {
    let scope = cx.scope();
    let proposal = persistence::proposals::by_id(tx, &scope, proposal)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let plan = persistence::plans::by_id(tx, &scope, proposal.plan)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let parent = match parent {
        Some(parent) => Some(
            persistence::comments::by_id(tx, &scope, parent)
                .await?
                .or_not_found(Code::CommentNotFound)?,
        ),
        None => None,
    };
    let root = match &parent {
        Some(parent) if parent.parent.is_some() => {
            persistence::comments::by_id(tx, &scope, parent.root).await?
        }
        _ => None,
    };
    Ok(Thread {
        plan,
        proposal,
        parent,
        root,
    })
}

/// Records what happened to a comment that others may have read.
pub(super) async fn record(tx: &Tx, kind: EventKind, comment: &Comment, now: Timestamp) -> Result<()> {
    let mut event = NewEvent::new(kind, Some(comment.plan), comment.id, now);
    event.data.parent = Some(comment.proposal.uuid());
    event.data.version = Some(i64::from(comment.version));
    Ok(persistence::outbox::record(tx, event).await?)
}
