//! Changing one's password, or choosing a first one.

use domain::{Code, accounts::Account, policy::profiles::Keep, text::EmailAddress};
use persistence::Tx;
use secrecy::SecretString;

use super::{
    guess,
    mails::{self, About},
    presence,
    reset_password::judged,
    sessions,
};
use crate::{Cx, Error, Result, error::OrHidden};

/// Changes the actor's password; their other sessions end, and they are told by mail.
#[tracing::instrument(name = "accounts.change_password", skip_all)]
pub async fn change_password(cx: &Cx, new: &SecretString, current: Option<&SecretString>) -> Result<Account> {
    let (account, email) = presence::proven(cx, current).await?;
    let password = judged(cx, &account, &email, "newPassword", new).await?;
    let hash = cx.house().hasher.hash(&password).await;
    let hash = hash.map_err(Error::internal)?;
    cx.write(|tx| change_password_in(cx, tx, &email, &hash)).await
}

async fn change_password_in(cx: &Cx, tx: Tx, email: &EmailAddress, hash: &str) -> Result<Account> {
    let account = sessions::own(cx, &tx).await?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx.actor.may(Keep, account).or_hidden(Code::AccountNotFound)?;
    let account = permitted.subject().clone();
    persistence::accounts::set_password(&tx, account.id, hash.to_owned(), now).await?;
    persistence::throttles::clear_failures(&tx, &guess::bucket(cx, email)).await?;
    persistence::accounts::end_sessions(&tx, account.id, cx.session, now).await?;
    // Codes that were asked for before must not undo it.
    persistence::accounts::remove_attempts_of(&tx, account.id, Some(email)).await?;
    mails::enqueue(cx, &tx, email, &account.language, About::PasswordChanged, now).await?;
    Ok(account)
}
