//! The checks of a document before execution: all of them on what was parsed, none of them by running it.

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Positioned, Request, Variables};

use super::costs::Walk;
use super::faults::{Fault, Reason};
use super::limits::DocumentLimits;
use super::requests::Asked;
use super::scans::scan;
use super::shapes::Shape;

/// A request that may be executed.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) request: Request,
    pub(crate) kind: OperationType,
}

/// Parses and checks a document; the request keeps what was parsed, so that nothing is parsed twice.
pub(crate) fn check(asked: Asked, shape: &Shape, limits: &DocumentLimits) -> Result<Checked, Fault> {
    scan(&asked.query, limits)?;
    let document = parse_query(&asked.query).map_err(|error| unparsed(&error))?;
    count_parts(&document, limits)?;
    let chosen = choose(&document, asked.operation_name.as_deref())?;
    let kind = chosen.node.ty;
    let mut walk = Walk::new(&document, shape, limits, &asked.variables, &chosen.node);
    walk.check()?;
    for (_, operation) in document
        .operations
        .iter()
        .filter(|(_, other)| other.pos != chosen.pos)
    {
        walk.turn_to(&operation.node);
        walk.check()?;
    }
    if let Some((name, unused)) = document
        .fragments
        .iter()
        .find(|(name, _)| !walk.used.contains(name))
    {
        return Err(Fault::new(Reason::Schema)
            .rule("NoUnusedFragments")
            .named(name)
            .at(unused.pos));
    }
    required_variables(&chosen.node, &asked.variables)?;
    let mut request = Request::new(asked.query).variables(asked.variables);
    request.operation_name = asked.operation_name;
    request.set_parsed_query(document);
    Ok(Checked { request, kind })
}

/// Tells a parser error by its place alone: its text repeats the document.
fn unparsed(error: &async_graphql::parser::Error) -> Fault {
    use async_graphql::parser::Error;
    let fault = match error {
        Error::RecursionLimitExceeded => Fault::new(Reason::Deep).rule("Depth"),
        Error::MultipleOperations { .. } => Fault::new(Reason::Schema).rule("LoneAnonymousOperation"),
        Error::OperationDuplicated { operation, .. } => Fault::new(Reason::Schema)
            .rule("UniqueOperationNames")
            .named(operation),
        Error::FragmentDuplicated { fragment, .. } => Fault::new(Reason::Schema)
            .rule("UniqueFragmentNames")
            .named(fragment),
        Error::MissingOperation => Fault::new(Reason::Operation),
        _ => Fault::new(Reason::Syntax),
    };
    match error.positions().next() {
        Some(pos) => fault.at(pos),
        None => fault,
    }
}

/// Counts what no honest document has many of.
fn count_parts(document: &ExecutableDocument, limits: &DocumentLimits) -> Result<(), Fault> {
    let operations = document.operations.iter().count();
    let variables = document
        .operations
        .iter()
        .map(|(_, operation)| operation.node.variable_definitions.len())
        .max();
    let directives: usize = document
        .operations
        .iter()
        .map(|(_, operation)| {
            let declared: usize = operation
                .node
                .variable_definitions
                .iter()
                .map(|v| v.node.directives.len())
                .sum();
            declared + operation.node.directives.len() + directives_in(&operation.node.selection_set)
        })
        .chain(
            document
                .fragments
                .values()
                .map(|fragment| fragment.node.directives.len() + directives_in(&fragment.node.selection_set)),
        )
        .sum();
    for (rule, count, limit) in [
        ("Operations", operations, limits.operations),
        ("Fragments", document.fragments.len(), limits.fragments),
        ("Variables", variables.unwrap_or_default(), limits.variables),
        ("Directives", directives, limits.directives),
    ] {
        if u64::try_from(count).is_ok_and(|count| count > limit) {
            return Err(Fault::new(Reason::TooMany).rule(rule).limit(limit));
        }
    }
    Ok(())
}

/// Counts the directives written in a selection set, fragments not followed.
fn directives_in(set: &Positioned<SelectionSet>) -> usize {
    set.node
        .items
        .iter()
        .map(|selection| {
            let below = match &selection.node {
                Selection::Field(field) => directives_in(&field.node.selection_set),
                Selection::InlineFragment(inline) => directives_in(&inline.node.selection_set),
                Selection::FragmentSpread(_) => 0,
            };
            selection.node.directives().len() + below
        })
        .sum()
}

/// Finds the operation that is meant.
fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>, Fault> {
    let found = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()
        }
        (DocumentOperations::Single(_), Some(_)) | (DocumentOperations::Multiple(_), None) => None,
    };
    found.ok_or_else(|| Fault::new(Reason::Operation))
}

/// Refuses a required variable that is missing or null, used or not, as the specification coerces variables.
fn required_variables(operation: &OperationDefinition, given: &Variables) -> Result<(), Fault> {
    for declared in &operation.variable_definitions {
        let required = !declared.node.var_type.node.nullable;
        let value = given.get(&declared.node.name.node);
        let absent = match value {
            Some(async_graphql::Value::Null) => true,
            Some(_) => false,
            None => declared.node.default_value.is_none(),
        };
        if required && absent {
            let fault = Fault::new(Reason::Values).rule("RequiredVariables");
            return Err(fault.named(&declared.node.name.node).at(declared.pos));
        }
    }
    Ok(())
}
