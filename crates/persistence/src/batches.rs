//! Many rows in one statement.

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use crate::{StoreError, Tx};

/// Rows a statement: the widest table has 40 columns, and SQLite takes 32,766 values.
const ROWS: usize = 500;

/// The most values that a look-up by a list names at once.
pub(crate) const LIST: usize = 1_000;

/// Adds rows, any number of them.
pub(crate) async fn insert<E, A>(tx: &Tx, rows: Vec<A>) -> Result<(), StoreError>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E> + Send,
    E::Model: IntoActiveModel<A>,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<A> = rows.by_ref().take(ROWS).collect();
        E::insert_many(chunk).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}
