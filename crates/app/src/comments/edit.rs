//! Changing one's comment.

use domain::{
    Code, EventKind, FieldError, Language, Visibility,
    comments::{Comment, CommentId, CommentRefusal, Kept, Placed},
    policy::comments::Edit,
    refusal::Fields,
    text::Body,
};
use persistence::Tx;

use super::post::{language, record};
use crate::{
    Cx, Limits, Result,
    error::{OrHidden, OrNotFound},
    reviews, signals,
};

/// Changes the text of a comment that was read at a version.
#[derive(Debug, Clone)]
pub struct EditComment {
    comment: CommentId,
    read_version: i32,
    body: Body,
    language: Option<Language>,
}

impl EditComment {
    /// Reads what was typed, or says all that is wrong with it. Without a language, it stays what it was;
    /// `confirm_personal_data` says that passages by which somebody can be reached are meant.
    pub fn parse(
        comment: CommentId,
        read_version: i32,
        typed: &str,
        tag: Option<&str>,
        confirm_personal_data: bool,
        limits: &Limits,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let body = fields.take("body", Body::parse(typed, limits.comment));
        signals::point_out("body", typed, confirm_personal_data, &mut fields);
        let language = fields.take("language", tag.map(language).transpose());
        let command = (|| {
            Some(Self {
                comment,
                read_version,
                body: body?,
                language: language?,
            })
        })();
        fields.finish(command)
    }
}

/// Changes the text: mended within ten minutes, a version that everybody can compare afterwards.
#[tracing::instrument(name = "comments.edit", skip_all, fields(comment.id = %command.comment))]
pub async fn edit(cx: &Cx, command: EditComment) -> Result<Comment> {
    cx.write(|tx| edit_in(cx, tx, &command)).await
}

async fn edit_in(cx: &Cx, tx: Tx, command: &EditComment) -> Result<Comment> {
    let before = persistence::comments::lock(&tx, &cx.scope(), command.comment)
        .await?
        .or_not_found(Code::CommentNotFound)?;
    let placed = place(cx, &tx, before.clone()).await?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx.actor.may(Edit, placed).or_hidden(Code::CommentNotFound)?;
    if before.version != command.read_version {
        return Err(CommentRefusal::ChangedMeanwhile.into());
    }
    let language = command
        .language
        .clone()
        .unwrap_or_else(|| before.language.clone());
    let (after, kept) = permitted.edit(command.body.clone(), language, now)?;
    match kept {
        Kept::Nothing => persistence::comments::replace_versions(&tx, &after, now).await?,
        Kept::Version => persistence::comments::insert_version(&tx, &after, now).await?,
    }
    signals::look(&tx, after.id, after.plan, ("", after.body.as_str()), now).await?;
    // What nobody has read yet is no event.
    if after.is_listed() {
        record(&tx, EventKind::CommentChanged, &after, now).await?;
    }
    persistence::comments::save(&tx, &before, &after).await?;
    if before.visibility == Visibility::Returned {
        reviews::begin_again(cx, &tx, after.id, after.plan, now).await?;
    }
    Ok(after)
}

/// The comment with what is above it.
pub(super) async fn place(cx: &Cx, tx: &Tx, comment: Comment) -> Result<Placed> {
    let scope = cx.scope();
    let proposal = persistence::proposals::by_id(tx, &scope, comment.proposal)
        .await?
        .or_not_found(Code::CommentNotFound)?;
    let plan = persistence::plans::by_id(tx, &scope, comment.plan)
        .await?
        .or_not_found(Code::CommentNotFound)?;
    Ok(Placed {
        plan,
        proposal,
        comment,
    })
}
