//! Refusals as data: what a mutation's payload carries beside its object.

use std::borrow::Cow;

use app::problem::{self, Told};
use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, SimpleObject, Value,
    indexmap::IndexMap,
    parser::types::Field,
    registry::{MetaEnumValue, MetaType, Registry},
};

use crate::Fault;

/// One thing that went wrong. The object it is about is unchanged.
#[derive(Debug, Clone, SimpleObject)]
pub struct Problem {
    /// The stable code.
    code: Code,
    /// The input field it is about, by its path (`title`, `phases.0.endsAt`); null when it is about the whole.
    field: Option<String>,
    /// What happened, why, and what to do, in the language of the request.
    message: String,
}

/// A stable code as a value of the schema's enum, which is generated from the one list of codes.
#[derive(Debug, Clone, Copy)]
pub struct Code(pub domain::Code);

impl OutputType for Code {
    fn type_name() -> Cow<'static, str> {
        "ProblemCode".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(async_graphql::registry::MetaTypeId::Enum, |_| {
            let values: IndexMap<_, _> = domain::Code::ALL
                .iter()
                .map(|code| {
                    let value = MetaEnumValue {
                        name: code.in_capitals(),
                        description: Some(messages::problem(*code, &Vec::new(), &domain::Language::English))
                            .filter(|text| text != code.as_str()),
                        deprecation: async_graphql::registry::Deprecation::NoDeprecated,
                        visible: None,
                        inaccessible: false,
                        tags: Vec::new(),
                        directive_invocations: Vec::new(),
                    };
                    (value.name.clone(), value)
                })
                .collect();
            MetaType::Enum {
                name: Self::type_name().into_owned(),
                description: Some("Why something was refused. Codes are never renamed.".to_owned()),
                enum_values: values,
                visible: None,
                inaccessible: false,
                tags: Vec::new(),
                rust_typename: Some(std::any::type_name::<Self>()),
                directive_invocations: Vec::new(),
                requires_scopes: Vec::new(),
            }
        })
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::Enum(async_graphql::Name::new(self.0.in_capitals())))
    }
}

/// Splits an outcome into the payload's object and its problems; what is neither ends the field.
pub(crate) fn outcome<T>(cx: &app::Cx, outcome: app::Result<T>) -> Result<(Option<T>, Vec<Problem>), Fault> {
    let error = match outcome {
        Ok(value) => return Ok((Some(value), Vec::new())),
        Err(error) => error,
    };
    match problem::tell(&error, &cx.language) {
        Told::Problems(problems) => {
            for problem in &problems {
                metrics::counter!("fabrique_problems_total", "code" => problem.code.as_str()).increment(1);
            }
            Ok((None, problems.into_iter().map(Problem::from).collect()))
        }
        Told::Failure { .. } => Err(Fault::of(cx, &error)),
    }
}

/// What an error tells where something else stands whatever it says: never a failure of the field.
pub(crate) fn problem(cx: &app::Cx, error: &app::Error) -> Vec<Problem> {
    match problem::tell(error, &cx.language) {
        Told::Problems(problems) => problems.into_iter().map(Problem::from).collect(),
        Told::Failure { code, message, .. } => {
            if problem::is_ours(error) {
                tracing::error!(error = ?error, trace.id = %cx.trace_id, "a use case failed");
            }
            vec![Problem {
                code: Code(code),
                field: None,
                message,
            }]
        }
    }
}

impl From<app::Problem> for Problem {
    fn from(problem: app::Problem) -> Self {
        Self {
            code: Code(problem.code),
            field: problem.field.map(Cow::into_owned),
            message: problem.message,
        }
    }
}
