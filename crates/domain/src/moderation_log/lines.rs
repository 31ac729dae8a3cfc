//! The log as it is downloaded: one JSON object a line, and the signed head last.

use super::{Dated, Day, KeyText, SignatureText, hex};
use crate::plans::PlanId;

/// A line in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1, without gaps.
    pub n: u64,
    /// The hash of the line before; zeros before the first.
    pub prev: [u8; 32],
    /// The canonical bytes of a [`Dated`] entry, as they were hashed.
    pub entry: String,
    /// SHA-256 of number, `prev` and entry.
    pub hash: [u8; 32],
    /// The plan that it belongs to, for lists; no part of the chain.
    pub plan: Option<PlanId>,
}

impl Line {
    /// The line as it is downloaded, without the line break: bytes that never change.
    pub fn to_json(&self) -> String {
        // A text always has a JSON form.
        let entry = serde_json::to_string(&self.entry).unwrap_or_default();
        format!(
            r#"{{"n":{},"prev":"{}","entry":{entry},"hash":"{}"}}"#,
            self.n,
            hex(&self.prev),
            hex(&self.hash)
        )
    }

    /// What it says; none for what a later version of the program wrote.
    pub fn dated(&self) -> Option<Dated> {
        Dated::parse(&self.entry)
    }
}

/// The word of the key in force for everything up to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of the last line.
    pub n: u64,
    /// Its hash.
    pub hash: [u8; 32],
    /// The day on which it was signed.
    pub at: Day,
    /// The fingerprint of the key: SHA-256 of its public half, in hexadecimal digits.
    pub key: String,
    /// The public half.
    pub public: KeyText,
    /// The signature of [`super::head_statement`].
    pub signature: SignatureText,
}

impl Head {
    /// The head as it is downloaded, without the line break.
    pub fn to_json(&self) -> String {
        let Self {
            n,
            hash,
            at,
            key,
            public,
            signature,
        } = self;
        let hash = hex(hash);
        format!(
            r#"{{"n":{n},"hash":"{hash}","at":"{at}","key":"{key}","public":"{public}","signature":"{signature}"}}"#
        )
    }
}
