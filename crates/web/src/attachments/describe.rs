//! Describing one's photo or PDF in other words.

use app::attachments;
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use domain::{Code, attachments::Attachment};
use http::StatusCode;
use serde::Deserialize;

use super::File;
use crate::{
    error::{Failed, Or, Problems},
    forms,
    page::{Answer, Page, show},
    visit::{Visit, inside},
};

#[derive(Template)]
#[template(path = "attachments/describe.html")]
struct Describe {
    page: Page,
    file: File,
    description: String,
    /// Where the text stands that it is on.
    back: String,
    problems: Problems,
}

/// Other words, as they were typed, and where to go then.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Described {
    description: String,
    back: String,
}

impl Described {
    /// The page to go back to, in this town.
    fn back(&self) -> &str {
        inside(&self.back).split(['?', '#']).next().unwrap_or("/")
    }
}

async fn mine(visit: &Visit, id: &str) -> Result<Attachment, Failed> {
    visit.cx.actor.person().or_page(visit)?;
    let id = forms::id(visit, id, Code::AttachmentNotFound)?;
    attachments::mine(&visit.cx, id).await.or_page(visit)
}

/// Asks whoever added it for other words.
pub(crate) async fn ask(visit: Visit, Path(id): Path<String>, Query(wanted): Query<Described>) -> Answer {
    let attachment = mine(&visit, &id).await?;
    let page = visit.page().await;
    let form = Describe {
        file: File::of(&visit, &page, &attachment),
        description: attachment.description.to_string(),
        back: wanted.back().to_owned(),
        problems: Problems::default(),
        page,
    };
    Ok(show(StatusCode::OK, &form))
}

/// Changes them.
pub(crate) async fn change(visit: Visit, Path(id): Path<String>, Form(sent): Form<Described>) -> Answer {
    let attachment = mine(&visit, &id).await?;
    match attachments::describe(&visit.cx, attachment.id, &sent.description).await {
        Ok(_) => {
            let address = format!("{}?done=attachment-described", sent.back());
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let page = visit.page().await;
            let form = Describe {
                file: File::of(&visit, &page, &attachment),
                back: sent.back().to_owned(),
                description: sent.description,
                problems,
                page,
            };
            Ok(show(status, &form))
        }
    }
}
