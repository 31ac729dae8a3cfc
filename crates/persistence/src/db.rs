//! The connection, and the transaction that every write needs.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use domain::Timestamp;
use rand::RngExt;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbBackend, Statement,
};
use tokio::sync::watch;

use crate::{
    Backend, StoreError,
    backend::{postgres, sqlite},
};

/// How often a use case runs at most when it meets others.
const ATTEMPTS: u32 = 5;

/// A database, cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    readers: DatabaseConnection,
    writer: Writer,
    reruns: AtomicU64,
    statements: Arc<AtomicU64>,
    overheard: Arc<Overheard>,
    work: watch::Sender<u64>,
}

/// The statements since somebody began to listen; none where nobody does.
type Overheard = Mutex<Option<Vec<Statement>>>;

enum Writer {
    Sqlite(Arc<sqlite::Writer>),
    Postgres,
}

/// How many connections to hold.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Connections for reading on SQLite, for everything on PostgreSQL: 1 to 100.
    pub connections: u32,
    /// Whether to count statements, for tests that compare their number.
    pub count_statements: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connections: 8,
            count_statements: false,
        }
    }
}

/// What the database did since it was connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Groups of writes that SQLite committed; 0 on PostgreSQL, which groups commits itself.
    pub grouped_commits: u64,
    /// Use cases that ran again because they met others.
    pub reruns: u64,
    /// Statements that were run, when they are counted.
    pub statements: u64,
    /// Connections that are open now: the readers' on SQLite.
    pub connections: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
}

/// An error that knows whether the whole use case should run again.
pub trait Rerun {
    /// Whether it is a [`StoreError::Contention`].
    fn wants_rerun(&self) -> bool;
}

impl Rerun for StoreError {
    fn wants_rerun(&self) -> bool {
        matches!(self, Self::Contention(_))
    }
}

/// Anything that can be read from: the database, or a transaction with what it has written.
pub trait Read: Sync {
    /// The connection to run a statement on.
    #[doc(hidden)]
    fn executor(&self) -> DatabaseExecutor<'_>;
}

impl Read for Db {
    fn executor(&self) -> DatabaseExecutor<'_> {
        DatabaseExecutor::Connection(&self.0.readers)
    }
}

impl Read for Tx {
    fn executor(&self) -> DatabaseExecutor<'_> {
        DatabaseExecutor::Transaction(&self.transaction)
    }
}

/// A transaction: a cheap handle that write functions ask for. Dropped without its runner's commit, it rolls back.
#[derive(Clone)]
pub struct Tx {
    transaction: Arc<DatabaseTransaction>,
    work: Arc<AtomicBool>,
}

impl Tx {
    /// The connection to run a statement on.
    pub(crate) fn conn(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// Notes that workers have something to do once this is committed.
    pub(crate) fn brings_work(&self) {
        self.work.store(true, Ordering::Relaxed);
    }

    /// Runs `work` in this transaction, and commits it or rolls it back by its outcome.
    pub(crate) async fn run_in<T, E, Fut>(
        transaction: DatabaseTransaction,
        work: &impl Fn(Tx) -> Fut,
        brings: &Arc<AtomicBool>,
    ) -> Result<T, E>
    where
        E: From<StoreError>,
        Fut: Future<Output = Result<T, E>>,
    {
        let tx = Tx {
            transaction: Arc::new(transaction),
            work: Arc::clone(brings),
        };
        let outcome = work(tx.clone()).await;
        let transaction = Arc::into_inner(tx.transaction)
            .ok_or_else(|| StoreError::corrupt("transaction", "a handle outlived its use case"))?;
        match outcome {
            Ok(value) => {
                transaction.commit().await.map_err(StoreError::from)?;
                Ok(value)
            }
            Err(error) => {
                transaction.rollback().await.map_err(StoreError::from)?;
                Err(error)
            }
        }
    }
}

impl Db {
    /// Connects to `sqlite:path` (made when it is missing) or `postgres://…`.
    pub async fn connect(url: &str, options: Options) -> Result<Self, StoreError> {
        let statements = Arc::new(AtomicU64::new(0));
        let overheard = Arc::new(Overheard::default());
        let count = |connection: &mut DatabaseConnection| {
            if options.count_statements {
                let (statements, overheard) = (Arc::clone(&statements), Arc::clone(&overheard));
                connection.set_metric_callback(move |run| {
                    statements.fetch_add(1, Ordering::Relaxed);
                    if let Some(heard) = &mut *overheard.lock().unwrap_or_else(PoisonError::into_inner) {
                        heard.push(run.statement.clone());
                    }
                });
            }
        };
        let size = options.connections.clamp(1, 100);
        let (mut readers, writer) = if url.starts_with("sqlite:") {
            let (readers, writer) = sqlite::connect(url, size, count).await?;
            (readers, Writer::Sqlite(writer))
        } else {
            (postgres::connect(url, size).await?, Writer::Postgres)
        };
        count(&mut readers);
        Ok(Self(Arc::new(Inner {
            readers,
            writer,
            reruns: AtomicU64::new(0),
            statements,
            overheard,
            work: watch::Sender::new(0),
        })))
    }

    /// Which database it is: for persistence, migrations and commands.
    pub fn backend(&self) -> Backend {
        match self.0.writer {
            Writer::Sqlite(_) => Backend::Sqlite,
            Writer::Postgres => Backend::Postgres,
        }
    }

    /// The connection that may change the schema: migrations and tests alone.
    pub fn schema_connection(&self) -> &DatabaseConnection {
        match &self.0.writer {
            Writer::Sqlite(writer) => writer.connection(),
            Writer::Postgres => &self.0.readers,
        }
    }

    /// Runs a use case in a transaction, all of it again (at most five times, after a random pause) when it meets
    /// another. `work` may therefore do nothing but its own statements: no mail, no hashing, no waiting for others.
    pub async fn write<T, E, Fut>(&self, work: impl Fn(Tx) -> Fut) -> Result<T, E>
    where
        E: From<StoreError> + Rerun,
        Fut: Future<Output = Result<T, E>>,
    {
        let mut attempt = 1;
        loop {
            let brings = Arc::new(AtomicBool::new(false));
            let outcome = match &self.0.writer {
                Writer::Sqlite(writer) => writer.run(&work, &brings).await,
                Writer::Postgres => postgres::run(&self.0.readers, &work, &brings).await,
            };
            match outcome {
                Ok(value) => {
                    if brings.load(Ordering::Relaxed) {
                        self.0
                            .work
                            .send_modify(|commits| *commits = commits.wrapping_add(1));
                    }
                    return Ok(value);
                }
                Err(error) if error.wants_rerun() && attempt < ATTEMPTS => {
                    self.0.reruns.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(pause(attempt)).await;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    /// Takes what was deleted out of the files too: after erasures, and now and then. PostgreSQL does so itself, by its
    /// vacuum.
    pub async fn scrub(&self) -> Result<(), StoreError> {
        match &self.0.writer {
            Writer::Sqlite(writer) => writer.empty_log().await,
            Writer::Postgres => Ok(()),
        }
    }

    /// Changes whenever a commit of this process recorded an event or added a job.
    pub fn work(&self) -> watch::Receiver<u64> {
        self.0.work.subscribe()
    }

    /// Hears when any process has given events their numbers; never on SQLite, where this process alone does.
    pub async fn listen(&self) -> Result<Listener, StoreError> {
        match self.0.writer {
            Writer::Sqlite(_) => Ok(Listener(None)),
            Writer::Postgres => Ok(Listener(Some(postgres::listen(&self.0.readers).await?))),
        }
    }

    /// The statements that were run since the last call, where they are counted: for tests that read how the database
    /// runs them. The first call begins to listen.
    pub fn overhear(&self) -> Vec<Statement> {
        let mut heard = self.0.overheard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.replace(Vec::new()).unwrap_or_default()
    }

    /// What it did so far.
    pub fn stats(&self) -> Stats {
        let (grouped_commits, connections, idle) = match &self.0.writer {
            Writer::Sqlite(writer) => {
                let pool = self.0.readers.get_sqlite_connection_pool();
                (writer.commits(), pool.size(), pool.num_idle())
            }
            Writer::Postgres => {
                let pool = self.0.readers.get_postgres_connection_pool();
                (0, pool.size(), pool.num_idle())
            }
        };
        let idle = u32::try_from(idle).unwrap_or(u32::MAX);
        Stats {
            grouped_commits,
            reruns: self.0.reruns.load(Ordering::Relaxed),
            statements: self.0.statements.load(Ordering::Relaxed),
            connections,
            idle,
        }
    }
}

/// An ear for what other processes do.
pub struct Listener(Option<sea_orm::sqlx::postgres::PgListener>);

impl Listener {
    /// Waits until events have got their numbers. It also returns when the connection was lost and made anew, since
    /// something may have been missed meanwhile.
    pub async fn heard(&mut self) -> Result<(), StoreError> {
        let Some(listener) = &mut self.0 else {
            return std::future::pending().await;
        };
        match listener.try_recv().await {
            Ok(_) => Ok(()),
            Err(error) => Err(StoreError::Unavailable(sea_orm::DbErr::Custom(error.to_string()))),
        }
    }
}

/// The database's clock, one for all servers; `local` is the answer where the database is in this process.
pub async fn now(from: &impl Read, local: Timestamp) -> Result<Timestamp, StoreError> {
    let executor = from.executor();
    match executor.get_database_backend() {
        DbBackend::Postgres => postgres::now(&executor).await.map(Timestamp::from_micros),
        _ => Ok(local),
    }
}

/// Up to 10 ms, then twice as much each time: enough for others to finish, and not all at the same instant.
fn pause(attempt: u32) -> Duration {
    #[expect(clippy::disallowed_methods, reason = "jitter, not an identifier or a secret")]
    let mut rng = rand::rng();
    Duration::from_micros(rng.random_range(0..10_000_u64 << attempt.min(6)))
}
