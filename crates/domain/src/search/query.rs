//! From what somebody typed in the search box to what each database is asked.

use super::{STEM_MARK, fold, stem};
use crate::language::Language;
use std::collections::BTreeSet;

/// The most words of one question.
pub const MOST_WORDS: usize = 12;

/// The fewest letters of a word by which longer words are found.
pub const SHORTEST_PREFIX: usize = 3;

/// Why a question cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// There is no letter and no digit in it.
    #[error("there is no word to look for")]
    NoWord,
    /// There are more different words in it than 12.
    #[error("there are more than {MOST_WORDS} words to look for")]
    TooManyWords,
}

impl SearchError {
    /// The stable code of the refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoWord => "search.no_word",
            Self::TooManyWords => "search.too_many_words",
        }
    }
}

/// A question: every one of its words must be found, as it is written, by its stem, or as the beginning of a word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SearchQuery {
    words: Vec<SoughtWord>,
    /// Whether longer words and other forms of a word are found too.
    wide: bool,
}

/// One word of a question with its stems in each language of the texts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct SoughtWord {
    folded: String,
    stems: BTreeSet<String>,
}

impl SoughtWord {
    /// Whether it is long enough to find longer words that begin like it.
    fn finds_longer(&self) -> bool {
        self.folded.chars().nth(SHORTEST_PREFIX - 1).is_some()
    }
}

/// The fewest letters of a word by which a text is like another: «les» and «des» are in all of them.
const SHORTEST_TELLING: usize = 4;

impl SearchQuery {
    /// Reads a question about texts written in any of these languages.
    pub fn parse(text: &str, languages: &[Language]) -> Result<Self, SearchError> {
        let mut words: Vec<SoughtWord> = Vec::new();
        for word in fold::words(text) {
            let stems: BTreeSet<String> = languages
                .iter()
                .flat_map(|language| stem::stems(&word, language))
                .collect();
            if let Some(known) = words.iter_mut().find(|known| known.folded == word.folded) {
                known.stems.extend(stems);
            } else if words.len() == MOST_WORDS {
                return Err(SearchError::TooManyWords);
            } else {
                words.push(SoughtWord {
                    folded: word.folded,
                    stems,
                });
            }
        }
        if words.is_empty() {
            Err(SearchError::NoWord)
        } else {
            Ok(Self { words, wide: true })
        }
    }

    /// The same question about the words as they are written: neither their other forms nor longer words.
    #[must_use]
    pub fn as_written(&self) -> Self {
        Self {
            words: self.words.clone(),
            wide: false,
        }
    }

    /// A question for each of the first `most` different words of a text that may tell it from others: what to ask to
    /// find texts like it. Words of fewer than four letters are left out.
    pub fn each_word(text: &str, languages: &[Language], most: usize) -> Vec<Self> {
        let mut words: Vec<Self> = Vec::new();
        for word in fold::words(text) {
            let telling = word.folded.chars().nth(SHORTEST_TELLING - 1).is_some();
            let known = words
                .iter()
                .any(|known| known.words().any(|folded| folded == word.folded));
            if telling && !known && words.len() < most {
                let stems = languages
                    .iter()
                    .flat_map(|language| stem::stems(&word, language))
                    .collect();
                let folded = word.folded;
                words.push(Self {
                    words: vec![SoughtWord { folded, stems }],
                    wide: true,
                });
            }
        }
        words
    }

    /// The folded words, in the order they were typed, each once.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| word.folded.as_str())
    }

    /// The question for SQLite: the right side of `MATCH` on an FTS5 table over the stored terms.
    pub fn to_fts5(&self) -> String {
        self.render(" AND ", " OR ", |term, longer| {
            format!("\"{term}\"{}", if longer { " *" } else { "" })
        })
    }

    /// The question for PostgreSQL: the text of `to_tsquery('simple', …)` on `to_tsvector('simple', terms)`.
    pub fn to_tsquery(&self) -> String {
        self.render(" & ", " | ", |term, longer| {
            format!("'{term}'{}", if longer { ":*" } else { "" })
        })
    }

    fn render(&self, and: &str, or: &str, term: impl Fn(&str, bool) -> String) -> String {
        let alternatives = |word: &SoughtWord| {
            let as_written = term(&word.folded, self.wide && word.finds_longer());
            let by_stem = word
                .stems
                .iter()
                .filter(|_| self.wide)
                .map(|stem| term(&format!("{STEM_MARK}{stem}"), false));
            let all: Vec<String> = std::iter::once(as_written).chain(by_stem).collect();
            format!("({})", all.join(or))
        };
        self.words.iter().map(alternatives).collect::<Vec<_>>().join(and)
    }
}

#[cfg(test)]
mod tests {
    use super::super::analyse;
    use super::*;
    use proptest::prelude::*;

    const ALL: [Language; 3] = [Language::French, Language::English, Language::Spanish];

    /// What both databases do with a question, said once more in plain Rust.
    fn finds(question: &str, text: &str, tag: &str) -> bool {
        let terms = analyse(text, &Language::parse(tag).unwrap());
        let query = SearchQuery::parse(question, &ALL).unwrap();
        query.words.iter().all(|word| {
            terms
                .words()
                .any(|w| w == word.folded || (word.finds_longer() && w.starts_with(&word.folded)))
                || terms.stems().any(|s| word.stems.contains(s))
        })
    }

    #[test]
    fn a_question_is_written_for_each_database() {
        let query = SearchQuery::parse("L'École vé", &[Language::French]).unwrap();
        assert_eq!(
            query.to_fts5(),
            "(\"ecole\" * OR \"ßecol\") AND (\"ve\" OR \"ßve\")"
        );
        assert_eq!(query.to_tsquery(), "('ecole':* | 'ßecol') & ('ve' | 'ßve')");
    }

    #[test]
    fn a_question_can_be_asked_as_it_is_written_and_word_by_word() {
        let query = SearchQuery::parse("L'École vé", &[Language::French]).unwrap();
        assert_eq!(query.as_written().to_fts5(), "(\"ecole\") AND (\"ve\")");
        assert_eq!(query.as_written().to_tsquery(), "('ecole') & ('ve')");
        let each = SearchQuery::each_word("Les arbres des Arbres, une école !", &[Language::French], 2);
        let each: Vec<_> = each.iter().map(SearchQuery::to_tsquery).collect();
        assert_eq!(each, ["('arbres':* | 'ßarbre')", "('ecole':* | 'ßecol')"]);
    }

    #[test]
    fn what_is_found_and_what_is_not() {
        for (question, text, tag, expected) in [
            ("ecoles", "Une école", "fr", true),
            ("ÉCOLE", "des écoles", "fr", true),
            ("mobilites", "la mobilité", "fr", true),
            ("l'eau", "Eau potable", "fr", true),
            ("eaux", "l'eau", "fr", true),
            ("coeur", "au cœur du quartier", "fr", true),
            ("cœur", "au coeur du quartier", "fr", true),
            ("quart", "au cœur du quartier", "fr", true),
            ("qu", "au cœur du quartier", "fr", false),
            ("quartier absent", "au cœur du quartier", "fr", false),
            ("flat", "running flats", "en", true),
            ("niño", "los niños", "es", true),
            ("ninos", "el niño", "es", true),
            ("vivienda", "viviendas dignas", "es", true),
            ("collectiu", "Col·lectiu", "ca", true),
            ("tramvia", "el Tramvia", "ca", true),
            ("பள்ளி", "தமிழ் பள்ளி", "ta", true),
            ("مدرسة", "مَدْرَسَة", "ar", true),
            ("38", "٣٨", "ar", true),
            ("38", "n° 38", "fr", true),
            ("ecol", "ß-ecol", "fr", true),
            ("ssecol", "écoles", "fr", false),
        ] {
            assert_eq!(finds(question, text, tag), expected, "{question} in {text}");
        }
    }

    #[test]
    fn empty_and_endless_questions_are_refused() {
        assert_eq!(SearchQuery::parse(" \" * - ", &ALL), Err(SearchError::NoWord));
        let twelve = "a b c d e f g h i j k l";
        assert!(SearchQuery::parse(&format!("{twelve} a b c"), &ALL).is_ok());
        assert_eq!(
            SearchQuery::parse(&format!("{twelve} m"), &ALL),
            Err(SearchError::TooManyWords)
        );
        assert_eq!(SearchError::TooManyWords.code(), "search.too_many_words");
    }

    /// Reads `(TERM OR TERM) AND (…)`, with every term in quotes, and nothing else.
    fn is_well_formed(rendered: &str, quote: char, prefix: &str, or: &str, and: &str) -> bool {
        rendered.split(and).all(|group| {
            group
                .strip_prefix('(')
                .and_then(|g| g.strip_suffix(')'))
                .is_some_and(|inside| {
                    inside.split(or).all(|term| {
                        let term = term.strip_suffix(prefix).unwrap_or(term);
                        term.strip_prefix(quote)
                            .and_then(|t| t.strip_suffix(quote))
                            .is_some_and(|bare| !bare.is_empty() && bare.chars().all(fold::is_searchable))
                    })
                })
        })
    }

    proptest! {
        #[test]
        fn any_input_gives_a_well_formed_question(text in "\\PC{0,80}|(.|\\n){0,60}|[a-z'\"*()&|:! ßœ<>-]{0,40}") {
            if let Ok(query) = SearchQuery::parse(&text, &ALL) {
                prop_assert!(is_well_formed(&query.to_fts5(), '"', " *", " OR ", " AND "), "{}", query.to_fts5());
                prop_assert!(is_well_formed(&query.to_tsquery(), '\'', ":*", " | ", " & "), "{}", query.to_tsquery());
                prop_assert!(query.words.len() <= MOST_WORDS);
            }
        }

        #[test]
        fn every_word_of_a_text_finds_it(text in "\\PC{1,60}", tag in "fr|en|es|ca") {
            for word in text.split_whitespace() {
                if SearchQuery::parse(word, &ALL).is_ok() {
                    prop_assert!(finds(word, &text, &tag), "{word:?}");
                }
            }
        }
    }
}
