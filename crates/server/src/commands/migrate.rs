//! Changing the schema.

use std::fmt::Write;

use app::{Db, Options};
use clap::Subcommand;
use migrations::Migrator;
use sea_orm_migration::{MigratorTrait, prelude::*};

use super::{Failure, say};
use crate::{compose, compose::ComposeError, config::Config};

/// What to do with the schema.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Migrate {
    /// Brings the schema up to date.
    Up,
    /// Says which changes were made and which are due.
    Status,
    /// Takes the last change back; demo databases only.
    Down,
}

/// One server at a time changes the schema: the key of PostgreSQL's advisory lock.
const LOCK: &str = "SELECT pg_advisory_lock(7106104801)";
const UNLOCK: &str = "SELECT pg_advisory_unlock(7106104801)";

pub(super) async fn run(config: &Config, command: Migrate) -> Result<(), Failure> {
    // One connection: the advisory lock belongs to it.
    let db = if config.is_postgres() {
        let options = Options {
            connections: 1,
            ..Options::default()
        };
        Db::connect(&config.database_url(), options)
            .await
            .map_err(|e| ComposeError::Database(e.into()))?
    } else {
        compose::database(config).await?
    };
    match command {
        Migrate::Up => up(config, &db).await,
        Migrate::Status => status(&db).await,
        Migrate::Down => {
            let demo = app::settings::is_demo(&db).await?;
            if !demo {
                return Err(Failure::NotADemo);
            }
            Migrator::down(db.schema_connection(), Some(1)).await?;
            say("the last change was taken back\n")
        }
    }
}

/// Brings the schema up to date, alone.
pub(super) async fn up(config: &Config, db: &Db) -> Result<(), Failure> {
    let connection = db.schema_connection();
    if config.is_postgres() {
        connection.execute_unprepared(LOCK).await?;
    }
    let done = Migrator::up(connection, None).await;
    if config.is_postgres() {
        connection.execute_unprepared(UNLOCK).await?;
    }
    Ok(done?)
}

/// Whether every change was made.
pub(super) async fn is_up_to_date(db: &Db) -> bool {
    matches!(Migrator::get_pending_migrations(db.schema_connection()).await, Ok(pending) if pending.is_empty())
}

async fn status(db: &Db) -> Result<(), Failure> {
    let connection = db.schema_connection();
    let pending = Migrator::get_pending_migrations(connection).await?;
    let pending: Vec<&str> = pending.iter().map(sea_orm_migration::Migration::name).collect();
    let mut lines = String::new();
    for migration in Migrator::migrations() {
        let state = if pending.contains(&migration.name()) {
            "due "
        } else {
            "done"
        };
        let _ = writeln!(lines, "{state} {}", migration.name());
    }
    say(&lines)
}
