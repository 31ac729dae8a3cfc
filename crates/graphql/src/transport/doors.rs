//! Who stands at the door, and what a visitor carries in and out.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Data;
use axum::extract::ConnectInfo;
use http::{Extensions, HeaderMap, header};
use tower_http::request_id::RequestId;

/// The longest bearer token that is looked at, in bytes.
const TOKEN_BYTES: usize = 4096;
/// The number of languages of an `Accept-Language` header that are kept.
const LANGUAGES: usize = 8;

/// Decides who comes in, and which sessions behind long connections still stand.
pub trait Doorkeeper: Clone + Send + Sync + 'static {
    /// Turns a bearer token (or none) into what operations need, or says why not.
    fn admit(
        &self,
        token: Option<&str>,
        visit: &Visit,
    ) -> impl Future<Output = Result<Admission, Refused>> + Send;

    /// Answers which of these sessions no longer stand.
    ///
    /// It is asked once every [`session_check`](super::TransportLimits::session_check) for all the sessions that hold a
    /// WebSocket or an event stream open, so one statement a round is enough. An error counts as «not known»:
    /// after three in a row the connections are closed, because a check that cannot be made has not passed.
    fn fallen(
        &self,
        sessions: &[SessionKey],
    ) -> impl Future<Output = Result<Vec<SessionKey>, Refused>> + Send;
}

/// The circumstances of a request or of a WebSocket.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The address of the client, after trusted proxies.
    pub peer: IpAddr,
    /// The identifier under which logs speak of this request.
    pub trace_id: Arc<str>,
    /// The languages that the client reads, lower case, best first, at most eight.
    pub languages: Vec<String>,
}

impl Visit {
    /// Reads the visit from what the server's layers left on the request.
    pub fn of(extensions: &Extensions, headers: &HeaderMap) -> Self {
        let peer = extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| {
                address.ip().to_canonical()
            });
        let trace_id = extensions
            .get::<RequestId>()
            .and_then(|id| id.header_value().to_str().ok())
            .unwrap_or("untraced")
            .into();
        Self {
            peer,
            trace_id,
            languages: languages(headers),
        }
    }
}

/// The name of a session, as the house knows it; opaque here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SessionKey(Arc<str>);

impl SessionKey {
    /// Wraps the house's name of a session.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self(name.into())
    }

    /// Gives the name back.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A visitor who may come in.
#[derive(Clone)]
pub struct Admission {
    session: Option<SessionKey>,
    fresh: Arc<dyn Fn() -> Data + Send + Sync>,
    audience: Option<Arc<dyn Fn() -> String + Send + Sync>>,
}

impl Admission {
    /// Admits a visitor; `fresh` makes the data of one operation, because dataloaders live no longer than that.
    pub fn new(session: Option<SessionKey>, fresh: impl Fn() -> Data + Send + Sync + 'static) -> Self {
        Self {
            session,
            fresh: Arc::new(fresh),
            audience: None,
        }
    }

    /// Names the audience that the visitor belongs to: subscriptions that two of one audience ask for in the same words
    /// are executed once for both, so the name must hold all that an answer depends on. Without one, nothing is shared.
    #[must_use]
    pub fn of_audience(self, audience: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self {
            audience: Some(Arc::new(audience)),
            ..self
        }
    }

    /// The name of the visitor's audience, if any.
    pub(crate) fn audience(&self) -> Option<String> {
        self.audience.as_ref().map(|audience| audience())
    }

    /// Makes the data of the next operation.
    pub(crate) fn data(&self) -> Data {
        (self.fresh)()
    }

    /// Names the session on which a long connection depends, if any.
    pub(crate) fn session(&self) -> Option<&SessionKey> {
        self.session.as_ref()
    }
}

impl fmt::Debug for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admission")
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

/// Why a visitor may not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A valid token is needed, and this one is missing or was never valid: `auth.required`.
    Required,
    /// The token was valid once: `auth.expired`.
    Expired,
    /// The visitor came too often: `request.throttled`.
    Throttled {
        /// How long to wait before the next try.
        retry_after: Duration,
    },
    /// The question could not be answered: `service.unavailable`.
    Unavailable,
}

/// Reads the bearer token of a request; cookies are never looked at.
pub fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Refused> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(first) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Refused::Required);
    }
    let text = first.to_str().ok().ok_or(Refused::Required)?;
    bearer_token(text).map(Some).ok_or(Refused::Required)
}

/// Takes the token out of `Bearer …`, written in any case.
pub(crate) fn bearer_token(value: &str) -> Option<&str> {
    let (scheme, token) = value.trim().split_once(' ')?;
    let token = token.trim();
    let sound =
        !token.is_empty() && token.len() <= TOKEN_BYTES && token.bytes().all(|b| b.is_ascii_graphic());
    (scheme.eq_ignore_ascii_case("bearer") && sound).then_some(token)
}

/// Reads `Accept-Language`, best first; what is not a language tag is passed over.
fn languages(headers: &HeaderMap) -> Vec<String> {
    let mut found: Vec<(u16, String)> = headers
        .get_all(header::ACCEPT_LANGUAGE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next()?;
            let sound =
                (1..=35).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            let quality = super::negotiation::quality(parts);
            (sound && quality > 0).then(|| (quality, tag.to_ascii_lowercase()))
        })
        .take(LANGUAGES)
        .collect();
    found.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
    found.into_iter().map(|(_, tag)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_bearer_token_is_read_and_nothing_else() {
        assert_eq!(bearer_token("Bearer abc.def"), Some("abc.def"));
        assert_eq!(bearer_token("bearer   abc"), Some("abc"));
        for bad in ["", "Bearer", "Bearer ", "Basic abc", "Bearer a b", "Bearer é"] {
            assert_eq!(bearer_token(bad), None, "{bad}");
        }
        assert_eq!(
            bearer_token(&format!("Bearer {}", "a".repeat(TOKEN_BYTES + 1))),
            None
        );
    }

    #[test]
    fn two_authorization_headers_are_refused() {
        let mut headers = HeaderMap::new();
        assert_eq!(bearer(&headers), Ok(None));
        headers.append(header::AUTHORIZATION, HeaderValue::from_static("Bearer one"));
        assert_eq!(bearer(&headers), Ok(Some("one")));
        headers.append(header::AUTHORIZATION, HeaderValue::from_static("Bearer two"));
        assert_eq!(bearer(&headers), Err(Refused::Required));
    }

    #[test]
    fn languages_come_best_first() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCEPT_LANGUAGE,
            HeaderValue::from_static("en;q=0.5, fr-FR, *;q=0.1, de;q=0"),
        );
        assert_eq!(languages(&headers), ["fr-fr", "en"]);
    }
}
