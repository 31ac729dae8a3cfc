//! Signatures of webhooks, as <https://www.standardwebhooks.com> describes them.
//!
//! HMAC-SHA256 over `id.timestamp.body`, under a secret that both sides know: `whsec_` and 32 bytes in base64. Three
//! headers carry it; `webhook-signature` may list several, so that a secret can be changed without a gap.

use std::fmt::Write;

use base64::{Engine, prelude::BASE64_STANDARD};
use hkdf::{HmacImpl, hmac::Hmac};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::Sha256;

use crate::entropy;

const PREFIX: &str = "whsec_";
/// The length of a secret, in bytes: the standard asks for 24 to 64.
const BYTES: usize = 32;

/// What a receiver verifies signatures by; wiped from memory when dropped and never shown by `Debug`.
#[derive(Debug)]
pub struct WebhookSecret(SecretBox<Vec<u8>>);

impl WebhookSecret {
    /// Draws a new secret.
    pub fn generate() -> Self {
        Self::from_bytes(entropy::bytes::<BYTES>().to_vec())
    }

    /// A secret that was kept.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    /// The bytes, to be wrapped.
    pub fn expose(&self) -> &[u8] {
        self.0.expose_secret()
    }

    /// The secret as it is told, once.
    pub fn text(&self) -> SecretString {
        format!("{PREFIX}{}", BASE64_STANDARD.encode(self.expose())).into()
    }

    /// The signature of a message: `v1,` and base64.
    pub fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let mut mac = <Hmac<Sha256> as HmacImpl>::new_from_slice(self.expose());
        for part in [id, ".", &timestamp.to_string(), ".", body] {
            HmacImpl::update(&mut mac, part.as_bytes());
        }
        let signed: [u8; 32] = HmacImpl::finalize(mac).into();
        format!("v1,{}", BASE64_STANDARD.encode(signed))
    }
}

/// The header of a message that several secrets sign: their signatures, with a blank between.
pub fn signatures<'s>(
    secrets: impl IntoIterator<Item = &'s WebhookSecret>,
    id: &str,
    timestamp: i64,
    body: &str,
) -> String {
    let mut header = String::new();
    for secret in secrets {
        let between = if header.is_empty() { "" } else { " " };
        // Writing to a text does not fail.
        let _ = write!(header, "{between}{}", secret.sign(id, timestamp, body));
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> WebhookSecret {
        WebhookSecret::from_bytes(BASE64_STANDARD.decode(text.trim_start_matches(PREFIX)).unwrap())
    }

    /// The vector that Standard Webhooks publishes with its libraries.
    #[test]
    fn a_signature_is_that_of_the_standard() {
        let secret = read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assert_eq!(
            secret.sign(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                r#"{"test": 2432232314}"#
            ),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn a_secret_is_of_the_length_that_the_standard_asks_for_and_is_never_shown() {
        let secret = WebhookSecret::generate();
        let text = secret.text();
        let again = read(text.expose_secret());
        assert_eq!(again.expose(), secret.expose());
        assert!((24..=64).contains(&secret.expose().len()));
        let shown = format!("{secret:?}{text:?}");
        assert!(!shown.contains(text.expose_secret().trim_start_matches(PREFIX)));
        let both = signatures([&secret, &again], "a", 1, "{}");
        let (one, other) = both.split_once(' ').unwrap();
        assert_eq!(one, other);
    }
}
