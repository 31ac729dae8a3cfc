//! Before sending: a telephone number or an address is pointed out to who typed it.

use domain::{
    Code,
    refusal::{Fact, Fault, Fields},
    signals::passages,
};

/// How many passages a sentence names.
const NAMED: usize = 5;

/// Notes the passages of a field by which somebody can be reached, unless their author confirmed that they are meant.
pub(crate) fn point_out(field: &'static str, text: &str, confirmed: bool, fields: &mut Fields) {
    if confirmed {
        return;
    }
    let found = passages(text);
    if found.is_empty() {
        return;
    }
    let named: Vec<_> = found
        .iter()
        .take(NAMED)
        .filter_map(|passage| text.get(passage.from..passage.to))
        .map(|passage| format!("«{passage}»"))
        .collect();
    let fault = Fault::new(Code::TextPersonalData)
        .with("count", found.len())
        // Their own words: nobody else is told.
        .with("passages", Fact::Text(named.join(", ")));
    fields.refuse(field, fault);
}
