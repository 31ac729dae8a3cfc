//! Receipts of recorded words: short codes that are read aloud, written by hand and printed.
//!
//! Twelve characters of Crockford's base 32, sixty bits. They are made from the recording by a key that lies outside the
//! database, so that they are printed again and stored nowhere; the database knows a keyed hash of them.

use std::fmt;

use crate::keys::Key;

/// How many characters a receipt has.
const LENGTH: usize = 12;
/// Crockford's alphabet: without I, L, O and U, which are read as others.
const ALPHABET: [u8; 32] = *b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The receipt of recorded words.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt([u8; LENGTH]);

/// Twelve characters for these bytes: five bits of each.
pub(crate) fn characters(drawn: [u8; 32]) -> [u8; LENGTH] {
    let mut characters = [0; LENGTH];
    for (character, byte) in characters.iter_mut().zip(drawn) {
        *character = ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'0');
    }
    characters
}

impl Receipt {
    /// The receipt of the recording of this id, under the key of `Purpose::Receipt`.
    pub fn of(key: &Key, recording: &[u8]) -> Self {
        Self(characters(key.hmac(&[b"receipt", recording])))
    }

    /// A receipt of these characters.
    pub(crate) const fn from_characters(characters: [u8; LENGTH]) -> Self {
        Self(characters)
    }

    /// Its characters.
    pub(crate) const fn bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// Reads a receipt as people type it: in any case, with spaces or hyphens, O for 0, I or L for 1.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut read = typed
            .chars()
            .filter(|typed| !typed.is_whitespace() && *typed != '-')
            .map(|typed| match typed.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            });
        let mut characters = [0; LENGTH];
        for character in &mut characters {
            let one = u8::try_from(read.next()?).ok()?;
            *character = ALPHABET.contains(&one).then_some(one)?;
        }
        read.next().is_none().then_some(Self(characters))
    }

    /// What the database knows it by.
    pub fn hash(&self, key: &Key) -> [u8; 32] {
        key.hmac(&[b"hash", &self.0])
    }
}

impl fmt::Display for Receipt {
    /// In three groups of four.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, character) in self.0.iter().enumerate() {
            if place > 0 && place % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*character))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Purpose, RootKey};

    fn key() -> Key {
        RootKey::from_bytes(&[7; 32]).unwrap().derive(Purpose::Receipt)
    }

    #[test]
    fn a_receipt_is_read_as_people_write_it() {
        let receipt = Receipt::of(&key(), b"one");
        let shown = receipt.to_string();
        assert_eq!(shown.len(), 14, "{shown}");
        let by_hand = shown
            .to_lowercase()
            .replace('-', " ")
            .replace('0', "o")
            .replace('1', "l");
        assert_eq!(Receipt::parse(&by_hand), Some(receipt.clone()), "{by_hand}");
        for wrong in [
            "",
            "ABCD",
            &format!("{shown}A"),
            &shown.replace(shown.get(..1).unwrap(), "U"),
        ] {
            assert_eq!(Receipt::parse(wrong), None, "{wrong}");
        }
        assert_ne!(Receipt::of(&key(), b"two"), receipt);
        assert_ne!(
            receipt.hash(&key()),
            RootKey::generate().derive(Purpose::Receipt).hmac(&[b"hash"])
        );
        assert_eq!(format!("{receipt:?}"), "Receipt(…)", "logs never show it");
    }
}
