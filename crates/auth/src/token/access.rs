//! Signed access tokens for programs: JWTs of RFC 9068, Ed25519 alone, ten minutes at most.
//!
//! A token says which account and session call and nothing of what they may do. Its header has exactly three fields;
//! one that names a key of its own (`jwk`, `jku`, `x5u` …) is refused before any key is looked at.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::eddsa;
use super::ring::KeyRing;
use crate::entropy;

/// The longest life of an access token, in seconds.
pub const ACCESS_SECONDS: i64 = 600;
/// How far the clocks of two machines may differ, in seconds: a token counts as made this much earlier and as expiring
/// this much later.
pub const LEEWAY_SECONDS: i64 = 5;
/// The longest access token that is read or made, in bytes.
pub const MAX_ACCESS_BYTES: usize = 2048;

/// The value of the header's `typ` (RFC 9068).
const TYPE: &str = "at+jwt";
/// The value of the header's `alg` (RFC 8037).
const ALGORITHM: &str = "EdDSA";
/// Microseconds in a second.
const SECOND: i64 = 1_000_000;

/// Who makes the tokens and for whom; both are compared exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The issuer: the address of this site.
    pub issuer: String,
    /// The audience: the address of this site's API.
    pub audience: String,
}

/// What a valid access token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The account that calls.
    pub account: Uuid,
    /// The session that the token belongs to; its row decides whether it still holds.
    pub session: Uuid,
    /// When the token was made, in microseconds UTC, whole seconds.
    pub issued_at: i64,
    /// When it expires, in microseconds UTC, whole seconds.
    pub expires_at: i64,
    /// The random name of this one token, 22 characters.
    pub id: String,
}

/// Says why an access token is refused; holds no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The text is longer than any token.
    #[error("the token is longer than {MAX_ACCESS_BYTES} bytes")]
    TooLong,
    /// The text is no JWT, its header has other fields than `typ`, `alg` and `kid`, or a claim is missing or of another
    /// type.
    #[error("the token is malformed")]
    Malformed,
    /// The header names another algorithm than EdDSA.
    #[error("the token is not signed with EdDSA")]
    Algorithm,
    /// The header does not say that this is an access token.
    #[error("the token is not an access token")]
    Type,
    /// The header names no key of this installation.
    #[error("the token is signed by an unknown key")]
    UnknownKey,
    /// The signature is not that of the named key.
    #[error("the signature of the token is wrong")]
    Signature,
    /// Another site made the token.
    #[error("the token is of another issuer")]
    Issuer,
    /// The token is for another site.
    #[error("the token is for another audience")]
    Audience,
    /// The token is made in the future.
    #[error("the token is not valid yet")]
    NotYet,
    /// The token was valid and is not any more.
    #[error("the token has expired")]
    Expired,
    /// The token would live longer than ten minutes, or not at all.
    #[error("the token has an impossible lifetime")]
    Lifetime,
}

/// The header as it is read: anything more is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StrictHeader {
    typ: String,
    alg: String,
    kid: String,
}

/// The claims as they are written, times in seconds.
#[derive(Deserialize, Serialize)]
struct Payload {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    exp: i64,
    jti: String,
}

impl KeyRing {
    /// Signs a token for a session, made at `now` and valid until `expires_at` (both in microseconds UTC, cut to whole
    /// seconds), at most ten minutes later.
    pub fn sign(
        &self,
        site: &Site,
        account: Uuid,
        session: Uuid,
        now: i64,
        expires_at: i64,
    ) -> Result<String, TokenError> {
        let (iat, exp) = (now.div_euclid(SECOND), expires_at.div_euclid(SECOND));
        check_lifetime(iat, exp)?;
        let payload = Payload {
            iss: site.issuer.clone(),
            aud: site.audience.clone(),
            sub: account,
            sid: session,
            iat,
            exp,
            jti: URL_SAFE_NO_PAD.encode(entropy::bytes::<16>()),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(self.current.kid().to_owned());
        eddsa::install();
        let key = EncodingKey::from_ed_der(self.current.seed());
        let token = jsonwebtoken::encode(&header, &payload, &key).map_err(|_never| TokenError::Malformed)?;
        if token.len() > MAX_ACCESS_BYTES {
            Err(TokenError::TooLong)
        } else {
            Ok(token)
        }
    }

    /// Reads a token and decides whether it is one of this ring, for this site, at this time.
    pub fn verify(&self, token: &str, site: &Site, now: i64) -> Result<Claims, TokenError> {
        let payload = self.authenticate(token)?;
        if payload.iss != site.issuer {
            return Err(TokenError::Issuer);
        }
        if payload.aud != site.audience {
            return Err(TokenError::Audience);
        }
        check_lifetime(payload.iat, payload.exp)?;
        let now = now.div_euclid(SECOND);
        if payload.iat > now.saturating_add(LEEWAY_SECONDS) {
            return Err(TokenError::NotYet);
        }
        if now >= payload.exp.saturating_add(LEEWAY_SECONDS) {
            return Err(TokenError::Expired);
        }
        Ok(Claims {
            account: payload.sub,
            session: payload.sid,
            issued_at: payload.iat.saturating_mul(SECOND),
            expires_at: payload.exp.saturating_mul(SECOND),
            id: payload.jti,
        })
    }

    /// Checks form, header and signature; nothing that the payload says is believed before.
    fn authenticate(&self, token: &str) -> Result<Payload, TokenError> {
        if token.len() > MAX_ACCESS_BYTES {
            return Err(TokenError::TooLong);
        }
        let mut segments = token.split('.');
        let (Some(header), Some(_), Some(_), None) =
            (segments.next(), segments.next(), segments.next(), segments.next())
        else {
            return Err(TokenError::Malformed);
        };
        let header = URL_SAFE_NO_PAD
            .decode(header)
            .map_err(|_reason| TokenError::Malformed)?;
        let header: StrictHeader =
            serde_json::from_slice(&header).map_err(|_reason| TokenError::Malformed)?;
        if header.alg != ALGORITHM {
            return Err(TokenError::Algorithm);
        }
        if header.typ != TYPE {
            return Err(TokenError::Type);
        }
        let key = self.find(&header.kid).ok_or(TokenError::UnknownKey)?;
        eddsa::install();
        let decoded = jsonwebtoken::decode::<Payload>(
            token,
            &DecodingKey::from_ed_der(key.public()),
            &signature_alone(),
        );
        decoded
            .map(|data| data.claims)
            .map_err(|error| match error.kind() {
                ErrorKind::InvalidSignature => TokenError::Signature,
                _ => TokenError::Malformed,
            })
    }
}

/// Lets the library check the signature and leave the claims to us, since it asks the machine for the time.
fn signature_alone() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

/// Refuses a token that lives longer than ten minutes or not at all.
fn check_lifetime(iat: i64, exp: i64) -> Result<(), TokenError> {
    match exp.checked_sub(iat) {
        Some(1..=ACCESS_SECONDS) => Ok(()),
        _ => Err(TokenError::Lifetime),
    }
}

#[cfg(test)]
mod tests;
