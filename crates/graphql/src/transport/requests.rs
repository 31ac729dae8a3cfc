//! The parameters of a GraphQL request, from a JSON body, a query string or a WebSocket message.

use async_graphql::Variables;
use axum::extract::Query;
use http::Uri;
use serde_json::{Map, Value};

use super::faults::{Fault, Reason};

/// A request as it was asked, not yet checked.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) query: String,
    pub(crate) operation_name: Option<String>,
    pub(crate) variables: Variables,
}

impl Asked {
    /// Reads a JSON body: one object, never a list.
    pub(crate) fn from_json(body: &[u8]) -> Result<Self, Fault> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(parameters)) => Self::from_object(parameters),
            Ok(Value::Array(_)) => Err(Fault::new(Reason::Batch)),
            Ok(_) | Err(_) => Err(Fault::new(Reason::Json)),
        }
    }

    /// Reads the parameters out of a JSON object; others than the four known are passed over.
    pub(crate) fn from_object(mut parameters: Map<String, Value>) -> Result<Self, Fault> {
        let Some(Value::String(query)) = parameters.remove("query") else {
            return Err(parameter("query"));
        };
        let operation_name = match parameters.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
            Some(_) => return Err(parameter("operationName")),
        };
        let variables = match parameters.remove("variables") {
            None | Some(Value::Null) => Variables::default(),
            Some(given @ Value::Object(_)) => serde_json::from_value(given)
                .ok()
                .ok_or_else(|| parameter("variables"))?,
            Some(_) => return Err(parameter("variables")),
        };
        match parameters.remove("extensions") {
            None | Some(Value::Null | Value::Object(_)) => {}
            Some(_) => return Err(parameter("extensions")),
        }
        Ok(Self {
            query,
            operation_name,
            variables,
        })
    }

    /// Reads a query string; a parameter that is given twice is refused, since two readers might choose differently.
    pub(crate) fn from_uri(uri: &Uri) -> Result<Self, Fault> {
        let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else {
            return Err(Fault::new(Reason::Parameter));
        };
        let mut parameters = Map::new();
        for (name, text) in pairs {
            let (name, value) = match name.as_str() {
                "query" => ("query", Value::String(text)),
                "operationName" => ("operationName", Value::String(text)),
                "variables" => ("variables", json_text("variables", &text)?),
                "extensions" => ("extensions", json_text("extensions", &text)?),
                _ => continue,
            };
            if parameters.insert(name.to_owned(), value).is_some() {
                return Err(parameter(name));
            }
        }
        Self::from_object(parameters)
    }
}

fn json_text(name: &'static str, text: &str) -> Result<Value, Fault> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).ok().ok_or_else(|| parameter(name))
}

fn parameter(name: &'static str) -> Fault {
    Fault::new(Reason::Parameter).named(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_body_is_one_object_with_known_types() {
        let read =
            |value: Value| Asked::from_json(value.to_string().as_bytes()).map_err(|fault| fault.reason);
        assert!(
            read(
                json!({"query": "{a}", "variables": null, "operationName": null, "extensions": null, "x": 1})
            )
            .is_ok()
        );
        assert_eq!(read(json!([{"query": "{a}"}])).unwrap_err(), Reason::Batch);
        assert_eq!(read(json!(["{a}", null, {}])).unwrap_err(), Reason::Batch);
        assert_eq!(read(json!("{a}")).unwrap_err(), Reason::Json);
        assert_eq!(
            Asked::from_json(b"{ \"not").map_err(|f| f.reason).unwrap_err(),
            Reason::Json
        );
        for wrong in [json!({"ob": "ject"}), json!(0), json!(false), json!(["array"])] {
            for name in ["query", "operationName", "variables", "extensions"] {
                let mut body = json!({"query": "{a}"});
                body.as_object_mut()
                    .unwrap()
                    .insert(name.to_owned(), wrong.clone());
                let sound = wrong.is_object() && name != "query" && name != "operationName";
                assert_eq!(read(body).is_ok(), sound, "{name}: {wrong}");
            }
        }
    }

    #[test]
    fn a_query_string_says_each_thing_once() {
        let read = |text: &str| Asked::from_uri(&text.parse().unwrap()).map_err(|fault| fault.reason);
        let asked = read("/graphql?query=%7Ba%7D&variables=%7B%22x%22%3A1%7D&operationName=").unwrap();
        assert_eq!(
            (asked.query.as_str(), asked.operation_name, asked.variables.len()),
            ("{a}", None, 1)
        );
        assert_eq!(
            read("/graphql?query=%7Ba%7D&query=%7Bb%7D").unwrap_err(),
            Reason::Parameter
        );
        assert_eq!(
            read("/graphql?query=%7Ba%7D&variables=%5B1%5D").unwrap_err(),
            Reason::Parameter
        );
        assert_eq!(read("/graphql").unwrap_err(), Reason::Parameter);
    }
}
