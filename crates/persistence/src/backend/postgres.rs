//! PostgreSQL: a pool, transactions of their own, re-run when two of them meet.

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr, Statement,
    TransactionTrait,
    sqlx::{
        self,
        postgres::{PgListener, PgPoolOptions},
    },
};

use crate::{StoreError, Tx, db::Rerun};

/// Connects a pool of at most `size` connections.
pub(crate) async fn connect(url: &str, size: u32) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(size)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(5))
        .connect_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .set_application_name("fabrique")
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        // Short statements only: compiling them costs more than it brings.
        .map_sqlx_postgres_opts(|postgres| postgres.options([("jit", "off"), ("timezone", "UTC")]));
    Ok(Database::connect(options).await?)
}

/// Runs `work` in a transaction of its own.
pub(crate) async fn run<T, E, Fut>(
    pool: &DatabaseConnection,
    work: &impl Fn(Tx) -> Fut,
    brings: &Arc<AtomicBool>,
) -> Result<T, E>
where
    E: From<StoreError> + Rerun,
    Fut: Future<Output = Result<T, E>>,
{
    #[expect(clippy::disallowed_methods, reason = "this is the one runner")]
    let transaction = pool.begin().await.map_err(StoreError::from)?;
    Tx::run_in(transaction, work, brings).await
}

/// The database's own clock, in microseconds UTC: one for all servers.
pub(crate) async fn now(connection: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now";
    let row = connection
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?
        .ok_or_else(|| StoreError::corrupt("clock", "no row"))?;
    Ok(row.try_get("", "now")?)
}

/// The channel on which processes hear that events have got their numbers.
const CHANNEL: &str = "fabrique_events";
/// The lock that the sequencer holds: one process at a time.
const SEQUENCER: i64 = 0x6661_6272_6971_7565;

/// Whether this transaction is the only sequencer, until it ends. SQLite has one process and one writer.
pub(crate) async fn is_alone(connection: &impl ConnectionTrait) -> Result<bool, StoreError> {
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(true);
    }
    let sql = format!("SELECT pg_try_advisory_xact_lock({SEQUENCER}) AS alone");
    let row = connection
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?
        .ok_or_else(|| StoreError::corrupt("sequencer", "no row"))?;
    Ok(row.try_get("", "alone")?)
}

/// Waits until this transaction is the only sequencer; it stays so until it ends.
pub(crate) async fn wait_alone(connection: &impl ConnectionTrait) -> Result<(), StoreError> {
    if connection.get_database_backend() == DbBackend::Postgres {
        connection
            .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({SEQUENCER})"))
            .await?;
    }
    Ok(())
}

/// Tells every process, when the transaction commits, that events have got their numbers.
pub(crate) async fn notify(connection: &impl ConnectionTrait) -> Result<(), StoreError> {
    if connection.get_database_backend() == DbBackend::Postgres {
        connection
            .execute_unprepared(&format!("NOTIFY {CHANNEL}"))
            .await?;
    }
    Ok(())
}

/// A connection of its own that hears when events have got their numbers.
pub(crate) async fn listen(pool: &DatabaseConnection) -> Result<PgListener, StoreError> {
    let unavailable =
        |error: sqlx::Error| StoreError::Unavailable(DbErr::Conn(RuntimeErr::SqlxError(error.into())));
    let options = pool.get_postgres_connection_pool().connect_options();
    // Not one of the pool's: it is held as long as the process lives.
    let own = PgPoolOptions::new()
        .max_connections(1)
        .max_lifetime(None)
        .idle_timeout(None)
        .connect_lazy_with(options.as_ref().clone());
    let mut listener = PgListener::connect_with(&own).await.map_err(unavailable)?;
    listener.listen(CHANNEL).await.map_err(unavailable)?;
    Ok(listener)
}
