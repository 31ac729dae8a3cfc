//! Addresses and passwords.

use domain::{Timestamp, accounts::AccountId, text::EmailAddress};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, Set, sea_query::OnConflict,
};

use crate::{
    Read, StoreError, Tx,
    rows::{account_emails, passwords},
};

/// The confirmed address of an account; none once erased, for programs and for the house's own.
pub async fn email(from: &impl Read, account: AccountId) -> Result<Option<EmailAddress>, StoreError> {
    let row = account_emails::Entity::find()
        .filter(email_of(account))
        .one(&from.executor())
        .await?;
    Ok(row.map(|row| EmailAddress::from_history(row.email)))
}

/// The account of a confirmed address.
pub async fn by_email(from: &impl Read, email: &EmailAddress) -> Result<Option<AccountId>, StoreError> {
    let row = account_emails::Entity::find_by_id(email.canonical())
        .one(&from.executor())
        .await?;
    Ok(row.map(|row| row.account_id))
}

/// Gives an account its confirmed address, in the place of the former one; `Taken(AccountEmail)` when another has it.
pub async fn set_email(
    tx: &Tx,
    account: AccountId,
    email: &EmailAddress,
    at: Timestamp,
) -> Result<(), StoreError> {
    remove_email(tx, account).await?;
    account_emails::ActiveModel {
        email: Set(email.canonical().to_owned()),
        account_id: Set(account),
        confirmed_at: Set(at),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// Removes the address of an account.
pub async fn remove_email(tx: &Tx, account: AccountId) -> Result<(), StoreError> {
    account_emails::Entity::delete_many()
        .filter(email_of(account))
        .exec(tx.conn())
        .await?;
    // What this address refused is not held against another.
    crate::notifications::clear_bounces(tx, account).await
}

/// The hash of an account's password.
pub async fn password(from: &impl Read, account: AccountId) -> Result<Option<String>, StoreError> {
    let row = passwords::Entity::find_by_id(account)
        .one(&from.executor())
        .await?;
    Ok(row.map(|row| row.phc))
}

/// Sets the hash of an account's password.
pub async fn set_password(tx: &Tx, account: AccountId, phc: String, at: Timestamp) -> Result<(), StoreError> {
    let row = passwords::ActiveModel {
        account_id: Set(account),
        phc: Set(phc),
        set_at: Set(at),
    };
    let over = OnConflict::column(passwords::Column::AccountId)
        .update_columns([passwords::Column::Phc, passwords::Column::SetAt])
        .to_owned();
    passwords::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Replaces a hash by one of the same password at today's cost, unless the password was changed meanwhile.
pub async fn rehash_password(
    tx: &Tx,
    account: AccountId,
    former: &str,
    phc: String,
) -> Result<(), StoreError> {
    passwords::Entity::update_many()
        .set(passwords::ActiveModel {
            phc: Set(phc),
            ..Default::default()
        })
        .filter(passwords::Column::AccountId.eq(account))
        .filter(passwords::Column::Phc.eq(former))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Removes the password of an account.
pub async fn remove_password(tx: &Tx, account: AccountId) -> Result<(), StoreError> {
    passwords::Entity::delete_many()
        .filter(passwords::Column::AccountId.eq(account))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn email_of(account: AccountId) -> Condition {
    Condition::all().add(account_emails::Column::AccountId.eq(account))
}
