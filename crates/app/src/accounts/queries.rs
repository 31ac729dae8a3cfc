//! Reading accounts: what everybody may know of them.

use domain::{
    Actor,
    accounts::{Account, AccountId},
    policy::profiles::SeeOwn,
    text::EmailAddress,
};

use crate::{Cx, Result};

/// The account, erased ones included.
pub async fn by_id(cx: &Cx, id: AccountId) -> Result<Option<Account>> {
    Ok(persistence::accounts::by_id(cx.db(), id).await?)
}

/// The accounts of these ids, erased ones included.
pub async fn by_ids(cx: &Cx, ids: &[AccountId]) -> Result<Vec<Account>> {
    Ok(persistence::accounts::by_ids(cx.db(), ids).await?)
}

/// The actor's own account; none for visitors and programs.
pub async fn me(cx: &Cx) -> Result<Option<Account>> {
    match &cx.actor {
        Actor::Person(person) => by_id(cx, person.account).await,
        Actor::Visitor | Actor::Speaker(_) | Actor::Program(_) | Actor::System => Ok(None),
    }
}

/// The confirmed address of one's own account.
pub async fn email(cx: &Cx, account: &Account) -> Result<Option<EmailAddress>> {
    let _permitted = cx.actor.may(SeeOwn, account.clone())?;
    Ok(persistence::accounts::email(cx.db(), account.id).await?)
}

/// Whether one's own account has a password.
pub async fn has_password(cx: &Cx, account: &Account) -> Result<bool> {
    let _permitted = cx.actor.may(SeeOwn, account.clone())?;
    Ok(persistence::accounts::password(cx.db(), account.id)
        .await?
        .is_some())
}
