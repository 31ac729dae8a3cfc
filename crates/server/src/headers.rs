//! What surrounds every answer: headers that close browsers' doors, a request id, the client's true address, and
//! the last catch for panics.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use futures::FutureExt;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{StatusCode, Uri};
use tower_http::request_id::RequestId;
use tracing::Instrument;

use crate::measures;

/// The content security policy of pages: everything from here, nothing inline.
const PAGES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'";
/// The content security policy of everything else: nothing at all.
const DATA: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Two years, and the hosts below this one.
const HSTS: &str = "max-age=63072000; includeSubDomains";
/// Every power of a browser that pages here do not use.
const POWERS: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), \
    encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), \
    payment=(), picture-in-picture=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=()";

/// The headers of every answer, whatever it is.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (HeaderName::from_static("permissions-policy"), POWERS),
];

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// What proxies say of a request. It is read here from trusted ones and then taken away from everyone.
const FORWARDED: [HeaderName; 6] = [
    header::FORWARDED,
    FORWARDED_FOR,
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-proto"),
    HeaderName::from_static("x-forwarded-port"),
    HeaderName::from_static("x-real-ip"),
];

/// What the surroundings of answers depend on.
#[derive(Clone, Debug)]
pub struct Surroundings {
    https: bool,
    trusted_proxies: Vec<IpAddr>,
    trace_ids: Arc<TraceIds>,
}

impl Surroundings {
    /// Takes the public address, which decides on HSTS, and the proxies whose word on addresses is believed.
    pub fn new(public_url: &Uri, trusted_proxies: impl IntoIterator<Item = IpAddr>) -> Self {
        Self {
            https: public_url.scheme_str() == Some("https"),
            trusted_proxies: trusted_proxies
                .into_iter()
                .map(|proxy| proxy.to_canonical())
                .collect(),
            trace_ids: Arc::default(),
        }
    }

    /// Puts the surroundings around every route of a router, and around its fallback.
    pub fn around(self, router: Router) -> Router {
        router.layer(from_fn_with_state(self, surround))
    }
}

/// Surrounds one request.
async fn surround(State(surroundings): State<Surroundings>, mut request: Request, next: Next) -> Response {
    let trace_id = surroundings.trace_ids.next();
    let id = HeaderValue::from_str(&trace_id).unwrap_or_else(|_| HeaderValue::from_static("untraced"));
    surroundings.mark(&mut request, &id);
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    let span = tracing::info_span!("http", method = %request.method(), route, trace_id);
    let (method, begun) = (measures::method(request.method()), measures::Stopwatch::start());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let answered = AssertUnwindSafe(next.run(request).instrument(span))
        .catch_unwind()
        .await;
    let mut response = answered.unwrap_or_else(|_panic| broken(&trace_id));
    measures::answered(method, matched.as_ref(), response.status(), begun);
    surroundings.dress(response.headers_mut());
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

impl Surroundings {
    /// Writes the request id and the client's address on the request.
    fn mark(&self, request: &mut Request, id: &HeaderValue) {
        request.headers_mut().insert(REQUEST_ID, id.clone());
        request.extensions_mut().insert(RequestId::new(id.clone()));
        let peer = request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0);
        if let Some(peer) = peer {
            let client = self.client(peer.ip(), request.headers());
            request
                .extensions_mut()
                .insert(ConnectInfo(SocketAddr::new(client, peer.port())));
        }
        for name in FORWARDED {
            request.headers_mut().remove(name);
        }
    }

    /// Finds the client behind trusted proxies: the last address of `X-Forwarded-For` that is not one of them.
    ///
    /// What stands before that address was written by the client itself and means nothing.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let values: Vec<&HeaderValue> = headers.get_all(FORWARDED_FOR).iter().collect();
        let hops = values
            .iter()
            .rev()
            .flat_map(|value| value.to_str().unwrap_or("?").rsplit(','));
        for hop in hops {
            if !self.trusted_proxies.contains(&client) {
                break;
            }
            match hop.trim().parse::<IpAddr>() {
                Ok(address) => client = address.to_canonical(),
                Err(_) => break,
            }
        }
        client
    }

    /// Sets the headers of an answer; its own policy and caching stand where it has them.
    fn dress(&self, headers: &mut HeaderMap) {
        for (name, value) in ALWAYS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if may_be_framed(headers) {
            headers.remove(header::X_FRAME_OPTIONS);
        }
        if self.https {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
        }
        let is_page = headers
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html"));
        let policy = if is_page { PAGES } else { DATA };
        headers
            .entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(HeaderValue::from_static(policy));
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
        headers.remove(header::SERVER);
    }
}

/// Whether the answer's own policy names sites that may show it in a frame: the older header knows no such list.
fn may_be_framed(headers: &HeaderMap) -> bool {
    let policy = headers
        .get(header::CONTENT_SECURITY_POLICY)
        .and_then(|policy| policy.to_str().ok());
    policy.is_some_and(|policy| policy.contains("frame-ancestors https://"))
}

/// The answer to a request whose handling panicked; the panic itself is in the log.
fn broken(trace_id: &str) -> Response {
    tracing::error!(trace_id, "the handling of a request panicked");
    let json = serde_json::json!({"errors": [{
        "message": "Something went wrong on our side. Quote the trace identifier when you report it.",
        "extensions": {"code": "service.unavailable", "traceId": trace_id},
    }]});
    let mut response = Response::new(Body::from(json.to_string()));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// Makes request ids: 32 hexadecimal digits that nobody can guess or choose.
#[derive(Debug, Default)]
struct TraceIds {
    keys: (RandomState, RandomState),
    count: AtomicU64,
}

impl TraceIds {
    fn next(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!(
            "{:016x}{:016x}",
            self.keys.0.hash_one(count),
            self.keys.1.hash_one(count)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let proxies = ["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        let surroundings = Surroundings::new(&Uri::from_static("https://fabrique.example"), proxies);
        let client = |peer: &str, forwarded: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in forwarded {
                headers.append(FORWARDED_FOR, HeaderValue::from_static(value));
            }
            surroundings.client(peer.parse().unwrap(), &headers).to_string()
        };
        for (peer, forwarded, expected) in [
            ("192.0.2.7", &[][..], "192.0.2.7"),
            ("192.0.2.7", &["198.51.100.1"], "192.0.2.7"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("::ffff:10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1, nonsense"], "10.0.0.1"),
            ("10.0.0.1", &["10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
        ] {
            assert_eq!(client(peer, forwarded), expected, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn request_ids_differ_and_say_nothing() {
        let ids = TraceIds::default();
        let (a, b) = (ids.next(), ids.next());
        assert!(a != b && a.len() == 32 && a.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(a.get(..16), b.get(..16));
    }
}
