//! What an author is told of a text that waits for its review, and what a plan's mode means.

use domain::{Language, refusal::Facts};

use crate::sentence;

/// Where a text is, why, and until when: `review-<name>`; empty where there is no such sentence.
pub fn review(name: &str, facts: &Facts, language: &Language) -> String {
    let facts = facts.iter().map(|(name, fact)| (*name, fact));
    sentence(&format!("review-{name}"), facts, language).unwrap_or_default()
}

/// What reading before or after publication means for whoever publishes: `moderation_mode-<name>`.
pub fn moderation_mode(name: &str, language: &Language) -> String {
    sentence(&format!("moderation_mode-{name}"), [], language).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::{Timestamp, refusal::Fact};

    use super::*;

    #[test]
    fn authors_are_told_in_french_and_in_english() {
        let at = || Fact::At(Timestamp::parse("2026-12-05T17:00:00Z").unwrap());
        let facts: Facts = vec![
            ("due", at()),
            ("opensAt", at()),
            ("until", at()),
            ("reason", Fact::from("Élections")),
            ("count", Fact::Number(2)),
        ];
        for name in ["before", "first", "signal", "earlier", "late", "held"] {
            let [french, english] =
                [Language::French, Language::English].map(|language| review(name, &facts, &language));
            assert!(
                french != english && !french.is_empty() && !english.is_empty(),
                "{name}"
            );
        }
        for name in ["afterwards", "before", "before_first"] {
            let [french, english] =
                [Language::French, Language::English].map(|language| moderation_mode(name, &language));
            assert!(
                french != english && !french.is_empty() && !english.is_empty(),
                "{name}"
            );
        }
    }
}
