//! The one analyser of words: what it makes of a text is stored beside the text, and what it makes of a
//! question is asked of what is stored, so that both databases find the same rows.
//!
//! A text becomes *folded words* («L'École» is `ecole`) and, in French, English and Spanish, *stems* («écoles»
//! and «école» are both `ecol`). Everything that leaves this module is made of letters and digits alone, so
//! that neither database's own notion of a word, of case or of syntax has a say.

mod fold;
mod query;
mod stem;

pub use query::{MOST_WORDS, SHORTEST_PREFIX, SearchError, SearchQuery};

use crate::language::Language;
use std::collections::BTreeSet;

/// Stands before each stored stem. It is a letter to both databases, and no folded word has it, because folding
/// writes it «ss»: a stem is never taken for a word, nor found by the beginning of one.
const STEM_MARK: char = 'ß';

/// The most bytes that the stored terms of one text take; PostgreSQL refuses a vector of 1 MiB.
const MOST_BYTES: usize = 400_000;

/// The searchable words of one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    words: BTreeSet<String>,
    stems: BTreeSet<String>,
}

impl Terms {
    /// The folded words, in order, each once.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// The folded stems, in order, each once, without their mark.
    pub fn stems(&self) -> impl Iterator<Item = &str> {
        self.stems.iter().map(String::as_str)
    }

    /// Takes in the terms of another text of the same row, such as a title beside its body.
    pub fn add(&mut self, other: Self) {
        self.words.extend(other.words);
        self.stems.extend(other.stems);
    }

    /// What is stored and indexed: words, then marked stems, with one space between; 400,000 bytes at most.
    pub fn stored(&self) -> String {
        let mut out = String::new();
        let words = self.words.iter().map(|word| (None, word));
        let stems = self.stems.iter().map(|stem| (Some(STEM_MARK), stem));
        for (mark, term) in words.chain(stems) {
            if out.len() + term.len() + 3 > MOST_BYTES {
                break;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(mark);
            out.push_str(term);
        }
        out
    }
}

/// Analyses a text in its language: every word folded and, where the language's grammar is known, stemmed.
pub fn analyse(text: &str, language: &Language) -> Terms {
    let mut terms = Terms::default();
    for word in fold::words(text) {
        terms.stems.extend(stem::stems(&word, language));
        terms.words.insert(word.folded);
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stored(text: &str, tag: &str) -> String {
        analyse(text, &Language::parse(tag).unwrap()).stored()
    }

    #[test]
    fn each_language_has_its_golden_terms() {
        for (text, tag, expected) in [
            ("L'École d’à-côté", "fr", "a cote ecole ßa ßcot ßecol"),
            (
                "Les ÉCOLES des cœurs",
                "fr",
                "coeurs des ecoles les ßcoeur ßde ßecol ßle",
            ),
            (
                "d'eau, jusqu'ici : 38 m²",
                "fr",
                "38 eau ici jusqu m2 ßeau ßici ßjusqu",
            ),
            (
                "The town's running flats",
                "en",
                "flats running the town ßflat ßrun ßthe ßtown",
            ),
            (
                "¿Dónde están los niños?",
                "es",
                "donde estan los ninos ßdond ßestan ßlos ßnin",
            ),
            ("Col·lectiu de l'Eixample", "ca", "collectiu de eixample"),
            ("தமிழ் பள்ளி", "ta", "தமழ பளள"),
            ("المَدْرَسَة ٣٨", "ar", "38 المدرسة"),
            ("Straße ŒUVRE Łódź", "und", "lodz oeuvre strasse"),
            ("38bis, 12e5abc, B2C", "fr", "12 38 abc b2 bis c e5 ßabc ßbis ßc"),
            ("", "fr", ""),
            ("«» — …", "fr", ""),
        ] {
            assert_eq!(stored(text, tag), expected, "{text}");
        }
    }

    #[test]
    fn accents_and_case_make_no_difference_to_words() {
        let plain = analyse("mobilite des eleves", &Language::French);
        let proper = analyse("MOBILITÉ des Élèves", &Language::French);
        assert!(plain.words().eq(proper.words()));
    }

    #[test]
    fn a_very_long_text_is_cut_at_a_whole_term() {
        let text = (0..200_000)
            .map(|n| format!("mot{n}"))
            .collect::<Vec<_>>()
            .join(" ");
        let stored = stored(&text, "fr");
        assert!(stored.len() <= MOST_BYTES && stored.len() > MOST_BYTES - 20);
        assert!(stored.split(' ').all(|term| term.starts_with("mot")));
    }

    proptest! {
        #[test]
        fn stored_terms_are_letters_and_digits(text in "\\PC{0,200}|(.|\\n){0,60}", tag in "fr|en|es|ca|ta") {
            let stored = stored(&text, &tag);
            for term in stored.split(' ').filter(|_| !stored.is_empty()) {
                prop_assert!(!term.is_empty());
                prop_assert!(term.chars().all(fold::is_searchable), "{term:?}");
                prop_assert!(!term.trim_start_matches(STEM_MARK).contains(STEM_MARK));
            }
        }

        #[test]
        fn folding_is_stable(text in "\\PC{0,200}") {
            let once = analyse(&text, &Language::parse("de").unwrap());
            let twice = analyse(&once.stored(), &Language::parse("de").unwrap());
            prop_assert_eq!(once.stored(), twice.stored());
        }
    }
}
