//! The rows of a form that says a list: one for each thing in it, and some empty ones to fill. The fields of a row are named
//! `list.place.field`, and the form says in `count` how many rows it has.

use super::form::Typed;
use crate::forms::typed as written;

/// How many empty rows a form offers.
const MORE: usize = 2;
/// The most rows that a form is read with.
const MOST: usize = 220;

/// How many rows the form has, with the empty ones.
pub(super) fn offered(typed: &Typed) -> usize {
    typed.get("count").parse().unwrap_or(0_usize).min(MOST)
}

/// How many rows say something, once they are numbered.
pub(super) fn filled(typed: &Typed) -> usize {
    offered(typed).saturating_sub(MORE)
}

/// Has the form offer empty rows after so many that say something.
pub(super) fn offer(typed: &mut Typed, filled: usize) {
    typed.set("count", filled + MORE);
}

/// Numbers the rows anew, without those that are empty: a row that was kept before goes when its title does, a new one only
/// when nothing was typed in it. So what is wrong with a row is said beside it.
pub(super) fn number(list: &str, typed: &mut Typed) {
    let mut to = 0;
    for from in 0..offered(typed) {
        let row = typed.take(&format!("{list}.{from}."));
        let says = |field: &str| {
            row.iter()
                .any(|(name, value)| name == field && written(value).is_some())
        };
        // A kind is always chosen.
        let is_begun = || row.iter().any(|(name, _)| name != "kind" && says(name));
        if says("title") || (!says("id") && is_begun()) {
            for (field, value) in row {
                typed.set(format!("{list}.{to}.{field}"), value);
            }
            to += 1;
        }
    }
    offer(typed, to);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_rows_go_and_what_was_begun_stays() {
        let mut typed = Typed::read(
            "count=5&phases.0.kind=inform&phases.1.title=Atelier&phases.2.startsAt=2027-01-10&phases.3.id=7&phases.3.endsAt=x\
             &phases.4.title=+&phases.40.title=F%C3%AAte&other=1",
        );
        number("phases", &mut typed);
        assert_eq!((filled(&typed), offered(&typed)), (2, 4));
        assert_eq!(typed.get("phases.0.title"), "Atelier");
        assert_eq!(typed.get("phases.1.startsAt"), "2027-01-10");
        assert!(!typed.has("phases.2.startsAt") && !typed.has("phases.3.endsAt"));
        assert_eq!(typed.get("other"), "1");
    }
}
