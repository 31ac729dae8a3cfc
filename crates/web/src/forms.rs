//! What forms share.

use std::time::Duration;

use domain::{
    Code, FieldError, Id, Timestamp,
    id::Kind,
    moderation_log::Day,
    refusal::{Fault, Fields},
};

use crate::{error::Failed, visit::Visit};

/// A fresh key for a form: sending it twice has the effect of one.
pub(crate) fn fresh_key(visit: &Visit) -> String {
    visit.cx.new_id::<Sent>().to_string()
}

/// A form that was sent.
struct Sent;

impl Kind for Sent {
    const PREFIX: &'static str = "form";
}

/// The id in a path; nothing is at the address of another kind of id.
pub(crate) fn id<T: Kind>(visit: &Visit, text: &str, missing: Code) -> Result<Id<T>, Failed> {
    text.parse()
        .map_err(|_malformed| Failed::not_found(visit, missing))
}

/// A text that was typed, unless it is empty.
pub(crate) fn typed(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// That what a field names is not there.
pub(crate) fn unknown(field: &'static str) -> Vec<FieldError> {
    let mut fields = Fields::default();
    fields.refuse(field, Fault::new(Code::FieldUnknown));
    fields.finish::<()>(None).err().unwrap_or_default()
}

/// That a field needs an answer.
pub(crate) fn required(field: &'static str) -> Vec<FieldError> {
    refused(field, Fault::new(Code::FieldRequired))
}

/// That a field is refused for this.
pub(crate) fn refused(field: &'static str, fault: Fault) -> Vec<FieldError> {
    let mut fields = Fields::default();
    fields.refuse(field, fault);
    fields.finish::<()>(None).err().unwrap_or_default()
}

/// The last second of a day that a browser wrote, in Paris.
pub(crate) fn evening(day: &str) -> Result<Timestamp, Fault> {
    Ok(day_of(day)?.next().begins() - Duration::from_secs(1))
}

/// The last day of what ends at this instant, as a browser writes days: what [`evening`] reads.
pub(crate) fn last_day(end: Timestamp) -> Day {
    Day::of(end - Duration::from_micros(1))
}

/// The day that a browser wrote: «2026-12-05».
pub(crate) fn day_of(day: &str) -> Result<Day, Fault> {
    match day.trim() {
        "" => Err(Fault::new(Code::FieldRequired)),
        day => day.parse().map_err(|_malformed| Fault::new(Code::FieldMalformed)),
    }
}

/// The cents of euros as people type them: «1 250», «1250,5», «1250.50 €»; none where nothing was typed.
pub(crate) fn cents(text: &str) -> Result<Option<i64>, Fault> {
    let malformed = || Fault::new(Code::FieldMalformed);
    let plain: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '€')
        .map(|letter| if letter == ',' { '.' } else { letter })
        .collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let (euros, rest) = plain.split_once('.').unwrap_or((&plain, "00"));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if euros.is_empty() || !digits(euros) || !digits(rest) || !(1..=2).contains(&rest.len()) {
        return Err(malformed());
    }
    let number = |part: &str| part.parse::<i64>().map_err(|_too_long| malformed());
    let rest = number(rest)? * if rest.len() == 1 { 10 } else { 1 };
    let all = number(euros)?
        .checked_mul(100)
        .and_then(|all| all.checked_add(rest));
    all.map(Some).ok_or_else(malformed)
}

/// Euros as they are typed: «1250,50», and «1250» without cents.
pub(crate) fn euros(cents: i64) -> String {
    match cents % 100 {
        0 => (cents / 100).to_string(),
        rest => format!("{},{rest:02}", cents / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_as_people_write_it() {
        for (typed, read) in [
            ("", Some(None)),
            ("1 250", Some(Some(125_000))),
            ("1250,5 €", Some(Some(125_050))),
            ("1250.50", Some(Some(125_050))),
            ("1.250.50", None),
            ("1,234", None),
            ("-3", None),
            ("beaucoup", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(cents(typed).ok(), read, "{typed:?}");
        }
        assert_eq!(
            (euros(125_050).as_str(), euros(125_000).as_str()),
            ("1250,50", "1250")
        );
    }
}
