//! How the API fails, where it does not answer problems as data.
//!
//! [`Fault`] has no `Display` on purpose: async-graphql turns any error that has one into a bare message on `?`, and
//! the code would be lost.

use app::problem::{self, Told};
use async_graphql::ErrorExtensionValues;
use domain::{Code, Language, id::IdError};

/// A failure that ends a field: one of the few codes that may stand at the top level.
#[derive(Debug, Clone)]
pub struct Fault {
    code: Code,
    message: String,
    retry_after: Option<u64>,
    trace_id: Option<String>,
}

impl Fault {
    /// A failure of this code.
    pub(crate) fn new(code: Code, language: &Language) -> Self {
        let message = messages::problem(code, &Vec::new(), language);
        Self {
            code,
            message,
            retry_after: None,
            trace_id: None,
        }
    }

    /// The request has no data: a mistake of wiring.
    pub(crate) fn no_request() -> Self {
        Self::new(Code::ServiceUnavailable, &Language::English)
    }

    /// An id that names no such thing.
    pub(crate) fn bad_id(error: &IdError) -> Self {
        Self {
            code: Code::RequestBadId,
            message: error.to_string(),
            retry_after: None,
            trace_id: None,
        }
    }

    /// What a query fails with: its refusals have no payload to stand in.
    pub(crate) fn of(cx: &app::Cx, error: &app::Error) -> Self {
        match problem::tell(error, &cx.language) {
            Told::Problems(problems) => match problems.into_iter().next() {
                Some(problem) => Self {
                    code: problem.code,
                    message: problem.message,
                    retry_after: None,
                    trace_id: None,
                },
                None => Self::new(Code::ServiceInternal, &cx.language),
            },
            Told::Failure {
                code,
                message,
                retry_after,
            } => {
                if problem::is_ours(error) {
                    tracing::error!(error = ?error, trace.id = %cx.trace_id, "a use case failed");
                }
                Self {
                    code,
                    message,
                    retry_after,
                    trace_id: Some(cx.trace_id.to_string()),
                }
            }
        }
    }
}

impl From<Fault> for async_graphql::Error {
    fn from(fault: Fault) -> Self {
        let Fault {
            code,
            message,
            retry_after,
            trace_id,
        } = fault;
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", code.as_str());
        if let Some(seconds) = retry_after {
            extensions.set("retryAfter", seconds);
        }
        if let Some(id) = trace_id {
            extensions.set("traceId", id);
        }
        async_graphql::Error {
            message,
            source: None,
            extensions: Some(extensions),
        }
    }
}
