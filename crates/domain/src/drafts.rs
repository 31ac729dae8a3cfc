//! Drafts: proposals that are being written, kept on the server with an account or under the hash of a token.

use std::time::Duration;

use crate::{
    Code, Id, Language, Timestamp,
    accounts::AccountId,
    id::Kind,
    plans::{PlanId, ThemeId},
    proposals::Place,
    refusal::Facts,
    text::{Body, Bounds},
    time::days,
};

/// A draft's title has at most 300 characters: what is typed is kept, and judged when it is submitted.
pub const DRAFT_TITLE: Bounds = Bounds::new(0, 300);
/// A draft's body has at most 20,000 characters.
pub const DRAFT_BODY: Bounds = Bounds::new(0, 20_000);
/// The most drafts of one account or token.
pub const MAX_DRAFTS: u64 = 20;
/// How long a draft without an account is kept after it was last saved.
pub const DRAFT_TERM: Duration = days(30);

/// A proposal that is being written: read and changed by its holder alone, never by staff or moderators.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// The plan it is for.
    pub plan: PlanId,
    /// Who holds it.
    pub holder: Holder,
    /// The title so far.
    pub title: Body,
    /// The text so far, Markdown.
    pub body: Body,
    /// The language it is written in.
    pub language: Language,
    /// The theme.
    pub theme: Option<ThemeId>,
    /// The place.
    pub place: Place,
    /// When it was last saved.
    pub saved_at: Timestamp,
}

/// The id of a draft.
pub type DraftId = Id<Draft>;

impl Kind for Draft {
    const PREFIX: &'static str = "draft";
}

/// Who holds a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A person with an account.
    Account(AccountId),
    /// Whoever has the token of this SHA-256.
    Token([u8; 32]),
}

impl Draft {
    /// When it goes by itself; never while an account holds it.
    pub fn expires_at(&self) -> Option<Timestamp> {
        match self.holder {
            Holder::Account(_) => None,
            Holder::Token(_) => Some(self.saved_at + DRAFT_TERM),
        }
    }
}

/// Why a rule about drafts says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftRefusal {
    /// There are as many as there may be.
    #[error("at most {limit} drafts")]
    TooMany {
        /// The most.
        limit: u64,
    },
    /// The token is not one of drafts.
    #[error("this is no token of drafts")]
    BadToken,
}

impl DraftRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::TooMany { .. } => Code::DraftTooMany,
            Self::BadToken => Code::DraftBadToken,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::TooMany { limit } => vec![("limit", (*limit).into())],
            Self::BadToken => Vec::new(),
        }
    }
}
