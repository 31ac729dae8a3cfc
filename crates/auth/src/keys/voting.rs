//! The voting key of a plan: what stands between a vote and the person who cast it.
//!
//! It is random, never rotated, and destroyed once results are final; only then are the votes of the plan anonymous.

use secrecy::{ExposeSecret, SecretBox};
use uuid::Uuid;

use super::{KEY_BYTES, KeyError, RootKey, WrappedKind, framed_hmac, plain_hmac, secret};
use crate::{ballot_codes::BallotCode, entropy};

/// The key K of one plan; wiped from memory when dropped and never shown by `Debug`.
#[derive(Debug)]
pub struct VotingKey(SecretBox<[u8; KEY_BYTES]>);

impl VotingKey {
    /// Draws the key of a new plan.
    pub fn generate() -> Self {
        Self(SecretBox::init_with(entropy::bytes))
    }

    /// Encrypts the key for storage, bound to its plan.
    pub fn wrap(&self, root: &RootKey, plan: Uuid) -> Vec<u8> {
        root.wrap(self.0.expose_secret(), WrappedKind::Voting, plan.as_bytes())
    }

    /// Opens the stored key of a plan.
    pub fn open(root: &RootKey, plan: Uuid, wrapped: &[u8]) -> Result<Self, KeyError> {
        let opened = root.open(wrapped, WrappedKind::Voting, plan.as_bytes())?;
        secret(&opened).map(Self)
    }

    /// Names a voter in this plan: HMAC-SHA256(K, the sixteen bytes of the account's id).
    pub fn voter_key(&self, account: Uuid) -> [u8; 32] {
        plain_hmac(self.0.expose_secret(), account.as_bytes())
    }

    /// Names the canonical address that a voter held: HMAC-SHA256(K, "mail", address), each part preceded by its length.
    ///
    /// The claim outlives the account, so that erasing it and signing up again gives no second vote.
    pub fn mail_claim(&self, address: &str) -> [u8; 32] {
        framed_hmac(self.0.expose_secret(), &[b"mail", address.as_bytes()])
    }

    /// Names a proof of residence: HMAC-SHA256(K, "proof", issuer, subject), each part preceded by its length.
    pub fn proof_claim(&self, issuer: &str, subject: &str) -> [u8; 32] {
        framed_hmac(
            self.0.expose_secret(),
            &[b"proof", issuer.as_bytes(), subject.as_bytes()],
        )
    }
}

impl VotingKey {
    /// What the database knows the code of a paper ballot by.
    pub fn code_hash(&self, code: &BallotCode) -> [u8; 32] {
        framed_hmac(self.0.expose_secret(), &[b"paper code", code.bytes()])
    }

    /// Names whoever votes by the code of a paper ballot, where it is nobody's.
    pub fn code_voter(&self, code: &BallotCode) -> [u8; 32] {
        framed_hmac(self.0.expose_secret(), &[b"paper voter", code.bytes()])
    }
}

/// Draws a name under which a proof is claimed by somebody whose ballot is not known.
pub fn draw_claimant() -> [u8; KEY_BYTES] {
    entropy::bytes()
}

/// Draws the receipt of a vote: random, so that it tells nothing of the vote, its author or its moment.
pub fn draw_receipt() -> Uuid {
    uuid::Builder::from_random_bytes(entropy::bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use data_encoding::HEXLOWER;

    use super::*;

    const ACCOUNT: Uuid = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);
    const PLAN: Uuid = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0002);

    fn fixed() -> VotingKey {
        VotingKey(secret(&[9; 32]).unwrap())
    }

    /// Values computed apart with Python's `hmac`: a change would give every voter a second vote.
    #[test]
    fn voters_and_claims_stay_what_they_are() {
        assert_eq!(
            HEXLOWER.encode(&fixed().voter_key(ACCOUNT)),
            "411b3cef02ea237d5a8ca3cedeb4f25a00285e079cf38fdffb30947a07cbf582"
        );
        assert_eq!(
            HEXLOWER.encode(&fixed().mail_claim("ana@example.org")),
            "f7ff95b5355f21a4cd0ab798dfd4a64d30ca48259bc8f28ce5fe7ede5adf7a2a"
        );
        assert_eq!(
            HEXLOWER.encode(&fixed().proof_claim("desk", "42")),
            "58dd639726e073b51057312758e35a5d9b53a40ff2d1c1a694c0d4c48339618d"
        );
    }

    #[test]
    fn issuer_and_subject_never_run_into_each_other() {
        let key = fixed();
        let claims = HashSet::from([
            key.proof_claim("desk", "42"),
            key.proof_claim("desk4", "2"),
            key.proof_claim("", "desk42"),
            key.proof_claim("desk42", ""),
            key.mail_claim("desk42"),
        ]);
        assert_eq!(claims.len(), 5);
    }

    #[test]
    fn two_plans_know_one_person_by_different_names() {
        let (one, two) = (VotingKey::generate(), VotingKey::generate());
        assert_ne!(one.voter_key(ACCOUNT), two.voter_key(ACCOUNT));
        assert_ne!(
            one.mail_claim("ana@example.org"),
            two.mail_claim("ana@example.org")
        );
    }

    #[test]
    fn a_stored_key_opens_for_its_plan_alone() {
        let root = RootKey::generate();
        let wrapped = fixed().wrap(&root, PLAN);
        let opened = VotingKey::open(&root, PLAN, &wrapped).unwrap();
        assert_eq!(opened.voter_key(ACCOUNT), fixed().voter_key(ACCOUNT));
        assert!(matches!(
            VotingKey::open(&root, ACCOUNT, &wrapped),
            Err(KeyError::Sealed)
        ));
        assert!(matches!(
            VotingKey::open(&RootKey::generate(), PLAN, &wrapped),
            Err(KeyError::Sealed)
        ));
        assert_eq!(format!("{opened:?}"), format!("{:?}", VotingKey::generate()));
    }
}
