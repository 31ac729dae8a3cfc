//! The few column types of the house, spelled once.

use sea_orm_migration::prelude::*;

/// A UUID that is never null.
pub(crate) fn id(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().take()
}

/// A UUID that may be missing.
pub(crate) fn id_or_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().null().take()
}

/// A short text: a name, a word from a closed list.
pub(crate) fn word(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).string().not_null().take()
}

/// A short text that may be missing.
pub(crate) fn word_or_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).string().null().take()
}

/// A long text, or JSON that is never filtered on.
pub(crate) fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

/// A long text that may be missing.
pub(crate) fn text_or_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().take()
}

/// Microseconds UTC, or any other 64-bit number.
pub(crate) fn big(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// The same, where it may be missing.
pub(crate) fn big_or_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().take()
}

/// Bytes, a hash for one, that may be missing.
pub(crate) fn bytes_or_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().null().take()
}

/// Bytes: a hash, a fingerprint, something sealed.
pub(crate) fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().take()
}

/// Yes or no.
pub(crate) fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// A 32-bit number.
pub(crate) fn int(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

/// The same, where it may be missing.
pub(crate) fn int_or_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().null().take()
}

/// A coordinate or a score that may be missing.
pub(crate) fn double_or_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).double().null().take()
}

/// A table with these columns and this primary key.
pub(crate) fn table<const N: usize>(
    name: &'static str,
    columns: Vec<ColumnDef>,
    key: [&'static str; N],
) -> TableCreateStatement {
    let mut table = Table::create().table(name).if_not_exists().to_owned();
    for mut column in columns {
        table.col(&mut column);
    }
    if N > 0 {
        let mut primary = Index::create();
        for column in key {
            primary.col(column);
        }
        table.primary_key(&mut primary);
    }
    table
}

/// An index, named `idx-table-columns` as entities name theirs.
pub(crate) fn index<const N: usize>(table: &'static str, columns: [&'static str; N]) -> IndexCreateStatement {
    let mut index = Index::create()
        .if_not_exists()
        .name(format!("idx-{table}-{}", columns.join("-")))
        .table(table)
        .to_owned();
    for column in columns {
        index.col(column);
    }
    index
}

/// A unique index of this name.
pub(crate) fn unique<const N: usize>(
    name: &'static str,
    table: &'static str,
    columns: [&'static str; N],
) -> IndexCreateStatement {
    let mut index = Index::create()
        .if_not_exists()
        .unique()
        .name(name)
        .table(table)
        .to_owned();
    for column in columns {
        index.col(column);
    }
    index
}
