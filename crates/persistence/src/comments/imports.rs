//! Comments taken over from an earlier platform.

use domain::{Language, Timestamp, comments::Comment, text::Body};
use sea_orm::Set;

use super::{counts, row, versions};
use crate::{
    StoreError, Tx, batches,
    rows::{comment_versions, comments},
    search,
};

/// An earlier text of an imported comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierText {
    /// The text, Markdown.
    pub body: Body,
    /// Its language.
    pub language: Language,
    /// When it was written.
    pub at: Timestamp,
}

/// A comment to take over. Its `answer_count` and `below_count` are counted here, whatever they say.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The comment; its version is one more than the number of earlier texts.
    pub comment: Comment,
    /// Its earlier texts, oldest first: versions 1, 2, …
    pub earlier: Vec<EarlierText>,
}

/// Adds comments whose parents are there already or come before them in `imported`, with all that they count for.
pub async fn insert_imported(tx: &Tx, imported: &[Imported]) -> Result<(), StoreError> {
    let mut deltas = counts::Deltas::default();
    for one in imported {
        deltas.add(None, &one.comment);
    }
    let mut rows = Vec::with_capacity(imported.len());
    for one in imported {
        let (answer_count, below_count) = deltas.take(one.comment.id);
        rows.push(row(&Comment {
            answer_count,
            below_count,
            ..one.comment.clone()
        })?);
    }
    batches::insert::<comments::Entity, _>(tx, rows).await?;
    search::index_comments(tx, imported.iter().map(|one| &one.comment)).await?;
    let texts = imported.iter().flat_map(texts).collect();
    batches::insert::<comment_versions::Entity, _>(tx, texts).await?;
    deltas.write(tx, counts::Guard::Always).await?;
    Ok(())
}

fn texts(one: &Imported) -> Vec<comment_versions::ActiveModel> {
    let comment = &one.comment;
    let earlier = one
        .earlier
        .iter()
        .zip(1..)
        .map(|(text, number)| comment_versions::ActiveModel {
            comment_id: Set(comment.id),
            version: Set(number),
            body: Set(text.body.as_str().to_owned()),
            language: Set(text.language.tag().to_owned()),
            by_account: Set(comment.author.account()),
            at: Set(text.at),
        });
    let present = versions::row(comment, comment.edited_at.unwrap_or(comment.created_at));
    let kept = !comment.body.as_str().is_empty();
    earlier.chain(kept.then_some(present)).collect()
}
