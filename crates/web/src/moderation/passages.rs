//! Passages of a text, as a moderator marks them: by their exact words, one passage a line.
//!
//! Words alone are masked wherever they stand; `2 : words` masks the second place alone.

use domain::Visibility;

/// A piece of a text, and whether it is masked.
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) masked: bool,
}

/// The bytes of these passages, in order, joined where they touch; or the first line that is not in the text.
pub(super) fn find(text: &str, lines: &str) -> Result<Vec<(u32, u32)>, String> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let places = match (text.contains(line), numbered(line)) {
            (false, Some((number, words))) => {
                let place = text.match_indices(words).nth(number - 1);
                place
                    .map(|(at, words)| (at, at + words.len()))
                    .into_iter()
                    .collect()
            }
            _ => text
                .match_indices(line)
                .map(|(at, words)| (at, at + words.len()))
                .collect::<Vec<_>>(),
        };
        if places.is_empty() {
            return Err(line.to_owned());
        }
        found.extend(places);
    }
    found.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (from, to) in found {
        match joined.last_mut() {
            Some((_, end)) if from <= *end => *end = to.max(*end),
            _ => joined.push((from, to)),
        }
    }
    let short = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Ok(joined
        .into_iter()
        .map(|(from, to)| (short(from), short(to)))
        .collect())
}

/// The number and the words of a line `2 : words`.
fn numbered(line: &str) -> Option<(usize, &str)> {
    let (number, words) = line.split_once(':')?;
    let number = number.trim().parse().ok().filter(|number| *number > 0)?;
    Some((number, words.trim())).filter(|(_, words)| !words.is_empty())
}

/// The lines by which [`find`] finds what is masked now: a new decision replaces the passages of the one before.
pub(super) fn write(text: &str, visibility: &Visibility) -> String {
    let Visibility::Masked { passages, .. } = visibility else {
        return String::new();
    };
    let mut lines = Vec::new();
    for &(from, to) in passages {
        let Some(passage) = text.get(from as usize..to as usize) else {
            continue;
        };
        let mut at = from as usize;
        for line in passage.split_inclusive('\n') {
            let words = line.trim();
            let start = at + (line.len() - line.trim_start().len());
            at += line.len();
            if words.is_empty() {
                continue;
            }
            let before = text
                .match_indices(words)
                .take_while(|(place, _)| *place < start)
                .count();
            if text.matches(words).count() > 1 {
                lines.push(format!("{} : {words}", before + 1));
            } else {
                lines.push(words.to_owned());
            }
        }
    }
    lines.join("\n")
}

/// The whole text, with what is masked of it.
pub(super) fn pieces(text: &str, visibility: &Visibility) -> Vec<Piece> {
    let passages: &[(u32, u32)] = match visibility {
        Visibility::Masked { passages, .. } => passages,
        _ => &[],
    };
    let mut pieces = Vec::new();
    let mut at = 0;
    for &(from, to) in passages {
        let (Some(before), Some(passage)) =
            (text.get(at..from as usize), text.get(from as usize..to as usize))
        else {
            continue;
        };
        for (text, masked) in [(before, false), (passage, true)] {
            if !text.is_empty() {
                pieces.push(Piece {
                    text: text.to_owned(),
                    masked,
                });
            }
        }
        at = to as usize;
    }
    let rest = text.get(at..).unwrap_or_default();
    if !rest.is_empty() {
        pieces.push(Piece {
            text: rest.to_owned(),
            masked: false,
        });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_are_found_by_their_words() {
        let text = "Paul Rey ment. Demandez à Paul Rey, au 06 12.\nÉté 3 : rien.";
        let found = |lines| find(text, lines);
        assert_eq!(found("06 12"), Ok(vec![(40, 45)]));
        assert_eq!(
            found("Paul Rey"),
            Ok(vec![(0, 8), (27, 35)]),
            "wherever they stand"
        );
        assert_eq!(found(" 2 : Paul Rey \r\n\r\n06 12"), Ok(vec![(27, 35), (40, 45)]));
        assert_eq!(found("Rey ment\nPaul Rey ment"), Ok(vec![(0, 13)]), "joined");
        assert_eq!(
            found("3 : rien"),
            Ok(vec![(53, 61)]),
            "words that look like a number"
        );
        assert_eq!(found("3 : Paul Rey"), Err("3 : Paul Rey".to_owned()));
        assert_eq!(found("Paul Roy"), Err("Paul Roy".to_owned()));
        assert_eq!(found(" \n"), Ok(vec![]));
    }

    #[test]
    fn what_is_masked_is_written_as_it_is_found() {
        let text = "Paul Rey ment. Demandez à Paul Rey.\nIci.";
        for passages in [vec![(27, 35)], vec![(0, 4), (27, 35)], vec![(5, 13)]] {
            let masked = Visibility::Masked {
                passages: passages.clone(),
                attachments: Vec::new(),
            };
            assert_eq!(find(text, &write(text, &masked)), Ok(passages));
        }
        let masked = Visibility::Masked {
            passages: vec![(0, 8)],
            attachments: Vec::new(),
        };
        let pieces: Vec<_> = pieces("Paul Rey ment.", &masked)
            .into_iter()
            .map(|piece| (piece.text, piece.masked))
            .collect();
        assert_eq!(
            pieces,
            [("Paul Rey".to_owned(), true), (" ment.".to_owned(), false)]
        );
        assert_eq!(write(text, &Visibility::Shown), "");
    }
}
