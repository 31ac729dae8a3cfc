//! Six-digit codes, sent by mail or handed over at a desk and typed in place.
//!
//! A million codes are few: the caller counts tries (five) and minutes (fifteen), and stores nothing but a keyed hash
//! that belongs to one attempt, so that neither a copy of the database nor a code of another attempt opens anything.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::entropy;
use crate::keys::Key;

/// How many digits a code has.
pub const CODE_DIGITS: usize = 6;
/// How many codes there are.
const CODES: u32 = 1_000_000;

/// A code of six digits, leading zeros included; never shown by `Debug`.
#[derive(Clone)]
pub struct Code(SecretString);

/// Says that a text is no code: not six digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code has {CODE_DIGITS} digits")]
pub struct NotACode;

impl Code {
    /// Draws a code, each of the million equally likely.
    pub fn generate() -> Self {
        loop {
            if let Some(code) = Self::from_draw(entropy::number()) {
                return code;
            }
        }
    }

    /// Reads what a person typed: six digits, spaces and hyphens aside.
    pub fn parse(typed: &str) -> Result<Self, NotACode> {
        let mut digits = String::with_capacity(CODE_DIGITS);
        // A code with every digit apart is eleven characters; what is far longer was not typed as a code.
        for character in typed.chars().take(64) {
            match character {
                '0'..='9' if digits.len() < CODE_DIGITS => digits.push(character),
                '-' => {}
                space if space.is_whitespace() => {}
                _ => return Err(NotACode),
            }
        }
        if digits.len() == CODE_DIGITS && typed.chars().nth(64).is_none() {
            Ok(Self(digits.into()))
        } else {
            Err(NotACode)
        }
    }

    /// Shows the six digits, to be sent to their owner.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Hashes the code for storage under the key of `Purpose::Code`, bound to one attempt.
    pub fn hash(&self, key: &Key, attempt: Uuid) -> CodeHash {
        CodeHash(key.hmac(&[b"code", attempt.as_bytes(), self.expose().as_bytes()]))
    }

    /// Turns a random number into a code, or refuses the last ones, which would make low codes more likely.
    fn from_draw(drawn: u32) -> Option<Self> {
        const FAIR: u32 = u32::MAX / CODES * CODES;
        (drawn < FAIR).then(|| Self(format!("{:06}", drawn % CODES).into()))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Code([REDACTED])")
    }
}

/// The stored form of a code: a keyed hash that belongs to one attempt.
#[derive(Clone, Copy, Debug)]
pub struct CodeHash([u8; 32]);

impl CodeHash {
    /// Takes the hash back from storage.
    pub fn from_bytes(stored: [u8; 32]) -> Self {
        Self(stored)
    }

    /// Gives the hash to storage.
    pub fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// Tells whether the typed code is the one of this attempt, in a time that does not depend on the answer.
    #[must_use]
    pub fn matches(&self, key: &Key, attempt: Uuid, typed: &Code) -> bool {
        typed.hash(key, attempt).0.ct_eq(&self.0).into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::keys::{Purpose, RootKey};

    const ATTEMPT: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);

    fn key() -> Key {
        RootKey::from_bytes(&[7; 32]).unwrap().derive(Purpose::Code)
    }

    #[test]
    fn every_code_comes_from_as_many_draws() {
        let cases = [
            (0, Some("000000")),
            (42, Some("000042")),
            (999_999, Some("999999")),
            (1_000_000, Some("000000")),
            (4_293_999_999, Some("999999")),
            (4_294_000_000, None),
            (u32::MAX, None),
        ];
        for (drawn, code) in cases {
            assert_eq!(Code::from_draw(drawn).as_ref().map(Code::expose), code, "{drawn}");
        }
        // 4,294 whole rounds of a million stay below the bound, so each code has exactly 4,294 draws.
        assert!(Code::from_draw(4_294 * 1_000_000 - 1).is_some());
    }

    #[test]
    fn drawn_codes_read_back() {
        for _ in 0..1_000 {
            let code = Code::generate();
            assert_eq!(Code::parse(code.expose()).unwrap().expose(), code.expose());
        }
    }

    #[test]
    fn what_people_type_is_read() {
        for typed in [
            "012345",
            " 012345 ",
            "012 345",
            "012\u{a0}345",
            "012-345",
            "0 1 2 3 4 5\r\n",
        ] {
            assert_eq!(Code::parse(typed).unwrap().expose(), "012345", "{typed:?}");
        }
        let long = format!("012345{}", " ".repeat(100));
        for typed in [
            "",
            "12345",
            "1234567",
            "12345a",
            "+12345",
            "١٢٣٤٥٦",
            "123.456",
            "123456\0",
            &long,
        ] {
            assert_eq!(Code::parse(typed).unwrap_err(), NotACode, "{typed:?}");
        }
    }

    #[test]
    fn a_hash_knows_its_code_attempt_and_key() {
        let code = Code::parse("012345").unwrap();
        let stored = CodeHash::from_bytes(code.hash(&key(), ATTEMPT).to_bytes());
        assert!(stored.matches(&key(), ATTEMPT, &code));
        assert!(!stored.matches(&key(), OTHER, &code));
        assert!(!stored.matches(&RootKey::generate().derive(Purpose::Code), ATTEMPT, &code));
        assert!(!stored.matches(&key(), ATTEMPT, &Code::parse("012346").unwrap()));
    }

    #[test]
    fn a_code_is_never_printed() {
        assert_eq!(
            format!("{:?}", Code::parse("012345").unwrap()),
            "Code([REDACTED])"
        );
    }

    proptest! {
        #[test]
        fn reading_any_text_gives_six_digits_or_nothing(typed in any::<String>()) {
            if let Ok(code) = Code::parse(&typed) {
                prop_assert!(code.expose().len() == 6 && code.expose().bytes().all(|byte| byte.is_ascii_digit()));
            }
        }
    }
}
