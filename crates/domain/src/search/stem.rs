//! From a word to its stems.

use super::fold::{Word, fold};
use crate::language::Language;
use rust_stemmers::{Algorithm, Stemmer};
use std::iter;

/// The stems of a word, folded; none where the language's grammar is not known or the word is not in Latin letters.
///
/// Snowball's rules look at accents («-ité», «-ción»), so the word is stemmed as a dictionary prints it and folded
/// afterwards. People often leave accents out, in questions and in texts, and the rules then cut elsewhere: the word
/// without accents is stemmed too, so that «mobilites» finds «mobilité».
pub(super) fn stems(word: &Word, language: &Language) -> impl Iterator<Item = String> + use<> {
    let stemmer = algorithm(language)
        .filter(|_| is_latin(&word.proper))
        .map(Stemmer::create);
    let stem = |text: &str| stemmer.as_ref().and_then(|stemmer| fold(&stemmer.stem(text)));
    let proper = stem(&word.proper);
    let bare = stem(&word.folded).filter(|bare| Some(bare) != proper.as_ref());
    iter::empty().chain(proper).chain(bare)
}

/// The Snowball algorithm of a language.
fn algorithm(language: &Language) -> Option<Algorithm> {
    match language {
        Language::French => Some(Algorithm::French),
        Language::English => Some(Algorithm::English),
        Language::Spanish => Some(Algorithm::Spanish),
        Language::Other(_) => None,
    }
}

/// Whether a word is made of Latin letters alone: what the three algorithms are written for.
fn is_latin(word: &str) -> bool {
    word.chars()
        .all(|c| c.is_ascii_lowercase() || ('\u{00DF}'..='\u{017F}').contains(&c))
}
