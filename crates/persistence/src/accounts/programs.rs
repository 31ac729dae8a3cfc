//! Service accounts.

use std::collections::BTreeMap;

use domain::{
    Timestamp,
    accounts::{AccountId, ApiScope, ServiceAccount},
    text::DisplayName,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::{
    Read, StoreError, Tx,
    rows::{accounts, service_accounts},
};

/// Makes a service account; its account was made before, in the same transaction.
pub async fn insert_program(tx: &Tx, program: &ServiceAccount, token: &[u8; 32]) -> Result<(), StoreError> {
    let ServiceAccount {
        account,
        name: _,
        scopes,
        created_by,
        created_at,
        revoked_at,
    } = program;
    let scopes: Vec<_> = scopes.iter().map(|scope| scope.as_str()).collect();
    service_accounts::ActiveModel {
        account_id: Set(*account),
        scopes: Set(scopes.join(" ")),
        token: Set(token.to_vec()),
        created_by: Set(*created_by),
        created_at: Set(*created_at),
        revoked_at: Set(*revoked_at),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// The service account of a token, by its hash.
pub async fn program_by_token(
    from: &impl Read,
    token: &[u8; 32],
) -> Result<Option<ServiceAccount>, StoreError> {
    let row = service_accounts::Entity::find()
        .filter(service_accounts::Column::Token.eq(token.to_vec()))
        .one(&from.executor())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let account = accounts::Entity::find_by_id(row.account_id)
        .one(&from.executor())
        .await?;
    program(row, account).map(Some)
}

/// Whether an account is that of a program.
pub async fn is_program(from: &impl Read, id: AccountId) -> Result<bool, StoreError> {
    let row = service_accounts::Entity::find_by_id(id)
        .one(&from.executor())
        .await?;
    Ok(row.is_some())
}

/// The service account, locked until the transaction ends.
pub async fn lock_program(tx: &Tx, id: AccountId) -> Result<Option<ServiceAccount>, StoreError> {
    let Some(row) = service_accounts::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?
    else {
        return Ok(None);
    };
    let account = accounts::Entity::find_by_id(id).one(tx.conn()).await?;
    program(row, account).map(Some)
}

/// The service accounts among these accounts, stopped ones included, in no particular order.
pub async fn programs_by_ids(from: &impl Read, ids: &[AccountId]) -> Result<Vec<ServiceAccount>, StoreError> {
    let rows = service_accounts::Entity::find()
        .filter(service_accounts::Column::AccountId.is_in(ids.iter().copied()))
        .all(&from.executor())
        .await?;
    named(from, rows).await
}

/// Every service account, oldest first, at most 100.
pub async fn programs(from: &impl Read) -> Result<Vec<ServiceAccount>, StoreError> {
    let rows = service_accounts::Entity::find()
        .order_by_asc(service_accounts::Column::CreatedAt)
        .order_by_asc(service_accounts::Column::AccountId)
        .limit(100)
        .all(&from.executor())
        .await?;
    named(from, rows).await
}

/// The service accounts of these rows, with the names of their accounts.
async fn named(
    from: &impl Read,
    rows: Vec<service_accounts::Model>,
) -> Result<Vec<ServiceAccount>, StoreError> {
    let ids: Vec<_> = rows.iter().map(|row| row.account_id).collect();
    let accounts = accounts::Entity::find()
        .filter(accounts::Column::Id.is_in(ids))
        .all(&from.executor())
        .await?;
    let mut accounts: BTreeMap<_, _> = accounts.into_iter().map(|row| (row.id, row)).collect();
    rows.into_iter()
        .map(|row| {
            let account = accounts.remove(&row.account_id);
            program(row, account)
        })
        .collect()
}

/// Stops a service account's token.
pub async fn revoke_program(tx: &Tx, id: AccountId, at: Timestamp) -> Result<(), StoreError> {
    let revoked = service_accounts::ActiveModel {
        revoked_at: Set(Some(at)),
        ..Default::default()
    };
    service_accounts::Entity::update_many()
        .set(revoked)
        .filter(service_accounts::Column::AccountId.eq(id))
        .filter(service_accounts::Column::RevokedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn program(
    row: service_accounts::Model,
    account: Option<accounts::Model>,
) -> Result<ServiceAccount, StoreError> {
    let service_accounts::Model {
        account_id,
        scopes,
        token: _,
        created_by,
        created_at,
        revoked_at,
    } = row;
    let scope = |word| ApiScope::parse(word).ok_or_else(|| StoreError::corrupt(account_id, "unknown scope"));
    Ok(ServiceAccount {
        account: account_id,
        name: DisplayName::from_history(&account.map(|account| account.display_name).unwrap_or_default()),
        scopes: scopes.split(' ').map(scope).collect::<Result<_, _>>()?,
        created_by,
        created_at,
        revoked_at,
    })
}
