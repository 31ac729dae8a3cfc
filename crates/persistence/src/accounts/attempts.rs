//! Codes that were sent and not yet typed.

use domain::{
    Timestamp,
    accounts::{AccountId, Attempt, AttemptId, Purpose},
    text::EmailAddress,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, Set, sea_query::Query,
};

use crate::{
    Read, StoreError, Tx,
    rows::{code_attempts, sign_ups},
};

/// An attempt with what only its confirmation reads.
#[derive(Debug, Clone)]
pub struct StoredAttempt {
    /// What is judged.
    pub attempt: Attempt,
    /// Where the code went.
    pub email: EmailAddress,
    /// The account that asked, where one must.
    pub account: Option<AccountId>,
    /// The keyed hash of the code.
    pub code: [u8; 32],
}

/// Keeps an attempt.
pub async fn insert_attempt(tx: &Tx, stored: &StoredAttempt) -> Result<(), StoreError> {
    let StoredAttempt {
        attempt:
            Attempt {
                id,
                purpose,
                tries,
                expires_at,
            },
        email,
        account,
        code,
    } = stored;
    code_attempts::ActiveModel {
        id: Set(*id),
        purpose: Set(purpose.as_str().to_owned()),
        email: Set(email.canonical().to_owned()),
        account_id: Set(*account),
        code: Set(code.to_vec()),
        tries: Set(i32::from(*tries)),
        expires_at: Set(*expires_at),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// The attempt, locked until the transaction ends.
pub async fn lock_attempt(tx: &Tx, id: AttemptId) -> Result<Option<StoredAttempt>, StoreError> {
    let row = code_attempts::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(StoredAttempt::try_from).transpose()
}

/// The attempt, without a lock: for what must be known before the transaction.
pub async fn attempt(from: &impl Read, id: AttemptId) -> Result<Option<StoredAttempt>, StoreError> {
    let row = code_attempts::Entity::find_by_id(id)
        .one(&from.executor())
        .await?;
    row.map(StoredAttempt::try_from).transpose()
}

/// Counts a wrong code.
pub async fn count_try(tx: &Tx, attempt: &Attempt) -> Result<(), StoreError> {
    let tried = code_attempts::ActiveModel {
        tries: Set(i32::from(attempt.tries) + 1),
        ..Default::default()
    };
    code_attempts::Entity::update_many()
        .set(tried)
        .filter(code_attempts::Column::Id.eq(attempt.id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Forgets an attempt that served, with the sign-up that waited for it.
pub async fn remove_attempt(tx: &Tx, id: AttemptId) -> Result<(), StoreError> {
    delete(tx, Condition::all().add(code_attempts::Column::Id.eq(id))).await
}

/// Forgets the attempts of an address, and those that an account made for another one: erasure, and a change of
/// address.
pub async fn remove_attempts_of(
    tx: &Tx,
    account: AccountId,
    email: Option<&EmailAddress>,
) -> Result<(), StoreError> {
    let mut theirs = Condition::any().add(code_attempts::Column::AccountId.eq(account));
    if let Some(email) = email {
        theirs = theirs.add(code_attempts::Column::Email.eq(email.canonical()));
    }
    delete(tx, theirs).await
}

/// Forgets the attempts that expired: retention.
pub async fn remove_attempts_expired(tx: &Tx, now: Timestamp) -> Result<(), StoreError> {
    delete(
        tx,
        Condition::all().add(code_attempts::Column::ExpiresAt.lte(now)),
    )
    .await
}

async fn delete(tx: &Tx, which: Condition) -> Result<(), StoreError> {
    let these = Query::select()
        .column(code_attempts::Column::Id)
        .from(code_attempts::Entity)
        .cond_where(which.clone())
        .to_owned();
    sign_ups::Entity::delete_many()
        .filter(sign_ups::Column::AttemptId.in_subquery(these))
        .exec(tx.conn())
        .await?;
    code_attempts::Entity::delete_many()
        .filter(which)
        .exec(tx.conn())
        .await?;
    Ok(())
}

impl TryFrom<code_attempts::Model> for StoredAttempt {
    type Error = StoreError;

    fn try_from(row: code_attempts::Model) -> Result<Self, StoreError> {
        let code_attempts::Model {
            id,
            purpose,
            email,
            account_id,
            code,
            tries,
            expires_at,
        } = row;
        Ok(Self {
            attempt: Attempt {
                id,
                purpose: Purpose::parse(&purpose)
                    .ok_or_else(|| StoreError::corrupt(id, "unknown purpose"))?,
                tries: u8::try_from(tries).unwrap_or(u8::MAX),
                expires_at,
            },
            email: EmailAddress::from_history(email),
            account: account_id,
            code: <[u8; 32]>::try_from(code.as_slice()).map_err(|why| StoreError::corrupt(id, why))?,
        })
    }
}
