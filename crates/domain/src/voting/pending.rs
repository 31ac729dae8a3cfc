//! Votes that somebody begins before signing up: they count for nothing until the sign-up carries them out.

use std::time::Duration;

use super::Choice;
use crate::{Timestamp, proposals::ProposalId, time::days};

/// How long a vote waits for a sign-up.
pub const PENDING_TERM: Duration = days(30);
/// The most votes that wait under one token.
pub const MAX_PENDING: u32 = 20;

/// A vote that waits for its author to sign up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingVote {
    /// The SHA-256 of the token that the browser holds.
    pub token: [u8; 32],
    /// On which proposal.
    pub proposal: ProposalId,
    /// What it will say.
    pub choice: Choice,
    /// When it goes by itself.
    pub expires_at: Timestamp,
}
