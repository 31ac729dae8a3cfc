//! What can go wrong below the use cases.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique key says that it exists already; the use case knows what that means.
    #[error("a unique key is taken: {0:?}")]
    Taken(Constraint),
    /// Two transactions met: the whole use case runs again.
    #[error("two transactions met")]
    Contention(#[source] DbErr),
    /// The cursor is not of this list.
    #[error("the cursor is not of this list")]
    BadCursor,
    /// A row that no version of the program can have written.
    #[error("the row {row} cannot be read: {why}")]
    Corrupt {
        /// Which row.
        row: String,
        /// What is wrong with it.
        why: String,
    },
    /// The database cannot be reached, is full, or took too long.
    #[error("the database is unavailable")]
    Unavailable(#[source] DbErr),
    /// Anything else.
    #[error("the database refused a statement")]
    Db(#[source] DbErr),
}

/// The unique keys whose violation means something to a use case, by the name that migrations give them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// `plans.slug`.
    PlanSlug,
    /// `organisations.registration`.
    OrganisationRegistration,
    /// `account_emails.email`.
    AccountEmail,
    /// `proofs.(method, fingerprint)`.
    Proof,
    /// `signing_keys.place`: another process was first.
    SigningKey,
    /// `votes.(plan, voter key, proposal)`: the vote is there already.
    Vote,
    /// `rules.code`.
    RuleCode,
    /// Any other.
    Other,
}

impl Constraint {
    /// Finds the key in a database's message, which has the index name (PostgreSQL) or the columns (SQLite).
    fn of(message: &str) -> Self {
        if message.contains("plans_slug_key") || message.contains("plans.slug") {
            Self::PlanSlug
        } else if message.contains("organisations_registration_key")
            || message.contains("organisations.registration")
        {
            Self::OrganisationRegistration
        } else if message.contains("account_emails_pkey") || message.contains("account_emails.email") {
            Self::AccountEmail
        } else if message.contains("proofs_fingerprint_key") || message.contains("proofs.fingerprint") {
            Self::Proof
        } else if message.contains("rules_code_key") || message.contains("rules.code") {
            Self::RuleCode
        } else if message.contains("signing_keys") {
            Self::SigningKey
        } else if message.contains("votes_pkey") || message.contains("votes.voter_key") {
            Self::Vote
        } else {
            Self::Other
        }
    }
}

impl StoreError {
    /// A row that cannot be read.
    pub(crate) fn corrupt(row: impl std::fmt::Display, why: impl std::fmt::Display) -> Self {
        Self::Corrupt {
            row: row.to_string(),
            why: why.to_string(),
        }
    }
}

/// The SQLSTATE (PostgreSQL) or extended result code (SQLite) of an error.
fn database_code(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(RuntimeErr::SqlxError(source)) | DbErr::Query(RuntimeErr::SqlxError(source))) = error
    else {
        return None;
    };
    source
        .as_database_error()
        .and_then(sea_orm::sqlx::error::DatabaseError::code)
        .map(std::borrow::Cow::into_owned)
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(message)) = error.sql_err() {
            return Self::Taken(Constraint::of(&message));
        }
        match (database_code(&error).as_deref(), &error) {
            // Serialization failure, deadlock, lock not available; SQLITE_BUSY and SQLITE_BUSY_SNAPSHOT.
            (Some("40001" | "40P01" | "55P03" | "5" | "517"), _) => Self::Contention(error),
            // Connection exceptions, shutdown, disk full, too many connections; SQLITE_FULL and SQLITE_IOERR.
            (
                Some(
                    "08000" | "08003" | "08006" | "57P01" | "57P02" | "57P03" | "53100" | "53300" | "13"
                    | "10",
                ),
                _,
            )
            | (None, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) => Self::Unavailable(error),
            _ => Self::Db(error),
        }
    }
}
