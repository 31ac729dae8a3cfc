//! Accounts that leave: the sealed store, and accounts that nobody uses.

use domain::{
    Timestamp,
    accounts::{Account, AccountId, SealedIdentity},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::Query,
};

use crate::{
    Read, StoreError, Tx,
    rows::{accounts, sealed_identities, service_accounts},
};

/// Keeps what is sealed of an account that is erased in the same transaction.
pub async fn insert_sealed(tx: &Tx, sealed: &SealedIdentity) -> Result<(), StoreError> {
    let SealedIdentity {
        account,
        sealed,
        sealed_at,
        until,
    } = sealed;
    sealed_identities::ActiveModel {
        account_id: Set(*account),
        sealed: Set(sealed.clone()),
        sealed_at: Set(*sealed_at),
        until: Set(*until),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// What is sealed of an erased account, if it has not gone yet.
pub async fn sealed(from: &impl Read, account: AccountId) -> Result<Option<SealedIdentity>, StoreError> {
    let row = sealed_identities::Entity::find_by_id(account)
        .one(&from.executor())
        .await?;
    Ok(row.map(|row| {
        let sealed_identities::Model {
            account_id,
            sealed,
            sealed_at,
            until,
        } = row;
        SealedIdentity {
            account: account_id,
            sealed,
            sealed_at,
            until,
        }
    }))
}

/// Forgets what was sealed until this instant: retention.
pub async fn forget_sealed(tx: &Tx, now: Timestamp) -> Result<(), StoreError> {
    sealed_identities::Entity::delete_many()
        .filter(sealed_identities::Column::Until.lte(now))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// People's accounts that were last used at this instant or before and stand, the longest idle first, with the instant
/// of their warning, at most `limit` of them. Programs are not people.
pub async fn idle(
    from: &impl Read,
    since: Timestamp,
    after: Option<(Timestamp, AccountId)>,
    limit: u64,
) -> Result<Vec<(Account, Option<Timestamp>)>, StoreError> {
    let programs = Query::select()
        .column(service_accounts::Column::AccountId)
        .from(service_accounts::Entity)
        .to_owned();
    let mut idle = Condition::all()
        .add(accounts::Column::SeenAt.lte(since))
        .add(accounts::Column::ErasedAt.is_null())
        .add(accounts::Column::Id.not_in_subquery(programs));
    if let Some((seen_at, id)) = after {
        let beyond = Condition::any().add(accounts::Column::SeenAt.gt(seen_at)).add(
            Condition::all()
                .add(accounts::Column::SeenAt.eq(seen_at))
                .add(accounts::Column::Id.gt(id)),
        );
        idle = idle.add(beyond);
    }
    let rows = accounts::Entity::find()
        .filter(idle)
        .order_by_asc(accounts::Column::SeenAt)
        .order_by_asc(accounts::Column::Id)
        .limit(limit)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(with_warning).collect()
}

/// An account with the instant of its warning, locked until the transaction ends.
pub async fn lock_warned(tx: &Tx, id: AccountId) -> Result<Option<(Account, Option<Timestamp>)>, StoreError> {
    let row = accounts::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(with_warning).transpose()
}

/// Notes that the person of an account was warned.
pub async fn mark_warned(tx: &Tx, id: AccountId, at: Timestamp) -> Result<(), StoreError> {
    let warned = accounts::ActiveModel {
        warned_at: Set(Some(at)),
        ..Default::default()
    };
    accounts::Entity::update_many()
        .set(warned)
        .filter(accounts::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn with_warning(row: accounts::Model) -> Result<(Account, Option<Timestamp>), StoreError> {
    let warned_at = row.warned_at;
    Ok((Account::try_from(row)?, warned_at))
}
