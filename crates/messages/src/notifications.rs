//! What notifications say, in a line or in a mail.

use domain::{Language, refusal::Facts};

use crate::sentence;

/// The sentence `notification-<name>`; empty when there is none, which a test sees.
pub fn notification(name: &str, facts: &Facts, language: &Language) -> String {
    let facts = facts.iter().map(|(name, fact)| (*name, fact));
    sentence(&format!("notification-{name}"), facts, language).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::refusal::Fact;

    use super::*;

    /// Every sentence of the file, by what a reader of the file sees.
    fn names() -> Vec<&'static str> {
        include_str!("../fr/notifications.ftl")
            .lines()
            .filter_map(|line| line.split_once(" =").map(|(name, _)| name))
            .filter_map(|name| name.strip_prefix("notification-"))
            .collect()
    }

    #[test]
    fn every_sentence_is_there_in_french_and_in_english() {
        let mut facts: Facts = [
            "name", "number", "title", "what", "mine", "stage", "state", "plan", "to", "until", "calendar",
        ]
        .map(|name| (name, Fact::from("x")))
        .into();
        facts.push(("count", Fact::Number(3)));
        assert!(names().len() > 30, "{:?}", names());
        for name in names() {
            let [french, english] =
                [Language::French, Language::English].map(|language| notification(name, &facts, &language));
            assert!(!french.is_empty() && !english.is_empty(), "{name}");
            assert!(french != english || name == "plan", "{name} is not translated");
        }
    }
}
