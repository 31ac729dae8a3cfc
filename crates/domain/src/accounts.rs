//! People and programs with an account, and what they were granted.

use crate::{Code, Id, Language, Timestamp, id::Kind, refusal::Facts, text::DisplayName};

mod grants;
mod guesses;
mod leaving;
mod links;
mod profile;
mod programs;
mod pseudonyms;
mod sessions;

pub use grants::{Grant, GrantId, Granted, Role};
pub use guesses::{FREE_GUESSES, LONGEST_WAIT, MOST_GUESSES, guess};
pub use leaving::{
    Contributions, Idleness, SealedIdentity, WARNED_FOR, a_month_before_idle, admins_remain, idle_since,
};
pub use links::{
    LOOKUP_REASON, Link, LinkKind, Lookup, LookupId, PROOF_DAYS, Proof, ProofId, ProofMethod, Reference,
};
pub use programs::{ApiScope, ServiceAccount};
pub use pseudonyms::pseudonym;
pub use sessions::{Attempt, AttemptId, CODE_LIFE, CODE_TRIES, Channel, FRESH, Purpose, Session, SessionId};

/// A person's account, or what is left of it after erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The name it shows; empty once erased, when pages write «compte supprimé».
    pub display_name: DisplayName,
    /// Answer to «15 ans ou plus / moins de 15 ans»; no birth date is ever asked.
    pub age: AgeBand,
    /// The language that it is written to in.
    pub language: Language,
    /// Whether it stands.
    pub standing: Standing,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last used, to the day: idle accounts are warned at 23 months and erased at 24.
    pub seen_at: Timestamp,
}

/// The id of an account.
pub type AccountId = Id<Account>;

impl Kind for Account {
    const PREFIX: &'static str = "account";
}

/// The one question about age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AgeBand {
    /// «15 ans ou plus».
    FifteenOrMore,
    /// «moins de 15 ans»: pseudonym imposed, votes only where the plan's voting age allows.
    Under15,
}

impl AgeBand {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FifteenOrMore => "15_or_more",
            Self::Under15 => "under_15",
        }
    }

    /// The answer of this word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::FifteenOrMore, Self::Under15]
            .into_iter()
            .find(|age| age.as_str() == word)
    }

    /// Whether a person of this age chooses a name of their own: under 15 the house gives a pseudonym.
    pub const fn may_choose_name(self) -> Result<(), AccountRefusal> {
        match self {
            Self::FifteenOrMore => Ok(()),
            Self::Under15 => Err(AccountRefusal::PseudonymImposed),
        }
    }
}

/// Whether an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It may do what its roles allow.
    Active,
    /// Reading, downloads and contests remain; the rest waits until then.
    Limited {
        /// When the sanction ends.
        until: Timestamp,
    },
    /// Its identity has left the service.
    Erased {
        /// When.
        at: Timestamp,
    },
}

impl Standing {
    /// How the account stands at this instant: a sanction ends by itself.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        match self {
            Self::Limited { until } if until <= now => Self::Active,
            standing => standing,
        }
    }
}

/// Why a rule about accounts says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountRefusal {
    /// It was erased.
    #[error("the account was erased")]
    Erased,
    /// The typed code is not the one that was sent.
    #[error("the code is wrong")]
    CodeWrong {
        /// How many tries are left.
        left: u8,
    },
    /// The code was used, tried too often, replaced or is older than 15 minutes.
    #[error("the code does not work any more")]
    CodeExpired,
    /// Address and password do not go together; whether the address exists is not said.
    #[error("address or password is wrong")]
    CredentialsWrong,
    /// Another account has this address.
    #[error("the address belongs to another account")]
    EmailTaken,
    /// A hundred wrong passwords in a row: only a code opens the account now. Said of any address alike.
    #[error("too many wrong passwords in a row")]
    PasswordLocked,
    /// Under 15 the house gives the name.
    #[error("people under 15 have a pseudonym")]
    PseudonymImposed,
    /// The refresh token came a second time: the session was ended.
    #[error("the refresh token was used twice")]
    TokenReused,
    /// The session was ended, or has lasted as long as it may, or the token is none of ours.
    #[error("the session is over")]
    SessionOver,
    /// Password and address change only with the present password, or soon after signing in.
    #[error("the session is too old for this")]
    SignInAgain,
    /// The proof confirmed the link of another account.
    #[error("the proof serves another account")]
    ProofUsed,
    /// The proof does not show the link that was declared.
    #[error("the proof does not show this link")]
    ProofUnfit,
    /// The account has the role already.
    #[error("the role was given already")]
    AlreadyGranted,
    /// The person did not declare the link that is to be confirmed.
    #[error("the link was not declared")]
    LinkNotDeclared,
    /// Nobody may end the last grant of an admin.
    #[error("this is the last admin")]
    LastAdmin,
}

impl AccountRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::Erased => Code::AccountErased,
            Self::CodeWrong { .. } => Code::AccountCodeWrong,
            Self::CodeExpired => Code::AccountCodeExpired,
            Self::CredentialsWrong => Code::AccountCredentialsWrong,
            Self::EmailTaken => Code::AccountEmailTaken,
            Self::PasswordLocked => Code::AccountPasswordLocked,
            Self::PseudonymImposed => Code::AccountPseudonymImposed,
            Self::TokenReused => Code::AccountTokenReused,
            Self::SessionOver => Code::AuthExpired,
            Self::SignInAgain => Code::AccountSignInAgain,
            Self::ProofUsed => Code::AccountProofUsed,
            Self::ProofUnfit => Code::AccountProofUnfit,
            Self::AlreadyGranted => Code::AccountAlreadyGranted,
            Self::LinkNotDeclared => Code::AccountLinkNotDeclared,
            Self::LastAdmin => Code::AccountLastAdmin,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::CodeWrong { left } => vec![("left", (*left).into())],
            Self::Erased
            | Self::CodeExpired
            | Self::CredentialsWrong
            | Self::EmailTaken
            | Self::PasswordLocked
            | Self::PseudonymImposed
            | Self::TokenReused
            | Self::SessionOver
            | Self::SignInAgain
            | Self::ProofUsed
            | Self::ProofUnfit
            | Self::AlreadyGranted
            | Self::LinkNotDeclared
            | Self::LastAdmin => Vec::new(),
        }
    }
}
