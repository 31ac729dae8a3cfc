//! What can be counted in a text.

use super::passages::{named_people, passages};

/// In a shorter text capitals say nothing.
const FEWEST_LETTERS: usize = 20;

/// How many links a text has.
pub(super) fn links(text: &str) -> usize {
    let text = text.to_lowercase();
    let schemes = text.matches("http://").count() + text.matches("https://").count();
    let bare = text
        .match_indices("www.")
        .filter(|(at, _)| !text.get(..*at).is_some_and(|before| before.ends_with("//")));
    schemes + bare.count()
}

/// How many of a hundred letters are capitals; letters of scripts without capitals do not count.
pub(super) fn capitals(title: &str, body: &str) -> u32 {
    let letters = || title.chars().chain(body.chars());
    let capitals = letters().filter(|c| c.is_uppercase()).count();
    let all = capitals + letters().filter(|c| c.is_lowercase()).count();
    if all < FEWEST_LETTERS {
        return 0;
    }
    u32::try_from(capitals * 100 / all).unwrap_or(100)
}

/// How many telephone numbers, addresses and e-mail addresses both texts have, and how many people are named beside
/// them. Names alone are nothing: whoever debates names people.
pub(super) fn contacts(title: &str, body: &str) -> usize {
    match passages(title).len() + passages(body).len() {
        0 => 0,
        some => some + named_people(title) + named_people(body),
    }
}
