//! One request of a browser: who acts, in which language, with what the browser holds.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use app::{Cx, accounts, drafts};
use axum::{
    Form,
    extract::{ConnectInfo, FromRequestParts, State},
    response::{IntoResponse, Redirect, Response},
};
use cookie::{Cookie, SameSite, time::Duration};
use domain::{Actor, Denied, Language};
use http::{HeaderMap, HeaderValue, Uri, header, request::Parts};
use serde::Deserialize;
use tower_http::request_id::RequestId;

use crate::{
    Site,
    error::{Failed, said},
    page::Page,
};

/// How long a browser keeps its language.
const YEAR: Duration = Duration::days(365);
/// How long a browser keeps what was begun without an account: as long as the server does.
const MONTH: Duration = Duration::days(30);

/// One request of a browser.
pub(crate) struct Visit {
    /// The context of its use cases.
    pub(crate) cx: Cx,
    /// The site.
    pub(crate) site: Arc<Site>,
    /// The token of what was begun without an account, if the browser holds one.
    pub(crate) begun: Option<String>,
    /// The path and query of the page.
    pub(crate) address: String,
    /// What has just been done, by the name of its sentence.
    done: Option<String>,
}

impl FromRequestParts<Arc<Site>> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Response> {
        let cookies = Cookies::of(&parts.headers);
        let language = language(&parts.headers);
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| {
                address.ip().to_canonical()
            });
        let trace = parts
            .extensions
            .get::<RequestId>()
            .and_then(|id| id.header_value().to_str().ok())
            .unwrap_or("untraced");
        let visitor = Cx::new(site.house.clone(), Actor::Visitor, language, trace).with_address(peer);
        let mut visit = Self {
            cx: visitor,
            site: site.clone(),
            // What no browser of ours was given is as good as nothing.
            begun: cookies.value(BEGUN).filter(|token| drafts::is_token(token)),
            address: shown_at(parts),
            done: parts.uri.query().and_then(done),
        };
        if let Some(token) = cookies.value(SESSION) {
            let admitted = accounts::admit_cookie(&visit.cx, &token).await;
            match admitted {
                Ok(Some(admitted)) => visit.cx = visit.cx.acting(admitted.actor, admitted.session),
                Ok(None) => {}
                Err(error) => return Err(Failed::new(&visit, error).into_response()),
            }
        }
        Ok(visit)
    }
}

/// The name in `done=…`, of letters and hyphens alone.
fn done(query: &str) -> Option<String> {
    let given = query.split('&').find_map(|pair| pair.strip_prefix("done="))?;
    let plain = given.len() <= 40
        && given
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    plain.then(|| given.to_owned())
}

impl Visit {
    /// The head and foot of the page that answers this.
    pub(crate) async fn page(&self) -> Page {
        Page::of(self, self.done.as_deref()).await
    }

    /// Whether somebody has signed in.
    pub(crate) fn is_signed_in(&self) -> bool {
        self.cx.actor.person().is_ok()
    }

    /// That the account may not write now, until when, and what it may; nothing where nobody says so.
    pub(crate) fn limited(&self) -> Option<String> {
        match self.cx.actor.must_stand() {
            Err(denied @ Denied::Limited(_)) => Some(said(self, denied)),
            Ok(_) | Err(_) => None,
        }
    }

    /// A cookie of this site; without TLS, as in the demo, it has no name that browsers keep for TLS alone.
    fn cookie(&self, name: &'static str, value: String, lasts: Option<Duration>) -> HeaderValue {
        let secure = self.site.house.site.issuer.starts_with("https://");
        let named = if secure {
            format!("__Host-{name}")
        } else {
            name.to_owned()
        };
        let mut cookie = Cookie::build((named, value))
            .path("/")
            .http_only(true)
            .secure(secure)
            .same_site(SameSite::Lax);
        if let Some(lasts) = lasts {
            cookie = cookie.max_age(lasts);
        }
        // A token, a tag or nothing: all of them are ASCII.
        HeaderValue::from_str(&cookie.build().to_string()).unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// Has the browser hold a session.
    pub(crate) fn hold_session(&self, response: &mut Response, token: &str) {
        self.set(response, self.cookie(SESSION, token.to_owned(), Some(MONTH)));
    }

    /// Has the browser forget its session.
    pub(crate) fn forget_session(&self, response: &mut Response) {
        self.set(
            response,
            self.cookie(SESSION, String::new(), Some(Duration::ZERO)),
        );
    }

    /// Has the browser hold what was begun without an account.
    pub(crate) fn hold_begun(&self, response: &mut Response, token: &str) {
        self.set(response, self.cookie(BEGUN, token.to_owned(), Some(MONTH)));
    }

    #[expect(clippy::unused_self, reason = "cookies are set for a visit")]
    fn set(&self, response: &mut Response, cookie: HeaderValue) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

const SESSION: &str = "session";
const BEGUN: &str = "begun";
const LANGUAGE: &str = "language";

/// The cookies that a browser sent.
struct Cookies<'h>(Vec<Cookie<'h>>);

impl<'h> Cookies<'h> {
    fn of(headers: &'h HeaderMap) -> Self {
        let sent = headers.get_all(header::COOKIE).into_iter();
        Self(
            // One that is not ASCII spoils none of the others.
            sent.map(|value| String::from_utf8_lossy(value.as_bytes()))
                .flat_map(Cookie::split_parse)
                .filter_map(Result::ok)
                .collect(),
        )
    }

    fn value(&self, name: &str) -> Option<String> {
        let secure = format!("__Host-{name}");
        let found = self
            .0
            .iter()
            .find(|cookie| cookie.name() == secure)
            .or_else(|| self.0.iter().find(|cookie| cookie.name() == name))?;
        Some(found.value().to_owned()).filter(|value| !value.is_empty())
    }

    fn language(&self) -> Option<Language> {
        known(&self.value(LANGUAGE)?)
    }
}

/// The language that this browser reads: the one that was chosen, or the first that it asks for.
pub(crate) fn language(headers: &HeaderMap) -> Language {
    let chosen = Cookies::of(headers).language();
    chosen.or_else(|| spoken(headers)).unwrap_or_default()
}

/// The language of this tag, if pages are written in it.
fn known(tag: &str) -> Option<Language> {
    Language::parse(tag).filter(|language| matches!(language, Language::French | Language::English))
}

/// The first language that the browser asks for and pages are written in.
fn spoken(headers: &HeaderMap) -> Option<Language> {
    let asked = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    asked
        .split(',')
        .take(8)
        .find_map(|one| known(one.split(';').next().unwrap_or_default()))
}

/// The path and query where a page can be asked for again: what a form is answered with stands where the form stood, for
/// nothing may be there to read where it was sent.
fn shown_at(parts: &Parts) -> String {
    let own = || parts.uri.path_and_query().map(ToString::to_string);
    let stood = || {
        let from = parts.headers.get(header::REFERER)?.to_str().ok()?;
        let from: Uri = from.parse().ok()?;
        Some(inside(from.path_and_query()?.as_str()).to_owned())
    };
    let address = if parts.method.is_safe() {
        own()
    } else {
        stood().or_else(own)
    };
    address.unwrap_or_else(|| "/".to_owned())
}

/// A language to read pages in.
#[derive(Debug, Deserialize)]
pub(crate) struct Chosen {
    language: String,
    #[serde(default)]
    back: String,
}

/// Chooses the language of pages, and goes back.
pub(crate) async fn choose_language(
    visit: Visit,
    State(_): State<Arc<Site>>,
    Form(chosen): Form<Chosen>,
) -> Response {
    let mut response = Redirect::to(inside(&chosen.back)).into_response();
    if let Some(language) = known(&chosen.language) {
        let cookie = visit.cookie(LANGUAGE, language.tag().to_owned(), Some(YEAR));
        visit.set(&mut response, cookie);
    }
    response
}

/// An address of this site, whatever was given: nobody is sent elsewhere by a link to us.
pub(crate) fn inside(address: &str) -> &str {
    let plain = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && address.bytes().all(|byte| byte.is_ascii_graphic())
        && address.len() <= 2_000;
    if plain { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for (given, expected) in [
            ("/plans/a?done=voted#vote", "/plans/a?done=voted#vote"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("", "/"),
        ] {
            assert_eq!(inside(given), expected, "{given:?}");
        }
    }

    #[test]
    fn the_first_language_that_we_write_is_taken() {
        for (asked, expected) in [
            ("ta,fr;q=0.8,en;q=0.5", Some(Language::French)),
            ("en-GB,fr", Some(Language::English)),
            ("pt", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(asked));
            assert_eq!(spoken(&headers), expected, "{asked}");
        }
    }
}
