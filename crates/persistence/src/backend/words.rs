//! The index of words: FTS5 on SQLite, vectors under GIN on PostgreSQL, over the same terms.

use domain::search::{SearchQuery, Terms};
use sea_orm::{
    ConnectionTrait, DbBackend, Statement,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};

use crate::StoreError;

/// Which words of an entry a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Those of its title.
    Title,
    /// All of them.
    Whole,
}

impl Part {
    const fn column(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Whole => "terms",
        }
    }
}

/// Writes the words of an entry in the place of those that it had.
pub(crate) async fn write(
    connection: &impl ConnectionTrait,
    entry: i64,
    title: &Terms,
    whole: &Terms,
) -> Result<(), StoreError> {
    let backend = connection.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "INSERT INTO search_index (rowid, title, terms) \
             VALUES ($1, to_tsvector('simple', $2), to_tsvector('simple', $3)) \
             ON CONFLICT (rowid) DO UPDATE SET title = excluded.title, terms = excluded.terms"
        }
        _ => "INSERT OR REPLACE INTO search_index (rowid, title, terms) VALUES (?, ?, ?)",
    };
    let values = [entry.into(), title.stored().into(), whole.stored().into()];
    connection
        .execute_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?;
    Ok(())
}

/// Removes the words of the entries that are gone.
pub(crate) async fn sweep(connection: &impl ConnectionTrait) -> Result<(), StoreError> {
    let sql = "DELETE FROM search_index WHERE rowid NOT IN (SELECT id FROM search_entries)";
    connection.execute_unprepared(sql).await?;
    Ok(())
}

/// Removes the words of an entry.
pub(crate) async fn remove(connection: &impl ConnectionTrait, entries: &[i64]) -> Result<(), StoreError> {
    let rowid = Alias::new("rowid");
    let delete = Query::delete()
        .from_table(Alias::new("search_index"))
        .cond_where(Expr::col(rowid).is_in(entries.iter().copied()))
        .to_owned();
    connection.execute(&delete).await?;
    Ok(())
}

/// The ids of the entries that a question finds.
pub(crate) fn matching(backend: DbBackend, part: Part, question: &SearchQuery) -> SelectStatement {
    let column = part.column();
    let found = match backend {
        DbBackend::Postgres => Expr::cust_with_values(
            format!("search_index.{column} @@ to_tsquery('simple', $1)"),
            [question.to_tsquery()],
        ),
        _ => Expr::cust_with_values(
            "search_index MATCH ?",
            [format!("{column} : ({})", question.to_fts5())],
        ),
    };
    Query::select()
        .column(Alias::new("rowid"))
        .from(Alias::new("search_index"))
        .and_where(found)
        .to_owned()
}
