//! Scalars of the schema.

use async_graphql::{ID, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use domain::{Id, Timestamp, id::Kind};

use crate::Fault;

/// An instant: RFC 3339 with up to six decimals, in UTC when the server writes it (`2026-12-05T17:00:00Z`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime(pub Timestamp);

#[Scalar]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Timestamp::parse(text)
                .map(Self)
                .ok_or_else(|| InputValueError::custom("expected an RFC 3339 instant with its offset")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Reads an id of this kind.
pub(crate) fn id<T: Kind>(id: &ID) -> Result<Id<T>, Fault> {
    Id::parse(id).map_err(|error| Fault::bad_id(&error))
}

/// Reads an id of this kind, if one was given.
pub(crate) fn optional_id<T: Kind>(given: Option<&ID>) -> Result<Option<Id<T>>, Fault> {
    given.map(id).transpose()
}

/// Euros as a decimal string with two decimals (`"1250.00"`): never a float.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money(pub i64);

#[Scalar]
impl ScalarType for Money {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => cents(text).map(Self).ok_or_else(|| {
                InputValueError::custom("expected euros with two decimals at most: \"1250.00\"")
            }),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        Value::String(format!("{sign}{}.{:02}", cents / 100, cents % 100))
    }
}

/// The cents of `1250`, `1250.5` or `1250.50`; nothing else is money.
fn cents(text: &str) -> Option<i64> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (euros, rest) = text.split_once('.').unwrap_or((text, "0"));
    if !digits(euros) || !digits(rest) || rest.len() > 2 {
        return None;
    }
    let tenths = if rest.len() == 1 { 10 } else { 1 };
    let rest = rest.parse::<i64>().ok()?.checked_mul(tenths)?;
    euros.parse::<i64>().ok()?.checked_mul(100)?.checked_add(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_and_written_in_cents() {
        for (text, value) in [("0", 0), ("12", 1_200), ("12.5", 1_250), ("12.05", 1_205)] {
            assert_eq!(cents(text), Some(value), "{text}");
        }
        for text in [
            "",
            "-1",
            "1.",
            ".5",
            "1.234",
            "1e3",
            "1,5",
            "99999999999999999999",
        ] {
            assert_eq!(cents(text), None, "{text}");
        }
        assert_eq!(Money(1_205).to_value(), Value::String("12.05".to_owned()));
        assert_eq!(Money(-5).to_value(), Value::String("-0.05".to_owned()));
    }
}
