//! Why a rule about voting says no.

use crate::{Code, refusal::Facts};

/// Why a rule about voting says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VotingRefusal {
    /// The person supports as many proposals as the plan allows.
    #[error("at most {limit} supports")]
    LimitReached {
        /// The most.
        limit: u32,
    },
    /// The plan's rule knows no such choice.
    #[error("the plan asks for support alone")]
    WrongChoice,
    /// An address or a proof of this person's has voted in this plan with another account.
    #[error("the address or the proof has voted already")]
    AlreadyUsed,
    /// There is another vote on the proposal: it is never replaced silently.
    #[error("there is a vote already")]
    AlreadyVoted,
    /// The plan's voting key is gone: its votes are anonymous and nothing is added to them.
    #[error("the votes of the plan are anonymous")]
    Sealed,
    /// No vote was begun under this token, or it was too long ago.
    #[error("no vote waits under this token")]
    NothingPending,
    /// The token is not one of votes that wait.
    #[error("this is no token")]
    BadToken,
    /// As many votes wait under the token as may.
    #[error("at most {limit} votes wait under a token")]
    TooManyPending {
        /// The most.
        limit: u32,
    },
    /// The person's paper ballot is counted: nothing on it changes any more.
    #[error("the ballot is counted on paper")]
    OnPaper,
    /// The ballot of this code is counted, or was made void.
    #[error("the code is used or void")]
    CodeUsed,
    /// Whoever the proof serves has an account.
    #[error("the proof serves an account")]
    HasAccount,
    /// More ballots would be counted than were handed out.
    #[error("as many ballots are counted as were handed out")]
    NotHandedOut,
}

impl VotingRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::LimitReached { .. } => Code::VotingLimitReached,
            Self::WrongChoice => Code::VotingWrongChoice,
            Self::AlreadyUsed => Code::VotingAlreadyUsed,
            Self::AlreadyVoted => Code::VotingAlreadyVoted,
            Self::Sealed => Code::VotingSealed,
            Self::NothingPending => Code::VotingNothingPending,
            Self::BadToken => Code::VotingBadToken,
            Self::TooManyPending { .. } => Code::VotingTooManyPending,
            Self::OnPaper => Code::VotingOnPaper,
            Self::CodeUsed => Code::VotingCodeUsed,
            Self::HasAccount => Code::VotingHasAccount,
            Self::NotHandedOut => Code::VotingNotHandedOut,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::LimitReached { limit } | Self::TooManyPending { limit } => vec![("limit", (*limit).into())],
            Self::WrongChoice
            | Self::AlreadyUsed
            | Self::AlreadyVoted
            | Self::Sealed
            | Self::NothingPending
            | Self::BadToken
            | Self::OnPaper
            | Self::CodeUsed
            | Self::HasAccount
            | Self::NotHandedOut => Vec::new(),
        }
    }
}
