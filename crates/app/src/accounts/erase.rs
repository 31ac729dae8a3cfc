//! Erasure: identity leaves at once, contributions stay without a name or go, as the person chooses.
//!
//! What the law obliges a host to keep is sealed: encrypted under a key of its own purpose, with the day it goes, and
//! opened on requisition alone.

use auth::keys::WrappedKind;
use domain::{
    Code, EventKind, NewEvent, Timestamp,
    accounts::{Account, AccountId, Contributions, SealedIdentity},
    drafts::Holder,
    policy::accounts::Erase,
    text::EmailAddress,
};
use persistence::Tx;
use serde::{Deserialize, Serialize};

use crate::{Cx, Error, Result, attachments, comments, error::OrNotFound, proposals, voting};

/// What is to become of what the person leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EraseAccount {
    /// Whether contributions stay under «compte supprimé» or go.
    pub contributions: Contributions,
    /// Whether votes that can still be withdrawn are; otherwise they stay counted.
    pub withdraw_votes: bool,
}

/// An account that was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Its id, which names nobody any more.
    pub account: AccountId,
    /// When what the law obliges us to keep goes too.
    pub sealed_until: Timestamp,
}

/// Erases the actor's own account.
#[tracing::instrument(name = "accounts.erase", skip_all)]
pub async fn erase(cx: &Cx, command: EraseAccount) -> Result<Erased> {
    let account = cx.actor.person()?.account;
    let email = persistence::accounts::email(cx.db(), account).await?;
    let erased = cx.write(|tx| erase_in(cx, tx, account, command)).await?;
    sweep(cx, email).await;
    Ok(erased)
}

/// What lies outside the rows: copies of mails that never left, and what the database file remembers of deleted rows.
/// The account is erased already: what fails here is logged, and tried again when old mail is swept.
pub(super) async fn sweep(cx: &Cx, email: Option<EmailAddress>) {
    if let Some(email) = email
        && let Err(error) = cx.house().mailer.forget(&email).await
    {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "copies of mails are left"
        );
    }
    if let Err(error) = cx.db().scrub().await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "the log of writes was not emptied"
        );
    }
}

/// Erases an account in the transaction. Every noun that keeps something of a person has its line here.
pub(super) async fn erase_in(cx: &Cx, tx: Tx, id: AccountId, command: EraseAccount) -> Result<Erased> {
    let now = cx.decided_at(&tx).await?;
    let admins = persistence::accounts::lock_admins(&tx, now).await?;
    let account = persistence::accounts::lock(&tx, id)
        .await?
        .or_not_found(Code::AccountNotFound)?;
    let permitted = cx.actor.may(Erase, account)?;
    if let Some(session) = cx.session
        && let Some(session) = persistence::accounts::session(&tx, session).await?
    {
        session.must_be_fresh(now)?;
    }
    let account = permitted.subject().clone();
    let erased = permitted.erase(&admins, now)?;
    if command.withdraw_votes {
        voting::withdraw_all_in(cx, &tx, id).await?;
    }
    let email = persistence::accounts::email(&tx, id).await?;
    let sealed = seal(cx, &account, email.as_ref(), now)?;
    persistence::accounts::insert_sealed(&tx, &sealed).await?;
    match command.contributions {
        Contributions::Keep => {}
        Contributions::Remove => remove_contributions(cx, &tx, id).await?,
    }
    persistence::drafts::delete_all_of(&tx, Holder::Account(id)).await?;
    attachments::forget_adrift(cx, &tx).await?;
    let unused = persistence::attachments::take_loose_of(&tx, id).await?;
    attachments::forget_all(cx, &tx, unused).await?;
    persistence::follows::delete_all_of(&tx, id).await?;
    persistence::notifications::delete_all_of(&tx, id).await?;
    persistence::idempotency::forget_of(&tx, &id.to_string()).await?;
    persistence::accounts::remove_links(&tx, id).await?;
    persistence::accounts::end_grants(&tx, id, cx.actor.account(), now).await?;
    persistence::organisations::end_grants_of(&tx, id, now).await?;
    persistence::accounts::remove_sessions(&tx, id).await?;
    persistence::accounts::remove_attempts_of(&tx, id, email.as_ref()).await?;
    persistence::accounts::remove_password(&tx, id).await?;
    persistence::accounts::remove_email(&tx, id).await?;
    persistence::accounts::save(&tx, &erased).await?;
    persistence::outbox::record(&tx, NewEvent::new(EventKind::AccountErased, None, id, now)).await?;
    Ok(Erased {
        account: id,
        sealed_until: sealed.until,
    })
}

/// Takes every contribution back, and its words with it: tombstones, numbers and totals stay.
async fn remove_contributions(cx: &Cx, tx: &Tx, id: AccountId) -> Result<()> {
    for proposal in persistence::proposals::standing_of(tx, id).await? {
        proposals::withdraw_in(cx, tx.clone(), proposal).await?;
    }
    persistence::proposals::forget_texts_of(tx, id).await?;
    for comment in persistence::comments::standing_of(tx, id).await? {
        comments::delete_in(cx, tx.clone(), comment).await?;
    }
    Ok(())
}

/// What is sealed of a person: what they gave when they signed up, and when.
#[derive(Debug, Serialize, Deserialize)]
struct Identity {
    email: Option<String>,
    display_name: String,
    opened_at: String,
    erased_at: String,
}

fn seal(cx: &Cx, account: &Account, email: Option<&EmailAddress>, now: Timestamp) -> Result<SealedIdentity> {
    let identity = Identity {
        email: email.map(|email| email.canonical().to_owned()),
        display_name: account.display_name.to_string(),
        opened_at: account.created_at.to_string(),
        erased_at: now.to_string(),
    };
    let plain = serde_json::to_vec(&identity).map_err(Error::internal)?;
    Ok(SealedIdentity {
        account: account.id,
        sealed: cx
            .root_key()
            .wrap(&plain, WrappedKind::Identity, account.id.uuid().as_bytes()),
        sealed_at: now,
        until: now + cx.limits().sealed,
    })
}

/// Opens what is sealed of an erased account: for the house's own command line, on a requisition, whose reference is
/// logged. JSON with `email`, `display_name`, `opened_at`, `erased_at`; none when nothing is sealed any more.
#[tracing::instrument(name = "accounts.open_sealed", skip_all, fields(account.id = %account, requisition = reference))]
pub async fn open_sealed(cx: &Cx, account: AccountId, reference: &str) -> Result<Option<serde_json::Value>> {
    let domain::Actor::System = cx.actor else {
        return Err(domain::Denied::RoleRequired.into());
    };
    let Some(sealed) = persistence::accounts::sealed(cx.db(), account).await? else {
        return Ok(None);
    };
    tracing::warn!("a sealed identity was opened");
    let plain = cx
        .root_key()
        .open(&sealed.sealed, WrappedKind::Identity, account.uuid().as_bytes())
        .map_err(Error::internal)?;
    serde_json::from_slice(&plain).map(Some).map_err(Error::internal)
}
