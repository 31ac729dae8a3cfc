//! Forms are taken from our own pages alone.
//!
//! Sessions are cookies with `SameSite=Lax`, and every request that changes something must say that it comes from this
//! site: by `Sec-Fetch-Site`, which pages cannot forge (Fetch Metadata, W3C), or by `Origin` in browsers that are
//! older. One that says neither is refused: programs have the API. `docs/decisions/0009-pages.md`.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, Method, header};

use crate::{Site, error};

/// Lets through what reads, and what our own pages send.
pub(crate) async fn ours_alone(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || is_ours(&site.house.site.issuer, request.headers()) {
        next.run(request).await
    } else {
        error::foreign(&site, &request)
    }
}

fn is_ours(public_url: &str, headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = said("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    said(header::ORIGIN.as_str()).is_some_and(|origin| origin.eq_ignore_ascii_case(public_url))
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn only_our_own_pages_send_forms() {
        for (headers, expected) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (
                &[
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://town.example"),
                ],
                false,
            ),
            (&[("origin", "https://town.example")], true),
            (&[("origin", "https://evil.example")], false),
            (&[("origin", "null")], false),
            (&[], false),
        ] {
            let map: HeaderMap = headers
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            assert_eq!(is_ours("https://town.example", &map), expected, "{headers:?}");
        }
    }
}
