//! What a page says when something goes wrong: what happened, why, what to do. The one translator from errors to pages.

use std::{borrow::Cow, sync::Arc};

use app::{
    Error,
    problem::{self, Problem, Told},
};
use askama::Template;
use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{Code, Language};
use http::{HeaderValue, StatusCode, header};

use crate::{
    Site,
    page::{Page, show},
    visit::{self, Visit},
};

/// An error, and whose request it ended.
pub(crate) struct Failed(Box<Failure>);

struct Failure {
    site: Arc<Site>,
    language: Language,
    trace: Arc<str>,
    error: Error,
    signed_in: bool,
    address: String,
}

impl Failed {
    /// An error in a visit.
    pub(crate) fn new(visit: &Visit, error: impl Into<Error>) -> Self {
        Self(Box::new(Failure {
            site: visit.site.clone(),
            language: visit.cx.language.clone(),
            trace: visit.cx.trace_id.clone(),
            error: error.into(),
            signed_in: visit.is_signed_in(),
            address: visit.address.clone(),
        }))
    }

    /// Nothing that this visit may see is at this address.
    pub(crate) fn not_found(visit: &Visit, code: Code) -> Self {
        Self::new(visit, Error::NotFound(code))
    }
}

/// Makes `?` work on the errors of use cases.
pub(crate) trait Or<T> {
    /// The value, or a page that says what went wrong.
    fn or_page(self, visit: &Visit) -> Result<T, Failed>;
}

impl<T, E: Into<Error>> Or<T> for Result<T, E> {
    fn or_page(self, visit: &Visit) -> Result<T, Failed> {
        self.map_err(|error| Failed::new(visit, error))
    }
}

/// What an error says, where it is told beside what may be done instead.
pub(crate) fn said(visit: &Visit, error: impl Into<Error>) -> String {
    match problem::tell(&error.into(), &visit.cx.language) {
        Told::Problems(problems) => problems
            .into_iter()
            .next()
            .map_or_else(String::new, |problem| problem.message),
        Told::Failure { message, .. } => message,
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    title: String,
    messages: Vec<String>,
    code: &'static str,
    /// What finds it in the logs, where it is our fault.
    trace: Option<String>,
    sign_in: bool,
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let Failure {
            site,
            language,
            trace,
            error,
            signed_in,
            address,
        } = *self.0;
        let now = site.house.clock.now();
        let mut page = Page::bare(&site, now);
        page.speak(language.clone());
        page.address = address;
        let ours = problem::is_ours(&error);
        if ours {
            tracing::error!(error = ?error, trace.id = %trace, "a page failed");
        }
        let (code, messages, retry) = match problem::tell(&error, &language) {
            Told::Problems(problems) => {
                let code = problems.first().map_or(Code::ServiceInternal, |first| first.code);
                (
                    code,
                    problems.into_iter().map(|problem| problem.message).collect(),
                    None,
                )
            }
            Told::Failure {
                code,
                message,
                retry_after,
            } => (code, vec![message], retry_after),
        };
        let status = StatusCode::from_u16(problem::status(code)).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let title = match status {
            StatusCode::NOT_FOUND => page.t("error-not-found"),
            status if status.is_server_error() => page.t("error-ours"),
            _ => page.t("error-refused"),
        };
        let template = ErrorPage {
            title,
            messages,
            code: code.as_str(),
            trace: ours.then(|| trace.to_string()),
            sign_in: !signed_in && matches!(code, Code::AuthRequired | Code::AuthExpired),
            page,
        };
        let mut response = show(status, &template);
        if let Some(seconds) = retry {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// There is no page at this address.
pub(crate) async fn nothing_here(State(site): State<Arc<Site>>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let visit = match Visit::from_request_parts(&mut parts, &site).await {
        Ok(visit) => visit,
        Err(response) => return response,
    };
    let page = visit.page().await;
    let template = ErrorPage {
        title: page.t("error-not-found"),
        messages: vec![page.t("error-no-page")],
        code: "request.not_found",
        trace: None,
        sign_in: false,
        page,
    };
    show(StatusCode::NOT_FOUND, &template)
}

/// A form that another site sent.
pub(crate) fn foreign(site: &Site, request: &Request) -> Response {
    let language = visit::language(request.headers());
    refused(
        site,
        language,
        StatusCode::FORBIDDEN,
        "error-foreign",
        "request.foreign",
    )
}

/// Says on a page what was refused before any handler of ours read it: a form over its size, a form or an address that
/// cannot be read, a form sent where nothing takes it. The framework says it in English text.
pub(crate) async fn on_pages(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let language = visit::language(request.headers());
    let reads = request.method().is_safe();
    let response = next.run(request).await;
    let (sentence, code) = match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ("error-too-large", "request.too_large"),
        StatusCode::METHOD_NOT_ALLOWED => ("error-no-page", "request.not_found"),
        StatusCode::BAD_REQUEST if reads => ("error-no-page", "request.unreadable"),
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::UNPROCESSABLE_ENTITY => {
            ("error-unreadable", "request.unreadable")
        }
        _ => return response,
    };
    let kind = response.headers().get(header::CONTENT_TYPE);
    let ours = kind.is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    if ours {
        return response;
    }
    let mut page = refused(&site, language, response.status(), sentence, code);
    if let Some(allowed) = response.headers().get(header::ALLOW) {
        page.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    page
}

/// A page of one sentence, without a visit.
fn refused(
    site: &Site,
    language: Language,
    status: StatusCode,
    sentence: &'static str,
    code: &'static str,
) -> Response {
    let mut page = Page::bare(site, site.house.clock.now());
    page.speak(language);
    let template = ErrorPage {
        title: page.t("error-refused"),
        messages: vec![page.t(sentence)],
        code,
        trace: None,
        sign_in: false,
        page,
    };
    show(status, &template)
}

/// What a form says when it comes back: each problem, by its field.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    list: Vec<Problem>,
    /// What the summary says of each, where that is more than what is said beside its field: the field's name first.
    named: Vec<Option<String>>,
}

impl Problems {
    /// The problems of an error that a form can mend; the error itself where the page must give way to it.
    pub(crate) fn of(visit: &Visit, error: impl Into<Error>) -> Result<(StatusCode, Self), Failed> {
        let error = error.into();
        match problem::tell(&error, &visit.cx.language) {
            Told::Problems(problems) if !matches!(error, Error::NotFound(_)) => {
                let status = problems.first().map_or(422, |first| problem::status(first.code));
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
                Ok((status, Self::from(problems)))
            }
            Told::Failure {
                code: code @ Code::RequestThrottled,
                message,
                ..
            } => Ok((
                StatusCode::TOO_MANY_REQUESTS,
                Self::from(vec![Problem {
                    code,
                    field: None,
                    message,
                }]),
            )),
            Told::Problems(_) | Told::Failure { .. } => Err(Failed::new(visit, error)),
        }
    }

    /// This one problem, said at this field.
    pub(crate) fn said(visit: &Visit, field: &'static str, code: Code) -> Self {
        let message = messages::problem(code, &Vec::new(), &visit.cx.language);
        Self::from(vec![Problem {
            code,
            field: Some(field.into()),
            message,
        }])
    }

    /// The same, with what belongs to no field said at this one: a form that asks for one thing.
    pub(crate) fn at(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        let field = field.into();
        for problem in &mut self.list {
            problem.field.get_or_insert_with(|| field.clone());
        }
        self
    }

    /// A problem in words of the page's own, said at this field.
    pub(crate) fn add(&mut self, field: impl Into<Cow<'static, str>>, code: Code, message: String) {
        self.list.push(Problem {
            code,
            field: Some(field.into()),
            message,
        });
    }

    /// The same, each in other words where there are some: what a page says better, knowing where the field stands.
    pub(crate) fn reworded(mut self, words: impl Fn(&Problem) -> Option<String>) -> Self {
        for problem in &mut self.list {
            if let Some(message) = words(problem) {
                problem.message = message;
            }
        }
        self
    }

    /// Whether there are any.
    pub(crate) fn any(&self) -> bool {
        !self.list.is_empty()
    }

    /// The same, with the names of fields before what the summary says of them: the id of each name's sentence.
    pub(crate) fn called(self, page: &Page, names: &[(&str, &str)]) -> Self {
        self.called_by(page, |field| {
            let (_, name) = names.iter().find(|(one, _)| *one == field)?;
            Some(page.t(name))
        })
    }

    /// The same, each field with the name that this finds.
    pub(crate) fn called_by(mut self, page: &Page, name: impl Fn(&str) -> Option<String>) -> Self {
        let named = |problem: &Problem| {
            let name = name(problem.field.as_deref()?)?;
            Some(page.with2(
                "row-problem",
                "name",
                // «Laquelle ? : …» would ask twice.
                name.trim_end_matches(['?', ' ', '\u{a0}', '\u{202f}']),
                "said",
                problem.message.as_str(),
            ))
        };
        self.named = self.list.iter().map(named).collect();
        self
    }

    /// The same, what is wrong with one field said at another: what a form makes of something else that it asks.
    pub(crate) fn moved(self, from: &str, to: &'static str) -> Self {
        self.moved_by(|field| (field == from).then(|| to.to_owned()))
    }

    /// The same, each field's problems said where this leads.
    pub(crate) fn moved_by(mut self, to: impl Fn(&str) -> Option<String>) -> Self {
        for problem in &mut self.list {
            if let Some(moved) = problem.field.as_deref().and_then(&to) {
                problem.field = Some(moved.into());
            }
        }
        self
    }

    /// Each, with the field it links to.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        self.list.iter().enumerate().map(|(place, problem)| {
            let named = self.named.get(place).and_then(Option::as_deref);
            (problem.field.as_deref(), named.unwrap_or(&problem.message))
        })
    }

    /// What is said beside a field.
    pub(crate) fn on(&self, field: &str) -> Option<&str> {
        self.list
            .iter()
            .find(|problem| problem.field.as_deref() == Some(field))
            .map(|problem| problem.message.as_str())
    }

    /// Whether one of them has this code.
    pub(crate) fn has(&self, code: Code) -> bool {
        self.list.iter().any(|problem| problem.code == code)
    }
}

impl From<Vec<Problem>> for Problems {
    fn from(mut list: Vec<Problem>) -> Self {
        // A field that is read in two ways may be wrong in both: said once.
        list.dedup_by(|one, before| one.field == before.field && one.message == before.message);
        Self {
            list,
            named: Vec::new(),
        }
    }
}
