//! From what the executor answers to what a client may read.

use async_graphql::{PathSegment, Response, ServerError, Value};
use bytes::Bytes;
use domain::Code;

use super::faults::{Fault, Reason};

/// The codes that may stand at the top level of an answer.
const CODES: [Code; 10] = [
    Code::RequestMalformed,
    Code::RequestTooDeep,
    Code::RequestTooCostly,
    Code::RequestThrottled,
    Code::RequestBadCursor,
    Code::RequestBadId,
    Code::RequestKeyReused,
    Code::AuthRequired,
    Code::AuthExpired,
    Code::ServiceUnavailable,
];

/// Errors of one answer that are told; a document that breaks every rule is not worth more.
const TOLD: usize = 10;

/// The answer to one operation, or one event of a subscription.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// Nothing was executed: the document or the request was at fault.
    Refused(Vec<Fault>),
    /// A GraphQL response, written as JSON once for everyone who receives it.
    Executed(Bytes),
}

impl From<Fault> for Answer {
    fn from(fault: Fault) -> Self {
        Self::Refused(vec![fault])
    }
}

/// Turns an executor's response into an answer: known codes pass, all else becomes a fixed sentence.
pub(crate) fn answer(mut response: Response, trace_id: &str) -> Answer {
    let unexecuted = response.data == Value::Null
        && !response.errors.is_empty()
        && response
            .errors
            .iter()
            .all(|error| error.path.is_empty() && !is_known(error));
    if unexecuted {
        return Answer::Refused(response.errors.iter().take(TOLD).map(broken_rule).collect());
    }
    response.errors.truncate(TOLD);
    for error in &mut response.errors {
        soften(error, trace_id);
    }
    match serde_json::to_vec(&response) {
        Ok(json) => Answer::Executed(json.into()),
        Err(error) => {
            tracing::error!(trace_id, %error, "a response could not be written");
            Fault::new(Reason::Internal).into()
        }
    }
}

/// True where the error carries this code.
fn has(error: &ServerError, code: Code) -> bool {
    let found = error
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get("code"));
    matches!(found, Some(Value::String(found)) if found == code.as_str())
}

/// True where the error carries a code that clients know.
fn is_known(error: &ServerError) -> bool {
    CODES.iter().any(|code| has(error, *code))
}

/// Leaves an error with a known code as it is; tells any other by a fixed sentence.
fn soften(error: &mut ServerError, trace_id: &str) {
    if is_known(error) {
        return;
    }
    let of_value = ["Failed to parse \"", "Expected input type \"", "Invalid value"];
    let reason = if of_value.iter().any(|start| error.message.starts_with(start)) {
        Reason::Values
    } else if has(error, Code::ServiceInternal) {
        // Logged where it happened.
        Reason::Internal
    } else {
        let path = path(&error.path);
        tracing::error!(
            trace_id,
            path,
            message = error.message,
            "a resolver failed without a code"
        );
        Reason::Internal
    };
    let mut extensions = async_graphql::ErrorExtensionValues::default();
    extensions.set("code", reason.code().as_str());
    if reason == Reason::Internal {
        extensions.set("traceId", trace_id);
    }
    error.message = reason.message().into();
    error.extensions = Some(extensions);
    error.source = None;
}

fn path(segments: &[PathSegment]) -> String {
    let segment = |segment: &PathSegment| match segment {
        PathSegment::Field(name) => name.clone(),
        PathSegment::Index(index) => index.to_string(),
    };
    segments.iter().map(segment).collect::<Vec<_>>().join(".")
}

/// Tells which validation rule an error breaks, where, and the one name that it is about.
fn broken_rule(error: &ServerError) -> Fault {
    if error.message.starts_with("The recursion depth") {
        return Fault::new(Reason::Deep).rule("Depth");
    }
    let mut fault = Fault::new(Reason::Schema).rule(rule(&error.message));
    if let Some(name) = error.message.split('"').nth(1) {
        fault = fault.named(name.trim_start_matches(['$', '@']));
    }
    error
        .locations
        .iter()
        .take(2)
        .fold(fault, |fault, pos| fault.at(*pos))
}

/// The name, in the GraphQL specification, of the rule behind a validation message.
fn rule(message: &str) -> &'static str {
    let has = |part: &str| message.contains(part);
    match message.split([' ', ':']).next().unwrap_or_default() {
        "Unknown" if has("Unknown field") => "FieldsOnCorrectType",
        "Unknown" if has("Unknown argument") => "KnownArgumentNames",
        "Unknown" if has("Unknown type") => "KnownTypeNames",
        "Unknown" if has("Unknown fragment") => "KnownFragmentNames",
        "Unknown" if has("Unknown directive") => "KnownDirectives",
        "Invalid" => "ValuesOfCorrectType",
        "Duplicate" => "UniqueDirectivesPerLocation",
        "Field" | "Directive" if has("is required but not provided") => "ProvidedRequiredArguments",
        "Field" => "ScalarLeafs",
        "Fields" => "OverlappingFieldsCanBeMerged",
        "Directive" => "KnownDirectives",
        "Fragment" if has("cannot condition") => "FragmentsOnCompositeTypes",
        "Fragment" if has("cannot be spread") => "PossibleFragmentSpreads",
        "Fragment" if has("never used") => "NoUnusedFragments",
        "Variable" if has("is not defined") => "NoUndefinedVariables",
        "Variable" if has("is not used") => "NoUnusedVariables",
        "Variable" if has("non-input type") => "VariablesAreInputTypes",
        "Variable" => "VariablesInAllowedPosition",
        "There" if has("argument named") => "UniqueArgumentNames",
        "There" => "UniqueVariableNames",
        "Schema" => "KnownOperationTypes",
        _ => "Validation",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::Pos;

    #[test]
    fn suggestions_and_documents_do_not_pass() {
        let at = Some(Pos { line: 1, column: 3 });
        let error = ServerError::new(
            r#"Unknown field "titel" on type "Plan". Did you mean "title"?"#,
            at,
        );
        let Answer::Refused(faults) = answer(Response::from_errors(vec![error]), "t") else {
            panic!()
        };
        let json = faults[0].to_json("t").to_string();
        assert!(
            json.contains("FieldsOnCorrectType") && json.contains("titel") && json.contains("\"line\":1")
        );
        assert!(!json.contains("mean") && !json.contains("\"title\""));
    }

    #[test]
    fn an_error_without_a_code_is_ours_and_its_text_stays_here() {
        let mut error = ServerError::new("no such table: secrets", None);
        error.path = vec![PathSegment::Field("plan".into())];
        let mut coded = error.clone();
        let mut extensions = async_graphql::ErrorExtensionValues::default();
        extensions.set("code", "request.bad_id");
        (coded.message, coded.extensions) = ("Not an identifier of a plan.".into(), Some(extensions));
        let Answer::Executed(json) = answer(Response::from_errors(vec![error, coded]), "t9") else {
            panic!()
        };
        let text = String::from_utf8(json.to_vec()).unwrap();
        assert!(!text.contains("secrets") && text.contains("service.unavailable") && text.contains("t9"));
        assert!(text.contains("Not an identifier of a plan.") && text.contains("request.bad_id"));
    }
}
