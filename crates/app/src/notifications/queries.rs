//! Reading what one was told of, and how soon one is written to.

use domain::{
    Code, Page, PageRequest,
    accounts::Account,
    notifications::{Notification, Paces},
    policy::notifications::{ReadNotifications, SetPaces},
};

use super::{Seen, look};
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
};

/// The actor's own account, with the permission to read what it was told of.
async fn own(cx: &Cx) -> Result<Account> {
    let account = cx.actor.person()?.account;
    let account = persistence::accounts::by_id(cx.db(), account)
        .await?
        .or_not_found(Code::AccountNotFound)?;
    let permitted = cx
        .actor
        .may(ReadNotifications, account)
        .or_hidden(Code::AccountNotFound)?;
    Ok(permitted.subject().clone())
}

/// What the actor was told of, newest first, with what it is about as they see it now.
pub async fn list(cx: &Cx, unread_only: bool, page: &PageRequest) -> Result<Page<Seen>> {
    own(cx).await?;
    let page = persistence::notifications::list(cx.db(), &cx.scope(), unread_only, page).await?;
    let Page {
        items,
        has_next,
        has_previous,
        total,
    } = page;
    let (cursors, notifications): (Vec<String>, Vec<Notification>) = items.into_iter().unzip();
    let seen = look(cx, notifications).await?;
    Ok(Page {
        items: cursors.into_iter().zip(seen).collect(),
        has_next,
        has_previous,
        total,
    })
}

/// How much of it the actor has not read.
pub async fn unread_count(cx: &Cx) -> Result<u64> {
    own(cx).await?;
    Ok(persistence::notifications::unread_count(cx.db(), &cx.scope()).await?)
}

/// How soon the actor is written to.
pub async fn settings(cx: &Cx) -> Result<Paces> {
    let account = own(cx).await?;
    let permitted = cx.actor.may(SetPaces, account).or_hidden(Code::AccountNotFound)?;
    Ok(persistence::notifications::paces(cx.db(), permitted.subject().id).await?)
}
