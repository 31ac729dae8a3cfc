//! The features of a GeoJSON file, each by itself: one that is wrong is named, and the others are still read.

use serde_json::{Map, Value};

use super::Shape;
use crate::{Code, refusal::Fault};

/// The properties that say how a feature is called, in the order in which they are asked.
const NAMES: [&str; 7] = ["title", "titre", "name", "nom", "label", "libelle", "libellé"];

/// A feature of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// How its properties call it.
    pub name: Option<String>,
    /// Its shape, or what is wrong with it.
    pub shape: Result<Shape, Fault>,
}

/// Reads a collection of features, a feature or a geometry (RFC 7946): `most` features at most, of which names and shapes
/// alone are kept.
pub fn features(file: &[u8], most: usize) -> Result<Vec<Feature>, Fault> {
    let malformed = || Fault::new(Code::FieldMalformed);
    let text = std::str::from_utf8(file).map_err(|_binary| malformed())?;
    let text = text.trim_start_matches('\u{feff}');
    let mut value: Value = serde_json::from_str(text).map_err(|_not_json| malformed())?;
    let kind = value.get("type").and_then(Value::as_str).ok_or_else(malformed)?;
    if kind != "FeatureCollection" {
        return Ok(vec![Feature::read(&value)]);
    }
    let Some(Value::Array(all)) = value.get_mut("features").map(Value::take) else {
        return Err(malformed());
    };
    match all.len() {
        0 => Err(Fault::new(Code::FieldRequired)),
        count if count > most => Err(Fault::new(Code::FieldOutOfRange).with("max", most)),
        _ => Ok(all.iter().map(Feature::read).collect()),
    }
}

impl Feature {
    fn read(value: &Value) -> Self {
        let properties = value.get("properties").and_then(Value::as_object);
        Self {
            name: properties.and_then(called),
            shape: Shape::parse(&value.to_string()),
        }
    }
}

/// What properties call their feature.
fn called(properties: &Map<String, Value>) -> Option<String> {
    let said = |name: &&str| {
        let (_, value) = properties
            .iter()
            .find(|(property, _)| property.to_lowercase() == **name)?;
        let text = match value {
            Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
        };
        Some(text).filter(|text| !text.is_empty())
    };
    NAMES.iter().find_map(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: &str =
        r#"{"type":"Polygon","coordinates":[[[2.35,48.93],[2.36,48.93],[2.36,48.94],[2.35,48.93]]]}"#;

    fn feature(properties: &str, geometry: &str) -> String {
        format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#)
    }

    #[test]
    fn each_feature_is_read_by_itself_and_called_by_its_properties() {
        let all = [
            feature(r#"{"id":7,"NOM":"  La   place "}"#, SQUARE),
            feature(r#"{"name":"","label":12}"#, SQUARE),
            feature("null", SQUARE),
            feature(r#"{"name":"Lambert"}"#, &SQUARE.replace("2.35", "652000")),
            feature(r#"{"name":"Vide"}"#, "null"),
        ];
        let file = format!(
            "\u{feff}{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
            all.join(",")
        );
        let read = features(file.as_bytes(), 5).unwrap();
        let names: Vec<_> = read.iter().map(|one| one.name.as_deref()).collect();
        assert_eq!(
            names,
            [Some("La place"), Some("12"), None, Some("Lambert"), Some("Vide")]
        );
        let square = Shape::parse(SQUARE).unwrap();
        assert!(read.iter().take(3).all(|one| one.shape.as_ref() == Ok(&square)));
        let codes: Vec<_> = read
            .iter()
            .filter_map(|one| one.shape.as_ref().err())
            .map(|fault| fault.code)
            .collect();
        assert_eq!(codes, [Code::FieldOutOfRange, Code::FieldMalformed]);
        assert_eq!(
            features(file.as_bytes(), 4).unwrap_err().code,
            Code::FieldOutOfRange
        );
    }

    #[test]
    fn a_feature_or_a_geometry_alone_is_a_file_too_and_anything_else_is_none() {
        for file in [SQUARE.to_owned(), feature("{}", SQUARE)] {
            let read = features(file.as_bytes(), 1).unwrap();
            assert!(read.len() == 1 && read[0].shape.is_ok(), "{read:?}");
        }
        for (file, code) in [
            (&b"\xff\xd8\xff"[..], Code::FieldMalformed),
            (b"", Code::FieldMalformed),
            (b"[]", Code::FieldMalformed),
            (br#"{"type":"FeatureCollection"}"#, Code::FieldMalformed),
            (
                br#"{"type":"FeatureCollection","features":[]}"#,
                Code::FieldRequired,
            ),
        ] {
            assert_eq!(features(file, 9).unwrap_err().code, code, "{file:?}");
        }
    }
}
