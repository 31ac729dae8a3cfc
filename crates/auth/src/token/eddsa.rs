//! Ed25519 for `jsonwebtoken`, and nothing but Ed25519.
//!
//! The library takes its cryptography from a provider that is set once a process. The ones that it brings know RSA,
//! HMAC and ECDSA as well; this one cannot sign or check anything else, whatever a header asks for.

use std::sync::Once;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind, Result, new_error};
use jsonwebtoken::signature::{Error as SignatureError, Signer, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| Ok(Box::new(Signing::new(*algorithm, key)?)),
    verifier_factory: |algorithm, key| Ok(Box::new(Verifying::new(*algorithm, key)?)),
    // Asked for only when a key is read from or written to the library's JWK type, which this crate never does.
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes `jsonwebtoken` use this provider; called before every use of the library, and cheap after the first time.
pub(super) fn install() {
    static INSTALLED: Once = Once::new();
    // Another part of the process that came first keeps its own provider; the list of algorithms stays ours.
    INSTALLED.call_once(|| {
        let _taken = PROVIDER.install_default();
    });
}

fn refused(kind: ErrorKind) -> Error {
    new_error(kind)
}

struct Signing(SigningKey);

impl Signing {
    fn new(algorithm: Algorithm, key: &EncodingKey) -> Result<Self> {
        match (algorithm, key.as_bytes().as_array()) {
            (Algorithm::EdDSA, Some(seed)) => Ok(Self(SigningKey::from_bytes(seed))),
            (Algorithm::EdDSA, None) => Err(refused(ErrorKind::InvalidEddsaKey)),
            _ => Err(refused(ErrorKind::InvalidAlgorithm)),
        }
    }
}

impl Signer<Vec<u8>> for Signing {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, SignatureError> {
        Ok(self.0.sign(message).to_bytes().to_vec())
    }
}

impl JwtSigner for Signing {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

struct Verifying(VerifyingKey);

impl Verifying {
    fn new(algorithm: Algorithm, key: &DecodingKey) -> Result<Self> {
        if algorithm != Algorithm::EdDSA {
            return Err(refused(ErrorKind::InvalidAlgorithm));
        }
        let public = key
            .try_get_as_bytes()?
            .as_array()
            .and_then(|bytes| VerifyingKey::from_bytes(bytes).ok());
        public
            .map(Self)
            .ok_or_else(|| refused(ErrorKind::InvalidEddsaKey))
    }
}

impl Verifier<Vec<u8>> for Verifying {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), SignatureError> {
        let signature = Signature::from_slice(signature).map_err(|_length| SignatureError::new())?;
        // Strict: weak keys and points outside the main subgroup are refused, so a token has one valid signature.
        self.0
            .verify_strict(message, &signature)
            .map_err(|_invalid| SignatureError::new())
    }
}

impl JwtVerifier for Verifying {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test 2 of RFC 8032, section 7.1.
    #[test]
    fn signs_and_checks_as_the_rfc_does() {
        let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
        let seed = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        let public = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        let signature = hex(concat!(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ));
        let signing = Signing::new(Algorithm::EdDSA, &EncodingKey::from_ed_der(&seed)).unwrap();
        assert_eq!(signing.try_sign(&[0x72]).unwrap(), signature);
        let verifying = Verifying::new(Algorithm::EdDSA, &DecodingKey::from_ed_der(&public)).unwrap();
        verifying.verify(&[0x72], &signature).unwrap();
        assert!(verifying.verify(&[0x73], &signature).is_err());
        assert!(verifying.verify(&[0x72], &signature[..63].to_vec()).is_err());
    }

    #[test]
    fn knows_no_other_algorithm() {
        for algorithm in [
            Algorithm::HS256,
            Algorithm::HS512,
            Algorithm::ES256,
            Algorithm::RS256,
            Algorithm::PS512,
        ] {
            assert!(Signing::new(algorithm, &EncodingKey::from_ed_der(&[1; 32])).is_err());
            assert!(Verifying::new(algorithm, &DecodingKey::from_ed_der(&[1; 32])).is_err());
        }
        assert!(Signing::new(Algorithm::EdDSA, &EncodingKey::from_ed_der(&[1; 31])).is_err());
        assert!(Verifying::new(Algorithm::EdDSA, &DecodingKey::from_ed_der(&[1; 33])).is_err());
    }
}
