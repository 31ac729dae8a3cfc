//! What the edge itself refuses: fixed sentences, positions, and never a piece of the document.

use std::time::Duration;

use async_graphql::Pos;
use domain::Code;
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::doors::Refused;

/// The longest name that is given back in an error, in bytes.
const NAME_BYTES: usize = 80;

/// Why the edge refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    MediaType,
    NotAcceptable,
    TooLarge,
    TooSlow,
    Method,
    ReadOnly,
    StreamOnly,
    Json,
    Batch,
    Parameter,
    Origin,
    Handshake,
    Syntax,
    Schema,
    Operation,
    Values,
    TooMany,
    Deep,
    Costly,
    Throttled,
    Busy,
    Internal,
    Unavailable,
    AuthRequired,
    AuthExpired,
}

impl Reason {
    /// The stable code, the status and the sentence of this refusal: the one table of the edge.
    const fn row(self) -> (Code, StatusCode, &'static str) {
        const MALFORMED: Code = Code::RequestMalformed;
        match self {
            Self::MediaType => (
                MALFORMED,
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Send the request as application/json in UTF-8, uncompressed.",
            ),
            Self::NotAcceptable => (
                MALFORMED,
                StatusCode::NOT_ACCEPTABLE,
                "Answers are application/graphql-response+json, application/json or text/event-stream.",
            ),
            Self::TooLarge => (
                MALFORMED,
                StatusCode::PAYLOAD_TOO_LARGE,
                "The request is larger than the limit.",
            ),
            Self::TooSlow => (
                MALFORMED,
                StatusCode::REQUEST_TIMEOUT,
                "The request did not arrive in time.",
            ),
            Self::Method => (
                MALFORMED,
                StatusCode::METHOD_NOT_ALLOWED,
                "This address knows POST and GET.",
            ),
            Self::ReadOnly => (
                MALFORMED,
                StatusCode::METHOD_NOT_ALLOWED,
                "GET carries queries alone: send mutations by POST.",
            ),
            Self::StreamOnly => (
                MALFORMED,
                StatusCode::NOT_ACCEPTABLE,
                "Subscriptions are answered as text/event-stream or over the WebSocket.",
            ),
            Self::Json => (
                MALFORMED,
                StatusCode::BAD_REQUEST,
                "The body is not a JSON object with the fields of a GraphQL request.",
            ),
            Self::Batch => (
                MALFORMED,
                StatusCode::BAD_REQUEST,
                "Send one request at a time: lists are not accepted.",
            ),
            Self::Parameter => (
                MALFORMED,
                StatusCode::BAD_REQUEST,
                "A parameter of the request is missing, repeated or of the wrong type.",
            ),
            Self::Origin => (
                MALFORMED,
                StatusCode::FORBIDDEN,
                "Pages of this origin may not open a WebSocket here.",
            ),
            Self::Handshake => (
                MALFORMED,
                StatusCode::UPGRADE_REQUIRED,
                "This address speaks WebSocket (graphql-transport-ws).",
            ),
            Self::Syntax => (
                MALFORMED,
                StatusCode::BAD_REQUEST,
                "The document is not written in GraphQL.",
            ),
            Self::Schema => (
                MALFORMED,
                StatusCode::BAD_REQUEST,
                "The document does not fit the schema.",
            ),
            Self::Operation => (
                MALFORMED,
                StatusCode::BAD_REQUEST,
                "The document has no operation of that name, or several and none was chosen.",
            ),
            Self::Values => (
                MALFORMED,
                StatusCode::BAD_REQUEST,
                "A value does not fit the type where it stands.",
            ),
            Self::TooMany => (
                Code::RequestTooCostly,
                StatusCode::BAD_REQUEST,
                "The document has more parts of one kind than the limit.",
            ),
            Self::Deep => (
                Code::RequestTooDeep,
                StatusCode::BAD_REQUEST,
                "The document is nested deeper than the limit.",
            ),
            Self::Costly => (
                Code::RequestTooCostly,
                StatusCode::BAD_REQUEST,
                "The document costs more than the limit.",
            ),
            Self::Throttled => (
                Code::RequestThrottled,
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests. Wait before the next one.",
            ),
            Self::Busy => (
                Code::ServiceUnavailable,
                StatusCode::SERVICE_UNAVAILABLE,
                "The service is busy. Try again in a moment.",
            ),
            Self::Internal => (
                Code::ServiceUnavailable,
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong on our side. Quote the trace identifier when you report it.",
            ),
            Self::Unavailable => (
                Code::ServiceUnavailable,
                StatusCode::SERVICE_UNAVAILABLE,
                "The service cannot answer now. Try again in a moment.",
            ),
            Self::AuthRequired => (
                Code::AuthRequired,
                StatusCode::UNAUTHORIZED,
                "A valid bearer token is required.",
            ),
            Self::AuthExpired => (
                Code::AuthExpired,
                StatusCode::UNAUTHORIZED,
                "The session or token has ended.",
            ),
        }
    }

    /// The stable code.
    pub(crate) const fn code(self) -> Code {
        self.row().0
    }

    /// The status where the refusal has one of its own.
    pub(crate) const fn status(self) -> StatusCode {
        self.row().1
    }

    /// The fixed sentence.
    pub(crate) const fn message(self) -> &'static str {
        self.row().2
    }

    /// True for what is wrong with the document in a well-formed request.
    ///
    /// `application/json` answers those with 200, `application/graphql-response+json` with 400.
    pub(crate) const fn of_document(self) -> bool {
        matches!(
            self,
            Self::Syntax
                | Self::Schema
                | Self::Operation
                | Self::Values
                | Self::TooMany
                | Self::Deep
                | Self::Costly
        )
    }
}

/// One refusal of the edge.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) reason: Reason,
    at: Vec<Pos>,
    rule: Option<&'static str>,
    name: Option<String>,
    limit: Option<u64>,
    retry_after: Option<Duration>,
}

impl Fault {
    pub(crate) const fn new(reason: Reason) -> Self {
        Self {
            reason,
            at: Vec::new(),
            rule: None,
            name: None,
            limit: None,
            retry_after: None,
        }
    }

    /// Adds a position in the document.
    pub(crate) fn at(mut self, pos: Pos) -> Self {
        self.at.push(pos);
        self
    }

    /// Adds the rule that was broken.
    pub(crate) const fn rule(mut self, rule: &'static str) -> Self {
        self.rule = Some(rule);
        self
    }

    /// Adds a name: its leading letters, digits and underscores, at most 80.
    pub(crate) fn named(mut self, name: &str) -> Self {
        let end = name
            .bytes()
            .take(NAME_BYTES)
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
            .count();
        self.name = name.get(..end).filter(|name| !name.is_empty()).map(str::to_owned);
        self
    }

    /// Adds the limit that was passed.
    pub(crate) const fn limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Adds how long to wait.
    pub(crate) const fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Whole seconds to wait, at least one, where waiting helps.
    pub(crate) fn wait_seconds(&self) -> Option<u64> {
        self.retry_after
            .map(|wait| wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
            .map(|s| s.max(1))
    }

    /// Writes the error as GraphQL answers carry it.
    pub(crate) fn to_json(&self, trace_id: &str) -> Value {
        let mut extensions = Map::new();
        extensions.insert("code".into(), self.reason.code().as_str().into());
        if let Some(rule) = self.rule {
            extensions.insert("rule".into(), rule.into());
        }
        if let Some(name) = &self.name {
            extensions.insert("name".into(), name.as_str().into());
        }
        if let Some(limit) = self.limit {
            extensions.insert("limit".into(), limit.into());
        }
        if let Some(seconds) = self.wait_seconds() {
            extensions.insert("retryAfter".into(), seconds.into());
        }
        if self.reason.code() == Code::ServiceUnavailable {
            extensions.insert("traceId".into(), trace_id.into());
        }
        let mut error = Map::new();
        error.insert("message".into(), self.reason.message().into());
        if !self.at.is_empty() {
            let at = self
                .at
                .iter()
                .map(|pos| json!({"line": pos.line, "column": pos.column}))
                .collect();
            error.insert("locations".into(), Value::Array(at));
        }
        error.insert("extensions".into(), Value::Object(extensions));
        Value::Object(error)
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Required => Self::new(Reason::AuthRequired),
            Refused::Expired => Self::new(Reason::AuthExpired),
            Refused::Throttled { retry_after } => Self::new(Reason::Throttled).retry_after(retry_after),
            Refused::Unavailable => Self::new(Reason::Unavailable).retry_after(Duration::from_secs(1)),
        }
    }
}

/// Writes a list of refusals as the `errors` of an answer.
pub(crate) fn errors_json(faults: &[Fault], trace_id: &str) -> Value {
    Value::Array(faults.iter().map(|fault| fault.to_json(trace_id)).collect())
}

/// Writes a whole answer that has refusals and no `data`.
pub(crate) fn refusal_json(faults: &[Fault], trace_id: &str) -> String {
    json!({ "errors": errors_json(faults, trace_id) }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_to_plain_characters() {
        let name = |text: &str| Fault::new(Reason::Schema).named(text).name;
        assert_eq!(name("titel"), Some("titel".into()));
        assert_eq!(name("a<script>"), Some("a".into()));
        assert_eq!(name("<b>"), None);
        assert_eq!(name(&"x".repeat(500)).map(|n| n.len()), Some(80));
    }

    #[test]
    fn a_wait_is_whole_seconds_and_at_least_one() {
        let wait = |ms| {
            Fault::new(Reason::Throttled)
                .retry_after(Duration::from_millis(ms))
                .wait_seconds()
        };
        assert_eq!(
            (wait(0), wait(10), wait(1000), wait(1001)),
            (Some(1), Some(1), Some(1), Some(2))
        );
    }

    #[test]
    fn the_trace_identifier_is_shown_for_our_own_failures_alone() {
        assert!(
            Fault::new(Reason::Internal)
                .to_json("t1")
                .to_string()
                .contains("\"traceId\":\"t1\"")
        );
        assert!(
            !Fault::new(Reason::Syntax)
                .to_json("t1")
                .to_string()
                .contains("t1")
        );
    }
}
