//! The reader's account: sessions, name, language and address, the download of everything, and erasure.

use app::accounts::{
    self, ConfirmEmailChange, EraseAccount, ProfileInput, RequestEmailChange, UpdateProfile,
};
use askama::Template;
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Code,
    accounts::{AttemptId, Channel, Contributions, SessionId},
};
use http::{HeaderValue, header};
use serde::Deserialize;

use super::signed_in;
use crate::{
    error::{Failed, Or, Problems},
    forms,
    page::{Answer, Page, ok, show},
    visit::{Visit, inside},
};

/// Where somebody is signed in.
struct Open {
    id: String,
    device: String,
    began: String,
    used: String,
    /// Whether it is this browser.
    here: bool,
}

#[derive(Template)]
#[template(path = "me/sessions.html")]
struct Sessions {
    page: Page,
    sessions: Vec<Open>,
}

/// Answers where the reader is signed in.
pub(crate) async fn sessions(visit: Visit) -> Answer {
    signed_in(&visit)?;
    let page = visit.page().await;
    let found = accounts::sessions(&visit.cx).await.or_page(&visit)?;
    let sessions = found
        .into_iter()
        .map(|session| Open {
            id: session.id.to_string(),
            device: match (session.device.as_str(), session.channel) {
                ("", Channel::Page) => page.t("session-browser"),
                ("", Channel::Program) => page.t("session-program"),
                (device, _) => device.to_owned(),
            },
            began: page.when(session.began_at),
            used: page.when(session.used_at),
            here: visit.cx.session == Some(session.id),
        })
        .collect();
    ok(&Sessions { page, sessions })
}

/// Ends one session.
pub(crate) async fn end_session(visit: Visit, Path(id): Path<String>) -> Answer {
    signed_in(&visit)?;
    let id: SessionId = forms::id(&visit, &id, Code::AccountSessionNotFound)?;
    accounts::end_session(&visit.cx, id).await.or_page(&visit)?;
    if visit.cx.session == Some(id) {
        return Ok(left(&visit, "/?done=signed-out"));
    }
    Ok(Redirect::to("/me/sessions?done=session-ended").into_response())
}

/// Ends every session, this one too.
pub(crate) async fn end_all(visit: Visit) -> Answer {
    signed_in(&visit)?;
    accounts::sign_out_everywhere(&visit.cx, false)
        .await
        .or_page(&visit)?;
    Ok(left(&visit, "/?done=signed-out-everywhere"))
}

fn left(visit: &Visit, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    visit.forget_session(&mut response);
    response
}

/// Where to come back to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Again {
    back: String,
}

/// Ends the session so that whoever is at the keyboard signs in again, and brings them back.
pub(crate) async fn again(visit: Visit, Form(sent): Form<Again>) -> Answer {
    signed_in(&visit)?;
    accounts::sign_out(&visit.cx).await.or_page(&visit)?;
    let back: String = form_urlencoded::byte_serialize(inside(&sent.back).as_bytes()).collect();
    Ok(left(&visit, &format!("/sign-in?next={back}")))
}

#[derive(Template)]
#[template(path = "me/settings.html")]
struct Settings {
    page: Page,
    name: String,
    language: String,
    email: String,
    /// The new address as it was typed.
    new_email: String,
    again: bool,
    problems: Problems,
}

/// A profile as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    name: String,
    language: String,
    draw: String,
    email: String,
}

impl Settings {
    async fn of(visit: &Visit, typed: Typed, problems: Problems) -> Result<Self, Failed> {
        let account = accounts::me(&visit.cx).await.or_page(visit)?;
        let account = account.ok_or_else(|| Failed::not_found(visit, Code::AccountNotFound))?;
        let email = accounts::email(&visit.cx, &account).await.or_page(visit)?;
        let or = |typed: String, now: String| if typed.is_empty() { now } else { typed };
        Ok(Self {
            page: visit.page().await,
            name: or(typed.name, account.display_name.to_string()),
            language: or(typed.language, account.language.tag().to_owned()),
            email: email.map_or_else(String::new, |email| email.canonical().to_owned()),
            new_email: typed.email,
            again: problems.has(Code::AccountSignInAgain),
            problems,
        })
    }
}

/// Answers how the reader is known and written to.
pub(crate) async fn settings(visit: Visit) -> Answer {
    signed_in(&visit)?;
    ok(&Settings::of(&visit, Typed::default(), Problems::default()).await?)
}

/// Changes the name and the language of mails.
pub(crate) async fn update(visit: Visit, Form(sent): Form<Typed>) -> Answer {
    signed_in(&visit)?;
    let draw = sent.draw == "yes";
    let input = ProfileInput {
        display_name: (!draw).then(|| sent.name.clone()),
        draw_pseudonym: draw,
        language: forms::typed(&sent.language).map(ToOwned::to_owned),
        turned_fifteen: false,
    };
    // A name that stays is not chosen anew: those who may not choose one change their language.
    let now = accounts::me(&visit.cx).await.or_page(&visit)?;
    let stays = now.is_some_and(|account| account.display_name.to_string() == sent.name.trim());
    let input = ProfileInput {
        display_name: input.display_name.filter(|_| !stays),
        ..input
    };
    let updated = match UpdateProfile::parse(&visit.cx, &input) {
        Ok(command) => accounts::update_profile(&visit.cx, command).await,
        Err(error) => Err(error),
    };
    match updated {
        Ok(_) => Ok(Redirect::to("/me/settings?done=profile-saved").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &Settings::of(&visit, sent, problems).await?))
        }
    }
}

/// Has a code sent to a new address, and asks for it.
pub(crate) async fn request_email(visit: Visit, Form(sent): Form<Typed>) -> Answer {
    signed_in(&visit)?;
    let asked = match RequestEmailChange::parse(&visit.cx, &sent.email, None) {
        Ok(command) => accounts::request_email_change(&visit.cx, command).await,
        Err(error) => Err(error),
    };
    match asked {
        Ok(attempt) => Ok(Redirect::to(&format!("/me/email/{attempt}")).into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &Settings::of(&visit, sent, problems).await?))
        }
    }
}

#[derive(Template)]
#[template(path = "me/email.html")]
struct TypeCode {
    page: Page,
    attempt: String,
    code: String,
    problems: Problems,
}

/// A code as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Confirming {
    code: String,
}

/// Asks for the code that came to the new address.
pub(crate) async fn type_code(visit: Visit, Path(attempt): Path<String>) -> Answer {
    signed_in(&visit)?;
    let attempt: AttemptId = forms::id(&visit, &attempt, Code::AccountCodeExpired)?;
    ok(&TypeCode {
        page: visit.page().await,
        attempt: attempt.to_string(),
        code: String::new(),
        problems: Problems::default(),
    })
}

/// Changes the address.
pub(crate) async fn confirm_email(
    visit: Visit,
    Path(attempt): Path<String>,
    Form(sent): Form<Confirming>,
) -> Answer {
    signed_in(&visit)?;
    let attempt: AttemptId = forms::id(&visit, &attempt, Code::AccountCodeExpired)?;
    let confirmed = match ConfirmEmailChange::parse(&visit.cx, attempt, &sent.code) {
        Ok(command) => accounts::confirm_email_change(&visit.cx, command).await,
        Err(error) => Err(error),
    };
    match confirmed {
        Ok(_) => Ok(Redirect::to("/me/settings?done=email-changed").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let again = TypeCode {
                page: visit.page().await,
                attempt: attempt.to_string(),
                code: sent.code,
                problems,
            };
            Ok(show(status, &again))
        }
    }
}

/// Answers everything that the reader gave or did, as a file.
pub(crate) async fn download(visit: Visit) -> Answer {
    signed_in(&visit)?;
    let archive = accounts::download(&visit.cx).await.or_page(&visit)?;
    // The name is made of letters, digits, points and hyphens.
    let named = format!("attachment; filename=\"{}\"", archive.name);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&named).unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, archive.bytes).into_response())
}

/// What is to become of what the reader leaves behind, as it was chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Leaving {
    texts: String,
    votes: String,
    sure: String,
}

#[derive(Template)]
#[template(path = "me/erase.html")]
struct Erase {
    page: Page,
    chosen: Leaving,
    again: bool,
    problems: Problems,
}

/// Says what erasing an account does, and asks.
pub(crate) async fn ask_erasure(visit: Visit) -> Answer {
    signed_in(&visit)?;
    ok(&Erase {
        page: visit.page().await,
        chosen: Leaving::default(),
        again: false,
        problems: Problems::default(),
    })
}

/// Erases the account.
pub(crate) async fn erase(visit: Visit, Form(sent): Form<Leaving>) -> Answer {
    signed_in(&visit)?;
    let contributions = match sent.texts.as_str() {
        "keep" => Some(Contributions::Keep),
        "remove" => Some(Contributions::Remove),
        _ => None,
    };
    let outcome = match (contributions, sent.sure.as_str()) {
        (Some(contributions), "yes") => {
            let command = EraseAccount {
                contributions,
                withdraw_votes: sent.votes == "withdraw",
            };
            accounts::erase(&visit.cx, command).await
        }
        (None, _) => Err(forms::required("texts").into()),
        (Some(_), _) => Err(forms::required("sure").into()),
    };
    match outcome {
        Ok(_) => Ok(left(&visit, "/?done=erased")),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let again = Erase {
                page: visit.page().await,
                chosen: sent,
                again: problems.has(Code::AccountSignInAgain),
                problems,
            };
            Ok(show(status, &again))
        }
    }
}
