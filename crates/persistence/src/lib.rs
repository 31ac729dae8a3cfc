//! Rows, SQL and the two databases.
//!
//! The only crate that names SeaORM entities. It knows no actor, role or protocol: functions take a [`domain::Scope`]
//! to read and a [`Tx`] to write, so that a read without a scope or a write outside a transaction does not compile.
//! Rows are private; callers see domain values.

mod backend;
mod batches;
mod cursor;
mod db;
mod error;
mod rows;

pub mod accounts;
pub mod answers;
pub mod attachments;
pub mod attributions;
pub mod comments;
pub mod drafts;
pub mod events;
pub mod exchange;
pub mod follows;
pub mod idempotency;
pub mod jobs;
pub mod merges;
pub mod moderation;
pub mod moderation_log;
pub mod notifications;
pub mod organisations;
pub mod outbox;
pub mod papers;
pub mod plans;
pub mod proposals;
pub mod recordings;
pub mod reviews;
pub mod rules;
pub mod search;
pub mod settings;
pub mod signals;
pub mod throttles;
pub mod voting;
pub mod webhooks;

pub use backend::Backend;
pub use db::{Db, Listener, Options, Read, Rerun, Stats, Tx, now};
pub use error::{Constraint, StoreError};

/// Makes the tables that the entities describe, in an empty database: what the drift test compares migrations with.
pub async fn describe_schema(db: &Db) -> Result<(), StoreError> {
    let connection = db.schema_connection();
    connection
        .get_schema_registry("persistence::*")
        .sync(connection)
        .await
        .map_err(StoreError::from)
}
