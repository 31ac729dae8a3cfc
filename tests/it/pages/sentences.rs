//! What pages say: every sentence is a message, in French and in English, short enough to be read.

use std::{collections::BTreeSet, path::Path};

use domain::{Language, refusal::Fact};

fn files(folder: &Path, extension: &str, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push((
                path.display().to_string(),
                std::fs::read_to_string(&path).unwrap(),
            ));
        }
    }
}

fn web(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/web"));
    files(&root.join(folder), extension, &mut found);
    assert!(!found.is_empty(), "{folder}");
    found
}

/// The text of a template without tags, expressions and comments.
fn literal(template: &str) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['<', '{']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with("{{") {
            rest.find("}}").map(|end| end + 2)
        } else if rest.starts_with("{%") {
            rest.find("%}").map(|end| end + 2)
        } else if rest.starts_with('<') {
            // Tags hold expressions with «>» in them at times: those are skipped first.
            let mut depth = 0;
            rest.char_indices().find_map(|(place, letter)| {
                match (
                    letter,
                    rest[place..].starts_with("{%") || rest[place..].starts_with("{{"),
                ) {
                    ('{', true) => depth += 1,
                    ('}', _) if depth > 0 && (rest[..place].ends_with(['%', '}'])) => depth -= 1,
                    ('>', _) if depth == 0 => return Some(place + 1),
                    _ => {}
                }
                None
            })
        } else {
            Some(1)
        };
        rest = &rest[end.unwrap_or(rest.len())..];
    }
    text.push_str(rest);
    text
}

#[test]
fn templates_hold_no_words_of_their_own() {
    for (path, template) in web("templates", "html") {
        let words = literal(&template).replace("&amp;", "");
        let letters: String = words.chars().filter(|c| c.is_alphabetic()).collect();
        assert_eq!(letters, "", "{path}: a sentence belongs in crates/messages");
    }
}

/// The ids that templates and handlers name as they are.
fn named() -> BTreeSet<String> {
    let mut sources = web("templates", "html");
    sources.extend(web("src", "rs"));
    let mut ids = BTreeSet::new();
    for (_, text) in &sources {
        for call in [
            ".t(\"",
            ".with(\"",
            ".with2(\"",
            ".with(\n            \"",
            ".with2(\n            \"",
        ] {
            for rest in text.split(call).skip(1) {
                ids.insert(rest.split('"').next().unwrap().to_owned());
            }
        }
    }
    assert!(ids.len() > 100, "{ids:?}");
    ids
}

/// Everything that a sentence of pages may ask for.
fn facts() -> Vec<(&'static str, Fact)> {
    let numbers = [
        "count",
        "days",
        "moderators",
        "reviewers",
        "limit",
        "seats",
        "threshold",
        "for",
        "against",
    ];
    let words = [
        "town", "name", "day", "left", "from", "until", "number", "title", "source", "code", "euros", "whom",
        "address", "said", "place", "medium", "reason",
    ];
    let mut facts: Vec<_> = numbers.map(|name| (name, Fact::Number(3))).into();
    facts.extend(words.map(|name| (name, Fact::Text("Awa".to_owned()))));
    facts
}

#[test]
fn every_sentence_that_a_page_names_exists_in_both_languages() {
    let facts = facts();
    let facts = || facts.iter().map(|(name, fact)| (*name, fact));
    for id in named() {
        for language in [Language::French, Language::English] {
            let said = messages::sentence(&id, facts(), &language);
            assert!(said.is_some(), "{id} is not said in {language}");
        }
    }
}

#[test]
fn sentences_of_pages_are_short_enough_to_be_read() {
    let mut found = Vec::new();
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/messages"));
    files(folder, "ftl", &mut found);
    for (path, text) in found.iter().filter(|(path, _)| path.contains("/pages")) {
        for line in text.lines() {
            let said = line.split_once(['=', ']']).map_or(line, |(_, said)| said);
            for sentence in said.split(['.', '!', '?', ';', ':']) {
                let words = sentence
                    .split_whitespace()
                    .filter(|word| word.chars().any(char::is_alphabetic));
                assert!(words.count() <= 24, "{path}: «{sentence}» has more than 24 words");
            }
        }
    }
}

#[test]
fn no_sentence_is_said_twice() {
    for language in ["fr", "en"] {
        let mut found = Vec::new();
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/messages")).join(language);
        files(&folder, "ftl", &mut found);
        let mut places = std::collections::BTreeMap::new();
        for (path, text) in &found {
            let ids = text.lines().filter_map(|line| line.split_once('='));
            for (id, _) in ids
                .filter(|(id, _)| id.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-'))
            {
                // The later of two would be dropped without a word.
                let before = places.insert(id.trim_end(), path);
                assert_eq!(before, None, "{} is in {path} again", id.trim_end());
            }
        }
        assert!(places.len() > 500, "{language}: {}", places.len());
    }
}
