//! Typed ids: a [`Uuid`] that knows what it names.
//!
//! In text an id is a TypeID (`comment_01jd…`: a prefix and 26 base32 characters), the same string in URLs, logs and
//! as Relay id. Reading the id of another kind is an error that names both kinds.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};

use uuid::Uuid;

#[cfg(feature = "sea-orm")]
mod sea_orm;

/// Something that has ids of its own.
pub trait Kind: 'static {
    /// The word before the underscore: lower-case letters only.
    const PREFIX: &'static str;
}

/// The id of a `T`: a UUIDv7 unless secrecy asks for a random one.
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

/// Crockford's base32, lower case, as TypeID writes it.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Why a text is not the id that was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text is the id of something else.
    #[error("expected the id of a {expected}, got the id of a {got}")]
    WrongKind {
        /// The kind that the text names, cut to 20 letters.
        got: String,
        /// The kind that was asked for.
        expected: &'static str,
    },
    /// The text is no id at all.
    #[error("expected the id of a {expected}: {expected}_ and 26 characters")]
    Malformed {
        /// The kind that was asked for.
        expected: &'static str,
    },
}

impl<T> Id<T> {
    /// Names a `T` by this UUID.
    pub const fn new(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The UUID inside.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<T: Kind> Id<T> {
    /// Reads an id, refusing ids of other kinds and non-canonical spellings.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let malformed = IdError::Malformed { expected: T::PREFIX };
        let (prefix, suffix) = text.split_once('_').ok_or_else(|| malformed.clone())?;
        let uuid = decode(suffix).ok_or_else(|| malformed.clone())?;
        if prefix == T::PREFIX {
            return Ok(Self::new(uuid));
        }
        let named = (1..=20).contains(&prefix.len()) && prefix.bytes().all(|b| b.is_ascii_lowercase());
        Err(if named {
            IdError::WrongKind {
                got: prefix.to_owned(),
                expected: T::PREFIX,
            }
        } else {
            malformed
        })
    }
}

/// Writes the id of this kind and UUID as text.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, kind: &str, uuid: Uuid) -> fmt::Result {
    write!(f, "{kind}_{}", encode(uuid))
}

/// The 26 base32 characters of a UUID.
fn encode(uuid: Uuid) -> String {
    let mut value = uuid.as_u128();
    let mut text = [b'0'; 26];
    for place in text.iter_mut().rev() {
        *place = ALPHABET.get((value & 31) as usize).copied().unwrap_or(b'0');
        value >>= 5;
    }
    text.iter().map(|&b| char::from(b)).collect()
}

/// The UUID of 26 base32 characters, if they are canonical.
fn decode(text: &str) -> Option<Uuid> {
    // 26 × 5 = 130 bits: the first character carries three, so it is at most 7.
    if text.len() != 26 || text.as_bytes().first()? > &b'7' {
        return None;
    }
    text.bytes()
        .try_fold(0_u128, |value, byte| {
            let digit = ALPHABET.iter().position(|&b| b == byte)?;
            Some(value << 5 | u128::try_from(digit).ok()?)
        })
        .map(Uuid::from_u128)
}

/// The kind that an id in text names, when it is well formed: what `node(id:)` looks at first.
pub fn kind_of(text: &str) -> Option<&str> {
    let (prefix, suffix) = text.split_once('_')?;
    decode(suffix)?;
    Some(prefix)
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T: Kind> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, T::PREFIX, self.0)
    }
}
impl<T: Kind> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl<T: Kind> FromStr for Id<T> {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::parse(text)
    }
}
impl<T: Kind> serde::Serialize for Id<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, T: Kind> serde::Deserialize<'de> for Id<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Comment;
    impl Kind for Comment {
        const PREFIX: &'static str = "comment";
    }
    #[derive(Debug)]
    struct Plan;
    impl Kind for Plan {
        const PREFIX: &'static str = "plan";
    }

    #[test]
    fn the_id_of_another_kind_is_refused_and_both_kinds_are_named() {
        let comment = Id::<Comment>::new(Uuid::from_u128(7)).to_string();
        assert_eq!(
            Id::<Plan>::parse(&comment),
            Err(IdError::WrongKind {
                got: "comment".into(),
                expected: "plan"
            })
        );
        assert_eq!(kind_of(&comment), Some("comment"));
    }

    #[test]
    fn spellings_that_are_not_canonical_are_refused() {
        for text in [
            "",
            "plan",
            "plan_",
            "plan_8zzzzzzzzzzzzzzzzzzzzzzzzz",
            "plan_0000000000000000000000000I",
            "_0",
        ] {
            assert_eq!(
                Id::<Plan>::parse(text),
                Err(IdError::Malformed { expected: "plan" }),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn an_id_survives_its_text(value: u128) {
            let id = Id::<Plan>::new(Uuid::from_u128(value));
            prop_assert_eq!(Id::parse(&id.to_string()), Ok(id));
        }

        #[test]
        fn no_text_panics_and_no_two_texts_name_one_id(text in "\\PC{0,40}") {
            if let Ok(id) = Id::<Plan>::parse(&text) {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
