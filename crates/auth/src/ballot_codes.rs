//! Codes of paper ballots: random, shown once, written as receipts are.

use std::fmt;

use crate::{
    entropy,
    receipts::{Receipt, characters},
};

/// The code of a paper ballot; the database knows a hash of it under the voting key of its plan.
#[derive(Clone, PartialEq, Eq)]
pub struct BallotCode(Receipt);

impl BallotCode {
    /// Draws the code of a ballot.
    pub fn draw() -> Self {
        Self(Receipt::from_characters(characters(entropy::bytes())))
    }

    /// Reads a code as people type it: in any case, with spaces or hyphens, O for 0, I or L for 1.
    pub fn parse(typed: &str) -> Option<Self> {
        Receipt::parse(typed).map(Self)
    }

    /// Its characters.
    pub(crate) const fn bytes(&self) -> &[u8] {
        self.0.bytes()
    }
}

impl fmt::Display for BallotCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for BallotCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BallotCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_differ_are_read_back_and_are_in_no_log() {
        let (one, other) = (BallotCode::draw(), BallotCode::draw());
        assert_ne!(one, other);
        assert_eq!(
            BallotCode::parse(&one.to_string().to_lowercase()),
            Some(one.clone())
        );
        assert_eq!(format!("{one:?}"), "BallotCode(…)");
    }
}
