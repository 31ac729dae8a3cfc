//! What its author does with a comment: change it, delete it.

use app::comments::{self, EditComment};
use askama::Template;
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{Code, comments::Placed};
use serde::Deserialize;

use super::placed;
use crate::{
    error::{Failed, Or, Problems},
    page::{Answer, Page, ok, show},
    visit::Visit,
};

#[derive(Template)]
#[template(path = "comments/edit.html")]
struct Edit {
    page: Page,
    id: String,
    back: String,
    version: i32,
    body: String,
    confirm: bool,
    /// What stands there now, where it was changed meanwhile.
    meanwhile: Option<String>,
    problems: Problems,
}

/// The comment, if the reader wrote it.
async fn own(visit: &Visit, id: &str) -> Result<Placed, Failed> {
    visit.cx.actor.person().or_page(visit)?;
    let placed = placed(visit, id).await?;
    let author = placed.comment.author.account();
    if author.is_none() || author != visit.cx.actor.account() {
        return Err(Failed::not_found(visit, Code::CommentNotFound));
    }
    Ok(placed)
}

fn back(placed: &Placed) -> String {
    let number = placed.proposal.number.unwrap_or_default();
    format!("/plans/{}/proposals/{number}", placed.plan.slug)
}

/// Asks its author for another text.
pub(crate) async fn ask(visit: Visit, Path(id): Path<String>) -> Answer {
    let placed = own(&visit, &id).await?;
    ok(&Edit {
        page: visit.page().await,
        back: format!("{}#{id}", back(&placed)),
        version: placed.comment.version,
        body: placed.comment.body.as_str().to_owned(),
        confirm: false,
        meanwhile: None,
        problems: Problems::default(),
        id,
    })
}

/// Another text as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Edited {
    version: i32,
    body: String,
    confirm: String,
}

/// Changes the text; one that was changed meanwhile is shown beside what was typed.
pub(crate) async fn edit(visit: Visit, Path(id): Path<String>, Form(sent): Form<Edited>) -> Answer {
    let placed = own(&visit, &id).await?;
    let command = EditComment::parse(
        placed.comment.id,
        sent.version,
        &sent.body,
        None,
        sent.confirm == "yes",
        visit.cx.limits(),
    );
    let edited = match command {
        Ok(command) => comments::edit(&visit.cx, command).await,
        Err(fields) => Err(fields.into()),
    };
    match edited {
        Ok(_) => {
            let address = format!("{}?done=comment-edited#{id}", back(&placed));
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let changed = problems.has(Code::CommentChangedMeanwhile);
            let again = Edit {
                page: visit.page().await,
                back: format!("{}#{id}", back(&placed)),
                version: if changed {
                    placed.comment.version
                } else {
                    sent.version
                },
                body: sent.body,
                confirm: problems.has(Code::TextPersonalData),
                meanwhile: changed.then(|| placed.comment.body.as_str().to_owned()),
                problems,
                id,
            };
            Ok(show(status, &again))
        }
    }
}

#[derive(Template)]
#[template(path = "comments/delete.html")]
struct Delete {
    page: Page,
    id: String,
    back: String,
    body: String,
}

/// Asks whether its author means it.
pub(crate) async fn ask_deletion(visit: Visit, Path(id): Path<String>) -> Answer {
    let placed = own(&visit, &id).await?;
    ok(&Delete {
        page: visit.page().await,
        back: format!("{}#{id}", back(&placed)),
        body: app::markdown::excerpt(placed.comment.body.as_str(), 300),
        id,
    })
}

/// Deletes a comment.
pub(crate) async fn delete(visit: Visit, Path(id): Path<String>) -> Answer {
    let placed = own(&visit, &id).await?;
    comments::delete(&visit.cx, placed.comment.id)
        .await
        .or_page(&visit)?;
    let address = format!("{}?done=comment-deleted#comments", back(&placed));
    Ok(Redirect::to(&address).into_response())
}
