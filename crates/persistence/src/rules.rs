//! The rules of moderation. Everybody reads all of them, so that no scope is asked.

use std::collections::HashMap;

use domain::{
    Page, PageRequest, Timestamp,
    accounts::AccountId,
    rules::{Rule, RuleCode, RuleId, RuleRefusal, RuleVersion},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, Order, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Tells, page},
    rows::rules,
};

mod versions;

pub use versions::{versions_at, versions_of};

/// Which rules of a list are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Those to which people are held at this instant alone; all of them if none.
    pub in_force_at: Option<Timestamp>,
}

/// The rule.
pub async fn find(from: &impl Read, id: RuleId) -> Result<Option<Rule>, StoreError> {
    let row = rules::Entity::find_by_id(id).one(&from.executor()).await?;
    one(from, row).await
}

/// The rule of this code.
pub async fn by_code(from: &impl Read, code: &RuleCode) -> Result<Option<Rule>, StoreError> {
    let row = rules::Entity::find()
        .filter(rules::Column::Code.eq(code.as_str()))
        .one(&from.executor())
        .await?;
    one(from, row).await
}

/// The rules of these ids.
pub async fn by_ids(from: &impl Read, ids: &[RuleId]) -> Result<Vec<Rule>, StoreError> {
    let rows = rules::Entity::find()
        .filter(rules::Column::Id.is_in(ids.iter().copied()))
        .all(&from.executor())
        .await?;
    whole(from, rows).await
}

/// The rules of these codes.
pub async fn by_codes(from: &impl Read, codes: &[String]) -> Result<Vec<Rule>, StoreError> {
    let rows = rules::Entity::find()
        .filter(rules::Column::Code.is_in(codes.iter().map(String::as_str)))
        .all(&from.executor())
        .await?;
    whole(from, rows).await
}

/// The rule, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: RuleId) -> Result<Option<Rule>, StoreError> {
    let row = rules::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    one(tx, row).await
}

/// The rules to which people are held at this instant, by code; the first hundred.
pub async fn current(from: &impl Read, now: Timestamp) -> Result<Vec<Rule>, StoreError> {
    let rows = rules::Entity::find()
        .filter(in_force(now))
        .order_by_asc(rules::Column::Code)
        .limit(100)
        .all(&from.executor())
        .await?;
    whole(from, rows).await
}

/// Rules by code, those that were retired included unless the filter says otherwise.
pub async fn list(
    from: &impl Read,
    filter: &Filter,
    request: &PageRequest,
) -> Result<Page<Rule>, StoreError> {
    let select = match filter.in_force_at {
        Some(at) => rules::Entity::find().filter(in_force(at)),
        None => rules::Entity::find(),
    };
    let by_code = Keyset {
        name: "code",
        columns: vec![(
            rules::Column::Code.into_simple_expr(),
            Order::Asc,
            Tells::Text(|row: &rules::Model| row.code.clone()),
        )],
    };
    // The instant is that of the request: a cursor of a moment ago is one of the same list.
    let kind = filter.in_force_at.is_some();
    let Page {
        items,
        has_next,
        has_previous,
        total,
    } = page(from, select, &by_code, &kind, request).await?;
    let (cursors, rows): (Vec<_>, Vec<_>) = items.into_iter().unzip();
    Ok(Page {
        items: cursors.into_iter().zip(whole(from, rows).await?).collect(),
        has_next,
        has_previous,
        total,
    })
}

fn in_force(now: Timestamp) -> Condition {
    let stands = Condition::any()
        .add(rules::Column::ActiveTo.is_null())
        .add(rules::Column::ActiveTo.gt(now));
    Condition::all()
        .add(rules::Column::ActiveFrom.lte(now))
        .add(stands)
}

/// Writes a rule down, with its first version.
pub async fn insert(tx: &Tx, rule: &Rule, by: Option<AccountId>) -> Result<(), StoreError> {
    row(rule).insert(tx.conn()).await?;
    versions::insert(tx, &rule.present(), by).await
}

/// Saves a rule that was read at `read_version`; a new version is kept with who wrote it.
pub async fn save(
    tx: &Tx,
    rule: &Rule,
    read_version: i32,
    by: Option<AccountId>,
) -> Result<Result<(), RuleRefusal>, StoreError> {
    let saved = rules::Entity::update_many()
        .set(row(rule))
        .filter(rules::Column::Id.eq(rule.id))
        .filter(rules::Column::Version.eq(read_version))
        .exec(tx.conn())
        .await?;
    if saved.rows_affected != 1 {
        return Ok(Err(RuleRefusal::ChangedMeanwhile));
    }
    if rule.version != read_version {
        versions::insert(tx, &rule.present(), by).await?;
    }
    Ok(Ok(()))
}

fn row(rule: &Rule) -> rules::ActiveModel {
    let Rule {
        id,
        code,
        version,
        // Of the version.
        terms: _,
        version_at: _,
        active_from,
        active_to,
        created_at,
    } = rule;
    rules::ActiveModel {
        id: Set(*id),
        code: Set(code.as_str().to_owned()),
        version: Set(*version),
        active_from: Set(*active_from),
        active_to: Set(*active_to),
        created_at: Set(*created_at),
    }
}

async fn one(from: &impl Read, row: Option<rules::Model>) -> Result<Option<Rule>, StoreError> {
    Ok(whole(from, row.into_iter().collect()).await?.pop())
}

/// Rows with the terms of their present versions, in the same order. Versions never change, so that a second statement
/// reads what the first one saw.
async fn whole(from: &impl Read, rows: Vec<rules::Model>) -> Result<Vec<Rule>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<_> = rows.iter().map(|row| (row.id, row.version)).collect();
    let mut versions: HashMap<_, _> = versions::rows_at(from, &keys)
        .await?
        .into_iter()
        .map(|row| (row.rule_id, row))
        .collect();
    rows.into_iter()
        .map(|row| {
            let rules::Model {
                id,
                code,
                version,
                active_from,
                active_to,
                created_at,
            } = row;
            let present = versions
                .remove(&id)
                .ok_or_else(|| StoreError::corrupt(id, format_args!("no version {version}")))?;
            let RuleVersion {
                rule: _,
                code,
                number: _,
                terms,
                at,
            } = versions::version(present, RuleCode::from_history(code))?;
            Ok(Rule {
                id,
                code,
                version,
                terms,
                version_at: at,
                active_from,
                active_to,
                created_at,
            })
        })
        .collect()
}
