//! Passages by which somebody can be reached: telephone numbers, e-mail addresses, postal addresses.
//!
//! They are found by their form alone, so that some will be missed and some are nobody's: they are pointed out to who
//! writes, never decided upon.

use crate::text::EmailAddress;

/// A passage by which somebody can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// What it looks like.
    pub kind: PassageKind,
    /// Where it begins, in bytes.
    pub from: usize,
    /// Where it ends, in bytes.
    pub to: usize,
}

/// What a passage looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PassageKind {
    /// A telephone number.
    Telephone,
    /// An e-mail address.
    Email,
    /// A number and a street.
    Address,
}

/// The passages of a text, in order, without overlap.
pub fn passages(text: &str) -> Vec<Passage> {
    let mut found: Vec<_> = emails(text)
        .into_iter()
        .chain(telephones(text))
        .chain(addresses(text))
        .collect();
    found.sort_by_key(|passage| (passage.from, std::cmp::Reverse(passage.to)));
    let mut end = 0;
    found.retain(|passage| {
        let apart = passage.from >= end;
        if apart {
            end = passage.to;
        }
        apart
    });
    found
}

fn emails(text: &str) -> Vec<Passage> {
    let local = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let host = |c: char| c.is_alphanumeric() || ".-".contains(c);
    let found = text.match_indices('@').filter_map(|(at, _)| {
        let before = text.get(..at)?;
        let after = text.get(at + 1..)?;
        let name = before.len() - before.trim_end_matches(local).len();
        let rest = after.len() - after.trim_start_matches(host).len();
        let (from, to) = (at - name, at + 1 + rest);
        let typed = text.get(from..to)?.trim_end_matches(['.', '-']);
        EmailAddress::parse(typed).ok()?;
        Some(Passage {
            kind: PassageKind::Email,
            from,
            to: from + typed.len(),
        })
    });
    found.collect()
}

fn telephones(text: &str) -> Vec<Passage> {
    let mut found: Vec<Passage> = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        let within = found.last().is_some_and(|last| at < last.to);
        let begins = before.is_none_or(|b: char| !b.is_alphanumeric() && !"+.,-/".contains(b));
        before = Some(c);
        if within || !begins || !matches!(c, '0' | '+') {
            continue;
        }
        if let Some(length) = text.get(at..).and_then(telephone) {
            found.push(Passage {
                kind: PassageKind::Telephone,
                from: at,
                to: at + length,
            });
        }
    }
    found
}

/// The length of the telephone number that the text begins with, in bytes: ten digits of France in pairs or in one
/// piece (ARCEP's numbering plan; numbers in 08 are services, not people), or `+` or `00` and 10 to 15 digits (ITU E.164).
fn telephone(text: &str) -> Option<usize> {
    let abroad = text.starts_with('+') || text.starts_with("00");
    let most = if abroad { 17 } else { 10 };
    let mut digits = String::new();
    let (mut end, mut gaps, mut pairs) = (0, 0, true);
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' if digits.len() < most => {
                if gaps > 0 && !digits.len().is_multiple_of(2) {
                    pairs = false;
                }
                digits.push(c);
                gaps = 0;
                end = at + 1;
            }
            '0'..='9' if gaps > 0 => break,
            '0'..='9' => return None,
            '+' if at == 0 => {}
            ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '/' if gaps == 0 && !digits.is_empty() => gaps += 1,
            // +33 (0)6 …
            '(' | ')' if abroad => {}
            c if c.is_alphanumeric() && gaps == 0 => return None,
            _ => break,
        }
    }
    let national =
        digits.len() == 10 && pairs && matches!(digits.as_bytes().get(1), Some(b'1'..=b'7' | b'9'));
    let enough = if text.starts_with('+') { 10 } else { 12 };
    ((abroad && digits.len() >= enough) || (!abroad && national)).then_some(end)
}

/// Words after which any name is that of a street.
const STREETS: [&str; 9] = [
    "rue",
    "avenue",
    "av.",
    "boulevard",
    "bd",
    "allée",
    "impasse",
    "chemin",
    "quai",
];
/// Words that may be something else: they need a name with a capital.
const PERHAPS: [&str; 11] = [
    "place",
    "cours",
    "passage",
    "cité",
    "villa",
    "square",
    "résidence",
    "route",
    "mail",
    "street",
    "road",
];
const PARTICLES: [&str; 8] = ["de", "des", "du", "la", "le", "les", "aux", "et"];

fn addresses(text: &str) -> Vec<Passage> {
    let words: Vec<(usize, &str)> = words(text);
    let mut found = Vec::new();
    for (place, (from, number)) in words.iter().enumerate() {
        let bare = number.trim_end_matches(',');
        if bare.is_empty() || bare.len() > 4 || !bare.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        let mut rest = words.iter().skip(place + 1).peekable();
        let repeats = |word: &str| matches!(word.trim_end_matches(','), "bis" | "ter" | "quater" | "B" | "A");
        if rest.peek().is_some_and(|(_, word)| repeats(word)) {
            rest.next();
        }
        let Some((_, street)) = rest.next() else { continue };
        let street = street.to_lowercase();
        let sure = STREETS.contains(&street.as_str());
        if !sure && !PERHAPS.contains(&street.as_str()) {
            continue;
        }
        if let Some(to) = name_of_street(rest, sure) {
            found.push(Passage {
                kind: PassageKind::Address,
                from: *from,
                to,
            });
        }
    }
    found
}

/// Where the name of a street ends: particles and words with a capital, or the one word after a street for sure.
fn name_of_street<'w>(words: impl Iterator<Item = &'w (usize, &'w str)>, sure: bool) -> Option<usize> {
    let mut end = None;
    for (at, word) in words.take(6) {
        let bare = word.trim_end_matches([',', '.', ';', ':', '!', '?', ')']);
        let capital = bare
            .trim_start_matches("l'")
            .trim_start_matches("d'")
            .chars()
            .next()
            .is_some_and(char::is_uppercase);
        if capital || (sure && end.is_none() && !PARTICLES.contains(&bare)) {
            end = Some(at + bare.len());
        } else if !PARTICLES.contains(&bare) {
            break;
        }
        if bare.len() < word.len() {
            break;
        }
    }
    end
}

/// How many people are named with how they are addressed: «Mme Diallo».
pub(super) fn named_people(text: &str) -> usize {
    const TITLES: [&str; 9] = [
        "M.",
        "Mme",
        "Mlle",
        "Monsieur",
        "Madame",
        "Mademoiselle",
        "Mr",
        "Mrs",
        "Ms",
    ];
    let words = words(text);
    let pairs = words.iter().zip(words.iter().skip(1));
    pairs
        .filter(|((_, title), (_, name))| {
            TITLES.contains(title) && name.chars().next().is_some_and(char::is_uppercase)
        })
        .count()
}

/// Words between blanks, with where they begin.
fn words(text: &str) -> Vec<(usize, &str)> {
    let start = text.as_ptr().addr();
    text.split_whitespace()
        .map(|word| (word.as_ptr().addr() - start, word))
        .collect()
}
