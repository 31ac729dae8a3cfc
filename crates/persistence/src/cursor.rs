//! Keyset pages: a cursor is the place after an item in one order of one filtered list.
//!
//! It is base64url of (version, order, filter, keys): unsigned, since it says nothing that the list does not, and
//! checked, since it comes from outside.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{
    Page, PageRequest,
    page::{Direction, MAX_PAGE},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Value,
    sea_query::{Alias, Asterisk, Expr, Query, SimpleExpr, WindowStatement},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Read, StoreError};

const VERSION: u8 = 1;

/// The value of one column of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Key {
    /// A number or an instant.
    #[serde(rename = "i")]
    Int(i64),
    /// A stored sort key.
    #[serde(rename = "t")]
    Text(String),
    /// An id.
    #[serde(rename = "u")]
    Id(Uuid),
}

impl From<Key> for Value {
    fn from(key: Key) -> Self {
        match key {
            Key::Int(value) => value.into(),
            Key::Text(value) => value.into(),
            Key::Id(value) => value.into(),
        }
    }
}

/// How a row tells the value of a column, and so of which type the column is.
pub(crate) enum Tells<M> {
    /// A number or an instant.
    Int(fn(&M) -> i64),
    /// A stored sort key.
    Text(fn(&M) -> String),
    /// An id.
    Id(fn(&M) -> Uuid),
}

impl<M> Tells<M> {
    fn key(&self, row: &M) -> Key {
        match self {
            Self::Int(of) => Key::Int(of(row)),
            Self::Text(of) => Key::Text(of(row)),
            Self::Id(of) => Key::Id(of(row)),
        }
    }

    /// Whether the column can be compared with this key: PostgreSQL fails on one of another type.
    fn takes(&self, key: &Key) -> bool {
        matches!(
            (self, key),
            (Self::Int(_), Key::Int(_)) | (Self::Text(_), Key::Text(_)) | (Self::Id(_), Key::Id(_))
        )
    }
}

/// A column of an order, its direction, and how a row tells its value.
pub(crate) type Column<M> = (SimpleExpr, Order, Tells<M>);

/// An order that ends in a unique column.
pub(crate) struct Keyset<M> {
    /// Its name, part of every cursor.
    pub(crate) name: &'static str,
    /// The columns, the most important first.
    pub(crate) columns: Vec<Column<M>>,
}

#[derive(Serialize, Deserialize)]
struct Cursor(u8, String, u64, Vec<Key>);

/// A number that tells one filter from another, stable across processes of one version.
pub(crate) fn fingerprint(filter: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    filter.hash(&mut hasher);
    hasher.finish()
}

/// The cursor of these keys in the order of this name.
pub(crate) fn encode(name: &str, filter: u64, keys: Vec<Key>) -> String {
    // A tuple of numbers and strings always has a JSON form.
    let json = serde_json::to_vec(&Cursor(VERSION, name.to_owned(), filter, keys)).unwrap_or_default();
    BASE64_URL_SAFE_NO_PAD.encode(json)
}

/// The keys of a cursor, if it is one of this order and filter.
pub(crate) fn decode(name: &str, filter: u64, cursor: &str) -> Result<Vec<Key>, StoreError> {
    let json = (cursor.len() <= 1_024)
        .then(|| BASE64_URL_SAFE_NO_PAD.decode(cursor).ok())
        .flatten()
        .ok_or(StoreError::BadCursor)?;
    let Ok(Cursor(version, of, filtered, keys)) = serde_json::from_slice(&json) else {
        return Err(StoreError::BadCursor);
    };
    let clean = keys.iter().all(|key| match key {
        Key::Text(text) => !text.contains('\0'),
        Key::Int(_) | Key::Id(_) => true,
    });
    if version == VERSION && of == name && filtered == filter && clean {
        Ok(keys)
    } else {
        Err(StoreError::BadCursor)
    }
}

impl<M> Keyset<M> {
    fn cursor(&self, filter: u64, row: &M) -> String {
        let keys = self.columns.iter().map(|(_, _, tells)| tells.key(row)).collect();
        encode(self.name, filter, keys)
    }

    /// The keys of a cursor, if it is one of this order and filter, each of its column's type.
    pub(crate) fn read(&self, filter: u64, cursor: &str) -> Result<Vec<Key>, StoreError> {
        let keys = decode(self.name, filter, cursor)?;
        let mut pairs = self.columns.iter().zip(&keys);
        if keys.len() == self.columns.len() && pairs.all(|((_, _, tells), key)| tells.takes(key)) {
            Ok(keys)
        } else {
            Err(StoreError::BadCursor)
        }
    }

    /// What lies strictly beyond these keys: `a ≥ x and (a > x or (a = x and …))`, so that an index on `a` serves.
    pub(crate) fn beyond(&self, keys: &[Key], backward: bool) -> Condition {
        let mut beyond = Condition::any();
        let mut equal = Condition::all();
        let mut first = None;
        for ((column, order, _), key) in self.columns.iter().zip(keys) {
            let up = matches!(order, Order::Asc) != backward;
            let (past, not_before) = if up {
                (column.clone().gt(key.clone()), column.clone().gte(key.clone()))
            } else {
                (column.clone().lt(key.clone()), column.clone().lte(key.clone()))
            };
            first.get_or_insert(not_before);
            beyond = beyond.add(equal.clone().add(past));
            equal = equal.add(column.clone().eq(key.clone()));
        }
        let all = Condition::all().add(beyond);
        match first {
            Some(bound) => all.add(bound),
            None => all,
        }
    }
}

/// One page of `select` in this order. `filter` tells this list from the same one filtered otherwise.
pub(crate) async fn page<E>(
    from: &impl Read,
    select: Select<E>,
    keyset: &Keyset<E::Model>,
    filter: &impl Hash,
    request: &PageRequest,
) -> Result<Page<E::Model>, StoreError>
where
    E: EntityTrait,
    E::Model: Send + Sync,
{
    let filter = fingerprint(filter);
    let total = if request.count {
        Some(select.clone().count(&from.executor()).await?)
    } else {
        None
    };
    let backward = request.direction == Direction::Backward;
    let size = request.size.clamp(1, MAX_PAGE);
    let mut select = select.limit(u64::from(size) + 1);
    for (column, order, _) in &keyset.columns {
        let order = if matches!(order, Order::Asc) == backward {
            Order::Desc
        } else {
            Order::Asc
        };
        select = select.order_by(column.clone(), order);
    }
    if let Some(cursor) = &request.cursor {
        select = select.filter(keyset.beyond(&keyset.read(filter, cursor)?, backward));
    }
    let rows = select.all(&from.executor()).await?;
    Ok(cut(rows, keyset, filter, total, request))
}

/// The rows of a page, of which there may be one more than it holds, in the list's own order.
pub(crate) fn cut<M>(
    mut rows: Vec<M>,
    keyset: &Keyset<M>,
    filter: u64,
    total: Option<u64>,
    request: &PageRequest,
) -> Page<M> {
    let backward = request.direction == Direction::Backward;
    let size = request.size.clamp(1, MAX_PAGE) as usize;
    let more = rows.len() > size;
    rows.truncate(size);
    if backward {
        rows.reverse();
    }
    let items = rows
        .into_iter()
        .map(|row| (keyset.cursor(filter, &row), row))
        .collect();
    let resumed = request.cursor.is_some();
    Page {
        items,
        has_next: if backward { resumed } else { more },
        has_previous: if backward { more } else { resumed },
        total,
    }
}

/// Things that have a list each.
pub(crate) struct Parents<'a, E: EntityTrait> {
    /// The column in which a row of the lists names its parent.
    pub(crate) column: E::Column,
    /// The same, as a row tells it.
    pub(crate) of: fn(&E::Model) -> Uuid,
    /// Whose lists are wanted.
    pub(crate) ids: &'a [Uuid],
}

/// The same page of the lists of several parents: one statement however many they are (two with totals), unless a
/// cursor, which belongs to one list, was given.
pub(crate) async fn pages<E>(
    from: &impl Read,
    select: Select<E>,
    parents: Parents<'_, E>,
    keyset: &Keyset<E::Model>,
    request: &PageRequest,
) -> Result<HashMap<Uuid, Page<E::Model>>, StoreError>
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    let Parents {
        column: parent,
        of,
        ids,
    } = parents;
    let mut pages = HashMap::new();
    if request.cursor.is_some() || ids.len() < 2 {
        for id in ids {
            let list = select.clone().filter(parent.eq(*id));
            pages.insert(*id, page(from, list, keyset, id, request).await?);
        }
        return Ok(pages);
    }
    let executor = from.executor();
    let select = select.filter(parent.is_in(ids.iter().copied()));
    let mut totals: HashMap<Uuid, u64> = HashMap::new();
    if request.count {
        let counts: Vec<(Uuid, i64)> = select
            .clone()
            .select_only()
            .column(parent)
            .column_as(parent.count(), "total")
            .group_by(parent)
            .into_tuple()
            .all(&executor)
            .await?;
        totals.extend(
            counts
                .into_iter()
                .map(|(id, n)| (id, u64::try_from(n).unwrap_or(0))),
        );
    }
    let backward = request.direction == Direction::Backward;
    let mut place = WindowStatement::partition_by(parent.as_column_ref());
    for (column, order, _) in &keyset.columns {
        let order = if matches!(order, Order::Asc) == backward {
            Order::Desc
        } else {
            Order::Asc
        };
        place.order_by_expr(column.clone(), order);
    }
    let mut ranked = select.into_query();
    ranked.expr_window_as(Expr::cust("ROW_NUMBER()"), place, Alias::new("place"));
    let first = i64::from(request.size.clamp(1, MAX_PAGE)) + 1;
    let few = Query::select()
        .column(Asterisk)
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(Alias::new("place")).lte(first))
        .order_by(Alias::new("place"), Order::Asc)
        .to_owned();
    let mut rows: HashMap<Uuid, Vec<E::Model>> = HashMap::new();
    for row in executor.query_all(&few).await? {
        let row = E::Model::from_query_result(&row, "")?;
        rows.entry(of(&row)).or_default().push(row);
    }
    for id in ids {
        let rows = rows.remove(id).unwrap_or_default();
        let total = request.count.then(|| totals.get(id).copied().unwrap_or(0));
        pages.insert(*id, cut(rows, keyset, fingerprint(id), total, request));
    }
    Ok(pages)
}
