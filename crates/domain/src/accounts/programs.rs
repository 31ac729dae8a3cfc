//! Service accounts: programs of the town, with named scopes.

use super::AccountId;
use crate::{Timestamp, text::DisplayName};

/// A program of the town. Its grants are those of its account; its scopes bound what it does with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAccount {
    /// Its account.
    pub account: AccountId,
    /// Its name.
    pub name: DisplayName,
    /// What it may do, at least one.
    pub scopes: Vec<ApiScope>,
    /// Who made it; `None` for the house itself.
    pub created_by: Option<AccountId>,
    /// When.
    pub created_at: Timestamp,
    /// When its token stopped working.
    pub revoked_at: Option<Timestamp>,
}

/// What a program may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ApiScope {
    /// Read what its grants show.
    Read,
    /// Write texts: plans, phases, documents.
    Write,
    /// Answer proposals.
    Answer,
    /// Export.
    Export,
}

impl ApiScope {
    /// Every scope.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Answer, Self::Export];

    /// The word stored, and held by the actor.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Answer => "answer",
            Self::Export => "export",
        }
    }

    /// The scope of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}
