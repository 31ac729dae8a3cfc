//! Throw-away databases: migrated once a run, then copied.

use std::{
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use ::app::{Db, Options};
use migrations::Migrator;
use sea_orm::{ConnectionTrait, Database};
use sea_orm_migration::MigratorTrait;

/// A database of one test's own. Dropped with it on SQLite, with the cluster on PostgreSQL.
pub struct TestDatabase {
    /// Where it is: `sqlite:…` or `postgres://…`.
    pub url: String,
    _folder: tempfile::TempDir,
}

/// What the test run was told by its environment.
fn told(name: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test run is told its backend by the environment"
    )]
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Tells one build of the tests from the next: a template is never older than the migrations it was made by.
fn build() -> String {
    let stamp = std::env::current_exe()
        .and_then(std::fs::metadata)
        .and_then(|file| {
            let age = file.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
            Ok(format!("{:x}_{:x}", age.as_nanos(), file.len()))
        });
    stamp.unwrap_or_else(|_| "unknown".to_owned())
}

impl TestDatabase {
    /// A migrated database on the backend under test.
    ///
    /// # Panics
    /// When the database cannot be made: a test cannot go on.
    pub async fn migrated() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = match told("FABRIQUE_TEST_BACKEND").as_deref() {
            None | Some("sqlite") => sqlite(folder.path()).await,
            Some("postgres") => {
                let server = told("FABRIQUE_TEST_POSTGRES").expect("FABRIQUE_TEST_POSTGRES names the server");
                postgres(&server).await
            }
            Some(other) => panic!("FABRIQUE_TEST_BACKEND is sqlite or postgres, not {other}"),
        };
        Self { url, _folder: folder }
    }

    /// An empty database on the backend under test.
    ///
    /// # Panics
    /// When the database cannot be made.
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = match told("FABRIQUE_TEST_POSTGRES").filter(|_| Self::on_postgres()) {
            None => format!("sqlite:{}", folder.path().join("fabrique.sqlite").display()),
            Some(server) => clone_of(&server, "template0").await,
        };
        Self { url, _folder: folder }
    }

    /// Whether the backend under test is PostgreSQL.
    pub fn on_postgres() -> bool {
        told("FABRIQUE_TEST_BACKEND").as_deref() == Some("postgres")
    }

    /// A pool of its own on this database: a second process, as far as the database can tell.
    ///
    /// # Panics
    /// When it cannot connect.
    pub async fn connect(&self) -> Db {
        let options = Options {
            connections: 8,
            count_statements: true,
        };
        Db::connect(&self.url, options)
            .await
            .expect("the test database answers")
    }
}

async fn sqlite(folder: &Path) -> String {
    let template = sqlite_template().await;
    let file = folder.join("fabrique.sqlite");
    std::fs::copy(&template, &file).expect("a copy of the template");
    format!("sqlite:{}", file.display())
}

/// The migrated file of this build, made by whoever comes first.
async fn sqlite_template() -> PathBuf {
    let template = std::env::temp_dir().join(format!("fabrique-template-{}.sqlite", build()));
    if !template.exists() {
        let draft =
            std::env::temp_dir().join(format!("fabrique-template-{}.{}", build(), std::process::id()));
        let url = format!("sqlite:{}?mode=rwc", draft.display());
        let connection = Database::connect(&url).await.expect("a new file");
        Migrator::up(&connection, None).await.expect("migrations run");
        connection.close().await.expect("the file closes");
        std::fs::rename(&draft, &template).expect("the template takes its name");
    }
    template
}

async fn postgres(server: &str) -> String {
    let template = format!("fabrique_template_{}", build());
    let connection = Database::connect(server).await.expect("the test server answers");
    // Tests start in many processes at once: one of them makes the template while the others wait.
    #[expect(clippy::disallowed_methods, reason = "a lock on the server, no write of ours")]
    let session = sea_orm::TransactionTrait::begin(&connection)
        .await
        .expect("a session");
    session
        .execute_unprepared("SELECT pg_advisory_xact_lock(20161123)")
        .await
        .expect("the lock");
    let known = format!("SELECT 1 FROM pg_database WHERE datname = '{template}'");
    let known = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, known);
    if session
        .query_one_raw(known)
        .await
        .expect("the list of databases")
        .is_none()
    {
        let draft = format!("{template}_draft");
        connection
            .execute_unprepared(&format!("DROP DATABASE IF EXISTS {draft}"))
            .await
            .expect("no old draft");
        connection
            .execute_unprepared(&format!("CREATE DATABASE {draft}"))
            .await
            .expect("a new database");
        let inside = Database::connect(&on(server, &draft))
            .await
            .expect("the new database answers");
        Migrator::up(&inside, None).await.expect("migrations run");
        inside.close().await.expect("the new database closes");
        connection
            .execute_unprepared(&format!("ALTER DATABASE {draft} RENAME TO {template}"))
            .await
            .expect("its name");
    }
    session.commit().await.expect("the lock is given back");
    clone_of(server, &template).await
}

async fn clone_of(server: &str, template: &str) -> String {
    let connection = Database::connect(server).await.expect("the test server answers");
    #[expect(clippy::disallowed_methods, reason = "a name that no other test run has")]
    let name = format!("fabrique_test_{:032x}", rand::random::<u128>());
    // Copying is exclusive on the template: others may be at it.
    for attempt in 0..200 {
        match connection
            .execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .await
        {
            Ok(_) => break,
            Err(error) if attempt == 199 => panic!("the template cannot be copied: {error}"),
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    }
    connection.close().await.expect("the server lets go");
    on(server, &name)
}

/// The same server, another database.
fn on(server: &str, database: &str) -> String {
    let (host, _) = server.rsplit_once('/').expect("postgres://host/database");
    format!("{host}/{database}")
}
