//! From a text to its folded words.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// The most letters of one word that count; longer ones are cut, in texts and in questions alike.
const LONGEST_WORD: usize = 64;

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In lower case with its accents, as a dictionary prints it: what a stemmer expects.
    pub(super) proper: String,
    /// Without accents, ligatures or any other mark: what is compared.
    pub(super) folded: String,
}

/// The words of a text, in order. Elided articles («l'», «d'», «qu'») and the «s» after an English apostrophe are
/// left out, whatever the language, so that a question need not know the language of what it looks for.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word> {
    let text: String = text
        .nfkc()
        .filter(|c| !is_ignored(*c))
        .flat_map(char::to_lowercase)
        .nfkc()
        .collect();
    let mut found = Vec::new();
    for segment in text.unicode_words() {
        let elided = segment.contains(is_apostrophe);
        let first = found.len();
        for piece in segment.split(|c: char| !is_searchable(c) && !is_combining_mark(c) && c != '·') {
            for proper in after_digits(&piece.replace('·', "")) {
                let proper: String = proper.chars().take(LONGEST_WORD).collect();
                found.extend(fold(&proper).map(|folded| Word { proper, folded }));
            }
        }
        let is_long = |word: &Word| word.folded.chars().nth(1).is_some() && word.folded != "qu";
        if elided {
            let pieces: Vec<Word> = found.drain(first..).collect();
            let last = pieces.last().filter(|_| !pieces.iter().any(is_long)).cloned();
            found.extend(pieces.into_iter().filter(is_long).chain(last));
        }
    }
    found.into_iter()
}

/// A word cut after each run of digits («38bis» is «38» and «bis»): PostgreSQL would read «12e5abc» as a number and a
/// word where SQLite sees one word.
fn after_digits(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = word;
    let mut after_digit = false;
    for (place, c) in word.char_indices() {
        if after_digit && !c.is_numeric() {
            let (head, tail) = rest
                .split_at_checked(place + rest.len() - word.len())
                .unwrap_or((rest, ""));
            parts.push(head);
            rest = tail;
        }
        after_digit = c.is_numeric();
    }
    parts.push(rest);
    parts
}

/// One word without its marks, or nothing where only marks made it up.
pub(super) fn fold(word: &str) -> Option<String> {
    let mut out = String::with_capacity(word.len());
    let bare = |text: &str| text.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>();
    for c in bare(word).chars().flat_map(char::to_lowercase) {
        match c {
            'ß' => out.push_str("ss"),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ħ' => out.push('h'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            '\u{0660}'..='\u{0669}' => out.extend(digit(c, 0x0660)),
            '\u{06F0}'..='\u{06F9}' => out.extend(digit(c, 0x06F0)),
            c if is_searchable(c) => out.push(c),
            _ => {}
        }
    }
    // Composed again, so that a Hangul syllable is one letter; whatever marks a composition brings are dropped.
    let out: String = out
        .nfc()
        .filter(|c| is_searchable(*c))
        .take(LONGEST_WORD)
        .collect();
    (!out.is_empty()).then_some(out)
}

/// Whether a character may stand in a term: a letter or a digit of any script, and never a mark or a symbol.
pub(super) fn is_searchable(c: char) -> bool {
    let squared_letters = ('\u{1F130}'..='\u{1F189}').contains(&c);
    c.is_alphanumeric() && !is_combining_mark(c) && !is_apostrophe(c) && !squared_letters
}

/// The apostrophes that people and telephones type, one of which Unicode counts among the letters.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '\u{02BC}' | '\u{02B9}' | '＇' | '`')
}

/// Characters inside words that nobody sees: soft hyphens, joiners, directions, the Arabic stretcher.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{0640}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// The European form of a digit of another script.
fn digit(c: char, zero: u32) -> Option<char> {
    char::from_digit(u32::from(c).checked_sub(zero)?, 10)
}
