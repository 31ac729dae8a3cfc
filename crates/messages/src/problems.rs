//! What is said when something goes wrong: what happened, why, what to do.

use domain::{Code, Language, refusal::Facts};

use crate::sentence;

/// The sentence of a code. Ids are the code with hyphens: `problem-voting-limit_reached`.
pub fn problem(code: Code, facts: &Facts, language: &Language) -> String {
    let id = format!("problem-{}", code.as_str().replace('.', "-"));
    sentence(&id, facts.iter().map(|(name, fact)| (*name, fact)), language)
        .unwrap_or_else(|| code.to_string())
}

/// The sentence of a code with the names of its facts in their places: for tables of what can be said.
pub fn outline(code: Code, language: &Language) -> String {
    const NAMES: &[&str] = &[
        "min",
        "max",
        "length",
        "limit",
        "seconds",
        "count",
        "days",
        "minutes",
        "number",
        "left",
        "typed",
        "character",
        "passages",
        "state",
        "missing",
        "verb",
        "phase",
        "title",
        "reason",
        "at",
        "until",
        "opensAt",
        "closedAt",
        "reason",
    ];
    let facts: Facts = NAMES
        .iter()
        .map(|name| (*name, format!("‹{name}›").as_str().into()))
        .collect();
    problem(code, &facts, language)
}

#[cfg(test)]
mod tests {
    use domain::{Timestamp, refusal::Fact};

    use super::*;

    /// Every fact that any sentence may show.
    fn all_facts() -> Facts {
        let at = Timestamp::parse("2026-12-05T17:00:00Z").unwrap();
        let mut facts: Facts = [
            "min", "max", "length", "limit", "seconds", "count", "days", "minutes", "number", "left", "typed",
        ]
        .map(|name| (name, Fact::Number(3)))
        .into();
        facts.extend(
            [
                "character",
                "passages",
                "state",
                "missing",
                "verb",
                "phase",
                "title",
                "reason",
            ]
            .map(|name| (name, Fact::from("x"))),
        );
        facts.extend(["at", "until", "opensAt", "closedAt"].map(|name| (name, Fact::At(at))));
        facts
    }

    #[test]
    fn every_code_has_a_sentence_in_french_and_in_english() {
        for code in Code::ALL {
            let [french, english] =
                [Language::French, Language::English].map(|l| problem(*code, &all_facts(), &l));
            assert_ne!(
                french,
                code.as_str(),
                "no French sentence, or one with an unknown fact"
            );
            assert_ne!(
                english,
                code.as_str(),
                "no English sentence, or one with an unknown fact"
            );
            assert_ne!(french, english, "{code} is not translated");
        }
    }

    #[test]
    fn a_closed_phase_says_when_it_opens() {
        let opens = Timestamp::parse("2026-12-01T17:00:00Z").unwrap();
        let facts = vec![("verb", Fact::from("vote")), ("opensAt", Fact::At(opens))];
        assert_eq!(
            problem(Code::PhaseClosed, &facts, &Language::French),
            "Ce sera possible à partir du 1er décembre 2026 à 18:00."
        );
        assert_eq!(
            problem(Code::PhaseClosed, &vec![], &Language::English),
            "No phase of the plan allows this."
        );
    }
}
