//! The root key, the keys derived from it, and how other keys are kept wrapped by it.
//!
//! One root key of 32 bytes lies outside the database. HKDF makes one key a purpose from it; keys that live as rows
//! (those that sign tokens, the voting key of a plan) are stored encrypted under the `Wrap` one, bound to their row.

mod file;
mod voting;

use std::path::PathBuf;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER;
use hkdf::hmac::Hmac;
use hkdf::{Hkdf, HmacImpl};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;

use crate::entropy;

pub use voting::{VotingKey, draw_claimant, draw_receipt};

/// The length of every key, in bytes.
pub const KEY_BYTES: usize = 32;

/// Opens the text that HKDF and the wrapping bind, so that no other program derives the same keys.
const CONTEXT: &str = "fabrique/v1/";
/// The first byte of everything wrapped: the format below.
const WRAPPED_V1: u8 = 1;
/// The length of an XChaCha20 nonce, in bytes.
const NONCE_BYTES: usize = 24;

/// What a derived key is for; the list is closed, and a label never changes once used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Encrypts the keys that are kept as rows.
    Wrap,
    /// Makes keyed fingerprints of e-mail addresses.
    Mail,
    /// Makes the hashes of six-digit codes.
    Code,
    /// Makes the hashes of commands under an idempotency key.
    Idempotency,
    /// Makes the fingerprints of proofs of residence.
    Proof,
    /// Makes the names of throttled addresses and accounts.
    Throttle,
    /// Encrypts what the law obliges a host to keep of erased accounts.
    Sealed,
    /// Encrypts what the links of mails stop, and for whom.
    Unsubscribe,
    /// Signs the ids of our mails, so that what comes back is known as ours.
    MessageId,
    /// Makes the receipts of recorded words, and their hashes.
    Receipt,
    /// Makes the pseudonyms of authors in open data.
    Pseudonym,
    /// Draws where a reader's shuffled lists start on a day.
    Shuffle,
}

impl Purpose {
    /// Every purpose, in the order of the enum.
    pub const ALL: [Self; 12] = [
        Self::Wrap,
        Self::Mail,
        Self::Code,
        Self::Idempotency,
        Self::Proof,
        Self::Throttle,
        Self::Sealed,
        Self::Unsubscribe,
        Self::MessageId,
        Self::Receipt,
        Self::Pseudonym,
        Self::Shuffle,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::Wrap => "wrap",
            Self::Mail => "mail",
            Self::Code => "code",
            Self::Idempotency => "idempotency",
            Self::Proof => "proof",
            Self::Throttle => "throttle",
            Self::Sealed => "sealed",
            Self::Unsubscribe => "unsubscribe",
            Self::MessageId => "message-id",
            Self::Receipt => "receipt",
            Self::Pseudonym => "pseudonym",
            Self::Shuffle => "shuffle",
        }
    }
}

/// What a wrapped row holds; one kind never opens as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WrappedKind {
    /// A key that signs access tokens.
    Signing,
    /// A key that signs the public log of moderation.
    Log,
    /// The voting key of a plan.
    Voting,
    /// A mail that waits to leave, with the code in it.
    Mail,
    /// Who was behind an erased account.
    Identity,
    /// What a link in a mail stops, and for whom.
    Unsubscribe,
    /// How to reach somebody without an account who sent a notice.
    Contact,
    /// What was passed on to the authorities.
    Transmission,
    /// The secret of a webhook.
    Webhook,
    /// What was typed of a sheet of paper, until its batch is closed.
    Sheet,
}

impl WrappedKind {
    fn label(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Log => "log",
            Self::Voting => "voting",
            Self::Mail => "mail",
            Self::Identity => "identity",
            Self::Unsubscribe => "unsubscribe",
            Self::Contact => "contact",
            Self::Transmission => "transmission",
            Self::Webhook => "webhook",
            Self::Sheet => "sheet",
        }
    }
}

impl WrappedKind {
    /// The purpose of the key that it is wrapped by.
    fn purpose(self) -> Purpose {
        match self {
            Self::Unsubscribe => Purpose::Unsubscribe,
            Self::Signing | Self::Log | Self::Voting | Self::Mail | Self::Webhook => Purpose::Wrap,
            Self::Identity | Self::Contact | Self::Transmission | Self::Sheet => Purpose::Sealed,
        }
    }
}

/// Says why a key cannot be read, made or opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no file at this path.
    #[error("there is no key file at {}", path.display())]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// The system refuses to read or write.
    #[error("the key file {} cannot be used", path.display())]
    Io {
        /// The path as given.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The path is a folder, a pipe or a device.
    #[error("{} is not a regular file", path.display())]
    NotAFile {
        /// The path as given.
        path: PathBuf,
    },
    /// The file can be read by others than its owner.
    #[error("the key file {} has mode {mode:04o}: others may read it; run `chmod 600` on it", path.display())]
    Exposed {
        /// The path as given.
        path: PathBuf,
        /// The permission bits of the file.
        mode: u32,
    },
    /// The file does not hold exactly 32 bytes.
    #[error("the key file {} does not hold exactly {KEY_BYTES} bytes", path.display())]
    FileLength {
        /// The path as given.
        path: PathBuf,
    },
    /// The bytes given for a key are not exactly 32.
    #[error("a key is {KEY_BYTES} bytes long, not {found}")]
    Length {
        /// How many bytes were given.
        found: usize,
    },
    /// The wrapped bytes are altered, belong to another row or kind, or were wrapped by another root key.
    #[error("the wrapped key does not open: it is altered, of another row, or wrapped by another root key")]
    Sealed,
}

/// A key derived for one purpose; wiped from memory when dropped and never shown by `Debug`.
#[derive(Debug)]
pub struct Key(SecretBox<[u8; KEY_BYTES]>);

impl Key {
    /// Returns HMAC-SHA256 over the parts, each preceded by its length as eight big-endian bytes, so that no two lists
    /// of parts give the same message.
    pub fn hmac(&self, parts: &[&[u8]]) -> [u8; 32] {
        framed_hmac(self.0.expose_secret(), parts)
    }

    /// Shows the bytes of the key, to hand them to another algorithm.
    pub fn expose(&self) -> &[u8; KEY_BYTES] {
        self.0.expose_secret()
    }
}

/// The one key that an installation must not lose; wiped from memory when dropped and never shown by `Debug`.
#[derive(Debug)]
pub struct RootKey(SecretBox<[u8; KEY_BYTES]>);

impl RootKey {
    /// Draws a new root key.
    pub fn generate() -> Self {
        Self(SecretBox::init_with(entropy::bytes))
    }

    /// Takes exactly 32 bytes as the root key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        secret(bytes).map(Self)
    }

    /// Derives the key of a purpose by HKDF-SHA256 (RFC 5869).
    pub fn derive(&self, purpose: Purpose) -> Key {
        self.expand(purpose.label())
    }

    /// Names this key by 32 hexadecimal digits that tell nothing about it.
    pub fn fingerprint(&self) -> String {
        let named = self.expand("fingerprint");
        let mut digits = HEXLOWER.encode(named.expose());
        digits.truncate(32);
        digits
    }

    /// Encrypts a key for storage (XChaCha20-Poly1305, random nonce), bound to its kind and row.
    #[expect(
        clippy::missing_panics_doc,
        reason = "the cipher refuses only messages beyond 256 GiB"
    )]
    pub fn wrap(&self, secret: &[u8], kind: WrappedKind, row: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_BYTES] = entropy::bytes();
        let bound = binding(kind, row);
        let payload = Payload {
            msg: secret,
            aad: &bound,
        };
        #[expect(
            clippy::expect_used,
            reason = "the cipher refuses only messages beyond 256 GiB"
        )]
        let sealed = self
            .cipher(kind)
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a key is short");
        [[WRAPPED_V1].as_slice(), &nonce, &sealed].concat()
    }

    /// Opens what `wrap` made with this root key for the same kind and row.
    pub fn open(
        &self,
        wrapped: &[u8],
        kind: WrappedKind,
        row: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let (version, rest) = wrapped.split_first().ok_or(KeyError::Sealed)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(KeyError::Sealed)?;
        if *version != WRAPPED_V1 {
            return Err(KeyError::Sealed);
        }
        let bound = binding(kind, row);
        let payload = Payload {
            msg: sealed,
            aad: &bound,
        };
        let opened = self.cipher(kind).decrypt(&XNonce::from(*nonce), payload);
        opened.map(Zeroizing::new).map_err(|_opaque| KeyError::Sealed)
    }

    fn cipher(&self, kind: WrappedKind) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.derive(kind.purpose()).expose().into())
    }

    fn expand(&self, label: &str) -> Key {
        let extracted = Hkdf::<Sha256>::new(None, self.0.expose_secret());
        Key(SecretBox::init_with_mut(|key: &mut [u8; KEY_BYTES]| {
            #[expect(
                clippy::expect_used,
                reason = "HKDF refuses only lengths beyond 255 blocks; this is one"
            )]
            extracted
                .expand_multi_info(&[CONTEXT.as_bytes(), label.as_bytes()], key)
                .expect("one block");
        }))
    }
}

/// Reads exactly 32 bytes into a secret.
fn secret(bytes: &[u8]) -> Result<SecretBox<[u8; KEY_BYTES]>, KeyError> {
    let exact: &[u8; KEY_BYTES] = bytes.as_array().ok_or(KeyError::Length { found: bytes.len() })?;
    Ok(SecretBox::init_with_mut(|key: &mut [u8; KEY_BYTES]| {
        *key = *exact;
    }))
}

/// The associated data of a wrapped key: kind and row, framed so that they cannot run into each other.
fn binding(kind: WrappedKind, row: &[u8]) -> Vec<u8> {
    let label = kind.label();
    let length = label.len() as u64;
    [CONTEXT.as_bytes(), &length.to_be_bytes(), label.as_bytes(), row].concat()
}

/// HMAC-SHA256 over one message as it is.
fn plain_hmac(key: &[u8; KEY_BYTES], message: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as HmacImpl>::new_from_slice(key);
    HmacImpl::update(&mut mac, message);
    HmacImpl::finalize(mac).into()
}

/// HMAC-SHA256 over parts, each preceded by its length as eight big-endian bytes.
fn framed_hmac(key: &[u8; KEY_BYTES], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as HmacImpl>::new_from_slice(key);
    for part in parts {
        let length = part.len() as u64;
        HmacImpl::update(&mut mac, &length.to_be_bytes());
        HmacImpl::update(&mut mac, part);
    }
    HmacImpl::finalize(mac).into()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn fixed() -> RootKey {
        RootKey::from_bytes(&[7; 32]).unwrap()
    }

    /// Values computed apart with Python's `hmac` and RFC 5869: they must never change, or stored hashes stop matching.
    #[test]
    fn derived_keys_stay_what_they_are() {
        assert_eq!(fixed().fingerprint(), "7e747bf59d29c9acdaf59df25801ce8c");
        let expected = [
            (
                Purpose::Wrap,
                "a2635e7bdbfc92b68f68bc5655a471ec28c75bfbf4c399684bb6702af1e283bb",
            ),
            (
                Purpose::Mail,
                "869b3f94cf9336187e8b9d216d66cdaed6c6704058e59b39e4e6db770524d349",
            ),
            (
                Purpose::Code,
                "33eab945ec2f10bcae6ddfb9b14324fa138e68a0032c1b150c48c26e914b9d1f",
            ),
            (
                Purpose::Idempotency,
                "b11056bd3c08797beae7063f0a4a1b383d0329b11941820835ed3f7a830e7287",
            ),
            (
                Purpose::Proof,
                "6877b1345b44196bd0f399b25fe094cce60c6d3613860a4ef6906fa786fc35a8",
            ),
            (
                Purpose::Throttle,
                "ffba4a1b93b8d0f9a83a963734acbe6c1937f235efb189401aa43e63e97e7017",
            ),
            (
                Purpose::Sealed,
                "39e143cdfd0e165277cd074f3bbbb8a0b305313810f4653db92f867dce2c9917",
            ),
            (
                Purpose::Unsubscribe,
                "c12444ff05623af965e5f0594339799dfb09dbefccb2b46337351b971e955af5",
            ),
            (
                Purpose::MessageId,
                "1f3179f0734d99c246ca94c23611c5a8eb1a1fabb1ab3db3a170390d8560f7bf",
            ),
            (
                Purpose::Receipt,
                "12743b55659303f900bfbc148baecb9ed667842720f47085d159c1f0190cfaf5",
            ),
            (
                Purpose::Pseudonym,
                "fa5360bbc95bad4e2c74c8a41c567d2f6dbce58ba8e9e728f3f42e211a8a3f2b",
            ),
            (
                Purpose::Shuffle,
                "4a5846e75aa36376c26e9d19e94d1e9b9e7e5d8cd73df410d5a28387a4cbaa69",
            ),
        ];
        assert_eq!(expected.map(|(purpose, _)| purpose), Purpose::ALL);
        for (purpose, hex) in expected {
            assert_eq!(
                HEXLOWER.encode(fixed().derive(purpose).expose()),
                hex,
                "{purpose:?}"
            );
        }
        let tag = fixed().derive(Purpose::Mail).hmac(&[b"mail", b"ana@example.org"]);
        assert_eq!(
            HEXLOWER.encode(&tag),
            "2ead4e5282730f55d7c2e41c3ec896484f7bf53c5088e118f34e87712f867f91"
        );
    }

    #[test]
    fn every_purpose_has_its_own_key() {
        let keys: HashSet<[u8; 32]> = Purpose::ALL
            .iter()
            .map(|purpose| *fixed().derive(*purpose).expose())
            .collect();
        assert_eq!(keys.len(), Purpose::ALL.len());
    }

    #[test]
    fn two_roots_share_nothing() {
        let (one, two) = (RootKey::generate(), RootKey::generate());
        assert_ne!(one.fingerprint(), two.fingerprint());
        assert_ne!(
            one.derive(Purpose::Mail).expose(),
            two.derive(Purpose::Mail).expose()
        );
    }

    #[test]
    fn a_wrapped_key_opens_only_in_its_place() {
        let root = fixed();
        let wrapped = root.wrap(b"a secret", WrappedKind::Voting, b"row 1");
        assert_eq!(
            root.open(&wrapped, WrappedKind::Voting, b"row 1")
                .unwrap()
                .as_slice(),
            b"a secret"
        );
        assert!(!wrapped.windows(8).any(|window| window == b"a secret"));
        for (who, kind, row) in [
            (RootKey::generate(), WrappedKind::Voting, b"row 1".as_slice()),
            (fixed(), WrappedKind::Signing, b"row 1"),
            (fixed(), WrappedKind::Voting, b"row 2"),
            (fixed(), WrappedKind::Voting, b""),
        ] {
            assert!(matches!(who.open(&wrapped, kind, row), Err(KeyError::Sealed)));
        }
    }

    #[test]
    fn wrapping_twice_never_gives_the_same_bytes() {
        let wrap = || fixed().wrap(b"a secret", WrappedKind::Voting, b"row");
        assert_ne!(wrap(), wrap());
    }

    /// Sealed apart with another implementation of XChaCha20-Poly1305: rows of today must open for ever.
    #[test]
    fn rows_wrapped_by_the_first_version_open() {
        let row = HEXLOWER.decode(b"01000102030405060708090a0b0c0d0e0f1011121314151617bb3bee754f6426001033330e0b435efd8625254f9ec220c02086ea894c37272841").unwrap();
        let opened = fixed().open(&row, WrappedKind::Signing, b"kid").unwrap();
        assert_eq!(opened.as_slice(), b"the first version");
    }

    #[test]
    fn a_wrapped_key_with_any_bit_changed_stays_shut() {
        let wrapped = fixed().wrap(b"a secret", WrappedKind::Voting, b"row");
        for at in 0..wrapped.len() {
            let mut altered = wrapped.clone();
            altered[at] ^= 1;
            assert!(
                fixed().open(&altered, WrappedKind::Voting, b"row").is_err(),
                "byte {at}"
            );
            assert!(
                fixed().open(&wrapped[..at], WrappedKind::Voting, b"row").is_err(),
                "cut at {at}"
            );
        }
    }

    #[test]
    fn keys_are_never_printed() {
        let shown = format!("{:?} {:?}", fixed(), fixed().derive(Purpose::Mail));
        assert!(!shown.contains('7') && shown.contains("REDACTED"), "{shown}");
    }

    #[test]
    fn keys_of_another_length_are_refused() {
        for found in [0, 31, 33] {
            let given = vec![0; found];
            assert!(
                matches!(RootKey::from_bytes(&given), Err(KeyError::Length { found: said }) if said == found)
            );
        }
    }

    proptest! {
        #[test]
        fn lists_of_parts_never_run_into_each_other(
            one in proptest::collection::vec(proptest::collection::vec(0_u8..2, 0..4), 0..4),
            two in proptest::collection::vec(proptest::collection::vec(0_u8..2, 0..4), 0..4),
        ) {
            let key = fixed().derive(Purpose::Mail);
            let tag = |parts: &[Vec<u8>]| key.hmac(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>());
            prop_assert_eq!(one == two, tag(&one) == tag(&two));
        }

        #[test]
        fn opening_any_bytes_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert!(fixed().open(&bytes, WrappedKind::Voting, b"row").is_err());
        }
    }
}
