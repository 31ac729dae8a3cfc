//! Tokens: random ones that the database knows by their hash, and signed ones that say who calls.

mod access;
mod eddsa;
mod opaque;
mod ring;

pub use access::{ACCESS_SECONDS, Claims, LEEWAY_SECONDS, MAX_ACCESS_BYTES, Site, TokenError};
pub use opaque::{ParseTokenError, Token, TokenKind};
pub use ring::{KeyRing, SigningKey, is_signed};
