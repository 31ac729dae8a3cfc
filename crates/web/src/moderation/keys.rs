//! Keys for what has a button: listed on the page, chosen by each person, switched off by them.

use crate::page::Page;

/// A key, and what it does.
pub(super) struct Key {
    /// What it does, as buttons are named for the script.
    pub(super) name: &'static str,
    pub(super) does: String,
    pub(super) letter: &'static str,
}

/// What has keys, and which ones at first: those of Coral Talk where it has them.
const KEYS: [(&str, &str); 10] = [
    ("next", "j"),
    ("previous", "k"),
    ("keep", "d"),
    ("hide", "f"),
    ("mask", "m"),
    ("lock", "l"),
    ("remove", "s"),
    ("second", "a"),
    ("take", "p"),
    ("undo", "u"),
];

/// Every key.
pub(super) fn all(page: &Page) -> Vec<Key> {
    KEYS.iter()
        .map(|&(name, letter)| Key {
            name,
            does: page.t(&format!("key-{name}")),
            letter,
        })
        .collect()
}
