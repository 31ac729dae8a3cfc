//! What differs between the two databases; nothing above this folder asks which one it is.

pub(crate) mod postgres;
pub(crate) mod sqlite;
pub(crate) mod words;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Backend {
    /// The embedded default.
    Sqlite,
    /// For towns that outgrow one machine.
    Postgres,
}
