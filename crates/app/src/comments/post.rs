//! Commenting a proposal, or answering a comment.

use domain::{
    Code, EventKind, FieldError, Language, NewEvent, Timestamp,
    comments::{Comment, CommentId, CommentState, NewComment, Position, Thread},
    policy::comments::Post,
    proposals::{ProposalId, ProposalRefusal},
    refusal::{Fault, Fields},
    reviews::{Review, Why},
    text::Body,
};
use persistence::Tx;

use crate::{
    Cx, Error, Limits, Result,
    error::{OrHidden, OrNotFound},
    idempotency::{Key, Once},
    notifications, reviews, signals,
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
    /// What makes a repeated request have the effect of one.
    pub idempotency_key: Option<String>,
}

/// Posts a comment.
#[derive(Debug, Clone)]
pub struct PostComment {
    proposal: ProposalId,
    parent: Option<CommentId>,
    words: NewComment,
    key: Option<Key>,
}

impl PostComment {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(
        proposal: ProposalId,
        input: &CommentInput,
        limits: &Limits,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let body = fields.take("body", Body::parse(&input.body, limits.comment));
        signals::point_out("body", &input.body, input.confirm_personal_data, &mut fields);
        let language = fields.take("language", language(&input.language));
        if input.parent.is_some() && input.position.is_some() {
            fields.refuse("position", Fault::new(Code::CommentPositionOnAnswer));
        }
        let key = fields.take("idempotencyKey", Key::parse(input.idempotency_key.as_deref()));
        let command = (|| {
            Some(Self {
                proposal,
                parent: input.parent,
                words: NewComment {
                    position: input.position,
                    body: body?,
                    language: language?,
                },
                key: key?,
            })
        })();
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
    let thread = thread(cx, &tx, command).await?;
    let earlier = match cx.actor.account() {
        Some(account) => persistence::proposals::accepted_count(&tx, account, thread.plan.id).await?,
        None => 0,
    };
    let now = cx.decided_at(&tx).await?;
    let seen = signals::seen(cx, &tx, ("", command.words.body.as_str()), earlier, now).await?;
    let why = thread.plan.rules.moderation.review(earlier, seen.holds(), now);
    let id = cx.new_id();
    let decide = |thread| -> Result<Comment> {
        let permitted = cx.actor.may(Post, thread).or_hidden(Code::ProposalNotFound)?;
        let Thread { proposal, parent, .. } = permitted.subject();
        if parent
            .as_ref()
            .is_some_and(|parent| parent.proposal != proposal.id)
        {
            let mut fields = Fields::default();
            fields.refuse("parent", Fault::new(Code::FieldUnknown));
            return fields.finish(None).map_err(Error::from);
        }
        Ok(permitted.post(id, command.words.clone(), earlier, seen.holds(), now)?)
    };
    let comment = decide(thread)?;
    match comment.text {
        CommentState::Published { .. } => {
            record(&tx, EventKind::CommentPosted, &comment, now).await?;
        }
        CommentState::PendingReview { since } => {
            let why = why.unwrap_or(Why::Before);
            reviews::begin(cx, &tx, &Review::begin(comment.id, comment.plan, why, since)).await?;
        }
        CommentState::Deleted { .. } => {}
    }
    if comment.text.published_at().is_some() {
        notifications::tell_of_reply(cx, &tx, &comment, now).await?;
    }
    seen.keep(&tx, comment.id.into(), comment.plan, now).await?;
    // Last, since it writes what those who comment the same proposal share.
    if !persistence::comments::insert(&tx, &comment).await? {
        decide(self::thread(cx, &tx, command).await?)?;
        return Err(ProposalRefusal::ChangedMeanwhile.into());
    }
    Ok(comment)
}

/// What the comment would stand in, as the actor sees it.
async fn thread(cx: &Cx, tx: &Tx, command: &PostComment) -> Result<Thread> {
    let scope = cx.scope();
    let proposal = persistence::proposals::by_id(tx, &scope, command.proposal)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let plan = persistence::plans::by_id(tx, &scope, proposal.plan)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let parent = match command.parent {
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
