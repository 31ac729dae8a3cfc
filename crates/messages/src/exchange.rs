//! What a plan says of itself when its debate was taken over.

use domain::{Language, refusal::Fact};

use crate::sentence;

/// The summary of a plan whose debate was taken over from `source`.
pub fn imported_summary(source: &str, language: &Language) -> String {
    let source = Fact::Text(source.to_owned());
    sentence("imported-plan-summary", [("source", &source)], language).unwrap_or_default()
}

/// The name of its one phase.
pub fn imported_phase(language: &Language) -> String {
    sentence("imported-plan-phase", [], language).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_that_was_taken_over_says_from_where() {
        for language in [Language::French, Language::English] {
            assert!(imported_summary("decidim.exemple", &language).contains("decidim.exemple"));
            assert!(!imported_phase(&language).is_empty());
        }
    }
}
