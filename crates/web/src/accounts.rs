//! Signing in with a six-digit code that is typed in place, and out.

use app::accounts::{self, ConfirmCode, NewcomerInput, RequestCode, SignIn};
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Code,
    accounts::{AgeBand, AttemptId, Purpose},
};
use http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::{
    error::{Failed, Or, Problems},
    forms::{self, typed},
    page::{Answer, Page, ok, show},
    visit::{Visit, inside},
};

/// Where to go afterwards, and why somebody signs in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Onward {
    #[serde(deserialize_with = "within")]
    next: String,
    /// «vote», «comment», «propose»: why somebody is asked to sign in.
    why: String,
}

/// An address of this site, whatever was given.
fn within<'d, D: serde::Deserializer<'d>>(given: D) -> Result<String, D::Error> {
    let given = String::deserialize(given)?;
    Ok(inside(&given).to_owned())
}

impl Onward {
    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("next", inside(&self.next));
        if !self.why.is_empty() {
            query.append_pair("why", &self.why);
        }
        query.finish()
    }

    /// That what was begun is kept, once the code has gone.
    fn kept(&self, page: &Page) -> Option<String> {
        self.reason(page).filter(|_| self.why == "vote")
    }

    /// The sentence that says why, where one is known.
    fn reason(&self, page: &Page) -> Option<String> {
        ["vote", "comment", "propose", "follow", "report"]
            .contains(&self.why.as_str())
            .then(|| page.t(&format!("sign-in-for-{}", self.why)))
    }
}

#[derive(Template)]
#[template(path = "accounts/ask.html")]
struct Ask {
    page: Page,
    why: Option<String>,
    onward: Onward,
    email: String,
    problems: Problems,
}

/// Asks for the address that a code is sent to.
pub(crate) async fn ask(visit: Visit, Query(onward): Query<Onward>) -> Answer {
    if visit.is_signed_in() {
        return Ok(Redirect::to(inside(&onward.next)).into_response());
    }
    let page = visit.page().await;
    ok(&Ask {
        why: onward.reason(&page),
        onward,
        email: String::new(),
        problems: Problems::default(),
        page,
    })
}

/// An address as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    email: String,
    next: String,
    why: String,
}

/// Has a code sent, and asks for it.
pub(crate) async fn send_code(visit: Visit, Form(sent): Form<Typed>) -> Answer {
    let onward = Onward {
        next: sent.next,
        why: sent.why,
    };
    let asked = match RequestCode::parse(&sent.email, Purpose::SignIn) {
        Ok(command) => accounts::request_code(&visit.cx, command).await,
        Err(fields) => Err(fields.into()),
    };
    match asked {
        Ok(attempt) => {
            let address = format!("/sign-in/{attempt}?{}", onward.query());
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let page = visit.page().await;
            let problems = problems.at("email").called(&page, &[("email", "field-email")]);
            let again = Ask {
                why: onward.reason(&page),
                onward,
                email: sent.email,
                problems,
                page,
            };
            Ok(show(status, &again))
        }
    }
}

#[derive(Template)]
#[template(path = "accounts/code.html")]
struct TypeCode {
    page: Page,
    why: Option<String>,
    onward: Onward,
    attempt: String,
    code: String,
    name: String,
    age: String,
    /// Whether the address is new here: then one more answer is needed.
    newcomer: bool,
    problems: Problems,
}

/// Asks for the code.
pub(crate) async fn type_code(
    visit: Visit,
    Path(attempt): Path<String>,
    Query(onward): Query<Onward>,
) -> Answer {
    let attempt: AttemptId = forms::id(&visit, &attempt, Code::AccountCodeExpired)?;
    let page = visit.page().await;
    ok(&TypeCode {
        why: onward.kept(&page),
        onward,
        attempt: attempt.to_string(),
        code: String::new(),
        name: String::new(),
        age: String::new(),
        newcomer: false,
        problems: Problems::default(),
        page,
    })
}

/// A code as it was typed, and how a newcomer wants to be known.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Confirming {
    code: String,
    name: String,
    age: String,
    newcomer: String,
    next: String,
    why: String,
}

/// Signs in, or opens the account and signs in; what was begun before is carried out.
pub(crate) async fn confirm(
    visit: Visit,
    Path(attempt): Path<String>,
    Form(sent): Form<Confirming>,
) -> Answer {
    let attempt: AttemptId = forms::id(&visit, &attempt, Code::AccountCodeExpired)?;
    let newcomer = NewcomerInput {
        display_name: typed(&sent.name).map(ToOwned::to_owned),
        age: match sent.age.as_str() {
            "15" => Some(AgeBand::FifteenOrMore),
            "under" => Some(AgeBand::Under15),
            _ => None,
        },
    };
    let command = ConfirmCode::parse(
        &visit.cx,
        attempt,
        &sent.code,
        &newcomer,
        Some(DEVICE),
        visit.begun.as_deref(),
    );
    let confirmed = match command {
        Ok(command) => accounts::confirm_code(&visit.cx, command).await,
        Err(fields) => Err(fields.into()),
    };
    let onward = Onward {
        next: sent.next,
        why: sent.why,
    };
    match confirmed {
        Ok(signed_in) => {
            let done = if signed_in.carried_out.votes > 0 {
                "voted"
            } else {
                "signed-in"
            };
            // What was begun and refused says why on a page of its own.
            if let Some(refused) = signed_in.carried_out.refused.into_iter().next() {
                let mut response = Failed::new(&visit, refused).into_response();
                hold(&visit, &mut response, signed_in.session.id).await?;
                return Ok(response);
            }
            let next = inside(&onward.next);
            let join = if next.contains('?') { '&' } else { '?' };
            let mut response = Redirect::to(&format!("{next}{join}done={done}")).into_response();
            hold(&visit, &mut response, signed_in.session.id).await?;
            Ok(response)
        }
        Err(error) => {
            let (_, problems) = Problems::of(&visit, error)?;
            let page = visit.page().await;
            let names = [
                ("code", "field-code"),
                ("ageBand", "field-age"),
                ("displayName", "field-name"),
            ];
            let problems = problems.at("code").called(&page, &names);
            // An address that is new here needs one more answer: that is the next question, and no fault yet.
            let asks_age = problems.on("ageBand").is_some();
            let first_time = asks_age && sent.newcomer.is_empty();
            let again = TypeCode {
                why: onward.kept(&page),
                onward,
                attempt: attempt.to_string(),
                code: sent.code,
                name: sent.name,
                age: sent.age,
                newcomer: asks_age || !sent.newcomer.is_empty(),
                problems: if first_time { Problems::default() } else { problems },
                page,
            };
            let status = if first_time {
                StatusCode::OK
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            Ok(show(status, &again))
        }
    }
}

/// What the list of sessions calls a browser.
const DEVICE: &str = "Navigateur";

/// Has the browser hold the session.
async fn hold(
    visit: &Visit,
    response: &mut Response,
    session: domain::accounts::SessionId,
) -> Result<(), Failed> {
    let token = accounts::hold_by_cookie(&visit.cx, session)
        .await
        .or_page(visit)?;
    visit.hold_session(response, token.expose_secret());
    Ok(())
}

/// Ends the session.
pub(crate) async fn sign_out(visit: Visit) -> Answer {
    if visit.is_signed_in() {
        accounts::sign_out(&visit.cx).await.or_page(&visit)?;
    }
    let mut response = Redirect::to("/?done=signed-out").into_response();
    visit.forget_session(&mut response);
    Ok(response)
}

/// Somebody of the demo town, by their place in the list.
#[derive(Debug, Deserialize)]
pub(crate) struct Entering {
    persona: usize,
    #[serde(default)]
    back: String,
}

/// Enters as somebody of the demo town, by the ordinary sign-in.
pub(crate) async fn enter(visit: Visit, Form(entering): Form<Entering>) -> Answer {
    let Some(persona) = visit.site.personas.get(entering.persona) else {
        return Err(Failed::not_found(&visit, Code::AccountNotFound));
    };
    let password = SecretString::from(persona.password.clone());
    let command =
        SignIn::parse(&persona.email, password, Some(DEVICE), visit.begun.as_deref()).or_page(&visit)?;
    let signed_in = accounts::sign_in(&visit.cx, command).await.or_page(&visit)?;
    let mut response = Redirect::to(inside(&entering.back)).into_response();
    hold(&visit, &mut response, signed_in.session.id).await?;
    Ok(response)
}
