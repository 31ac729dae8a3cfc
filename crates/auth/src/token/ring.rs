//! The keys that sign access tokens: the next one, the current one, the previous one.
//!
//! The next key is published before it signs and the previous one after it has signed, so that a rotation refuses no
//! valid token, in this process or in another that has not heard of it yet.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretBox};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::entropy;
use crate::keys::{KEY_BYTES, KeyError, RootKey, WrappedKind};

/// An Ed25519 key pair and its name; the private half is wiped when dropped and never shown by `Debug`.
#[derive(Debug)]
pub struct SigningKey {
    kind: WrappedKind,
    kid: String,
    seed: SecretBox<[u8; KEY_BYTES]>,
    public: [u8; KEY_BYTES],
}

impl SigningKey {
    /// Draws a new key pair that signs access tokens.
    pub fn generate() -> Self {
        Self::generate_for(WrappedKind::Signing)
    }

    /// Draws a new key pair for this use: it never opens for another one.
    pub fn generate_for(kind: WrappedKind) -> Self {
        Self::from_seed(kind, SecretBox::init_with(entropy::bytes))
    }

    /// Encrypts the private half for storage, bound to the key's name.
    pub fn wrap(&self, root: &RootKey) -> Vec<u8> {
        root.wrap(self.seed.expose_secret(), self.kind, self.kid.as_bytes())
    }

    /// Opens the stored key of this name that signs access tokens; refuses one whose public half has another name.
    pub fn open(root: &RootKey, kid: &str, wrapped: &[u8]) -> Result<Self, KeyError> {
        Self::open_for(WrappedKind::Signing, root, kid, wrapped)
    }

    /// Opens the stored key of this name and use.
    pub fn open_for(kind: WrappedKind, root: &RootKey, kid: &str, wrapped: &[u8]) -> Result<Self, KeyError> {
        let opened = root.open(wrapped, kind, kid.as_bytes())?;
        let exact: &[u8; KEY_BYTES] = opened
            .as_array()
            .ok_or(KeyError::Length { found: opened.len() })?;
        let seed = SecretBox::init_with_mut(|bytes: &mut [u8; KEY_BYTES]| *bytes = *exact);
        Some(Self::from_seed(kind, seed))
            .filter(|key| key.kid == kid)
            .ok_or(KeyError::Sealed)
    }

    /// Returns the name of the key: its JWK thumbprint (RFC 7638), 43 characters.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Returns the public half.
    pub fn public(&self) -> &[u8; KEY_BYTES] {
        &self.public
    }

    /// Signs these bytes (Ed25519, RFC 8032).
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let pair = ed25519_dalek::SigningKey::from_bytes(self.seed.expose_secret());
        ed25519_dalek::Signer::sign(&pair, message).to_bytes()
    }

    pub(super) fn seed(&self) -> &[u8; KEY_BYTES] {
        self.seed.expose_secret()
    }

    fn from_seed(kind: WrappedKind, seed: SecretBox<[u8; KEY_BYTES]>) -> Self {
        let pair = ed25519_dalek::SigningKey::from_bytes(seed.expose_secret());
        let public = pair.verifying_key().to_bytes();
        let x = URL_SAFE_NO_PAD.encode(public);
        let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        Self {
            kind,
            kid: URL_SAFE_NO_PAD.encode(Sha256::digest(canonical)),
            seed,
            public,
        }
    }

    fn jwk(&self) -> Value {
        json!({
            "kty": "OKP",
            "crv": "Ed25519",
            "use": "sig",
            "alg": "EdDSA",
            "kid": self.kid,
            "x": URL_SAFE_NO_PAD.encode(self.public),
        })
    }
}

/// Whether the key of this public half signed these bytes. Strict: a signature of a message has one form, and weak keys
/// sign nothing.
pub fn is_signed(public: &[u8; KEY_BYTES], message: &[u8], signature: &[u8; 64]) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(signature);
    ed25519_dalek::VerifyingKey::from_bytes(public)
        .is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}

/// The keys of one installation, each a row of its own.
#[derive(Debug)]
pub struct KeyRing {
    /// Published, and the first to sign after the next rotation.
    pub next: SigningKey,
    /// Signs.
    pub current: SigningKey,
    /// Signed until the last rotation; none before the first.
    pub previous: Option<SigningKey>,
}

impl KeyRing {
    /// Draws the keys of a new installation, for access tokens.
    pub fn generate() -> Self {
        Self::generate_for(WrappedKind::Signing)
    }

    /// Draws the keys of a new installation for this use.
    pub fn generate_for(kind: WrappedKind) -> Self {
        Self {
            next: SigningKey::generate_for(kind),
            current: SigningKey::generate_for(kind),
            previous: None,
        }
    }

    /// Moves every key one place on and draws a new next one; the key that was previous is gone.
    #[must_use]
    pub fn rotate(self) -> Self {
        Self {
            next: SigningKey::generate_for(self.next.kind),
            current: self.next,
            previous: Some(self.current),
        }
    }

    /// Writes the public halves as a JWK set (RFC 7517), the current key first.
    pub fn jwks(&self) -> Value {
        json!({ "keys": self.keys().map(SigningKey::jwk).collect::<Vec<_>>() })
    }

    /// Finds a key of the ring by its name.
    pub(super) fn find(&self, kid: &str) -> Option<&SigningKey> {
        self.keys().find(|key| key.kid == kid)
    }

    /// Every key, the current one first.
    pub fn keys(&self) -> impl Iterator<Item = &SigningKey> {
        [&self.current, &self.next].into_iter().chain(&self.previous)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key and thumbprint of RFC 8037, appendices A.1 to A.3.
    #[test]
    fn a_key_has_the_name_that_the_rfc_gives_it() {
        let seed = URL_SAFE_NO_PAD
            .decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
            .unwrap();
        let key = SigningKey::from_seed(
            WrappedKind::Signing,
            SecretBox::new(Box::new(seed.try_into().unwrap())),
        );
        assert_eq!(key.kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert_eq!(
            URL_SAFE_NO_PAD.encode(key.public()),
            "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
        );
    }

    #[test]
    fn a_stored_key_opens_under_its_own_name_alone() {
        let (root, key, other) = (
            RootKey::generate(),
            SigningKey::generate(),
            SigningKey::generate(),
        );
        let wrapped = key.wrap(&root);
        let opened = SigningKey::open(&root, key.kid(), &wrapped).unwrap();
        assert_eq!((opened.kid(), opened.seed()), (key.kid(), key.seed()));
        assert!(SigningKey::open(&root, other.kid(), &wrapped).is_err());
        assert!(SigningKey::open(&RootKey::generate(), key.kid(), &wrapped).is_err());
        // Bytes bound to a name that is not theirs, by somebody who holds the root key.
        let misnamed = root.wrap(key.seed(), WrappedKind::Signing, b"kid");
        assert!(matches!(
            SigningKey::open(&root, "kid", &misnamed),
            Err(KeyError::Sealed)
        ));
    }

    #[test]
    fn a_key_of_the_log_never_opens_as_one_of_tokens_and_signs_what_its_public_half_checks() {
        let (root, key) = (RootKey::generate(), SigningKey::generate_for(WrappedKind::Log));
        let wrapped = key.wrap(&root);
        assert!(SigningKey::open(&root, key.kid(), &wrapped).is_err());
        let opened = SigningKey::open_for(WrappedKind::Log, &root, key.kid(), &wrapped).unwrap();
        let signature = opened.sign(b"head");
        assert!(is_signed(key.public(), b"head", &signature));
        assert!(!is_signed(key.public(), b"heat", &signature));
        assert!(!is_signed(SigningKey::generate().public(), b"head", &signature));
        assert_eq!(
            KeyRing::generate_for(WrappedKind::Log).rotate().next.kind,
            WrappedKind::Log
        );
    }

    #[test]
    fn a_rotation_moves_every_key_one_place() {
        let ring = KeyRing::generate();
        let (next, current) = (ring.next.kid().to_owned(), ring.current.kid().to_owned());
        let rotated = ring.rotate();
        assert_eq!(rotated.current.kid(), next);
        assert_eq!(
            rotated.previous.as_ref().map(SigningKey::kid),
            Some(current.as_str())
        );
        assert!(![&next, &current].contains(&&rotated.next.kid().to_owned()));
        let again = rotated.rotate();
        assert!(again.find(&next).is_some() && again.find(&current).is_none());
    }

    #[test]
    fn the_published_document_holds_public_halves_alone() {
        let ring = KeyRing::generate().rotate();
        let document = ring.jwks();
        let keys = document["keys"].as_array().unwrap();
        assert_eq!(keys.len(), 3);
        assert_eq!(keys[0]["kid"], ring.current.kid());
        for key in keys {
            let mut names: Vec<&str> = key.as_object().unwrap().keys().map(String::as_str).collect();
            names.sort_unstable();
            assert_eq!(names, ["alg", "crv", "kid", "kty", "use", "x"]);
        }
        let text = document.to_string();
        for key in ring.keys() {
            assert!(!text.contains(&URL_SAFE_NO_PAD.encode(key.seed())));
        }
        assert!(format!("{ring:?}").contains("REDACTED"));
    }
}
