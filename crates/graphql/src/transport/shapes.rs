//! What the cost rule must know of the schema: which field is a list, and what it leads to.

use std::collections::HashMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, OperationType, Type, TypeKind, TypeSystemDefinition};
use thiserror::Error;

/// The schema text could not be read, so no cost can be counted.
#[derive(Debug, Error)]
#[error("the schema text is not readable: {0}")]
pub struct UnreadableSchema(#[from] async_graphql::parser::Error);

/// The fields of every type of a schema.
#[derive(Debug)]
pub(crate) struct Shape {
    query: String,
    mutation: String,
    subscription: String,
    types: HashMap<String, HashMap<String, FieldShape>>,
}

/// One field: the named type at its end, and whether it is a list.
#[derive(Debug)]
pub(crate) struct FieldShape {
    pub(crate) leads_to: String,
    pub(crate) is_list: bool,
}

impl Shape {
    /// Reads the schema definition language, as `Schema::sdl` prints it.
    pub(crate) fn read(sdl: &str) -> Result<Self, UnreadableSchema> {
        let mut shape = Self {
            query: "Query".into(),
            mutation: "Mutation".into(),
            subscription: "Subscription".into(),
            types: HashMap::new(),
        };
        for definition in parse_schema(sdl)?.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    let name = |root: Option<async_graphql::Positioned<async_graphql::Name>>| {
                        root.map(|name| name.node.to_string()).unwrap_or_default()
                    };
                    shape.query = name(schema.node.query);
                    shape.mutation = name(schema.node.mutation);
                    shape.subscription = name(schema.node.subscription);
                }
                TypeSystemDefinition::Type(defined) => {
                    let fields = match defined.node.kind {
                        TypeKind::Object(object) => object.fields,
                        TypeKind::Interface(interface) => interface.fields,
                        TypeKind::Scalar
                        | TypeKind::Union(_)
                        | TypeKind::Enum(_)
                        | TypeKind::InputObject(_) => continue,
                    };
                    let known = shape.types.entry(defined.node.name.node.to_string()).or_default();
                    for field in fields {
                        let (leads_to, is_list) = end_of(&field.node.ty.node);
                        known.insert(field.node.name.node.to_string(), FieldShape { leads_to, is_list });
                    }
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        Ok(shape)
    }

    /// The root type of an operation.
    pub(crate) fn root(&self, kind: OperationType) -> &str {
        match kind {
            OperationType::Query => &self.query,
            OperationType::Mutation => &self.mutation,
            OperationType::Subscription => &self.subscription,
        }
    }

    /// A field of a type; `None` where the schema has none (validation refuses it later).
    pub(crate) fn field(&self, on: &str, name: &str) -> Option<&FieldShape> {
        self.types.get(on)?.get(name)
    }
}

/// True for connection types, which the Relay specification knows by their name.
pub(crate) fn is_connection(name: &str) -> bool {
    name.ends_with("Connection")
}

/// The named type at the end of a type, and whether a list stands before it.
fn end_of(ty: &Type) -> (String, bool) {
    match &ty.base {
        BaseType::Named(name) => (name.to_string(), false),
        BaseType::List(inner) => (end_of(inner).0, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_ends_are_read_from_the_schema_text() {
        let shape = Shape::read(
            r#"
            """ A town """
            type Town implements Node @tag(name: "x") { id: ID! plans(first: Int = 20): PlanConnection! names: [String!]! }
            interface Node { id: ID! }
            type PlanConnection { edges: [PlanEdge!]! }
            type Root { town: Town }
            schema { query: Root }
            "#,
        )
        .unwrap();
        assert_eq!(shape.root(OperationType::Query), "Root");
        let plans = shape.field("Town", "plans").unwrap();
        assert!(is_connection(&plans.leads_to) && !plans.is_list);
        let edges = shape.field("PlanConnection", "edges").unwrap();
        assert!(edges.is_list && edges.leads_to == "PlanEdge");
        assert!(shape.field("Town", "names").unwrap().is_list);
        assert!(shape.field("Town", "nothing").is_none());
    }

    #[test]
    fn the_schema_of_the_house_is_readable() {
        let shape = Shape::read(&crate::sdl()).unwrap();
        let proposals = shape
            .field("Plan", "proposals")
            .or_else(|| shape.field("Query", "proposals"))
            .unwrap();
        assert!(is_connection(&proposals.leads_to), "{proposals:?}");
        assert!(
            shape
                .field(&proposals.leads_to, "nodes")
                .or(shape.field(&proposals.leads_to, "edges"))
                .unwrap()
                .is_list
        );
    }

    #[test]
    fn an_unreadable_schema_is_an_error() {
        assert!(Shape::read("type {").is_err());
    }
}
