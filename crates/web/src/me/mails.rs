//! How soon the reader is written to about what, and when the mail of the day comes.

use std::collections::HashMap;

use app::notifications::{self, PacesInput, UpdatePaces};
use askama::Template;
use axum::{
    Form,
    response::{IntoResponse, Redirect},
};
use domain::notifications::{NotificationKind, Pace, Paces};

use super::signed_in;
use crate::{
    error::{Failed, Or, Problems},
    page::{Answer, Page, ok, show},
    proposals::Choice,
    visit::Visit,
};

/// Each pace with its word in forms.
const PACES: [(&str, Pace); 3] = [
    ("at-once", Pace::AtOnce),
    ("daily", Pace::Daily),
    ("never", Pace::Never),
];

/// A kind of news, and how soon it is mailed.
struct Row {
    name: &'static str,
    label: String,
    paces: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "me/mails.html")]
struct Mails {
    page: Page,
    rows: Vec<Row>,
    hours: Vec<Choice>,
    /// That the address refuses mail.
    refused: Option<String>,
    problems: Problems,
}

async fn asked(visit: &Visit, paces: &Paces, problems: Problems) -> Result<Mails, Failed> {
    let page = visit.page().await;
    let trouble = notifications::mail_trouble(&visit.cx).await.or_page(visit)?;
    let row = |kind: &NotificationKind| {
        let paces = PACES
            .iter()
            .filter(|(_, pace)| *pace != Pace::Never || !kind.must_be_told())
            .map(|(word, pace)| Choice {
                value: (*word).to_owned(),
                name: page.t(&format!("pace-{word}")),
                chosen: paces.of(*kind) == *pace,
            });
        Row {
            name: kind.as_str(),
            label: page.t(&format!("mails-{}", kind.as_str().replace('_', "-"))),
            paces: paces.collect(),
        }
    };
    let hour = |hour: u8| Choice {
        value: hour.to_string(),
        name: page.with("mails-hour", "count", u32::from(hour)),
        chosen: hour == paces.digest_hour,
    };
    Ok(Mails {
        rows: NotificationKind::ALL.iter().map(row).collect(),
        hours: (0..24).map(hour).collect(),
        refused: trouble.map(|trouble| {
            let id = if trouble.stop() {
                "mails-stopped"
            } else {
                "mails-refused"
            };
            page.with(id, "day", page.day(trouble.at).as_str())
        }),
        problems,
        page,
    })
}

/// Answers how soon the reader is written to.
pub(crate) async fn ask(visit: Visit) -> Answer {
    signed_in(&visit)?;
    let paces = notifications::settings(&visit.cx).await.or_page(&visit)?;
    ok(&asked(&visit, &paces, Problems::default()).await?)
}

/// Changes it.
pub(crate) async fn change(visit: Visit, Form(sent): Form<HashMap<String, String>>) -> Answer {
    signed_in(&visit)?;
    let pace = |kind: &NotificationKind| {
        let word = sent.get(kind.as_str())?;
        let (_, pace) = PACES.iter().find(|(one, _)| one == word)?;
        Some((*kind, *pace))
    };
    let input = PacesInput {
        paces: NotificationKind::ALL.iter().filter_map(pace).collect(),
        digest_hour: sent.get("hour").and_then(|hour| hour.parse().ok()),
    };
    let changed = match UpdatePaces::parse(&input) {
        Ok(command) => notifications::update_paces(&visit.cx, command).await,
        Err(fields) => Err(fields.into()),
    };
    match changed {
        Ok(_) => Ok(Redirect::to("/me/mails?done=mails-saved").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let paces = notifications::settings(&visit.cx).await.or_page(&visit)?;
            Ok(show(status, &asked(&visit, &paces, problems).await?))
        }
    }
}
