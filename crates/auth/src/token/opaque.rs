//! Random tokens of 256 bits. The database keeps only their SHA-256, which is enough for what nobody can guess.
//!
//! The text is a prefix of the kind, then base64url of the 32 bytes and of a checksum of four: a token that was cut or
//! mistyped is refused without a query, and scanners of leaked secrets know one when they see it.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};

use crate::entropy;

/// The length of what is random in a token, in bytes.
const SECRET_BYTES: usize = 32;
/// The length of the checksum, in bytes.
const CHECK_BYTES: usize = 4;

/// What a token is for; one kind never passes for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A session of the pages, in a cookie.
    Session,
    /// A refresh token of a program.
    Refresh,
    /// The drafts and pending votes of somebody without an account.
    Draft,
    /// A service account.
    ServiceAccount,
    /// The receipt of a notice that somebody without an account sent.
    Notice,
}

impl TokenKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Session,
        Self::Refresh,
        Self::Draft,
        Self::ServiceAccount,
        Self::Notice,
    ];

    /// Returns the four characters that open a token of this kind.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Session => "fbs_",
            Self::Refresh => "fbr_",
            Self::Draft => "fbd_",
            Self::ServiceAccount => "fbk_",
            Self::Notice => "fbn_",
        }
    }

    /// Reads the kind off the prefix, without judging the rest.
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| text.starts_with(kind.prefix()))
    }
}

/// Says why a text is not the token that was asked for; holds no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseTokenError {
    /// The text is no token: wrong prefix, length, alphabet or checksum.
    #[error("this is not a token")]
    Malformed,
    /// The text is a token of another kind.
    #[error("this is a token of kind {found:?}, not {expected:?}")]
    WrongKind {
        /// The kind that was asked for.
        expected: TokenKind,
        /// The kind that the prefix names.
        found: TokenKind,
    },
}

/// A random token; wiped from memory when dropped and never shown by `Debug`.
pub struct Token {
    kind: TokenKind,
    secret: SecretBox<[u8; SECRET_BYTES]>,
}

impl Token {
    /// Draws a new token.
    pub fn generate(kind: TokenKind) -> Self {
        Self {
            kind,
            secret: SecretBox::init_with(entropy::bytes),
        }
    }

    /// Reads the text of a token of one kind, exactly as it was given.
    pub fn parse(text: &str, kind: TokenKind) -> Result<Self, ParseTokenError> {
        let found = TokenKind::of(text).ok_or(ParseTokenError::Malformed)?;
        if found != kind {
            return Err(ParseTokenError::WrongKind {
                expected: kind,
                found,
            });
        }
        let encoded = text
            .strip_prefix(kind.prefix())
            .ok_or(ParseTokenError::Malformed)?;
        let mut decoded = Zeroizing::new([0; SECRET_BYTES + CHECK_BYTES]);
        let length = URL_SAFE_NO_PAD
            .decode_slice(encoded, decoded.as_mut_slice())
            .map_err(|_reason| ParseTokenError::Malformed)?;
        let (secret, check) = decoded.split_first_chunk().ok_or(ParseTokenError::Malformed)?;
        if length != decoded.len() || check != checksum(kind, secret) {
            return Err(ParseTokenError::Malformed);
        }
        let secret = SecretBox::init_with_mut(|bytes: &mut [u8; SECRET_BYTES]| *bytes = *secret);
        Ok(Self { kind, secret })
    }

    /// Returns what the token is for.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// Writes the token as 52 characters, to be given to its owner once.
    pub fn text(&self) -> SecretString {
        let secret = self.secret.expose_secret();
        let bytes = Zeroizing::new([secret.as_slice(), &checksum(self.kind, secret)].concat());
        let mut text = String::from(self.kind.prefix());
        URL_SAFE_NO_PAD.encode_string(bytes.as_slice(), &mut text);
        text.into()
    }

    /// Hashes the token for storage: SHA-256 of its text.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.text().expose_secret()).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Token({:?}, [REDACTED])", self.kind)
    }
}

/// The first bytes of a SHA-256 of its own over kind and secret.
fn checksum(kind: TokenKind, secret: &[u8; SECRET_BYTES]) -> [u8; CHECK_BYTES] {
    let digest: [u8; 32] = Sha256::new()
        .chain_update("checksum ")
        .chain_update(kind.prefix())
        .chain_update(secret)
        .finalize()
        .into();
    let [a, b, c, d, ..] = digest;
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;

    use super::*;

    fn text(token: &Token) -> String {
        token.text().expose_secret().to_owned()
    }

    /// Computed apart with Python: tokens given out today must be read for as long as they live.
    #[test]
    fn the_form_of_a_token_stays_what_it_is() {
        let token = Token {
            kind: TokenKind::ServiceAccount,
            secret: SecretBox::new(Box::new([9; 32])),
        };
        assert_eq!(
            text(&token),
            "fbk_CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkvV_HC"
        );
        assert_eq!(
            HEXLOWER.encode(&token.hash()),
            "43b4c4467c6370be241596ecff2a27e4a09c1cdb7fd0f615016be086e90347e9"
        );
    }

    #[test]
    fn a_token_reads_back_as_its_own_kind_alone() {
        for kind in TokenKind::ALL {
            let token = Token::generate(kind);
            let written = text(&token);
            assert_eq!(written.len(), 52);
            assert_eq!(TokenKind::of(&written), Some(kind));
            assert_eq!(Token::parse(&written, kind).unwrap().hash(), token.hash());
            for expected in TokenKind::ALL.into_iter().filter(|other| *other != kind) {
                let error = Token::parse(&written, expected).unwrap_err();
                assert_eq!(
                    error,
                    ParseTokenError::WrongKind {
                        expected,
                        found: kind
                    }
                );
                // Nor does another prefix make it another kind.
                let renamed = written.replacen(kind.prefix(), expected.prefix(), 1);
                assert_eq!(
                    Token::parse(&renamed, expected).unwrap_err(),
                    ParseTokenError::Malformed
                );
            }
        }
    }

    #[test]
    fn two_tokens_are_never_the_same() {
        assert_ne!(
            Token::generate(TokenKind::Draft).hash(),
            Token::generate(TokenKind::Draft).hash()
        );
    }

    #[test]
    fn a_token_with_any_character_changed_cut_or_added_is_refused() {
        let written = text(&Token::generate(TokenKind::Refresh));
        let refused =
            |text: &str| Token::parse(text, TokenKind::Refresh).unwrap_err() == ParseTokenError::Malformed;
        for at in 4..written.len() {
            let other = if written.as_bytes()[at] == b'A' { "B" } else { "A" };
            let mut altered = written.clone();
            altered.replace_range(at..=at, other);
            assert!(refused(&altered), "{at}");
            assert!(refused(&written[..at]), "cut at {at}");
        }
        for altered in [
            format!("{written}="),
            format!("{written}A"),
            format!("{written} "),
            format!(" {written}"),
        ] {
            assert!(refused(&altered));
        }
        assert!(refused(&format!("fbr_{}", "A".repeat(1 << 20))));
        assert!(refused("fbr_") && refused("") && refused("eyJhbGciOiJub25lIn0.."));
    }

    #[test]
    fn a_token_is_never_printed() {
        assert_eq!(
            format!("{:?}", Token::generate(TokenKind::Session)),
            "Token(Session, [REDACTED])"
        );
    }

    proptest! {
        #[test]
        fn reading_any_text_never_panics(text in any::<String>(), tail in "fb[srdk]_[A-Za-z0-9_-]{0,60}") {
            for kind in TokenKind::ALL {
                prop_assert!(Token::parse(&text, kind).is_err());
                prop_assert!(Token::parse(&tail, kind).is_err());
            }
        }
    }
}
