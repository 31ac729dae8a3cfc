//! What the API says of itself, as far as a writer of hostile documents needs it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use test_support::Person;

const INTROSPECTION: &str = "{ __schema { queryType { name } mutationType { name } types { kind name
    fields { name args { name defaultValue type { ...T } } type { ...T } } inputFields { name defaultValue type { ...T } } enumValues { name } possibleTypes { name } } } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";

/// A type as it is written: its name, and how it is wrapped.
#[derive(Debug, Clone)]
pub(crate) struct Ref {
    pub(crate) name: String,
    pub(crate) list: bool,
    pub(crate) required: bool,
}

/// A field or an argument.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) of: Ref,
    pub(crate) arguments: Vec<Named>,
}

/// A type.
#[derive(Debug, Default)]
pub(crate) struct Type {
    pub(crate) kind: String,
    pub(crate) fields: Vec<Named>,
    pub(crate) inputs: Vec<Named>,
    pub(crate) values: Vec<String>,
    pub(crate) possible: Vec<String>,
}

/// The whole schema.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) types: BTreeMap<String, Type>,
    pub(crate) roots: [String; 2],
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn reference(value: &Value) -> Ref {
    let mut list = false;
    let required = value["kind"] == "NON_NULL";
    let mut inner = value;
    while inner["ofType"].is_object() {
        list |= inner["kind"] == "LIST";
        inner = &inner["ofType"];
    }
    Ref {
        name: text(&inner["name"]),
        list,
        required,
    }
}

fn named(value: &Value) -> Named {
    let mut of = reference(&value["type"]);
    // What has a default may be left out.
    of.required &= value["defaultValue"].is_null();
    Named {
        name: text(&value["name"]),
        of,
        arguments: items(&value["args"]).map(named).collect(),
    }
}

impl Shape {
    /// Asks the API.
    pub(crate) async fn read(person: &Person) -> Self {
        let schema = person.ask(INTROSPECTION, json!({})).await["__schema"].take();
        let types = items(&schema["types"])
            .map(|one| {
                let of = Type {
                    kind: text(&one["kind"]),
                    fields: items(&one["fields"]).map(named).collect(),
                    inputs: items(&one["inputFields"]).map(named).collect(),
                    values: items(&one["enumValues"])
                        .map(|value| text(&value["name"]))
                        .collect(),
                    possible: items(&one["possibleTypes"])
                        .map(|value| text(&value["name"]))
                        .collect(),
                };
                (text(&one["name"]), of)
            })
            .collect();
        Self {
            types,
            roots: [
                text(&schema["queryType"]["name"]),
                text(&schema["mutationType"]["name"]),
            ],
        }
    }
}
