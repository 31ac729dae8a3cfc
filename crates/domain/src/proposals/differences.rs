//! What changed from one text to another, as data: pieces that were kept, removed or added. Never HTML, so that
//! nothing typed is ever read as markup.

use similar::{ChangeTag, TextDiff};
use unicode_segmentation::UnicodeSegmentation;

/// The most comparisons of words that one difference may cost: both texts of 2,000 words and blanks.
const WORK: usize = 4_000_000;

/// What happened to a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// It is in both texts.
    Kept,
    /// It was in the older text alone.
    Removed,
    /// It is in the newer text alone.
    Added,
}

/// A piece of text and what happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// What happened.
    pub change: Change,
    /// The piece, never empty.
    pub text: String,
}

/// What changed from `older` to `newer`, word by word; line by line where both are very long, and as one piece where
/// that would still cost too much.
///
/// The kept and removed pieces joined are `older`, the kept and added ones `newer`.
pub fn difference(older: &str, newer: &str) -> Vec<Chunk> {
    let fits = |size: fn(&str) -> usize| size(older).saturating_mul(size(newer)) <= WORK;
    if older == newer {
        return chunks([(Change::Kept, older)]);
    }
    if fits(|text| text.split_word_bounds().count()) {
        pieces(&TextDiff::from_unicode_words(older, newer))
    } else if fits(|text| text.lines().count()) {
        pieces(&TextDiff::from_lines(older, newer))
    } else {
        chunks([(Change::Removed, older), (Change::Added, newer)])
    }
}

fn pieces(diff: &TextDiff<'_, '_, str>) -> Vec<Chunk> {
    chunks(diff.iter_all_changes().map(|piece| {
        let change = match piece.tag() {
            ChangeTag::Equal => Change::Kept,
            ChangeTag::Delete => Change::Removed,
            ChangeTag::Insert => Change::Added,
        };
        (change, piece.value())
    }))
}

/// Joins neighbours of one kind.
fn chunks<'t>(pieces: impl IntoIterator<Item = (Change, &'t str)>) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    for (change, text) in pieces.into_iter().filter(|(_, text)| !text.is_empty()) {
        match chunks.last_mut() {
            Some(last) if last.change == change => last.text.push_str(text),
            _ => chunks.push(Chunk {
                change,
                text: text.to_owned(),
            }),
        }
    }
    chunks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn joined(chunks: &[Chunk], without: Change) -> String {
        chunks
            .iter()
            .filter(|chunk| chunk.change != without)
            .map(|chunk| chunk.text.as_str())
            .collect()
    }

    #[test]
    fn words_are_compared_whole() {
        let chunk = |change, text: &str| Chunk {
            change,
            text: text.to_owned(),
        };
        assert_eq!(
            difference("Garder les platanes", "Garder tous les platanes"),
            vec![
                chunk(Change::Kept, "Garder "),
                chunk(Change::Added, "tous "),
                chunk(Change::Kept, "les platanes"),
            ]
        );
    }

    #[test]
    fn very_long_texts_cost_no_more_than_the_limit_and_lose_nothing() {
        let (older, newer) = ("a b\n".repeat(20_000), "c d\n".repeat(20_000));
        let chunks = difference(&older, &newer);
        assert_eq!(chunks.len(), 2);
        assert_eq!(
            (joined(&chunks, Change::Added), joined(&chunks, Change::Removed)),
            (older, newer)
        );
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_back(older in "\\PC{0,80}", newer in "\\PC{0,80}") {
            let chunks = difference(&older, &newer);
            prop_assert_eq!(joined(&chunks, Change::Added), older);
            prop_assert_eq!(joined(&chunks, Change::Removed), newer);
        }
    }
}
