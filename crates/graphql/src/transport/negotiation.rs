//! Which media type goes in and which comes out (GraphQL over HTTP, «Media Types»).

use http::{HeaderMap, HeaderValue, header};

/// A form of answer that is one JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    /// `application/graphql-response+json`: the status says whether the request was understood.
    Graphql,
    /// `application/json`: the older form, 200 for every well-formed request.
    Json,
}

impl Media {
    /// The `Content-Type` of answers in this form.
    pub(crate) const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Graphql => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }
}

/// What a client accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Accepted {
    /// The best single document, if any.
    pub(crate) single: Option<Media>,
    /// True where an event stream is accepted.
    pub(crate) stream: bool,
    /// True where an event stream is wanted even for one answer.
    pub(crate) stream_first: bool,
}

/// How well a range fits: quality in thousandths, then how exactly it names the type.
type Fit = (u16, u8);

/// Reads `Accept`; `None` where nothing that we write is accepted.
pub(crate) fn accepted(headers: &HeaderMap) -> Option<Accepted> {
    let ranges: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|range| !range.is_empty())
        .collect();
    if ranges.is_empty() {
        return Some(Accepted {
            single: Some(Media::Json),
            stream: false,
            stream_first: false,
        });
    }
    let graphql = fit(&ranges, "application", "graphql-response+json");
    let json = fit(&ranges, "application", "json");
    let stream = fit(&ranges, "text", "event-stream");
    let single = match (graphql, json) {
        (Some(g), Some(j)) if g >= j && g.1 == EXACT => Some(Media::Graphql),
        (_, Some(_)) => Some(Media::Json),
        (Some(_), None) => Some(Media::Graphql),
        (None, None) => None,
    };
    let stream_first = stream.is_some_and(|s| s.1 == EXACT && graphql.max(json).is_none_or(|best| s > best));
    let found = Accepted {
        single,
        stream: stream.is_some(),
        stream_first,
    };
    (found.single.is_some() || found.stream).then_some(found)
}

const EXACT: u8 = 2;

/// The fit of the most exact range that covers `kind/name`; `None` where none does or its quality is zero.
fn fit(ranges: &[&str], kind: &str, name: &str) -> Option<Fit> {
    let mut best: Option<(u8, u16)> = None;
    for range in ranges {
        let mut parts = range.split(';').map(str::trim);
        let Some((range_kind, range_name)) = parts.next().and_then(|essence| essence.split_once('/')) else {
            continue;
        };
        let exactness = if range_kind.eq_ignore_ascii_case(kind) && range_name.eq_ignore_ascii_case(name) {
            EXACT
        } else if range_kind.eq_ignore_ascii_case(kind) && range_name == "*" {
            1
        } else if range_kind == "*" && range_name == "*" {
            0
        } else {
            continue;
        };
        if !charset_is_utf8(parts.clone()) {
            continue;
        }
        best = best.max(Some((exactness, quality(parts))));
    }
    best.filter(|(_, quality)| *quality > 0)
        .map(|(exactness, quality)| (quality, exactness))
}

/// Reads `q=` from the parameters of a range, in thousandths; 1000 where it is missing, 0 where it is nonsense.
pub(crate) fn quality<'a>(mut parameters: impl Iterator<Item = &'a str>) -> u16 {
    let Some(text) = parameters.find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q="))) else {
        return 1000;
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 3 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return 0;
    }
    let thousandths = format!("{part:0<3}").parse::<u16>().unwrap_or(0);
    match whole {
        "0" => thousandths,
        "1" if thousandths == 0 => 1000,
        _ => 0,
    }
}

/// True where no charset is named, or UTF-8 is.
fn charset_is_utf8<'a>(mut parameters: impl Iterator<Item = &'a str>) -> bool {
    parameters.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    })
}

/// True where the body is JSON in UTF-8 and not compressed: the one kind of body that is read.
pub(crate) fn body_is_json(headers: &HeaderMap) -> bool {
    let plain = headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .all(|coding| coding == "identity");
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next(), types.next()) else {
        return false;
    };
    let Ok(value) = value.to_str() else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    let json = parts
        .next()
        .is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    plain && json && charset_is_utf8(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(accept: &'static str) -> Option<(Option<Media>, bool, bool)> {
        let mut headers = HeaderMap::new();
        if !accept.is_empty() {
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        }
        accepted(&headers).map(|a| (a.single, a.stream, a.stream_first))
    }

    #[test]
    fn accept_headers_choose_the_answer() {
        use Media::{Graphql, Json};
        for (accept, expected) in [
            ("", Some((Some(Json), false, false))),
            ("*/*", Some((Some(Json), true, false))),
            ("application/*", Some((Some(Json), false, false))),
            ("application/json", Some((Some(Json), false, false))),
            (
                "application/graphql-response+json",
                Some((Some(Graphql), false, false)),
            ),
            (
                "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
                Some((Some(Graphql), false, false)),
            ),
            (
                "application/graphql-response+json, application/json;q=0.9",
                Some((Some(Graphql), false, false)),
            ),
            (
                "application/json, application/graphql-response+json;q=0.9",
                Some((Some(Json), false, false)),
            ),
            ("application/json;q=0, */*", Some((Some(Graphql), true, false))),
            ("text/event-stream", Some((None, true, true))),
            ("text/event-stream, */*", Some((Some(Json), true, true))),
            (
                "text/event-stream, application/json",
                Some((Some(Json), true, false)),
            ),
            (
                "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed",
                Some((Some(Graphql), true, false)),
            ),
            ("text/html", None),
            ("application/json;q=0", None),
            ("application/json; charset=latin1", None),
            ("nonsense", None),
        ] {
            assert_eq!(read(accept), expected, "{accept}");
        }
    }

    #[test]
    fn qualities_are_thousandths() {
        let q = |text: &'static str| quality(std::iter::once(text));
        assert_eq!(
            (q("q=1"), q("q=1.000"), q("q=0.5"), q("q=0.05"), q("q=0")),
            (1000, 1000, 500, 50, 0)
        );
        assert_eq!(
            (q("q=2"), q("q=1.5"), q("q=0.1234"), q("q=x"), q("charset=utf-8")),
            (0, 0, 0, 0, 1000)
        );
    }

    #[test]
    fn only_json_bodies_are_read() {
        for (value, expected) in [
            ("application/json", true),
            ("Application/JSON; charset=UTF-8", true),
            ("application/json; charset=\"utf-8\"", true),
            ("application/json; charset=utf-16", false),
            ("text/plain", false),
            ("multipart/form-data; boundary=x", false),
            ("application/x-www-form-urlencoded", false),
            ("application/graphql", false),
            ("application/jsonp", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(value));
            assert_eq!(body_is_json(&headers), expected, "{value}");
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            assert!(!body_is_json(&headers), "{value} compressed");
        }
        assert!(!body_is_json(&HeaderMap::new()));
    }
}
