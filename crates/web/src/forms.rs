//! What forms share.

use domain::{
    Code, FieldError, Id,
    id::Kind,
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

/// That a field needs an answer.
pub(crate) fn required(field: &'static str) -> Vec<FieldError> {
    let mut fields = Fields::default();
    fields.refuse(field, Fault::new(Code::FieldRequired));
    fields.finish::<()>(None).err().unwrap_or_default()
}
