//! SQLite: one writer whose transactions are grouped into one commit, and a pool of readers.
//!
//! Every durable commit costs one flush of the disk, and SQLite has one writer. So writers queue for a gate, each
//! runs in a savepoint of the transaction that is open, and a committer that queues for the same gate commits the
//! group when its turn comes: behind everybody who was waiting, before everybody who comes later. A refused use case
//! rolls back to its savepoint and leaves the others untouched. Nobody is answered before the commit.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, Notify, oneshot};

use crate::{StoreError, Tx, db::Rerun};

/// The group that is open, if any.
#[derive(Default)]
struct Gate {
    open: Option<Group>,
}

struct Group {
    transaction: DatabaseTransaction,
    members: Vec<oneshot::Sender<bool>>,
}

/// The one writer.
pub(crate) struct Writer {
    connection: DatabaseConnection,
    gate: Mutex<Gate>,
    ready: Notify,
    commits: AtomicU64,
}

/// Calls the committer when a member leaves the gate, in whichever way.
struct CommitLater<'w>(&'w Notify);

impl Drop for CommitLater<'_> {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

/// Opens the file for writing, and a pool of `readers` connections that cannot write.
pub(crate) async fn connect(
    url: &str,
    readers: u32,
    count: impl Fn(&mut DatabaseConnection),
) -> Result<(DatabaseConnection, Arc<Writer>), StoreError> {
    let open = |size: u32, read_only: bool| {
        let url = if url.contains('?') {
            url.to_owned()
        } else {
            format!("{url}?mode=rwc")
        };
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(size)
            .min_connections(size)
            .idle_timeout(None::<Duration>)
            .max_lifetime(None::<Duration>)
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(30))
            .sqlx_logging(false)
            .record_stmt_in_spans(false)
            .map_sqlx_sqlite_opts(move |sqlite| {
                let sqlite = sqlite
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(5))
                    .statement_cache_capacity(256)
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    // What is deleted is overwritten: erasure means the file too.
                    .pragma("secure_delete", "ON")
                    .pragma("temp_store", "MEMORY")
                    .pragma("cache_size", "-32768")
                    .pragma("mmap_size", "268435456");
                if read_only {
                    sqlite.pragma("query_only", "ON")
                } else {
                    sqlite.pragma("wal_autocheckpoint", "2000")
                }
            });
        options
    };
    // The writer first: it makes the file and turns WAL on before readers come.
    let mut connection = Database::connect(open(1, false)).await?;
    count(&mut connection);
    let writer = Arc::new(Writer {
        connection,
        gate: Mutex::default(),
        ready: Notify::new(),
        commits: AtomicU64::new(0),
    });
    let readers = Database::connect(open(readers, true)).await?;
    tokio::spawn(commit_groups(Arc::downgrade(&writer)));
    Ok((readers, writer))
}

/// Commits each group when its turn comes; ends with the writer.
async fn commit_groups(writer: std::sync::Weak<Writer>) {
    loop {
        let Some(writer) = writer.upgrade() else { return };
        // A deadline lets the task see that nobody holds the writer any more.
        if tokio::time::timeout(Duration::from_secs(5), writer.ready.notified())
            .await
            .is_ok()
        {
            writer.commit_open_group().await;
        }
    }
}

impl Writer {
    /// The connection itself: migrations alone.
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// How many groups were committed.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Moves the log of writes into the file and empties it, so that nothing deleted is left in it. Readers that are at
    /// work keep their part of it: it goes the next time.
    pub(crate) async fn empty_log(&self) -> Result<(), StoreError> {
        let gate = self.gate.lock().await;
        if gate.open.is_none() {
            self.connection
                .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
                .await?;
        }
        drop(gate);
        Ok(())
    }

    async fn commit_open_group(&self) {
        let mut gate = self.gate.lock().await;
        let Some(Group { transaction, members }) = gate.open.take() else {
            return;
        };
        let committed = transaction.commit().await;
        if let Err(error) = &committed {
            tracing::warn!(%error, "a group of writes could not be committed and runs again");
        }
        self.commits.fetch_add(1, Ordering::Relaxed);
        drop(gate);
        for member in members {
            // A member who left does not need the answer.
            let _ = member.send(committed.is_ok());
        }
    }

    /// Runs `work` in a savepoint of the open group, and returns once the group is committed.
    pub(crate) async fn run<T, E, Fut>(
        &self,
        work: &impl Fn(Tx) -> Fut,
        brings: &Arc<AtomicBool>,
    ) -> Result<T, E>
    where
        E: From<StoreError> + Rerun,
        Fut: Future<Output = Result<T, E>>,
    {
        let mut gate = self.gate.lock().await;
        if gate.open.is_none() {
            let options = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            #[expect(clippy::disallowed_methods, reason = "this is the one runner")]
            let transaction = self
                .connection
                .begin_with_options(options)
                .await
                .map_err(StoreError::from)?;
            gate.open = Some(Group {
                transaction,
                members: Vec::new(),
            });
        }
        let Some(group) = gate.open.as_mut() else {
            return Err(Self::lost().into());
        };
        // Whoever leaves early leaves a savepoint that rolls back by itself, and a group that must still end.
        let ends = CommitLater(&self.ready);
        #[expect(clippy::disallowed_methods, reason = "this is the one runner")]
        let savepoint = group.transaction.begin().await.map_err(StoreError::from)?;
        let outcome = Tx::run_in(savepoint, work, brings).await;
        let (told, commit) = oneshot::channel();
        group.members.push(told);
        drop(ends);
        drop(gate);
        match commit.await {
            Ok(true) => outcome,
            Ok(false) | Err(_) => Err(Self::lost().into()),
        }
    }

    /// The group was lost: the use case runs again.
    fn lost() -> StoreError {
        StoreError::Contention(sea_orm::DbErr::Custom(
            "the group of writes was not committed".to_owned(),
        ))
    }
}
